/** The rules that touch a device: those that watch it, and those that act on it. */
import { html, nothing } from 'lit';
import { api } from '../api.js';
import { Part } from '../element.js';
import { failure } from '../format.js';
import { t } from '../i18n.js';
import { icon } from '../icons.js';
import { sentence } from '../rule-words.js';
import { known } from '../rules-known.js';
import { store, toast } from '../store.js';
import { deviceSwitch } from './model-rules.js';
import { tellNames } from './rule-link.js';
import { lastLine, stateBadge } from './rule-state.js';

const SHOWN = 4;

class DeviceRules extends Part {
  static properties = { device: {}, models: { attribute: false }, listed: { type: Boolean }, items: { state: true }, spaces: { state: true }, ofModel: { state: true }, busy: { state: true }, failed: { state: true }, whole: { state: true } };

  firstUpdated() {
    this.load();
  }

  async load() {
    this.failed = '';
    try {
      const items = await api.rules({ device: this.device });
      tellNames(items);
      this.ofModel = await api.deviceRules(this.device);
      if (items.some((r) => r.of?.space || r.then.some((a) => a.space))) this.spaces = await api.spaces();
      this.items = items;
    } catch (e) {
      this.failed = failure(e);
    }
  }

  async turn(rule, on) {
    if (this.busy) return;
    this.busy = rule.id;
    try {
      this.ofModel = await api.switchDeviceRule(this.device, rule.id, on);
    } catch (e) {
      toast(failure(e), 'bad');
    } finally {
      this.busy = '';
    }
  }

  render() {
    const items = this.items ?? [];
    const names = known(this.spaces);
    const own = store.state.devices.get(this.device) ?? { id: this.device, name: '' };
    return html`<section class="panel" aria-labelledby="h-rules" data-testid="device-rules"><div class="panel-head"><h2 id="h-rules">${icon('rule')}${t('rules.title')}</h2>
        <a class="button small" href="/rules/new?device=${encodeURIComponent(this.device)}" data-testid="device-rule-new">${icon('plus')}${t('rules.new')}</a></div>
      ${this.failed ? html`<p class="form-error">${this.failed} <button type="button" class="link-button" @click=${() => this.load()}>${t('retry')}</button></p>` : nothing}
      ${!this.items && !this.failed ? html`<i class="bone"></i><i class="bone"></i>` : nothing}
      ${this.items && !items.length && !this.ofModel?.length ? html`<p class="quiet">${t('rules.device.none')}</p>` : nothing}
      <ul class="checks">${(this.whole ? items : items.slice(0, SHOWN)).map((r) => html`<li data-testid="device-rule" class=${r.status.status}><div class="check-what"><a class="rule-name" href="/rules/${encodeURIComponent(r.id)}">${r.name}</a><small>${sentence(r, names)}</small>
        <small class="check-from">${stateBadge(r)}${lastLine(r)}</small></div></li>`)}
        ${(this.ofModel ?? []).map((r) => html`<li data-testid="device-model-rule" class=${r.enabled ? 'on' : 'off'}><div class="check-what"><span class="rule-name">${r.name}</span><small>${sentence({ ...r, of: { devices: [this.device] } }, names)}</small>
        <small class="check-from"><span class="badge sea">${t('rules.fromModel')}</span></small></div>${deviceSwitch(r, own, (on) => this.turn(r, on), this.busy === r.id)}</li>`)}</ul>
      ${items.length > SHOWN ? html`<button type="button" class="link-button" aria-expanded=${Boolean(this.whole)} @click=${() => (this.whole = !this.whole)}>${this.whole ? t('checks.fewer') : t('checks.all', { n: items.length })}</button>` : nothing}</section>`;
  }
}
customElements.define('hw-device-rules', DeviceRules);
