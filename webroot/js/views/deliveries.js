/** Messages to people and programs, with those that were given up; for administrators. */
import { html, nothing } from 'lit';
import { api } from '../api.js';
import { Part } from '../element.js';
import { failure, moment } from '../format.js';
import { pick, t } from '../i18n.js';
import { icon } from '../icons.js';
import '../parts/webhooks.js';
import { toast } from '../store.js';

const STATES = ['failed', 'waiting', 'sent', 'dropped'];
/** What an administrator can do about it, by what the other side said. */
const HINTS = [
  [/private network/, 'private'],
  [/not trusted/, 'trust'],
  [/offers no TLS/, 'tls'],
  [/redirects are not followed/, 'redirect'],
  [/cannot be reached|is not known by its name|did not answer|answered 5/, 'reach'],
  [/answered 40[13]|authenticat|credential|password/i, 'account'],
  [/answered 4|the mail server said/, 'refused'],
];
const TONE = { failed: 'bad', waiting: '', sent: 'good', dropped: '' };

class Deliveries extends Part {
  static properties = { items: { state: true }, next: { state: true }, status: { state: true }, failed: { state: true }, counts: { state: true }, busy: { state: true } };

  connectedCallback() {
    super.connectedCallback();
    this.status = '';
    this.load();
  }

  async load(cursor) {
    const turn = (this.turn = {});
    this.failed = '';
    try {
      const page = await api.deliveries({ limit: 50, status: this.status, cursor });
      if (turn !== this.turn) return;
      this.items = cursor ? [...this.items, ...page.items] : page.items;
      this.next = page.next;
      this.counts = page.counts;
    } catch (e) {
      if (turn === this.turn) this.failed = failure(e);
    }
  }

  /** Tries these now, one after the other. */
  async again(messages, busy) {
    if (this.busy) return;
    this.busy = busy;
    try {
      for (const message of messages) await api.retryDelivery(message.id).catch((e) => {
        if (e.status !== 404) throw e; // it has gone meanwhile
      });
      toast(t('messages.tried'));
    } catch (e) {
      toast(failure(e), 'bad');
    } finally {
      this.busy = '';
      setTimeout(() => this.load(), 700); // the try takes a moment
    }
  }

  show(status) {
    this.status = status;
    this.load();
  }

  render() {
    return html`<section class="page slim"><div class="page-head"><h1>${t('messages.title')}</h1>
        <div class="choice small" role="group" aria-label=${t('messages.status')}><button type="button" aria-pressed=${!this.status} @click=${() => this.show('')}>${t('inbox.everything')}</button>
          ${STATES.map((s) => html`<button type="button" aria-pressed=${this.status === s} data-testid="messages-${s}" @click=${() => this.show(s)}>${t('messages.' + s)}</button>`)}</div></div>
      <div class="stack">${this.givenUp()}<div class="panel">
      ${this.failed ? html`<p class="form-error">${this.failed} <button type="button" class="link-button" @click=${() => this.load()}>${t('retry')}</button></p>` : nothing}
      ${!this.items && !this.failed ? html`<i class="bone"></i><i class="bone"></i><i class="bone"></i>` : nothing}
      ${this.items && !this.items.length ? html`<p class="hint">${t('messages.none')}</p>` : nothing}
      <ul class="message-list">${(this.items ?? []).map((m) => this.row(m))}</ul>
      ${this.next ? html`<button type="button" class="button small" @click=${() => this.load(this.next)}>${t('inbox.more')}</button>` : nothing}</div>
      <hw-webhooks></hw-webhooks></div></section>`;
  }

  /** That messages were given up must not be found by chance. */
  givenUp() {
    const failed = this.counts?.failed;
    const shown = (this.items ?? []).filter((m) => m.status === 'failed');
    if (!failed) return nothing;
    return html`<div class="given-up" role="status" data-testid="given-up">${icon('warn')}<div><strong>${t('messages.lost', { n: failed })}</strong>
        <small>${t('messages.lostText')}</small></div>
      ${this.status !== 'failed' ? html`<button type="button" class="button small" data-testid="given-up-show" @click=${() => this.show('failed')}>${t('messages.show')}</button>` : nothing}
      ${this.status === 'failed' && shown.length > 1 ? html`<button type="button" class="button small" aria-busy=${this.busy === 'all'} data-testid="retry-all" @click=${() => this.again(shown, 'all')}>${t('messages.all', { n: shown.length })}</button>` : nothing}</div>`;
  }

  row(m) {
    const hint = m.status === 'failed' || m.status === 'waiting' ? HINTS.find(([said]) => said.test(m.error ?? ''))?.[1] : null;
    return html`<li data-testid="message" data-status=${m.status}><span class="tile small-tile" title=${t('channel.' + m.channel)}>${icon({ mail: 'mail', sms: 'phone', push: 'bell', webhook: 'link' }[m.channel])}</span>
      <div class="message-what"><strong><a href=${m.about.path}>${m.about.name ? m.about.name + ': ' : ''}${pick(m.about.title)}</a> <span class="badge ${TONE[m.status]}">${t('messages.' + m.status)}</span></strong>
        <small>${t('channel.' + m.channel)} · ${m.to} · ${t('alert.stage.' + m.stage)} · ${moment(m.made)}${m.tries > 1 ? ` · ${t('messages.tries', { n: m.tries })}` : ''}${m.status === 'waiting' ? ` · ${t('messages.next', { at: moment(m.due) })}` : ''}${m.status === 'failed' && m.ended ? ` · ${t('messages.ended', { at: moment(m.ended) })}` : ''}</small>
        ${m.error ? html`<small class="message-error">${m.error}</small>` : nothing}${hint ? html`<small class="message-hint" data-testid="message-hint">${t('messages.hint.' + hint)}</small>` : nothing}</div>
      ${m.status === 'failed' || m.status === 'waiting' ? html`<button type="button" class="button small" aria-busy=${this.busy === m.id} data-testid="message-retry" @click=${() => this.again([m], m.id)}>${t('messages.again')}</button>` : nothing}</li>`;
  }
}
customElements.define('hw-deliveries', Deliveries);
