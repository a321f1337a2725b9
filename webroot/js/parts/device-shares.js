/** Who else may use the device, and how; for owners and managers. */
import { html, nothing } from 'lit';
import { api } from '../api.js';
import { Part } from '../element.js';
import { date, failure } from '../format.js';
import { t } from '../i18n.js';
import { icon } from '../icons.js';
import { toast } from '../store.js';
import { alertLine, read } from './forms.js';
import './invited.js';
import { avatar } from './user-menu.js';

const ROLES = ['viewer', 'controller', 'manager'];
const SPANS = { '': 0, day: 86_400_000, week: 7 * 86_400_000, month: 30 * 86_400_000 };

class DeviceShares extends Part {
  static properties = { device: { attribute: false }, me: {}, items: { state: true }, error: { state: true }, failed: { state: true }, busy: { state: true } };

  firstUpdated() {
    this.load();
  }

  async load() {
    this.failed = '';
    try {
      this.items = await api.shares(this.device.id);
    } catch (e) {
      this.failed = failure(e);
    }
  }

  async add(event) {
    event.preventDefault();
    if (this.busy) return;
    const form = event.target;
    const { login, role, span } = read(form);
    this.busy = true;
    this.error = '';
    try {
      const expires = SPANS[span] ? Date.now() + SPANS[span] : undefined;
      const offer = { login: login.trim(), role, ...(expires ? { expires } : {}) };
      if (event.submitter?.value === 'invite') {
        await api.inviteToDevice(this.device.id, offer);
        this.querySelector('hw-invited').load();
      } else {
        const share = await api.share(this.device.id, offer);
        this.items = [...(this.items ?? []).filter((s) => s.user.id !== share.user.id), share];
      }
      form.reset();
    } catch (e) {
      this.error = e.status === 404 ? t('share.unknown') : failure(e);
    } finally {
      this.busy = false;
    }
  }

  async change(item, role) {
    try {
      const share = await api.share(this.device.id, { login: item.user.login, role, ...(item.expires ? { expires: item.expires } : {}) });
      this.items = this.items.map((s) => (s === item ? share : s));
    } catch (e) {
      toast(failure(e), 'bad');
      this.load();
    }
  }

  async remove(item) {
    try {
      await api.unshare(this.device.id, item.user.id);
      this.items = this.items.filter((s) => s !== item);
    } catch (e) {
      toast(failure(e), 'bad');
    }
  }

  render() {
    // The attribute says what the form goes back to once it is sent, the property what is chosen now.
    const roles = (now) => ROLES.map((r) => html`<option value=${r} ?selected=${r === now} .selected=${r === now}>${t('share.' + r)}</option>`);
    return html`<section class="panel" aria-labelledby="h-shares"><div class="panel-head"><h2 id="h-shares">${icon('share')}${t('share.title')}</h2></div>
      ${this.failed ? html`<p class="form-error">${this.failed} <button type="button" class="link-button" @click=${() => this.load()}>${t('retry')}</button></p>` : nothing}
      ${!this.items && !this.failed ? html`<i class="bone"></i><i class="bone"></i>` : nothing}
      ${this.items && !this.items.length ? html`<p class="quiet small-text">${t('share.none')}</p>` : nothing}
      <ul class="shares">${(this.items ?? []).map((s) => html`<li data-testid="share-row" data-user=${s.user.id}>${avatar(s.user, 'small')}
        <div class="share-who"><strong>${s.user.name}</strong><small>${s.user.login}${s.expires ? ` · ${t('share.until', { date: date(s.expires) })}` : ''}</small></div>
        <select class="compact" aria-label="${t('share.role')}: ${s.user.name}" @change=${(e) => this.change(s, e.target.value)}>${roles(s.role)}</select>
        <button type="button" class="plain" data-testid="share-remove" aria-label="${t('remove')}: ${s.user.name}" title=${t('remove')} @click=${() => this.remove(s)}>${icon('close')}</button></li>`)}</ul>
      <hw-invited .device=${this.device.id} @hw-answered=${() => this.load()}></hw-invited>
      <form class="share-form" data-testid="share-form" @submit=${this.add}>
        <input name="login" required maxlength="64" aria-label=${t('share.login')} placeholder=${t('share.login')} autocomplete="off" autocapitalize="none" spellcheck="false" data-testid="share-login">
        <div class="share-line"><select name="role" aria-label=${t('share.role')} data-testid="share-role">${roles('controller')}</select>
        <select name="span" aria-label=${t('share.span')} data-testid="share-span">${Object.keys(SPANS).map((s) => html`<option value=${s}>${t('share.span.' + (s || 'ever'))}</option>`)}</select></div>
        <div class="actions"><button class="button" data-testid="share-submit" aria-busy=${Boolean(this.busy)}>${t('share.go')}</button>
          <button class="button" value="invite" data-testid="share-invite">${t('invite.go')}</button></div>
        ${alertLine(this.error, 'share-error')}</form>
      <p class="hint">${t('share.hint')} ${t('invite.hint')}</p></section>`;
  }
}
customElements.define('hw-device-shares', DeviceShares);
