/** Kinds of device: what each has, understands and is watched for; for administrators, who change them as YAML. */
import { html, nothing } from 'lit';
import { api } from '../api.js';
import { words } from '../checks.js';
import { Part } from '../element.js';
import { bytes, date, failure, span } from '../format.js';
import { pick, t } from '../i18n.js';
import { icon } from '../icons.js';
import { kind } from '../kinds.js';
import { dialog } from '../parts/dialog.js';
import { alertLine, field, read } from '../parts/forms.js';
import { go } from '../router.js';
import { translated } from '../said.js';
import { store, toast } from '../store.js';

const BLANK = (name) => `model: ${name}\ntitle: {en: ${name}, zh: ${name}}\nproperties:\n  power:\n    title: {en: Power, zh: 电源}\n    type: string\n    enum: [on, off]\n    control: true\nchecks: []\n`;

class Models extends Part {
  static properties = { model: {}, items: { state: true }, one: { state: true }, terms: { state: true }, failed: { state: true }, box: { state: true }, error: { state: true }, errors: { state: true }, busy: { state: true } };

  firstUpdated() {
    this.load();
  }

  async load() {
    this.failed = '';
    try {
      if (this.model) {
        [this.one, this.terms] = await Promise.all([api.model(this.model), api.modelTerms(this.model)]);
      } else this.items = await api.models();
    } catch (e) {
      this.failed = e.status === 404 ? t('models.gone') : failure(e);
    }
  }

  async edit() {
    try {
      const { text, version } = await api.modelText(this.model);
      this.box = { text, version };
      this.errors = [];
      this.error = '';
    } catch (e) {
      toast(failure(e), 'bad');
    }
  }

  async save(event) {
    event.preventDefault();
    if (this.busy) return;
    const text = this.querySelector('textarea').value;
    const name = this.model || read(event.target).name.trim();
    this.busy = true;
    this.error = '';
    this.errors = [];
    try {
      const made = await api.setModel(name, text, this.box.version);
      store.dispatch({ type: 'models', models: [made] });
      this.box = null;
      toast(t('saved'));
      if (this.model) this.load();
      else go('/models/' + encodeURIComponent(name));
    } catch (e) {
      this.box = { ...this.box, text };
      this.errors = e.errors ?? [];
      this.error = e.status === 412 ? t('models.changedMeanwhile') : this.errors.length ? '' : failure(e);
    } finally {
      this.busy = false;
    }
  }

  /** Puts the cursor where an error is. */
  show(line) {
    const area = this.querySelector('textarea');
    const lines = area.value.split('\n');
    const start = lines.slice(0, line - 1).reduce((n, l) => n + l.length + 1, 0);
    area.focus();
    area.setSelectionRange(start, start + (lines[line - 1] ?? '').length);
    area.scrollTop = Math.max(0, (line - 4) * (area.scrollHeight / lines.length));
  }

  async takeBack() {
    try {
      await api.removeModel(this.model);
      this.box = null;
      toast(t('saved'));
      this.load();
    } catch (e) {
      this.error = failure(e);
    }
  }

  close = () => {
    this.box = null;
  };

  render() {
    return this.model ? this.page() : this.list();
  }

  list() {
    return html`<section class="page slim"><div class="page-head"><h1>${t('models.title')}</h1><button type="button" class="button" data-testid="model-new" @click=${() => {
      this.box = { text: BLANK('pump'), version: 0, fresh: true };
      this.errors = [];
      this.error = '';
    }}>${icon('plus')}${t('models.new')}</button></div>
      <p class="hint">${t('models.hint')}</p>
      ${this.failed ? html`<p class="form-error" role="alert">${this.failed}</p>` : nothing}
      ${!this.items && !this.failed ? html`<i class="bone"></i><i class="bone"></i>` : nothing}
      <div class="spaces">${(this.items ?? []).map((m) => html`<a class="space-row" href="/models/${encodeURIComponent(m.model)}" data-testid="model-row" data-model=${m.model}>
        <span class="tile small-tile">${icon(m.model)}</span><div class="share-who"><strong>${pick(m.title, m.model)}</strong><small>${m.model} · ${t('models.from.' + m.from)}</small></div>
        <small class="quiet">${t('models.counts', { properties: Object.keys(m.properties).length, commands: Object.keys(m.commands).length })}</small></a>`)}</div>
      ${this.box ? this.editor() : nothing}</section>`;
  }

  page() {
    const m = this.one;
    const back = html`<a class="back" href="/models">${icon('back')}${t('models.title')}</a>`;
    if (!m) return html`<section class="page slim">${back}${this.failed ? html`<p class="form-error" role="alert">${this.failed}</p>` : html`<i class="bone"></i><i class="bone"></i>`}</section>`;
    const rows = (parts, line) => Object.entries(parts ?? {}).map(([name, part]) => html`<div><dt>${pick(part.title, name)} <small class="mono quiet">${name}</small></dt><dd>${line(part, name)}</dd></div>`);
    const panel = (id, symbol, heading, content) => html`<section class="panel" aria-labelledby=${id}><div class="panel-head"><h2 id=${id}>${icon(symbol)}${heading}</h2></div>${content}</section>`;
    const none = html`<p class="quiet small-text">${t('models.none')}</p>`;
    return html`<section class="page slim model-page" data-testid="model-page">${back}
      <div class="space-head"><span class="tile ${kind(m.model).tint}">${icon(m.model)}</span><div class="share-who"><h1>${pick(m.title, m.model)}</h1><small class="quiet">${m.model} · ${t('models.from.' + m.from)}${m.changed ? ` · ${t('models.changed', { date: date(m.changed), n: m.version })}` : ''}</small></div>
        <div class="actions"><button type="button" class="button" data-testid="model-edit" @click=${this.edit}>${icon('pencil')}${t('models.edit')}</button>
        ${m.from === 'admin' ? html`<button type="button" class="button" data-testid="model-remove" @click=${() => (this.box = { remove: true })}>${t('models.takeBack')}</button>` : nothing}</div></div>
      ${pick(m.description) ? html`<p>${pick(m.description)}</p>` : nothing}
      <div class="stack">
        ${panel('h-properties', 'sliders', t('models.properties'), Object.keys(m.properties).length ? html`<dl class="facts">${rows(m.properties, (p) => this.schema(p))}</dl>` : html`<p class="quiet small-text">${t(m.open ? 'models.open' : 'models.none')}</p>`)}
        ${panel('h-commands', 'play', t('models.commands'), Object.keys(m.commands).length ? html`<dl class="facts">${rows(m.commands, (c) => Object.keys(c.args?.properties ?? {}).join(', ') || '—')}</dl>` : none)}
        ${Object.keys(m.events ?? {}).length ? panel('h-events', 'bolt', t('models.events'), html`<dl class="facts">${rows(m.events, (e) => Object.keys(e.data?.properties ?? {}).join(', ') || '—')}</dl>`) : nothing}
        ${panel('h-checks', 'target', t('checks.title'), m.checks?.length ? html`<ul class="checks">${m.checks.map((c) => html`<li class=${c.enabled === false ? 'off' : ''}><div class="check-what"><strong>${pick(c.title, c.code)}</strong><small>${words(c, m)}</small><small class="check-from"><span class="check-severity ${c.severity ?? 'minor'}">${t('severity.' + (c.severity ?? 'minor'))}</span><span class="mono">${c.code}</span>${c.enabled === false ? html`<span>${t('checks.isOff')}</span>` : nothing}</small></div></li>`)}</ul>` : none)}
        ${this.terms ? panel('h-terms', 'link', t('models.terms'), html`<dl class="facts"><div><dt>${t('models.heartbeat')}</dt><dd>${span(this.terms.terms.heartbeat)}</dd></div><div><dt>${t('models.ttl')}</dt><dd>${span(this.terms.terms.ttl)}</dd></div><div><dt>${t('models.grace')}</dt><dd>${span(this.terms.terms.grace)}</dd></div><div><dt>${t('models.state')}</dt><dd>${bytes(this.terms.terms.state)}</dd></div></dl>`) : nothing}
      </div>
      ${this.box ? (this.box.remove ? this.removing() : this.editor()) : nothing}</section>`;
  }

  schema(p) {
    const range = 'minimum' in p || 'maximum' in p ? ` ${p.minimum ?? '…'} – ${p.maximum ?? '…'}` : '';
    return `${p.enum ? p.enum.join(' / ') : t('models.type.' + p.type) + range}${p.unit ? ' ' + p.unit : ''}${p.control ? ' · ' + t('models.control') : ''}`;
  }

  removing() {
    return dialog({ heading: t('models.takeBack'), close: this.close, content: html`<p>${t('models.takeBackText')}</p>${alertLine(this.error)}<div class="actions"><button type="button" class="button danger" data-testid="model-remove-go" @click=${this.takeBack}>${t('models.takeBack')}</button></div>` });
  }

  editor() {
    return dialog({ heading: this.box.fresh ? t('models.new') : t('models.edit'), close: this.close, fixed: true, testid: 'model-editor', content: html`<form class="model-form" @submit=${this.save}>
      ${this.box.fresh ? field({ id: 'model-name', name: 'name', label: t('models.name'), value: 'pump', max: 64, pattern: '[A-Za-z0-9_.:\\-]+' }) : nothing}
      <div class="field"><label for="model-text">YAML</label><textarea id="model-text" data-testid="model-text" class="mono yaml" rows="20" spellcheck="false" autocapitalize="none" wrap="off" .value=${this.box.text}></textarea></div>
      ${this.errors?.length ? html`<ul class="yaml-errors" role="alert" data-testid="model-errors">${this.errors.map((e) => html`<li><button type="button" class="link-button" @click=${() => this.show(e.line ?? 1)}>${t('models.line', { n: e.line ?? 1 })}</button> <span class="mono">${e.path}</span> ${translated(e.message) ?? e.message}</li>`)}</ul>` : nothing}
      ${alertLine(this.error, 'model-error')}
      <div class="actions"><button type="button" class="button" @click=${this.close}>${t('cancel')}</button><button class="button primary" data-testid="model-save" aria-busy=${Boolean(this.busy)}>${t('save')}</button></div></form>` });
  }
}
customElements.define('hw-models', Models);
