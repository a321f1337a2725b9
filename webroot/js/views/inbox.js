/** Everything that the person was told, newest first. */
import { html, nothing } from 'lit';
import { api } from '../api.js';
import { Part } from '../element.js';
import { failure } from '../format.js';
import { t } from '../i18n.js';
import { icon } from '../icons.js';
import { onInbox } from '../inbox.js';
import { alertLine } from '../parts/alert-line.js';
import { toast } from '../store.js';

class Inbox extends Part {
  static properties = { items: { state: true }, next: { state: true }, only: { state: true }, unread: { state: true }, failed: { state: true }, busy: { state: true } };

  connectedCallback() {
    super.connectedCallback();
    this.only = false;
    this.unhear = onInbox(() => this.load());
    this.load();
  }

  disconnectedCallback() {
    this.unhear();
    super.disconnectedCallback();
  }

  async load(cursor) {
    const turn = (this.turn = {});
    this.failed = '';
    this.busy = true;
    try {
      const page = await api.inbox({ limit: 50, only: this.only ? 'unread' : undefined, cursor });
      if (turn !== this.turn) return;
      this.items = cursor ? [...this.items, ...page.items] : page.items;
      this.next = page.next;
      this.unread = page.unread;
    } catch (e) {
      if (turn === this.turn) this.failed = failure(e);
    } finally {
      if (turn === this.turn) this.busy = false;
    }
  }

  read(alerts) {
    api.readInbox(alerts).catch((e) => toast(failure(e), 'bad'));
  }

  show(only) {
    this.only = only;
    this.load();
  }

  render() {
    return html`<section class="page slim"><div class="page-head"><h1>${t('inbox.title')}</h1>
        <div class="choice small" role="group" aria-label=${t('inbox.title')}><button type="button" aria-pressed=${!this.only} data-testid="inbox-all" @click=${() => this.show(false)}>${t('inbox.everything')}</button>
          <button type="button" aria-pressed=${this.only} data-testid="inbox-unread" @click=${() => this.show(true)}>${t('inbox.unread')}${this.unread ? ` (${this.unread})` : ''}</button></div>
        <div class="actions push">${this.unread ? html`<button type="button" class="button small" data-testid="inbox-read" @click=${() => this.read([])}>${icon('check')}${t('inbox.readAll')}</button>` : nothing}
          <a class="button small" href="/notifications">${icon('sliders')}${t('notify.title')}</a></div></div>
      ${this.failed ? html`<p class="form-error">${this.failed} <button type="button" class="link-button" @click=${() => this.load()}>${t('retry')}</button></p>` : nothing}
      ${!this.items && !this.failed ? html`<div class="panel"><i class="bone"></i><i class="bone"></i><i class="bone"></i></div>` : nothing}
      ${this.items?.length ? html`<div class="panel alert-list">${this.items.map((line) => alertLine(line, (l) => l.read || this.read([l.alert])))}</div>` : nothing}
      ${this.items && !this.items.length ? html`<div class="panel empty-panel"><span class="tile">${icon('bell')}</span><p>${t(this.only ? 'inbox.noneUnread' : 'inbox.none')}</p></div>` : nothing}
      ${this.next ? html`<button type="button" class="button" aria-busy=${Boolean(this.busy)} @click=${() => this.load(this.next)}>${t('inbox.more')}</button>` : nothing}</section>`;
  }
}
customElements.define('hw-inbox', Inbox);
