/** The device's commands: what was asked, by whom, how far it is or how it ended. */
import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { api } from '../api.js';
import { Part } from '../element.js';
import { failure, outcome, stamp, values } from '../format.js';
import { pick, t } from '../i18n.js';
import { icon } from '../icons.js';
import { ENDED } from '../state.js';
import { store, toast } from '../store.js';
import { hubNow } from '../terminal.js';
import { doing } from './log-text.js';

const ROAD = ['sent', 'received', 'running', 'done'];
const FEW = 5;

class DeviceCommands extends Part {
  static properties = { device: { attribute: false }, model: { attribute: false }, me: {}, all: { state: true }, loaded: { state: true } };

  async firstUpdated() {
    try {
      const page = await api.commands(this.device.id);
      store.dispatch({ type: 'commands', device: this.device.id, items: page.items });
    } catch {
      // What comes live is shown all the same.
    }
    this.loaded = true;
  }

  async cancel(command) {
    try {
      await api.cancel(this.device.id, command.command);
    } catch (e) {
      toast(e.status === 409 ? t('command.tooLate') : failure(e), 'bad');
    }
  }

  what(c) {
    const args = Object.entries(c.args ?? {});
    if (c.name === 'set') return values(c.args, this.model, ' → ');
    const label = pick(this.model?.commands?.[c.name]?.title, c.name);
    return args.length ? `${label}: ${args.map(([, v]) => (typeof v === 'string' ? v : JSON.stringify(v))).join(', ')}` : label;
  }

  render() {
    const list = this.device.commands;
    const shown = this.all ? list : list.slice(0, FEW);
    return html`<section class="panel" aria-labelledby="h-commands"><div class="panel-head"><h2 id="h-commands">${icon('bolt')}${t('device.commands')}</h2></div>
      ${!list.length ? (this.loaded ? html`<p class="quiet">${t('command.none')}</p>` : html`<i class="bone"></i><i class="bone"></i>`)
        : html`<ol class="commands">${repeat(shown, (c) => c.command, (c) => this.item(c))}</ol>
          ${list.length > FEW ? html`<button type="button" class="button small" aria-expanded=${Boolean(this.all)} @click=${() => (this.all = !this.all)}>${this.all ? t('less') : t('more')}</button>` : nothing}`}</section>`;
  }

  item(c) {
    const ended = ENDED.has(c.status);
    const bad = ended && !['done', 'cancelled'].includes(c.status);
    return html`<li class="command ${c.status}" data-testid="command" data-command=${c.command} data-status=${c.status}>
      <div class="command-top"><strong>${this.what(c)}</strong><span class="badge ${c.status === 'done' ? 'good' : bad ? 'bad' : ended ? '' : 'warm'}" data-testid="command-status">${t('status.' + c.status)}${c.percent !== undefined && !ended ? ` ${c.percent} %` : ''}</span></div>
      <div class="command-by">${doing(c.by, { device: this.device.id, me: this.me })} · <time title=${new Date(c.created).toISOString()}>${stamp(c.created, hubNow())}</time>${c.ended && c.ended - c.created < 120_000 ? html` · <span class="num">${t('command.took', { n: c.ended - c.created })}</span>` : nothing}
        ${c.status === 'queued' ? html`<button type="button" class="link-button" data-testid="command-cancel" @click=${() => this.cancel(c)}>${t('command.cancel')}</button>` : nothing}</div>
      ${this.steps(c, ended, bad)}
      ${bad || c.status === 'cancelled' ? html`<p class="command-said ${bad ? 'bad' : ''}">${outcome(c)}</p>` : nothing}</li>`;
  }

  /** The road of a command as stations: those reached, the one it stands at, those ahead. */
  steps(c, ended, bad) {
    const at = new Map(c.steps.map((s) => [s.status, s]));
    const road = [...(at.has('queued') ? ['queued'] : []), ...ROAD.filter((s) => s !== 'running' || at.has('running'))];
    const stations = bad || c.status === 'cancelled' ? [...road.filter((s) => at.has(s)), c.status] : road;
    const last = stations.findLastIndex((s) => at.has(s) || s === c.status);
    return html`<ol class="steps" data-testid="command-steps" aria-label=${t('command.steps')}>${stations.map((s, i) => {
      const step = at.get(s);
      const state = i < last || (i === last && ended) ? 'past' : i === last ? 'here' : 'ahead';
      return html`<li class="${state} ${bad && s === c.status ? 'bad' : ''}" data-step=${s} data-state=${state} title=${step?.at ? stamp(step.at, hubNow()) : nothing} aria-current=${state === 'here' ? 'step' : nothing}><span></span>${t('status.' + s)}</li>`;
    })}</ol>`;
  }
}
customElements.define('hw-device-commands', DeviceCommands);
