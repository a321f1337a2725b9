/** What a device is and what can be set: a control for each property that takes one, a reading for each other. */
import { html, nothing } from 'lit';
import { hindrance, holds, run, set, unwant } from '../acts.js';
import { Part } from '../element.js';
import { actor, handsOn, outcome, speaks, title, value } from '../format.js';
import { pick, t } from '../i18n.js';
import { icon } from '../icons.js';
import { mayControl, settable } from '../kinds.js';
import { store } from '../store.js';
import { control } from './controls.js';
import './command-form.js';

class DeviceControls extends Part {
  static properties = { device: { attribute: false }, model: { attribute: false }, link: { attribute: false }, me: {} };

  render() {
    const { device: d, model } = this;
    const props = model?.properties ?? {};
    const names = [...new Set([...Object.keys(props), ...Object.keys(d.state)])];
    const controls = names.filter((n) => props[n]?.control);
    const readings = names.filter((n) => !props[n]?.control && (n in d.state || n in props));
    const why = hindrance(d, this.link);
    const away = !why && d.presence.status !== 'online' && controls.length;
    return html`
      ${controls.length ? html`<section class="panel" aria-labelledby="h-controls" @hw-set=${(e) => set(d, { [e.detail.property]: e.detail.value })} @hw-hold=${(e) => holds(d, e.detail)}>
        <div class="panel-head"><h2 id="h-controls">${icon('sliders')}${t('device.controls')}</h2>${away ? html`<span class="badge warm">${t('control.away')}</span>` : why ? html`<span class="badge">${why}</span>` : nothing}</div>
        <div class="rows">${controls.map((n) => this.row(d, model, n, why))}</div>
        ${this.buttons(d, model, why)}
      </section>` : nothing}
      ${readings.length || !controls.length ? html`<section class="panel" aria-labelledby="h-state">
        <div class="panel-head"><h2 id="h-state">${icon('info')}${t('device.state')}</h2><span class="quiet small-text"><hw-age card .at=${d.at}></hw-age></span></div>
        ${readings.length ? html`<dl class="readings" data-testid="state">${readings.map(
          (n) => html`<div><dt>${title(model, n)}</dt><dd data-testid="state-${n}">${value(d.state[n], props[n], n)}</dd></div>`)}</dl>` : html`<p class="quiet">${t('device.noState')}</p>`}
      </section>` : nothing}
      ${this.wanted(d, model)}
      ${model && (model.open || (!controls.length && d.model === 'generic')) && mayControl(d) ? html`<section class="panel"><div class="panel-head"><h2>${icon('bolt')}${t('device.free')}</h2></div>
        <hw-command-form .device=${d} .disabled=${Boolean(why)}></hw-command-form>${this.said(d, Object.keys(d.outcome)[0])}</section>` : nothing}`;
  }

  row(d, model, n, why) {
    const schema = settable(model, n);
    const pending = d.pending[n];
    const label = title(model, n);
    const mine = !pending?.by || pending.by.user === this.me;
    const hands = handsOn(d, n, this.me);
    return html`<div class="row" data-property=${n} ?data-held=${hands}>
      <div class="row-label"><span data-testid="label-${n}">${speaks(d.state[n], n) ? value(d.state[n], schema, n) : label}</span>
        ${pending ? html`<small class="said under-way" data-testid="pending" data-status=${pending.status} role="status"><span class="rope" aria-hidden="true"></span><span>${mine ? t('control.' + pending.status) : t('control.by', { who: actor(pending.by, { device: d.id, me: this.me }), what: t('control.' + pending.status) })}</span></small>`
          : n in d.desired ? html`<small class="said wanted">${icon('target')}<span>${t('control.reported', { value: value(d.state[n], schema, n) })}</span></small>` : nothing}
        ${hands ? html`<small class="said held" data-testid="adjusting" role="status">${icon('sliders')}<span>${hands}</span></small>` : nothing}</div>
      <div class="row-control">${control({ device: d, property: n, schema, label, disabled: Boolean(why), why })}</div>
      ${this.said(d, n)}</div>`;
  }

  said(d, subject) {
    const end = subject && d.outcome[subject];
    if (!end) return nothing;
    return html`<div class="said bad row-said" data-testid="outcome" data-status=${end.status} role="alert">${icon('warn')}<span>${outcome(end)}</span>
      <button type="button" class="plain" aria-label=${t('control.dismiss')} @click=${() => store.dispatch({ type: 'dismiss', device: d.id, property: subject })}>${icon('close')}</button></div>`;
  }

  /** Commands beside `set`: a button, or a line to write in when there is something to say. */
  buttons(d, model, why) {
    const commands = Object.entries(model?.commands ?? {}).filter(([name]) => name !== 'set');
    if (!commands.length) return nothing;
    const symbols = { play: 'play', pause: 'pause', next: 'next', lock: 'lock', unlock: 'unlock' };
    const off = Boolean(why) || (d.model !== 'lock' && d.presence.status !== 'online');
    return html`<div class="commands-line">${commands.map(([name, command]) => {
      const needed = command.args?.required ?? [];
      const label = pick(command.title, name);
      if (needed.length > 1) return nothing;
      if (needed.length)
        return html`<form class="say" @submit=${(e) => {
          e.preventDefault();
          const text = e.target.elements[0].value.trim();
          if (text) run(d, name, { [needed[0]]: text });
          e.target.reset();
        }}><input type="text" aria-label=${label} placeholder=${pick(command.args.properties?.[needed[0]]?.title, needed[0])} maxlength=${command.args.properties?.[needed[0]]?.maxLength ?? 500} ?disabled=${off} data-testid="command-${name}-text">
          <button class="button" ?disabled=${off} data-testid="command-${name}">${label}</button></form>${this.said(d, '$' + name)}`;
      return html`<button type="button" class="button" ?disabled=${off} title=${why || nothing} data-testid="command-${name}" @click=${() => run(d, name)}>${symbols[name] ? icon(symbols[name]) : nothing}${label}</button>${this.said(d, '$' + name)}`;
    })}</div>`;
  }

  wanted(d, model) {
    const entries = Object.entries(d.desired);
    if (!entries.length) return nothing;
    return html`<section class="panel" aria-labelledby="h-wanted" data-testid="wanted-panel"><div class="panel-head"><h2 id="h-wanted">${icon('target')}${t('device.wanted')}</h2></div>
      <p class="quiet small-text">${t('device.wantedText')}</p>
      <ul class="wanted-list">${entries.map(([n, v]) => html`<li data-testid="wanted-${n}"><span>${speaks(v, n) ? nothing : title(model, n)}</span><strong>${value(v, model?.properties?.[n], n)}</strong>
        ${mayControl(d) ? html`<button type="button" class="plain" aria-label="${t('device.unwant')}: ${title(model, n)}" title=${t('device.unwant')} @click=${() => unwant(d, n)}>${icon('close')}</button>` : nothing}</li>`)}</ul></section>`;
  }
}
customElements.define('hw-device-controls', DeviceControls);
