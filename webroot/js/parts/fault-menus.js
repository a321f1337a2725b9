/** Two small menus about a fault: have everybody wait, or not be told oneself. */
import { html, nothing } from 'lit';
import { api } from '../api.js';
import { Part, fire } from '../element.js';
import { failure } from '../format.js';
import { t } from '../i18n.js';
import { icon } from '../icons.js';
import { toast } from '../store.js';
import { hubNow } from '../terminal.js';
import { faultOf, soon } from './fault.js';

const HOUR = 3_600_000;

/** A button with a list of choices below, closed by Escape, a click elsewhere, or a choice. */
class Menu extends Part {
  static properties = { fault: { attribute: false }, open: { state: true }, busy: { state: true } };

  connectedCallback() {
    super.connectedCallback();
    this.away = (e) => {
      if (!this.open || (e.type === 'keydown' ? e.key !== 'Escape' : this.contains(e.target))) return;
      this.open = false;
      if (e.type === 'keydown') this.querySelector('button')?.focus();
    };
    document.addEventListener('pointerdown', this.away);
    document.addEventListener('keydown', this.away);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    document.removeEventListener('pointerdown', this.away);
    document.removeEventListener('keydown', this.away);
  }

  frame(name, symbol, label, items) {
    return html`<button type="button" class="button" aria-expanded=${Boolean(this.open)} aria-busy=${Boolean(this.busy)} data-testid="fault-${name}" @click=${() => (this.open = !this.open)}>${icon(symbol)}${label}</button>
      <div class="menu" ?hidden=${!this.open}>${items}</div>`;
  }

  item(testid, label, work, note = nothing) {
    return html`<button type="button" class="menu-item" data-testid=${testid} @click=${() => {
      this.querySelector('button').focus();
      this.open = false;
      work();
    }}><span>${label}</span>${note ? html`<small class="quiet num">${note}</small>` : nothing}</button>`;
  }
}

/** Fires `hw-snooze` with the moment until when, or null. */
class SnoozeMenu extends Menu {
  render() {
    const now = hubNow();
    const morning = new Date(now);
    morning.setDate(morning.getDate() + 1);
    morning.setHours(8, 0, 0, 0);
    const until = [['hour', now + HOUR], ['workday', now + 8 * HOUR], ['morning', morning.getTime()], ['week', now + 7 * 24 * HOUR]];
    const asleep = this.fault.snoozedUntil > now;
    return this.frame('snooze', 'snooze', t('fault.snooze'), html`<p class="menu-line">${t('fault.snoozeText')}</p>${until.map(([name, at]) => this.item('snooze-' + name, t('fault.snooze.' + name), () => fire(this, 'hw-snooze', at), soon(at)))}
      ${asleep ? this.item('snooze-end', t('fault.awake'), () => fire(this, 'hw-snooze', null)) : nothing}`);
  }
}
customElements.define('hw-snooze-menu', SnoozeMenu);

/** Fires `hw-muted` when something has changed. */
class MuteMenu extends Menu {
  static properties = { ...Menu.properties, until: { state: true } };

  async set(kind, id, muted) {
    this.busy = true;
    try {
      await (muted ? api.mute(kind, id, this.until ? hubNow() + this.until : null) : api.unmute(kind, id));
      toast(t(muted ? 'mute.done' : 'mute.undone'));
      fire(this, 'hw-muted');
    } catch (e) {
      toast(failure(e), 'bad');
    } finally {
      this.busy = false;
    }
  }

  async end() {
    const { fault: f } = this;
    this.busy = true;
    try {
      for (const m of await api.mutes()) {
        const [kind, id] = m.code ? ['codes', m.code] : m.device ? ['devices', m.device.id] : ['spaces', m.space.id];
        if (m.code ? id === f.code : m.device ? id === f.device?.id : id === f.space?.id || f.device) await api.unmute(kind, id);
      }
      toast(t('mute.undone'));
      fire(this, 'hw-muted');
    } catch (e) {
      toast(failure(e), 'bad');
    } finally {
      this.busy = false;
    }
  }

  render() {
    const f = this.fault;
    const of = faultOf(f);
    const spans = [['day', 24 * HOUR], ['week', 7 * 24 * HOUR], ['ever', 0]];
    return this.frame('mute', f.muted ? 'muted' : 'bell', t(f.muted ? 'mute.muted' : 'mute.title'), html`<p class="menu-line">${t('mute.text')}</p>
      ${f.muted ? this.item('mute-end', t('mute.end'), () => this.end()) : html`<div class="menu-line"><span class="choice small" role="group" aria-label=${t('mute.long')}>${spans.map(([name, ms]) => html`<button type="button" aria-pressed=${(this.until ?? 24 * HOUR) === ms} data-testid="mute-${name}" @click=${() => (this.until = ms)}>${t('mute.' + name)}</button>`)}</span></div>
      ${this.item('mute-subject', t(f.device ? 'mute.device' : 'mute.space', { name: of.name }), () => this.set(f.device ? 'devices' : 'spaces', of.id, true))}
      ${this.item('mute-code', t('mute.code', { code: f.code }), () => this.set('codes', f.code, true))}`}`);
  }

  constructor() {
    super();
    this.until = 24 * HOUR;
  }
}
customElements.define('hw-mute-menu', MuteMenu);
