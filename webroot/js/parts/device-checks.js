/** What is watched of a device, in plain words; who may configure it changes it. */
import { html, nothing } from 'lit';
import { api } from '../api.js';
import { change, fields, millis, words } from '../checks.js';
import { Part } from '../element.js';
import { failure } from '../format.js';
import { pick, t } from '../i18n.js';
import { icon } from '../icons.js';
import { mayManage } from '../kinds.js';
import { toast } from '../store.js';
import { dialog } from './dialog.js';
import { alertLine, read } from './forms.js';

const SEVERITIES = ['info', 'warning', 'minor', 'major', 'critical'];
const SHOWN = 4;

class DeviceChecks extends Part {
  static properties = { device: { attribute: false }, model: { attribute: false }, items: { state: true }, failed: { state: true }, box: { state: true }, error: { state: true }, busy: { state: true }, whole: { state: true } };

  firstUpdated() {
    this.load();
  }

  async load() {
    this.failed = '';
    try {
      this.items = (await api.checks(this.device.id)).items;
    } catch (e) {
      this.failed = failure(e);
    }
  }

  open(check) {
    this.box = { check, fields: fields(check, this.model) };
    this.error = '';
  }

  close = () => {
    this.box = null;
  };

  async save(event) {
    event.preventDefault();
    const { check, fields: list } = this.box;
    const form = read(event.target);
    const wrong = list.find((f, i) => f.kind === 'time' && !Number.isFinite(millis(form['f' + i])));
    if (wrong) {
      this.error = t('checks.badTime', { label: wrong.label });
      return;
    }
    const members = { ...check.set, ...change(check, list, list.map((f, i) => form['f' + i])) };
    if (form.severity !== (check.severity ?? 'minor')) members.severity = form.severity;
    await this.put(check, members);
  }

  async put(check, members) {
    if (this.busy) return;
    this.busy = true;
    this.error = '';
    try {
      await api.setCheck(this.device.id, check.id, members);
      this.box = null;
      toast(t('saved'));
    } catch (e) {
      this.error = e.errors?.length ? e.errors.map((x) => `${x.path} ${x.message}`).join('\n') : failure(e);
      if (!this.box) toast(this.error, 'bad');
    } finally {
      this.busy = false;
      this.load();
    }
  }

  toggle(check) {
    const { enabled, ...rest } = check.set ?? {};
    return this.put(check, { ...rest, enabled: !check.enabled });
  }

  async reset(check) {
    try {
      await api.removeCheck(this.device.id, check.id);
      this.box = null;
      toast(t('checks.usual'));
    } catch (e) {
      this.error = failure(e);
    }
    this.load();
  }

  render() {
    const may = mayManage(this.device);
    const items = this.items ?? [];
    // What this device alone has comes first, then what its kind has.
    const rank = { device: 0, model: 1, hub: 2 };
    const sorted = [...items].sort((a, b) => rank[a.from] - rank[b.from]);
    const shown = this.whole ? sorted : sorted.slice(0, SHOWN);
    return html`<section class="panel" aria-labelledby="h-checks"><div class="panel-head"><h2 id="h-checks">${icon('target')}${t('checks.title')}</h2></div>
      ${this.failed ? html`<p class="form-error">${this.failed} <button type="button" class="link-button" @click=${() => this.load()}>${t('retry')}</button></p>` : nothing}
      ${!this.items && !this.failed ? html`<i class="bone"></i><i class="bone"></i>` : nothing}
      <ul class="checks">${shown.map((c) => this.row(c, may))}</ul>
      ${sorted.length > SHOWN ? html`<button type="button" class="link-button" data-testid="checks-all" aria-expanded=${Boolean(this.whole)} @click=${() => (this.whole = !this.whole)}>${this.whole ? t('checks.fewer') : t('checks.all', { n: sorted.length })}</button>` : nothing}
      ${this.box ? this.dialog(this.box) : nothing}</section>`;
  }

  row(c, may) {
    const name = pick(c.title, c.code);
    return html`<li data-testid="check-row" data-check=${c.id} class=${c.enabled ? '' : 'off'}>
      <div class="check-what"><strong>${name}</strong><small>${words(c, this.model)}</small>
        <small class="check-from"><span class="check-severity ${c.severity ?? 'minor'}">${t('severity.' + (c.severity ?? 'minor'))}</span>${c.enabled ? nothing : html`<span>${t('checks.isOff')}</span>`}${c.from === 'device' ? html`<span>${t('checks.own')}</span>` : nothing}</small></div>
      ${may ? html`<button type="button" class="plain" data-testid="check-change" aria-label="${t('checks.change')}: ${name}" title=${t('checks.change')} @click=${() => this.open(c)}>${icon('pencil')}</button>` : nothing}</li>`;
  }

  dialog({ check, fields: list }) {
    const means = pick(check.means);
    return dialog({ heading: pick(check.title, check.code), close: this.close, testid: 'check-dialog', content: html`
      ${means ? html`<p>${means}</p>` : nothing}<p class="quiet small-text">${words(check, this.model)}</p>
      <form @submit=${this.save}>
        <div class="field"><label for="check-severity">${t('checks.severity')}</label><select id="check-severity" name="severity" data-testid="check-severity">${SEVERITIES.map((s) => html`<option value=${s} ?selected=${s === (check.severity ?? 'minor')}>${t('severity.' + s)}</option>`)}</select></div>
        ${list.map((f, i) => html`<div class="field"><label for="check-f${i}">${f.label}</label><input id="check-f${i}" name="f${i}" data-testid="check-field" data-path=${f.path.join('/')} required autocomplete="off" type=${f.kind === 'number' ? 'number' : 'text'} step="any" .value=${String(f.value)}>${f.kind === 'time' ? html`<p class="hint">${t('checks.timeHint')}</p>` : nothing}</div>`)}
        ${alertLine(this.error, 'check-error')}
        <div class="actions"><button type="button" class="button" data-testid="check-toggle" @click=${() => this.toggle(check)}>${t(check.enabled ? 'checks.off' : 'checks.on')}</button>
          ${check.from === 'device' ? html`<button type="button" class="button" data-testid="check-reset" @click=${() => this.reset(check)}>${t('checks.reset')}</button>` : nothing}
          <button class="button primary" data-testid="check-save" aria-busy=${Boolean(this.busy)}>${t('save')}</button></div></form>` });
  }
}
customElements.define('hw-device-checks', DeviceChecks);
