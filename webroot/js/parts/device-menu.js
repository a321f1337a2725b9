/** What an owner or manager may do to a device as a thing: rename, new secret, hand over, remove. */
import { html, nothing } from 'lit';
import { api } from '../api.js';
import { Part, fire } from '../element.js';
import { failure } from '../format.js';
import { t } from '../i18n.js';
import { icon } from '../icons.js';
import { mayManage, mayOwn } from '../kinds.js';
import { go } from '../router.js';
import { store, toast } from '../store.js';
import './claim-code.js';
import { dialog, secret } from './dialog.js';
import { alertLine, field, read } from './forms.js';

class DeviceMenu extends Part {
  static properties = { device: { attribute: false }, open: { state: true }, box: { state: true }, error: { state: true }, busy: { state: true }, secret: { state: true } };

  connectedCallback() {
    super.connectedCallback();
    this.away = (e) => {
      if (this.open && (e.type === 'keydown' ? e.key === 'Escape' : !this.contains(e.target))) {
        if (e.type === 'keydown') this.button.focus();
        this.open = false;
      }
    };
    document.addEventListener('pointerdown', this.away);
    document.addEventListener('keydown', this.away);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    document.removeEventListener('pointerdown', this.away);
    document.removeEventListener('keydown', this.away);
  }

  get button() {
    return this.querySelector('[data-testid=device-menu]');
  }

  show(box) {
    // What is chosen vanishes with the menu: the keyboard is to come back to the button.
    this.button.focus();
    this.open = false;
    this.error = '';
    this.box = box;
  }

  async act(work) {
    if (this.busy) return;
    this.busy = true;
    this.error = '';
    try {
      await work();
    } catch (e) {
      this.error = failure(e);
    } finally {
      this.busy = false;
    }
  }

  rename(e) {
    e.preventDefault();
    const name = read(e.target).name.trim();
    this.act(async () => {
      const { removals } = store.state;
      store.dispatch({ type: 'device', device: await api.changeDevice(this.device.id, { name }), removals });
      this.box = null;
      toast(t('saved'));
    });
  }

  handOver(e) {
    e.preventDefault();
    const owner = read(e.target).owner.trim();
    this.act(async () => {
      const device = await api.changeDevice(this.device.id, { owner });
      this.box = null;
      toast(t('menu.handedOver', { name: this.device.name, owner }));
      if (device) store.dispatch({ type: 'device', device });
      else this.leave();
    });
  }

  leave() {
    const { id } = this.device;
    go('/');
    store.dispatch({ type: 'forget', device: id });
  }

  render() {
    const d = this.device;
    if (!mayManage(d)) return nothing;
    const item = (name, symbol, box, cls = '') => html`<button type="button" class="menu-item ${cls}" data-testid="device-${box}" @click=${() => this.show(box)}>${icon(symbol)}${t(name)}</button>`;
    return html`<button type="button" class="plain square" aria-expanded=${Boolean(this.open)} aria-label=${t('menu.device')} data-testid="device-menu" @click=${() => (this.open = !this.open)}>${icon('more')}</button>
      <div class="menu" ?hidden=${!this.open}>${item('menu.rename', 'pencil', 'rename')}${item('menu.secret', 'key', 'secret')}
        <button type="button" class="menu-item" data-testid="device-replace" @click=${() => {
          this.open = false;
          fire(this, 'hw-replace');
        }}>${icon('again')}${t('hardware.replace')}</button>
        ${store.state.session.user?.role === 'admin' ? html`<a class="menu-item" href="/drills?device=${encodeURIComponent(d.id)}" data-testid="device-drill">${icon('target')}${t('drill.new')}</a>` : nothing}
        ${mayOwn(d) ? html`${item('menu.handOver', 'person', 'hand-over')}${item('menu.claim', 'share', 'claim')}${item('menu.remove', 'trash', 'remove', 'bad-item')}` : nothing}</div>
      ${this.box ? this.dialog(d) : nothing}`;
  }

  dialog(d) {
    const close = () => {
      this.box = null;
      this.secret = '';
    };
    const buttons = (label, cls, testid) => html`<div class="actions end"><button type="button" class="button" @click=${close}>${t('cancel')}</button>
      <button class="button primary ${cls}" aria-busy=${Boolean(this.busy)} data-testid=${testid}>${label}</button></div>`;
    switch (this.box) {
      case 'rename':
        return dialog({ heading: t('menu.rename'), close, content: html`<form @submit=${this.rename}>${field({ id: 'device-new-name', name: 'name', label: t('add.name'), value: d.name, max: 80 })}${alertLine(this.error)}${buttons(t('save'), '', 'rename-submit')}</form>` });
      case 'hand-over':
        return dialog({ heading: t('menu.handOver'), close, content: html`<p>${t('menu.handOverText')}</p><form @submit=${this.handOver}>${field({ id: 'device-new-owner', name: 'owner', label: t('share.login') })}${alertLine(this.error)}${buttons(t('menu.handOver'), 'danger', 'hand-over-submit')}</form>` });
      case 'claim':
        return this.secret
          ? dialog({ heading: t('menu.claim'), close, fixed: true, testid: 'claim-dialog', content: html`<p>${t('menu.claimText')}</p><form @submit=${(e) => {
              e.preventDefault();
              close();
            }}><hw-claim-code .device=${d.id} .code=${this.secret}></hw-claim-code><div class="actions end"><button class="button primary">${t('close')}</button></div></form>` })
          : dialog({ heading: t('menu.claim'), close, content: html`<p>${t('menu.claimText')}</p><form @submit=${(e) => {
              e.preventDefault();
              this.act(async () => (this.secret = (await api.claimCode(d.id)).claimCode));
            }}>${alertLine(this.error)}${buttons(t('menu.claimGo'), '', 'claim-make')}</form>` });
      case 'secret':
        return this.secret
          ? dialog({ heading: t('menu.secretNew'), close, fixed: true, content: html`<p>${t('add.once')}</p><form @submit=${(e) => {
              e.preventDefault();
              close();
            }}>${secret(t('add.secret'), this.secret, 'new-secret')}<div class="actions end"><button class="button primary">${t('add.kept')}</button></div></form>` })
          : dialog({ heading: t('menu.secret'), close, content: html`<p>${t('menu.secretText')}</p><form @submit=${(e) => {
              e.preventDefault();
              this.act(async () => (this.secret = (await api.rotateSecret(d.id)).secret));
            }}>${alertLine(this.error)}${buttons(t('menu.secretGo'), 'danger', 'secret-submit')}</form>` });
      default:
        return dialog({ heading: t('menu.removeSure', { name: d.name }), close, content: html`<p>${t('menu.removeText')}</p><form @submit=${(e) => {
          e.preventDefault();
          this.act(async () => {
            await api.removeDevice(d.id);
            toast(t('menu.removed', { name: d.name }));
            this.leave();
          });
        }}>${alertLine(this.error)}${buttons(t('remove'), 'danger', 'remove-submit')}</form>` });
    }
  }
}
customElements.define('hw-device-menu', DeviceMenu);
