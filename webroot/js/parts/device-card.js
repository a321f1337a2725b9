/** One device in the grid: what it is, how it is, and the one or two things done to it most. */
import { html, nothing } from 'lit';
import { hindrance, holds, needAge, needModel, run, set } from '../acts.js';
import { Part, vars } from '../element.js';
import { actor, handsOn, outcome, title, value } from '../format.js';
import { t } from '../i18n.js';
import { icon } from '../icons.js';
import { active, kind, lead, lowBattery } from '../kinds.js';
import { store } from '../store.js';
import { control } from './controls.js';
import { presence } from './presence.js';

class DeviceCard extends Part {
  static properties = { device: { attribute: false }, model: { attribute: false }, link: { attribute: false }, me: {}, trouble: {} };

  willUpdate() {
    needModel(this.device.model);
  }

  render() {
    const { device: d, model } = this;
    const reading = lead(d, model);
    const k = kind(d.model);
    const lit = active(d) && d.model === 'light' && /^#[0-9a-f]{6}$/i.test(d.state.color ?? '');
    return html`<article class="card ${k.tint}" data-testid="device-card" data-device=${d.id} data-status=${d.presence.status} ?data-active=${active(d)} ${vars({ glow: lit ? d.state.color : 'initial' })}
        @hw-set=${(e) => set(d, { [e.detail.property]: e.detail.value })} @hw-hold=${(e) => holds(d, e.detail)}>
      <header>
        <span class="tile">${icon(d.model === 'lock' && d.state.locked === false ? 'unlock' : d.model)}</span>
        <div class="who"><h2><a href="/devices/${encodeURIComponent(d.id)}" class="cover">${d.name}</a></h2><span class="who-line">${presence(d)}${this.broken(d)}</span></div>
        ${this.quick(d, model, k)}
      </header>
      <div class="reading"><span class="big" data-testid="reading">${reading.text}${reading.unit ? html`<small>${reading.unit}</small>` : nothing}</span>
        ${reading.note ? html`<span class="note">${reading.note}</span>` : nothing}
        ${lowBattery(d) ? html`<span class="low" title=${title(model, 'battery')}>${icon('battery')}${value(d.state.battery, { unit: '%' })}</span>` : nothing}</div>
      ${this.fine(d, model, k)}
      <footer>${this.status(d, model)}</footer></article>`;
  }

  broken(d) {
    if (!this.trouble) return nothing;
    const [n, severity] = this.trouble.split(' ');
    return html`<a class="trouble above ${severity}" href="/faults?device=${encodeURIComponent(d.id)}" data-testid="card-faults">${icon('warn')}${t('fault.count', { n: Number(n) })}</a>`;
  }

  quick(d, model, k) {
    const schema = model?.properties?.[k.quick];
    const why = hindrance(d, this.link);
    if (d.model === 'lock' && model?.commands) {
      const pending = d.pending.locked;
      const locked = pending ? pending.value : d.state.locked;
      const name = locked ? 'unlock' : 'lock';
      return html`<button type="button" class="button small above" data-testid="lock-toggle" ?disabled=${Boolean(why) || Boolean(pending)} title=${why || nothing} aria-busy=${Boolean(pending)}
        @click=${() => run(d, name)}>${icon(name)}${t('control.' + name)}</button>`;
    }
    if (d.model === 'speaker' && model?.commands?.play) {
      const pending = d.pending.playback;
      const playing = (pending ? pending.value : d.state.playback) === 'playing';
      const away = why || (d.presence.status === 'online' ? '' : t('presence.' + d.presence.status));
      const button = (name, symbol) => html`<button type="button" class="round above" aria-label=${t('control.' + name)} title=${away || t('control.' + name)} ?disabled=${Boolean(away)}
        aria-busy=${Boolean(pending && name !== 'next')} data-testid="control-${name}" @click=${() => run(d, name)}>${icon(symbol)}</button>`;
      return html`<span class="rounds">${playing ? button('pause', 'pause') : button('play', 'play')}${model.commands.next ? button('next', 'next') : nothing}</span>`;
    }
    if (!schema?.control) return nothing;
    return html`<span class="above">${control({ device: d, property: k.quick, schema, label: `${d.name}: ${title(model, k.quick)}`, disabled: Boolean(why), why })}</span>`;
  }

  fine(d, model, k) {
    const schema = model?.properties?.[k.fine];
    if (!schema?.control) return nothing;
    const why = hindrance(d, this.link);
    return html`<div class="fine above">${control({ device: d, property: k.fine, schema, label: `${d.name}: ${title(model, k.fine)}`, disabled: Boolean(why), why, compact: true })}</div>`;
  }

  /** One line: what became of a command, what is under way, what is wanted, or how old the data is. */
  status(d, model) {
    const [failed] = Object.entries(d.outcome);
    if (failed) {
      const [property, end] = failed;
      return html`<span class="said bad" data-testid="outcome" data-status=${end.status} role="alert">${icon('warn')}<span>${outcome(end)}</span>
        <button type="button" class="plain above" aria-label=${t('control.dismiss')} @click=${() => store.dispatch({ type: 'dismiss', device: d.id, property })}>${icon('close')}</button></span>`;
    }
    const [pending] = Object.values(d.pending);
    if (pending) {
      const what = t('control.' + pending.status);
      const mine = !pending.by || pending.by.user === this.me;
      return html`<span class="said under-way" data-testid="pending" data-status=${pending.status}><span class="rope" aria-hidden="true"></span>${mine ? what : t('control.by', { who: actor(pending.by, { device: d.id, me: this.me }), what })}</span>`;
    }
    const [held] = Object.keys(d.holds);
    if (held) return html`<span class="said held" data-testid="adjusting">${icon('sliders')}<span>${title(model, held)}: ${handsOn(d, held, this.me)}</span></span>`;
    const [wanted] = Object.entries(d.desired);
    if (wanted) return html`<span class="said wanted" data-testid="wanted">${icon('target')}${t('control.wanted', { value: `${title(model, wanted[0])} ${value(wanted[1], model?.properties?.[wanted[0]], wanted[0])}` })}</span>`;
    if (!d.live && d.role === 'admin') return html`<span>${t('card.still')}</span><span class="of">${t('card.of', { name: d.owner?.name ?? '' })}</span>`;
    needAge(d);
    return html`<hw-age card .at=${d.at}></hw-age>${d.owner && d.owner.id !== this.me ? html`<span class="of">${t('card.of', { name: d.owner.name })}</span>` : nothing}`;
  }
}
customElements.define('hw-device-card', DeviceCard);
