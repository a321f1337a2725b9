/** The rules that come with the models of the person's devices, each with a switch for every device. Nobody owns them; only the model changes them. */
import { html, nothing } from 'lit';
import { api } from '../api.js';
import { Part } from '../element.js';
import { failure } from '../format.js';
import { pick, t } from '../i18n.js';
import { icon } from '../icons.js';
import { mayManage } from '../kinds.js';
import { sentence } from '../rule-words.js';
import { store, toast } from '../store.js';

/** So few devices stand there at once. */
const FEW = 4;

/** A switch of one rule for one device. `change(on)` */
export const deviceSwitch = (rule, device, change, busy) => html`<button class="toggle" role="switch" type="button" data-testid="model-rule-switch" aria-checked=${rule.enabled ? 'true' : 'false'} aria-label="${pick(rule.name, '')}: ${device.name}" aria-busy=${busy ? 'true' : 'false'}
  ?disabled=${!mayManage(device) || busy} title=${mayManage(device) ? nothing : t('rules.notManaged')} @click=${() => change(!rule.enabled)}><span class="knob"></span></button>`;

class ModelRules extends Part {
  static properties = { known: { attribute: false }, models: { attribute: false }, word: {}, rules: { state: true }, on: { state: true }, busy: { state: true } };

  constructor() {
    super();
    this.rules = new Map();
    this.on = new Map();
    this.asked = new Set();
    this.word = '';
  }

  /** The person's devices of each model. */
  kinds() {
    const kinds = new Map();
    for (const d of store.state.devices.values()) if (d.role !== 'admin' || store.state.session.user?.role !== 'admin') kinds.set(d.model, [...(kinds.get(d.model) ?? []), d]);
    return kinds;
  }

  /** One device of a model tells which rules that has; the others are asked only where there are any. */
  updated() {
    for (const [model, devices] of this.kinds()) {
      if (!this.rules.has(model)) this.ask(devices[0], model);
      else if (this.rules.get(model).length && devices.length <= FEW) this.open(devices);
    }
  }

  open(devices) {
    for (const d of devices) this.ask(d, d.model);
  }

  async ask(device, model) {
    if (this.asked.has(device.id)) return;
    this.asked.add(device.id);
    try {
      this.take(device, model, await api.deviceRules(device.id));
    } catch {
      this.asked.delete(device.id); // asked again with the next change
    }
  }

  take(device, model, rules) {
    this.rules = new Map(this.rules).set(model, rules);
    this.on = new Map(this.on).set(device.id, new Map(rules.map((r) => [r.id, r.enabled])));
  }

  async turn(device, rule, on) {
    this.busy = device.id + rule.id;
    try {
      this.take(device, device.model, await api.switchDeviceRule(device.id, rule.id, on));
    } catch (e) {
      toast(failure(e), 'bad');
    } finally {
      this.busy = '';
    }
  }

  render() {
    const kinds = this.kinds();
    const word = this.word.trim().toLowerCase();
    const rows = [...this.rules].flatMap(([model, rules]) => rules.map((rule) => ({ model, rule, words: sentence({ ...rule, of: { model } }, this.known), devices: [...(kinds.get(model) ?? [])].sort((a, b) => a.name.localeCompare(b.name)) })))
      .filter(({ rule, words, devices }) => devices.length && (!word || (rule.name + ' ' + words).toLowerCase().includes(word)));
    if (!rows.length) return nothing;
    return html`<section class="model-rules" aria-labelledby="h-model-rules" data-testid="model-rules"><h2 id="h-model-rules">${t('rules.ofModels')}</h2><p class="hint">${t('rules.ofModelsText')}</p>
      <ul class="rules">${rows.map((row) => this.row(row))}</ul></section>`;
  }

  row({ model, rule, words, devices }) {
    const kind = pick(this.known.model(model)?.title, model);
    const list = html`<ul class="model-rule-devices">${devices.map((d) => {
      const enabled = this.on.get(d.id)?.get(rule.id);
      return html`<li data-testid="model-rule-device" data-device=${d.id}><a href="/devices/${encodeURIComponent(d.id)}">${d.name}</a>${enabled === undefined ? html`<i class="bone"></i>` : deviceSwitch({ ...rule, enabled }, d, (on) => this.turn(d, rule, on), this.busy === d.id + rule.id)}</li>`;
    })}</ul>`;
    return html`<li class="rule-row model-rule" data-testid="model-rule" data-rule=${rule.id}><span class="tile small-tile">${icon(model)}</span>
      <div class="rule-what"><span class="model-rule-name"><strong>${rule.name}</strong><span class="badge sea">${t('rules.fromModel')} · ${kind}</span></span><p data-testid="rule-words">${words}</p>
        ${devices.length <= FEW ? list : html`<details @toggle=${(e) => e.target.open && this.open(devices)}><summary>${t('rules.ofModelsFor', { n: devices.length })}</summary>${list}</details>`}</div></li>`;
  }
}
customElements.define('hw-model-rules', ModelRules);
