/** Who is invited to a device or a space and has not answered; for those who may withdraw it. */
import { html, nothing } from 'lit';
import { api } from '../api.js';
import { Part } from '../element.js';
import { date, failure } from '../format.js';
import { t } from '../i18n.js';
import { icon } from '../icons.js';
import { onInvitations } from '../terminal.js';
import { toast } from '../store.js';
import { avatar } from './user-menu.js';

class Invited extends Part {
  static properties = { device: {}, space: {}, items: { state: true } };

  connectedCallback() {
    super.connectedCallback();
    this.unhear = onInvitations(() => this.load());
  }

  disconnectedCallback() {
    this.unhear();
    super.disconnectedCallback();
  }

  firstUpdated() {
    this.load();
  }

  async load() {
    const before = this.items?.length ?? 0;
    try {
      this.items = this.device ? await api.deviceInvitations(this.device) : await api.spaceInvitations(this.space);
      // Somebody has answered: who shares it may have changed.
      if (this.items.length < before) this.dispatchEvent(new CustomEvent('hw-answered'));
    } catch (e) {
      console.warn('invitations', e);
    }
  }

  async withdraw(item) {
    try {
      await api.removeInvitation(item.id);
    } catch (e) {
      if (e.status !== 404) toast(failure(e), 'bad');
    }
    this.load();
  }

  render() {
    if (!this.items?.length) return nothing;
    return html`<ul class="shares invited" aria-label=${t('invite.open')}>${this.items.map((i) => html`<li data-testid="invited-row" data-user=${i.user.id}>${avatar(i.user, 'small')}
      <div class="share-who"><strong>${i.user.name} <span class="badge">${t('invite.waiting')}</span></strong><small>${t('share.' + i.role)} · ${t('invite.lapses', { date: date(i.lapses) })}</small></div>
      <button type="button" class="plain" data-testid="invited-withdraw" aria-label="${t('invite.withdraw')}: ${i.user.name}" title=${t('invite.withdraw')} @click=${() => this.withdraw(i)}>${icon('close')}</button></li>`)}</ul>`;
  }
}
customElements.define('hw-invited', Invited);
