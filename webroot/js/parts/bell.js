/** The bell: how much is not read, and the newest of it behind a click. */
import { html, nothing } from 'lit';
import { api } from '../api.js';
import { Part } from '../element.js';
import { failure } from '../format.js';
import { pick, t } from '../i18n.js';
import { icon } from '../icons.js';
import { onInbox, unreadCount } from '../inbox.js';
import { onRoute } from '../router.js';
import { toast } from '../store.js';
import { alertLine } from './alert-line.js';

const SHOWN = 6;

class Bell extends Part {
  static properties = { unread: { state: true }, open: { state: true }, items: { state: true }, failed: { state: true } };

  connectedCallback() {
    super.connectedCallback();
    this.unread = unreadCount();
    this.unhear = onInbox((unread, newest) => {
      const first = this.heard === undefined;
      this.heard = true;
      this.unread = unread;
      if (this.open) this.load();
      // What waited before the panel was opened is shown by the number alone.
      if (newest && !first && newest.stage !== 'resolved') toast(`${newest.name ? newest.name + ': ' : ''}${pick(newest.title)}`, ['major', 'critical'].includes(newest.severity) ? 'bad' : 'info', 9000);
    });
    this.away = (e) => {
      if (this.open && (e.type === 'keydown' ? e.key === 'Escape' : !this.contains(e.target))) {
        this.open = false;
        if (e.type === 'keydown') this.querySelector('.bell-button')?.focus();
      }
    };
    document.addEventListener('pointerdown', this.away);
    document.addEventListener('keydown', this.away);
    onRoute(() => (this.open = false));
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.unhear();
    document.removeEventListener('pointerdown', this.away);
    document.removeEventListener('keydown', this.away);
  }

  toggle() {
    this.open = !this.open;
    if (this.open) this.load();
  }

  async load() {
    this.failed = '';
    try {
      this.items = (await api.inbox({ limit: SHOWN })).items;
    } catch (e) {
      this.failed = failure(e);
    }
  }

  read(alerts) {
    api.readInbox(alerts).then(
      () => this.open && this.load(),
      (e) => toast(failure(e), 'bad'),
    );
  }

  render() {
    const n = this.unread;
    return html`<button type="button" class="plain bell-button" aria-expanded=${Boolean(this.open)} aria-controls="bell-menu" data-testid="bell" title=${t('inbox.title')}
        aria-label=${n ? t('bell.some', { n }) : t('inbox.title')} @click=${() => this.toggle()}>${icon('bell')}${n ? html`<span class="bell-count" data-testid="bell-count">${n > 99 ? '99+' : n}</span>` : nothing}</button>
      <div class="menu bell-menu" id="bell-menu" ?hidden=${!this.open}>
        <div class="bell-head"><strong>${t('inbox.title')}</strong>${n ? html`<button type="button" class="link-button" data-testid="bell-read" @click=${() => this.read([])}>${t('inbox.readAll')}</button>` : nothing}</div>
        ${this.failed ? html`<p class="form-error">${this.failed}</p>` : nothing}
        ${this.items && !this.items.length ? html`<p class="bell-none">${t('inbox.none')}</p>` : nothing}
        ${(this.items ?? []).map((line) => alertLine(line, (l) => l.read || this.read([l.alert])))}
        <div class="bell-foot"><a href="/inbox" data-testid="bell-all">${t('inbox.all')}</a><a href="/notifications" data-testid="bell-settings">${t('notify.title')}</a></div>
      </div>`;
  }
}
customElements.define('hw-bell', Bell);
