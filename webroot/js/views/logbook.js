/** A device's maintenance log, which prints: what failed, what was tried, and what people did, in order and with who. */
import { html, nothing } from 'lit';
import { api } from '../api.js';
import { download } from '../download.js';
import { View } from '../element.js';
import { actor, clock, date, failure, moment, money } from '../format.js';
import { has, t } from '../i18n.js';
import { icon } from '../icons.js';
import { toast } from '../store.js';
import { hubNow } from '../terminal.js';
import '../parts/fault-title.js';

const DAY = 86_400_000;
const SPANS = [30, 365, 0];
const SYMBOLS = { fault: 'warn', resolved: 'check', repair: 'bolt', ticket: 'wrench', replacement: 'again', undone: 'again', drill: 'target', drill_ended: 'target', maintenance: 'clock' };

class Logbook extends View {
  static properties = { device: {}, name: { state: true }, items: { state: true }, totals: { state: true }, days: { state: true }, missing: { state: true }, failed: { state: true }, busy: { state: true } };

  connectedCallback() {
    super.connectedCallback();
    this.days = 365;
    this.load();
  }

  get from() {
    return this.days ? hubNow() - this.days * DAY : 0;
  }

  /** All of it: what prints must not end in the middle. */
  async load() {
    const turn = (this.turn = {});
    this.failed = '';
    try {
      const items = [];
      let cursor;
      let page;
      const from = this.from;
      if (!this.name) this.name = (await api.device(this.device)).name;
      do {
        page = await api.maintenanceLog(this.device, { from, limit: 200, cursor });
        items.push(...page.items);
        cursor = page.next;
      } while (cursor && turn === this.turn);
      if (turn === this.turn) {
        this.items = items;
        this.totals = page.totals;
      }
    } catch (e) {
      if (e.status === 404 || e.status === 422) this.missing = true;
      else if (turn === this.turn) this.failed = failure(e);
    }
  }

  show(days) {
    this.days = days;
    this.items = undefined;
    this.load();
  }

  async save() {
    if (this.busy) return;
    this.busy = true;
    try {
      await download(api.maintenanceLogPath(this.device, { format: 'csv', from: this.from }), `${this.device}-maintenance.csv`);
    } catch (e) {
      toast(failure(e), 'bad');
    } finally {
      this.busy = false;
    }
  }

  render() {
    const path = '/devices/' + encodeURIComponent(this.device);
    const back = html`<a class="back" href=${path}>${icon('back')}${this.name ?? t('nav.devices')}</a>`;
    if (this.missing) return html`<section class="empty"><h1>${t('device.gone')}</h1><p>${t('device.goneText')}</p><a class="button" href="/">${t('app.back')}</a></section>`;
    const first = this.items?.[0]?.at;
    return html`<section class="page slim logbook" data-testid="logbook" data-count=${this.items?.length ?? ''}>${back}
      <div class="page-head"><div><h1>${t('logbook.of', { name: this.name ?? '' })}</h1><p class="quiet print-only">${this.device} · ${t('logbook.printed', { at: moment(hubNow()) })}</p></div>
        <div class="actions no-print push"><div class="choice small" role="group" aria-label=${t('logbook.span')}>${SPANS.map((d) => html`<button type="button" aria-pressed=${this.days === d} data-testid="logbook-${d}" @click=${() => this.show(d)}>${t('logbook.days.' + d)}</button>`)}</div>
          <button type="button" class="button small" aria-busy=${Boolean(this.busy)} data-testid="logbook-csv" @click=${() => this.save()}>CSV</button><button type="button" class="button primary small" data-testid="logbook-print" @click=${() => print()}>${t('logbook.print')}</button></div></div>
      ${this.totals ? html`<dl class="facts logbook-sums" data-testid="logbook-totals"><div><dt>${t('faults.title')}</dt><dd class="num">${this.totals.faults}</dd></div><div><dt>${t('tickets.title')}</dt><dd class="num">${this.totals.tickets}</dd></div>
        <div><dt>${t('logbook.time')}</dt><dd class="num">${t('ticket.minutes', { n: this.totals.minutes })}</dd></div><div><dt>${t('logbook.parts')}</dt><dd class="num">${this.totals.costs.length ? this.totals.costs.map((c) => money(c.cost, c.currency)).join(', ') : '—'}</dd></div></dl>` : nothing}
      <div class="panel">${this.failed ? html`<p class="form-error" role="alert">${this.failed} <button type="button" class="link-button" @click=${() => this.load()}>${t('retry')}</button></p>` : nothing}
        ${!this.items && !this.failed ? html`<i class="bone"></i><i class="bone"></i><i class="bone"></i>` : nothing}
        ${this.items && !this.items.length ? html`<p class="hint">${t('logbook.none')}</p>` : nothing}
        ${first ? html`<table class="logbook-lines"><thead><tr><th scope="col">${t('logbook.when')}</th><th scope="col">${t('logbook.what')}</th><th scope="col">${t('logbook.who')}</th></tr></thead><tbody>${this.items.map((one) => this.line(one))}</tbody></table>` : nothing}</div></section>`;
  }

  line(one) {
    return html`<tr data-testid="logbook-line" data-kind=${one.kind} class=${one.drill ? 'practice' : ''}><td class="num"><time datetime=${new Date(one.at).toISOString()} title=${moment(one.at)}>${date(one.at)} <small>${clock(one.at)}</small></time></td>
      <td><span class="logbook-what">${icon(SYMBOLS[one.kind])}<span><strong>${this.what(one)}</strong>${one.drill ? html` <span class="badge">${t('fault.drill')}</span>` : nothing}${this.more(one)}</span></span></td><td>${actor(one.by, { how: false })}</td></tr>`;
  }

  what(one) {
    switch (one.kind) {
      case 'fault':
        return html`<a href="/faults/${encodeURIComponent(one.fault)}">${this.named('logbook.fault', one)}</a>`;
      case 'resolved':
        return this.named('logbook.resolved', one);
      case 'repair':
        return t('logbook.repair', { name: t('repair.kind.' + one.strategy) + (one.name === one.strategy ? '' : ` (${one.name})`), outcome: t('repair.outcome.' + one.outcome) });
      case 'ticket':
        return html`<a href="/tickets/${encodeURIComponent(one.ticket)}">#${one.number}</a> ${t('ticket.kind.' + one.entry, { n: one.step ?? 0, name: one.user ?? '' })}`;
      case 'replacement':
        return one.name ? t('hardware.by', { name: one.name }) : t('hardware.bySecret');
      case 'undone':
        return t('logbook.undone');
      case 'drill':
        return t('drill.of', { code: one.code });
      case 'drill_ended':
        return `${t('drill.of', { code: one.code })}: ${t('drill.outcome.' + one.outcome)}`;
      default:
        return t('maintenance.until', { at: moment(one.ended) });
    }
  }

  /** A sentence about a fault, with its title. */
  named(sentence, one) {
    const [before, after] = t(sentence, { code: '\n' }).split('\n');
    return html`${before}<hw-fault-title .fault=${one.fault} .device=${this.device} .code=${one.code} .rest=${after}></hw-fault-title>`;
  }

  more(one) {
    const facts = [];
    if (one.kind === 'fault') facts.push(t('severity.' + one.severity));
    if (one.kind === 'repair' && has('repair.why.' + one.why)) facts.push(t('repair.why.' + one.why));
    if (one.kind === 'ticket') {
      facts.push(one.entry === 'opened' ? one.title : '', one.text && !['refuted', 'replaced'].includes(one.entry) ? one.text : '', one.minutes ? t('ticket.minutes', { n: one.minutes }) : '', one.quantity ? `${one.quantity} ×` : '', one.cost !== undefined && one.currency ? money(one.cost, one.currency) : '');
      if (one.entry === 'refuted') facts.push(t('repair.why.' + one.text));
    }
    if (one.reason) facts.push(one.reason);
    const said = facts.filter(Boolean);
    return said.length ? html`<small>${said.join(' · ')}</small>` : nothing;
  }
}
customElements.define('hw-logbook', Logbook);
