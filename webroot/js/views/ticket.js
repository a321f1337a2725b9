/** One ticket: what is wrong, what is to be done, what was done, and its end. */
import { html, nothing } from 'lit';
import { api } from '../api.js';
import { View } from '../element.js';
import { actor, failure, moment, money, stamp } from '../format.js';
import { pick, t } from '../i18n.js';
import { icon } from '../icons.js';
import { mayControl } from '../kinds.js';
import { alertLine, read } from '../parts/forms.js';
import '../parts/fault-repair.js';
import '../parts/hardware.js';
import { store, toast } from '../store.js';
import { hubNow } from '../terminal.js';

class TicketView extends View {
  static properties = { ticket: {}, found: { state: true }, entries: { state: true }, missing: { state: true }, failed: { state: true }, busy: { state: true }, error: { state: true } };

  firstUpdated() {
    this.load();
  }

  async load() {
    this.failed = '';
    try {
      [this.found, this.entries] = await Promise.all([api.ticket(this.ticket), api.ticketEntries(this.ticket)]);
    } catch (e) {
      if ([400, 404, 422].includes(e.status)) this.missing = true;
      else this.failed = failure(e);
    }
  }

  /** Whatever happens at the device may move the ticket, a moment after it stands in the log. */
  updated() {
    const revision = store.state.devices.get(this.found?.device.id)?.revision;
    if (this.revision !== undefined && revision !== this.revision && this.found?.status !== 'closed') {
      clearTimeout(this.soon);
      this.soon = setTimeout(() => {
        if (!this.isConnected || this.busy) return;
        this.load();
        this.querySelector('hw-fault-repair')?.load();
      }, 1500);
    }
    this.revision = revision;
  }

  /** One change after the other: what is clicked while another is under way is not lost. */
  act(work) {
    const before = this.running;
    return (this.running = Promise.resolve(before).then(() => this.change(work)));
  }

  async change(work) {
    this.busy = true;
    this.error = '';
    try {
      await work();
      await this.load();
      this.querySelector('hw-fault-repair')?.load();
    } catch (e) {
      this.error = failure(e);
      toast(this.error, 'bad');
    } finally {
      this.busy = false;
    }
  }

  /** Sends a form's values and empties it. */
  send = (work) => (event) => {
    event.preventDefault();
    const form = event.target;
    this.act(async () => {
      await work(read(form));
      form.reset();
    });
  };

  render() {
    const back = html`<a class="back" href="/tickets">${icon('back')}${t('tickets.title')}</a>`;
    if (this.missing) return html`<section class="empty"><h1>${t('ticket.gone')}</h1><p>${t('ticket.goneText')}</p><a class="button" href="/tickets">${t('tickets.title')}</a></section>`;
    const one = this.found;
    if (!one) return html`<section class="page slim" aria-busy=${!this.failed}>${back}<div class="panel">${this.failed ? html`<p class="form-error" role="alert">${this.failed} <button type="button" class="link-button" @click=${() => this.load()}>${t('retry')}</button></p>` : html`<i class="bone"></i><i class="bone"></i>`}</div></section>`;
    const open = one.status !== 'closed';
    const work = one.works && open && one.status !== 'verifying';
    return html`<section class="page slim ticket-page" data-testid="ticket-page" data-status=${one.status}>${back}
      <header class="space-head"><span class="tile big-tile">${icon('wrench')}</span><div class="share-who"><h1>${t('ticket.name', { n: one.number, title: one.title })}</h1>
        <p class="quiet"><a href="/devices/${encodeURIComponent(one.device.id)}">${one.device.name}</a> · ${t('severity.' + one.severity)} · ${actor(one.by, { me: store.state.session.user?.id })}, ${moment(one.opened)}</p></div>
        <span class="badge ticket-${one.status}" data-testid="ticket-status">${t('ticket.status.' + one.status)}</span></header>
      ${one.text ? html`<div class="panel"><p class="ticket-text">${one.text}</p></div>` : nothing}
      <div class="stack">${this.work(one, work, open)}${one.steps.length ? this.steps(one, work) : nothing}
        <hw-fault-repair .fault=${one.fault} ?works=${false}></hw-fault-repair>${this.story(one)}</div></section>`;
  }

  work(one, work, open) {
    return html`<section class="panel no-print" aria-labelledby="h-work"><div class="panel-head"><h2 id="h-work">${icon('person')}${t('ticket.work')}</h2></div>
      <p>${one.assignee ? t('ticket.has', { name: one.assignee.name }) : t('ticket.nobody')} · ${t('ticket.minutes', { n: one.minutes })}${one.costs.map((c) => html` · ${money(c.cost, c.currency)}`)}</p>
      ${work ? html`<div class="actions">${one.status === 'in_progress' ? nothing : html`<button type="button" class="button primary" data-testid="ticket-start" @click=${() => this.act(() => api.changeTicket(one.id, { status: 'in_progress' }))}>${t('ticket.start')}</button>`}
        <button type="button" class="button" data-testid="ticket-verify" @click=${() => this.act(() => api.verifyTicket(one.id, {}))}>${t('ticket.verify')}</button>
        <select class="compact" aria-label=${t('ticket.assign')} data-testid="ticket-assign" @change=${(e) => this.act(() => api.changeTicket(one.id, { assignee: e.target.value || null }))}>
          <option value="">${t('ticket.nobody')}</option>${one.workers.map((w) => html`<option value=${w.id} ?selected=${w.id === one.assignee?.id}>${w.name}</option>`)}</select>
        <hw-hardware compact .may=${true} .device=${one.device} .ticket=${one.id} @hw-replaced=${() => this.load()}></hw-hardware></div>` : nothing}
      ${one.works && open ? html`<form class="ticket-line" data-testid="ticket-close-form" @submit=${this.send((v) => api.verifyTicket(one.id, { reason: v.reason.trim() }))}><input name="reason" required maxlength="4000" placeholder=${t('ticket.reason')} aria-label=${t('ticket.reason')} data-testid="ticket-reason"><button class="button" data-testid="ticket-close">${t('ticket.close')}</button></form>` : nothing}
      ${one.works && !open ? html`<form class="ticket-line" @submit=${this.send((v) => api.changeTicket(one.id, { status: 'reopened', reason: v.reason.trim() }))}><input name="reason" required maxlength="4000" placeholder=${t('ticket.back')} aria-label=${t('ticket.back')}><button class="button" data-testid="ticket-reopen">${t('ticket.reopen')}</button></form>` : nothing}
      ${one.works ? html`<form class="ticket-line" @submit=${this.send((v) => api.addTime(one.id, { minutes: Number(v.minutes), text: v.text.trim() }))}><input name="minutes" type="number" min="1" max="10000" required placeholder=${t('ticket.minutesWord')} aria-label=${t('ticket.minutesWord')}><input name="text" maxlength="4000" placeholder=${t('ticket.what')} aria-label=${t('ticket.what')}><button class="button">${t('ticket.addTime')}</button></form>
      <form class="ticket-line" @submit=${this.send((v) => api.addPart(one.id, { name: v.name.trim(), quantity: Number(v.quantity || 1), cost: Number(v.cost || 0), currency: v.currency.trim().toUpperCase() || 'EUR' }))}><input name="name" required maxlength="120" placeholder=${t('ticket.part')} aria-label=${t('ticket.part')}><input name="quantity" type="number" min="1" max="10000" placeholder="1" aria-label=${t('ticket.quantity')}><input name="cost" type="number" min="0" step="0.01" placeholder="0.00" aria-label=${t('ticket.cost')}><input name="currency" maxlength="3" placeholder="EUR" aria-label=${t('ticket.currency')}><button class="button">${t('ticket.addPart')}</button></form>` : nothing}
      ${alertLine(this.error, 'ticket-error')}</section>`;
  }

  steps(one, work) {
    return html`<section class="panel" aria-labelledby="h-steps"><div class="panel-head"><h2 id="h-steps">${icon('check')}${t('ticket.steps')}</h2></div><ul class="ticket-steps">${one.steps.map((s) => html`<li><label><input type="checkbox" data-testid="ticket-step" .checked=${Boolean(s.done)} ?disabled=${!work} @change=${(e) => this.act(() => api.changeTicket(one.id, { step: s.step, done: e.target.checked }))}>
      <span>${typeof s.text === 'string' ? s.text : pick(s.text, '')}</span></label>${s.done ? html`<small class="quiet">${s.by?.name ?? ''} ${stamp(s.done, hubNow())}</small>` : nothing}</li>`)}</ul></section>`;
  }

  story(one) {
    const me = store.state.session.user?.id;
    const device = store.state.devices.get(one.device.id);
    const may = one.works || (device && mayControl(device));
    return html`<section class="panel" aria-labelledby="h-story"><div class="panel-head"><h2 id="h-story">${icon('log')}${t('ticket.story')}</h2></div>
      ${may ? html`<form class="ticket-line no-print" @submit=${this.send((v) => api.commentTicket(one.id, v.text.trim()))}><input name="text" required maxlength="4000" placeholder=${t('ticket.comment')} aria-label=${t('ticket.comment')} data-testid="ticket-comment"><button class="button" data-testid="ticket-comment-send">${t('ticket.say')}</button></form>` : nothing}
      <ol class="story">${this.entries.map((e) => html`<li data-testid="ticket-entry" data-kind=${e.kind}><span class="story-words"><strong>${t('ticket.kind.' + e.kind, { n: e.step ?? 0, name: e.user?.name ?? '' })}</strong>${this.more(e)}</span>
        <span class="quiet small-text">${actor(e.by, { me })}</span><time class="quiet num" title=${moment(e.at)}>${stamp(e.at, hubNow())}</time></li>`)}</ol></section>`;
  }

  more(e) {
    const facts = [e.text && !['refuted', 'replaced'].includes(e.kind) ? e.text : '', e.kind === 'refuted' ? t('repair.why.' + e.text) : '', e.minutes ? t('ticket.minutes', { n: e.minutes }) : '', e.quantity ? `${e.quantity} ×` : '', e.cost !== undefined ? money(e.cost, e.currency) : ''].filter(Boolean);
    return facts.length ? html` <span>${facts.join(' · ')}</span>` : nothing;
  }
}
customElements.define('hw-ticket', TicketView);
