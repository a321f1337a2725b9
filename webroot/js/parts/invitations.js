/** What the person is invited to: a line for each, wherever they are in the panel, until it is answered. */
import { html, nothing } from 'lit';
import { api } from '../api.js';
import { Part } from '../element.js';
import { date, failure } from '../format.js';
import { t } from '../i18n.js';
import { icon } from '../icons.js';
import { onInvitations } from '../terminal.js';
import { toast } from '../store.js';

class Invitations extends Part {
  static properties = { items: { state: true }, busy: { state: true } };

  connectedCallback() {
    super.connectedCallback();
    this.unhear = onInvitations(() => this.load());
    this.load();
  }

  disconnectedCallback() {
    this.unhear();
    super.disconnectedCallback();
  }

  /** What can't be read now is read with the next notice or connection. */
  async load() {
    try {
      this.items = await api.invitations();
    } catch (e) {
      console.warn('invitations', e);
    }
  }

  async answer(item, accepts) {
    if (this.busy) return;
    this.busy = item.id;
    try {
      await (accepts ? api.acceptInvitation(item.id) : api.removeInvitation(item.id));
      this.items = this.items.filter((i) => i !== item);
      if (accepts) toast(t('invite.accepted', { what: (item.device ?? item.space).name }));
    } catch (e) {
      toast(e.status === 404 ? t('invite.gone') : failure(e), 'bad');
      this.load();
    } finally {
      this.busy = '';
    }
  }

  render() {
    if (!this.items?.length) return nothing;
    return html`<ul class="invitations" aria-label=${t('invite.title')}>${this.items.map((i) => html`<li class="panel" data-testid="invitation" data-invitation=${i.id}>
      <span class="tile">${icon(i.space ? 'house' : 'share')}</span>
      <div class="share-who"><strong>${t(i.space ? 'invite.space' : 'invite.device', { who: i.by.name, what: (i.device ?? i.space).name })}</strong>
        <small>${t('share.' + i.role)}${i.expires ? ` · ${t('share.until', { date: date(i.expires) })}` : ''} · ${t('invite.lapses', { date: date(i.lapses) })}</small></div>
      <div class="actions"><button type="button" class="button primary small" aria-busy=${this.busy === i.id} data-testid="invitation-accept" @click=${() => this.answer(i, true)}>${t('invite.accept')}</button>
        <button type="button" class="button small" data-testid="invitation-decline" @click=${() => this.answer(i, false)}>${t('invite.decline')}</button></div></li>`)}</ul>`;
  }
}
customElements.define('hw-invitations', Invitations);
