/** Tickets: people's work on faults of the devices that the person may see. */
import { html, nothing } from 'lit';
import { api } from '../api.js';
import { Part } from '../element.js';
import { age, failure } from '../format.js';
import { t } from '../i18n.js';
import { icon } from '../icons.js';
import { store } from '../store.js';
import { hubNow } from '../terminal.js';

const WHICH = ['unclosed', 'mine', 'all'];

class Tickets extends Part {
  static properties = { items: { state: true }, next: { state: true }, failed: { state: true }, which: { state: true }, busy: { state: true } };

  constructor() {
    super();
    this.which = 'unclosed';
  }

  firstUpdated() {
    this.load();
  }

  async load(more = false) {
    const which = this.which;
    this.busy = true;
    this.failed = '';
    try {
      const page = await api.tickets({ limit: 50, cursor: more ? this.next : '', unclosed: which === 'all' ? '' : true, assignee: which === 'mine' ? 'me' : '' });
      if (which !== this.which) return;
      this.items = more ? [...this.items, ...page.items] : page.items;
      this.next = page.next;
    } catch (e) {
      if (which === this.which) this.failed = failure(e);
    } finally {
      this.busy = false;
    }
  }

  choose(which) {
    if (which === this.which) return;
    this.which = which;
    this.items = null;
    this.next = null;
    this.load();
  }

  render() {
    return html`<section class="page slim" data-testid="tickets-page"><div class="page-head"><h1>${t('tickets.title')}</h1><div class="foot-links"><a class="quiet-link" href="/repairs" data-testid="rates-link">${t('rates.title')}</a>${store.state.session.user?.role === 'admin' ? html`<a class="quiet-link" href="/drills" data-testid="drills-link">${t('drills.title')}</a>` : nothing}</div></div>
      <div class="choice" role="group" aria-label=${t('tickets.show')}>${WHICH.map((w) => html`<button type="button" data-testid="tickets-${w}" aria-pressed=${w === this.which} @click=${() => this.choose(w)}>${t('tickets.' + w)}</button>`)}</div>
      ${this.failed ? html`<div class="panel"><p class="form-error" role="alert">${this.failed} <button type="button" class="link-button" @click=${() => this.load()}>${t('retry')}</button></p></div>` : nothing}
      ${!this.items && !this.failed ? html`<div class="panel" aria-busy="true"><i class="bone"></i><i class="bone"></i></div>` : nothing}
      ${this.items && !this.items.length ? html`<div class="empty small" data-testid="tickets-none"><span class="tile big-tile">${icon('wrench')}</span><h2>${t('tickets.none')}</h2><p>${t('tickets.text')}</p></div>` : nothing}
      ${this.items?.length ? html`<ul class="tickets">${this.items.map((one) => this.row(one))}</ul>` : nothing}
      ${this.items && this.next ? html`<div class="actions"><button type="button" class="button" aria-busy=${Boolean(this.busy)} @click=${() => this.load(true)}>${t('more')}</button></div>` : nothing}</section>`;
  }

  row(one) {
    return html`<li data-testid="ticket-row" data-ticket=${one.id}><a class="ticket-row" href="/tickets/${encodeURIComponent(one.id)}">
      <span class="severity-mark ${one.severity}" title=${t('severity.' + one.severity)}></span>
      <span class="share-who"><strong>${t('ticket.name', { n: one.number, title: one.title })}</strong><small>${one.device.name} · ${one.assignee ? one.assignee.name : t('ticket.nobody')} · ${age(one.changed, hubNow())}</small></span>
      ${one.drill ? html`<span class="badge">${t('ticket.drill')}</span>` : nothing}<span class="badge ticket-${one.status}">${t('ticket.status.' + one.status)}</span></a></li>`;
  }
}
customElements.define('hw-tickets', Tickets);
