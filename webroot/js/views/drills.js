/** Drills: faults for practice, and how long everything took. For administrators. `<hw-drills .drill=${id}>` shows one. */
import { html, nothing } from 'lit';
import { api } from '../api.js';
import { View } from '../element.js';
import { failure, moment, number, span, stamp } from '../format.js';
import { has, t } from '../i18n.js';
import { icon } from '../icons.js';
import { dialog } from '../parts/dialog.js';
import { alertLine, byField, field, read } from '../parts/forms.js';
import { go } from '../router.js';
import { store, toast } from '../store.js';
import { hubNow } from '../terminal.js';

const TOOK = ['detect', 'notify', 'acknowledge', 'repair'];
const LASTS = [5, 15, 30, 120];
const MINUTE = 60_000;
const AGAIN = 2000;

const took = (ms) => (ms < MINUTE ? t('drill.seconds', { n: number(ms / 1000, 1) }) : span(ms));
const status = (d) => (d.ended ? t('drill.outcome.' + d.outcome) : t('drill.running'));
const badge = (d) => html`<span class="badge ${d.outcome === 'repaired' ? 'good' : ''}" data-testid="drill-status">${status(d)}</span>`;

class Drills extends View {
  static properties = { drill: {}, items: { state: true }, next: { state: true }, one: { state: true }, missing: { state: true }, failed: { state: true }, open: { state: true }, device: { state: true }, codes: { state: true }, error: { state: true }, wrong: { state: true }, busy: { state: true } };

  connectedCallback() {
    super.connectedCallback();
    this.device = new URLSearchParams(location.search).get('device') ?? '';
    this.load();
    if (this.device) this.show();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.timer);
  }

  async load(cursor) {
    this.failed = '';
    try {
      if (this.drill) {
        this.one = await api.drill(this.drill);
        clearTimeout(this.timer);
        if (!this.one.ended && this.isConnected) this.timer = setTimeout(() => this.load(), AGAIN);
      } else {
        const page = await api.drills({ limit: 30, cursor });
        this.items = cursor ? [...this.items, ...page.items] : page.items;
        this.next = page.next;
      }
    } catch (e) {
      if (e.status === 404 || e.status === 422) this.missing = true;
      else this.failed = failure(e);
    }
  }

  show() {
    this.error = '';
    this.wrong = {};
    this.open = true;
    this.pick(this.device || [...store.state.devices.keys()][0] || '');
  }

  /** What is watched of a device is what can be practised. */
  async pick(device) {
    this.device = device;
    this.codes = [];
    if (!device) return;
    try {
      const found = await api.checks(device);
      if (this.device === device) this.codes = [...new Set(found.items.map((c) => c.code))].sort();
    } catch (e) {
      this.error = failure(e);
    }
  }

  async start(event) {
    event.preventDefault();
    if (this.busy) return;
    const form = read(event.target);
    this.busy = true;
    this.error = '';
    this.wrong = {};
    try {
      const made = await api.startDrill(form.device, { code: form.code, severity: form.severity, minutes: Number(form.minutes), note: form.note.trim() });
      this.open = false;
      go('/drills/' + encodeURIComponent(made.id));
    } catch (e) {
      this.wrong = byField(e);
      if (!Object.keys(this.wrong).length) this.error = failure(e);
    } finally {
      this.busy = false;
    }
  }

  async end() {
    if (this.busy) return;
    this.busy = true;
    try {
      this.one = await api.endDrill(this.one.id);
      clearTimeout(this.timer);
      toast(t('drill.ended'));
    } catch (e) {
      toast(failure(e), 'bad');
    } finally {
      this.busy = false;
    }
  }

  render() {
    return this.drill ? this.page() : this.list();
  }

  list() {
    return html`<section class="page slim" data-testid="drills-page"><div class="page-head"><h1>${t('drills.title')}</h1><button type="button" class="button primary small" data-testid="drill-open" @click=${() => this.show()}>${icon('target')}${t('drill.new')}</button></div>
      <p class="quiet">${t('drills.text')}</p>
      <div class="panel">${this.failed ? html`<p class="form-error" role="alert">${this.failed} <button type="button" class="link-button" @click=${() => this.load()}>${t('retry')}</button></p>` : nothing}
        ${!this.items && !this.failed ? html`<i class="bone"></i><i class="bone"></i>` : nothing}${this.items && !this.items.length ? html`<p class="hint">${t('drills.none')}</p>` : nothing}
        <ul class="tickets">${(this.items ?? []).map((d) => html`<li><a class="ticket-row" href="/drills/${encodeURIComponent(d.id)}" data-testid="drill"><span class="tile small-tile">${icon('target')}</span>
          <span class="share-who"><strong>${d.device.name}: ${d.code}</strong><small>${d.by?.name ?? '—'} · ${moment(d.started)}${d.took.repair === null ? nothing : html` · ${t('drill.took.repair')} ${took(d.took.repair)}`}</small></span>${badge(d)}</a></li>`)}</ul>
        ${this.next ? html`<button type="button" class="button small" @click=${() => this.load(this.next)}>${t('inbox.more')}</button>` : nothing}</div>${this.open ? this.dialog() : nothing}</section>`;
  }

  page() {
    const back = html`<a class="back" href="/drills">${icon('back')}${t('drills.title')}</a>`;
    if (this.missing) return html`<section class="empty"><h1>${t('drill.gone')}</h1><a class="button" href="/drills">${t('drills.title')}</a></section>`;
    const d = this.one;
    if (!d) return html`<section class="page slim" aria-busy=${!this.failed}>${back}<div class="panel">${this.failed ? html`<p class="form-error" role="alert">${this.failed}</p>` : html`<i class="bone"></i><i class="bone"></i>`}</div></section>`;
    return html`<section class="page slim" data-testid="drill-page" data-outcome=${d.outcome ?? ''}>${back}
      <header class="space-head"><span class="tile big-tile">${icon('target')}</span><div class="share-who"><h1>${t('drill.of', { code: d.code })}</h1>
        <p class="quiet"><a href="/devices/${encodeURIComponent(d.device.id)}">${d.device.name}</a> · ${t('severity.' + d.severity)} · ${d.by?.name ?? '—'}, ${moment(d.started)}</p></div>${badge(d)}</header>
      <div class="stack"><section class="panel" aria-labelledby="h-took"><div class="panel-head"><h2 id="h-took">${icon('clock')}${t('drill.times')}</h2></div>
        <ol class="took">${TOOK.map((name) => html`<li data-testid="drill-${name}" data-ms=${d.took[name] ?? ''} class=${d.took[name] === null ? 'open' : 'done'}><span>${t('drill.took.' + name)}</span><strong class="num">${d.took[name] === null ? (d.ended ? '—' : '…') : took(d.took[name])}</strong></li>`)}</ol>
        <p class="hint">${d.ended ? t('drill.wasEnded', { at: moment(d.ended) }) : t('drill.until', { at: stamp(d.until, hubNow()) })}${d.note ? ' · ' + d.note : ''}</p>
        <div class="actions">${d.took.detect === null ? nothing : html`<a class="button" href="/faults/${encodeURIComponent(d.fault)}" data-testid="drill-fault">${t('drill.fault')}</a>`}${d.ended ? nothing : html`<button type="button" class="button" aria-busy=${Boolean(this.busy)} data-testid="drill-end" @click=${() => this.end()}>${t('drill.end')}</button>`}</div></section>
        <section class="panel" aria-labelledby="h-spared"><div class="panel-head"><h2 id="h-spared">${icon('bell')}${t('drill.spared')}</h2></div>
        ${d.spared.length ? html`<ul class="lines">${d.spared.map((m) => html`<li class="hardware-line"><span class="share-who"><strong>${m.person ?? t('drill.program')}</strong><small>${has('channel.' + m.channel) ? t('channel.' + m.channel) : m.channel}</small></span></li>`)}</ul>` : html`<p class="hint">${t('drill.sparedNone')}</p>`}</section></div></section>`;
  }

  dialog() {
    const close = () => (this.open = false);
    const devices = [...store.state.devices.values()].sort((a, b) => a.name.localeCompare(b.name));
    return dialog({ heading: t('drill.new'), close, testid: 'drill-dialog', content: html`<p>${t('drill.text')}</p><form @submit=${this.start}>
      <div class="field"><label for="drill-device">${t('drill.device')}</label><select id="drill-device" name="device" required data-testid="drill-device" @change=${(e) => this.pick(e.target.value)}>${devices.some((d) => d.id === this.device) || !this.device ? nothing : html`<option value=${this.device} selected>${this.device}</option>`}${devices.map((d) => html`<option value=${d.id} ?selected=${d.id === this.device}>${d.name}</option>`)}</select></div>
      <div class="field"><label for="drill-code">${t('drill.code')}</label><select id="drill-code" name="code" required data-testid="drill-code">${(this.codes ?? []).map((c) => html`<option value=${c}>${c}</option>`)}</select>${this.wrong?.code ? html`<p class="field-error">${this.wrong.code}</p>` : nothing}</div>
      <div class="row-form top"><div class="field"><label for="drill-severity">${t('report.severity')}</label><select id="drill-severity" name="severity">${['major', 'critical', 'minor', 'warning'].map((s) => html`<option value=${s}>${t('severity.' + s)}</option>`)}</select></div>
        <div class="field"><label for="drill-minutes">${t('drill.minutes')}</label><select id="drill-minutes" name="minutes">${LASTS.map((m) => html`<option value=${m} ?selected=${m === 30}>${t('ticket.minutes', { n: m })}</option>`)}</select></div></div>
      ${field({ id: 'drill-note', name: 'note', label: t('drill.note'), required: false, max: 500 })}${alertLine(this.error, 'drill-error')}
      <div class="actions end"><button type="button" class="button" @click=${close}>${t('cancel')}</button><button class="button primary" aria-busy=${Boolean(this.busy)} data-testid="drill-submit">${t('drill.go')}</button></div></form>` });
  }
}
customElements.define('hw-drills', Drills);
