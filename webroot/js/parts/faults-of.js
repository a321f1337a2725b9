/** What is broken of a device or a space, who works there, and until when. Where nothing is, a line that says so. */
import { html, nothing } from 'lit';
import { api } from '../api.js';
import { View } from '../element.js';
import { failure, moment } from '../format.js';
import { t } from '../i18n.js';
import { icon } from '../icons.js';
import { onFaultNews } from '../faults.js';
import { Reading } from '../reading.js';
import { alone, order } from '../state-faults.js';
import { store, toast } from '../store.js';
import { hubNow } from '../terminal.js';
import { dialog } from './dialog.js';
import { circumstances, faultPath, faultTitle, severityTile, soon, statusBadge } from './fault.js';
import { alertLine, byField, read } from './forms.js';

const MINUTE = 60_000;
const LASTS = [30, 120, 480, 1440];

/** @property {string} device or `space`, `may`: whether the person may say when somebody works there */
class FaultsOf extends View {
  static properties = { device: {}, space: {}, inside: { attribute: false }, may: { type: Boolean }, windows: { state: true }, open: { state: true }, busy: { state: true }, wrong: { state: true }, own: { state: true } };

  connectedCallback() {
    super.connectedCallback();
    this.reading.start();
    this.reading.now();
    this.unhear = onFaultNews((frame) => frame || this.reading.want());
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.unhear();
    this.reading.stop();
  }

  get where() {
    return this.device ? ['devices', this.device] : ['spaces', this.space];
  }

  reading = new Reading('maintenance', async () => {
    this.windows = await api.maintenance(...this.where);
  });

  list() {
    const { faults } = store.state;
    if (this.device) return [...faults.items.values()].filter((f) => f.device?.id === this.device).sort(order);
    return alone(faults).filter((f) => f.space?.id === this.space || (f.device && this.inside?.has(f.device.id)));
  }

  async plan(event) {
    event.preventDefault();
    if (this.busy) return;
    const form = read(event.target);
    const starts = this.own && form.starts ? new Date(form.starts).getTime() : null;
    const ends = this.own ? new Date(form.ends).getTime() : hubNow() + Number(form.lasts) * MINUTE;
    this.busy = true;
    this.wrong = {};
    try {
      await api.maintain(...this.where, { ...(starts ? { starts } : {}), ends: Number.isFinite(ends) ? ends : 0, reason: form.reason.trim() });
      this.open = false;
      toast(t('maintenance.set'));
      this.reading.now();
    } catch (e) {
      this.wrong = byField(e);
      if (!Object.keys(this.wrong).length) this.wrong = { all: failure(e) };
    } finally {
      this.busy = false;
    }
  }

  async end(window) {
    try {
      await api.endMaintenance(window.id);
      toast(t('maintenance.ended'));
    } catch (e) {
      toast(failure(e), 'bad');
    }
    this.reading.now();
  }

  render() {
    const { faults, session } = store.state;
    const list = this.list();
    const past = '/faults?show=past&' + (this.device ? 'device=' : 'space=') + encodeURIComponent(this.device ?? this.space);
    return html`<section class="panel faults-of" aria-labelledby="h-faults" data-testid="faults-of" data-count=${list.length}><div class="panel-head"><h2 id="h-faults">${icon('warn')}${list.length ? t('fault.count', { n: list.length }) : t('faults.title')}</h2>
        ${this.may ? html`<button type="button" class="button small" data-testid="maintenance-open" @click=${() => {
          this.wrong = {};
          this.own = false;
          this.open = true;
        }}>${icon('wrench')}${t('maintenance.title')}</button>` : nothing}</div>
      ${(this.windows ?? []).map((w) => this.window(w))}
      ${list.length ? html`<ul class="faults inner">${list.map((f) => html`<li data-testid="fault" data-fault=${f.id} data-status=${f.status}><div class="fault-row ${f.severity}">${severityTile(f)}<div class="fault-what"><a class="cover" href=${faultPath(f)}>${faultTitle(f)}</a><small>${this.space && f.device ? f.device.name + ' · ' : ''}<hw-age .at=${f.opened}></hw-age></small></div>
        <div class="fault-facts">${circumstances(f, session.user?.id)}</div><div class="fault-end">${statusBadge(f)}</div></div></li>`)}</ul>`
        : faults.known ? html`<p class="all-well-line" data-testid="faults-none-of">${icon('check')}${t('faults.none')}</p>` : html`<i class="bone"></i>`}
      <div class="foot-links"><a class="small-text quiet-link" href=${past}>${t('faults.before')}</a>${this.device ? html`<a class="small-text quiet-link" href="/devices/${encodeURIComponent(this.device)}/maintenance" data-testid="logbook-link">${t('logbook.title')}</a>` : nothing}</div>${this.open ? this.dialog() : nothing}</section>`;
  }

  window(w) {
    const now = hubNow();
    const running = w.starts <= now;
    return html`<div class="maintained ${running ? 'running' : ''}" data-testid="maintenance" data-maintenance=${w.id}>${icon('wrench')}<div><strong>${running ? t('maintenance.until', { at: soon(w.ends) }) : t('maintenance.from', { from: moment(w.starts), at: soon(w.ends) })}</strong>
      <small>${w.reason}${w.by ? ` · ${w.by.name}` : ''}${w.space && this.device ? ` · ${w.space.name}` : ''}</small></div>
      ${this.may && (!w.space || !this.device) ? html`<button type="button" class="button small" data-testid="maintenance-end" @click=${() => this.end(w)}>${t(running ? 'maintenance.end' : 'maintenance.cancel')}</button>` : nothing}</div>`;
  }

  dialog() {
    const close = () => (this.open = false);
    const wrong = this.wrong ?? {};
    return dialog({ heading: t('maintenance.title'), close, testid: 'maintenance-dialog', content: html`<p>${t(this.device ? 'maintenance.text' : 'maintenance.textSpace')}</p><form @submit=${this.plan}>
      <div class="field"><label for="mnt-reason">${t('maintenance.reason')}</label><input id="mnt-reason" name="reason" required maxlength="500" autocomplete="off" placeholder=${t('maintenance.example')} data-testid="maintenance-reason" aria-invalid=${wrong.reason ? 'true' : nothing}></div>
      ${this.own ? html`<div class="row-form top"><div class="field"><label for="mnt-starts">${t('maintenance.starts')}</label><input id="mnt-starts" name="starts" type="datetime-local" data-testid="maintenance-starts">${wrong.starts ? html`<p class="field-error">${wrong.starts}</p>` : html`<p class="hint">${t('maintenance.startsHint')}</p>`}</div>
          <div class="field"><label for="mnt-ends">${t('maintenance.ends')}</label><input id="mnt-ends" name="ends" type="datetime-local" required data-testid="maintenance-ends">${wrong.ends ? html`<p class="field-error">${wrong.ends}</p>` : nothing}</div></div>`
        : html`<fieldset class="lasts"><legend class="label">${t('maintenance.lasts')}</legend><div class="chips">${LASTS.map((m, i) => html`<label class="chip-radio"><input type="radio" name="lasts" value=${m} ?checked=${i === 1}><span class="chip">${t(m < 60 ? 'span.minutes' : 'span.hours', { n: m < 60 ? m : m / 60 })}</span></label>`)}
          <button type="button" class="chip" data-testid="maintenance-own" @click=${() => (this.own = true)}>${t('maintenance.own')}</button></div>${wrong.ends ? html`<p class="field-error">${wrong.ends}</p>` : nothing}</fieldset>`}
      ${alertLine(wrong.all)}<div class="actions end"><button type="button" class="button" @click=${close}>${t('cancel')}</button><button class="button primary" aria-busy=${Boolean(this.busy)} data-testid="maintenance-submit">${t('maintenance.go')}</button></div></form>` });
  }
}
customElements.define('hw-faults-of', FaultsOf);
