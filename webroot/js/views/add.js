/** A new device, with its secret and the lines that connect it; or one that somebody hands over by claim code. */
import { html, nothing } from 'lit';
import { api } from '../api.js';
import { View } from '../element.js';
import { failure } from '../format.js';
import { pick, t } from '../i18n.js';
import { icon } from '../icons.js';
import { claimed } from '../parts/claim-code.js';
import { copy, secret } from '../parts/dialog.js';
import { alertLine, byField, field, read } from '../parts/forms.js';
import { presence } from '../parts/presence.js';
import { go } from '../router.js';
import { snippets } from '../snippet.js';
import { store, toast } from '../store.js';

const ORDER = ['light', 'speaker', 'thermostat', 'lock', 'plug', 'fan', 'motion', 'contact', 'temperature', 'generic'];

class Add extends View {
  static properties = { claim: { type: Boolean }, busy: { state: true }, error: { state: true }, errors: { state: true }, made: { state: true }, code: { state: true }, copied: { state: true } };

  constructor() {
    super();
    this.code = 'python';
    this.offered = claimed(location.hash);
    // What was in the address is not to stay in the history of this browser.
    if (this.offered) history.replaceState(null, '', location.pathname);
  }

  async submit(event, work) {
    event.preventDefault();
    if (this.busy) return;
    this.busy = true;
    this.error = '';
    this.errors = {};
    try {
      await work(read(event.target));
    } catch (e) {
      this.errors = byField(e);
      if (!Object.keys(this.errors).some((n) => ['name', 'device', 'claimCode'].includes(n))) this.error = this.claim && (e.status === 404 || e.status === 403) ? t('claim.wrong') : failure(e);
    } finally {
      this.busy = false;
    }
  }

  add = (e) => this.submit(e, async ({ name, model }) => {
    const made = await api.addDevice({ name: name.trim(), model });
    store.dispatch({ type: 'device', device: made.device });
    this.made = made;
    scrollTo(0, 0);
  });

  take = (e) => this.submit(e, async ({ device, claimCode }) => {
    const got = await api.claim(device.trim(), claimCode.trim());
    store.dispatch({ type: 'device', device: got });
    toast(t('claim.done', { name: got.name }));
    go('/devices/' + encodeURIComponent(got.id));
  });

  render() {
    if (this.made) return this.done();
    const tab = (path, name, on) => html`<a href=${path} aria-current=${on ? 'page' : nothing}>${t(name)}</a>`;
    return html`<section class="page slim"><a class="back" href="/">${icon('back')}${t('nav.devices')}</a>
      <div class="page-head"><h1>${this.claim ? t('claim.title') : t('add.title')}</h1></div>
      <nav class="tabs" aria-label=${t('add.ways')}>${tab('/add', 'add.tab', !this.claim)}${tab('/claim', 'claim.tab', this.claim)}</nav>
      ${this.claim ? this.claimForm() : this.addForm()}</section>`;
  }

  addForm() {
    const { models } = store.state;
    const names = [...new Set([...ORDER, ...models.keys()])];
    return html`<form class="panel" @submit=${this.add}>
      ${field({ id: 'name', label: t('add.name'), placeholder: t('add.nameExample'), error: this.errors?.name, testid: 'device-name-input', max: 80 })}
      <fieldset class="kinds"><legend class="label">${t('add.kind')}</legend>${names.map((m, i) => html`<label class="kind"><input type="radio" name="model" value=${m} ?checked=${i === 0} data-testid="kind-${m}"><span>${icon(m)}${pick(models.get(m)?.title, m)}</span></label>`)}</fieldset>
      <p class="hint">${t('add.kindHint')}</p>${alertLine(this.error)}
      <div><button class="button primary" aria-busy=${Boolean(this.busy)} data-testid="device-add-submit">${t('add.go')}</button></div></form>`;
  }

  claimForm() {
    return html`<form class="panel" @submit=${this.take}><p class="quiet">${t('claim.text')}</p>
      ${field({ id: 'device', label: t('claim.device'), value: this.offered?.device, error: this.errors?.device, testid: 'claim-device' })}
      ${field({ id: 'claimCode', label: t('claim.code'), value: this.offered?.code, error: this.errors?.claimCode, testid: 'claim-code' })}
      ${alertLine(this.error, 'claim-error')}<div><button class="button primary" aria-busy=${Boolean(this.busy)} data-testid="claim-submit">${t('claim.go')}</button></div></form>`;
  }

  done() {
    const { device, secret: key, claimCode } = this.made;
    const live = store.state.devices.get(device.id) ?? device;
    const here = live.presence?.status === 'online';
    const text = snippets[this.code](device, key);
    return html`<section class="page slim"><div class="page-head"><h1>${t('add.done', { name: device.name })}</h1></div>
      <div class="stack"><section class="panel"><p class="notice">${t('add.once')}</p>
        <div class="secrets">${secret(t('device.id'), device.id, 'device-id')}${secret(t('add.secret'), key, 'device-secret')}</div>
        <hw-claim-code .device=${device.id} .code=${claimCode}></hw-claim-code><p class="hint">${t('add.claimHint')}</p></section>
      <section class="panel" aria-labelledby="h-snippet"><div class="panel-head"><h2 id="h-snippet">${t('add.connect')}</h2></div><p class="quiet small-text">${t('add.connectText')}</p>
        <div class="code"><div class="code-head">${Object.keys(snippets).map((s) => html`<button type="button" aria-pressed=${this.code === s} @click=${() => (this.code = s)}>${s === 'node' ? 'Node.js' : 'Python'}</button>`)}<span class="spring"></span>
          <button type="button" @click=${async () => {
            if (!(await copy(text))) return;
            this.copied = true;
            setTimeout(() => (this.copied = false), 1600);
          }}>${icon(this.copied ? 'check' : 'copy')}${this.copied ? t('copied') : t('copy')}</button></div>
          <pre tabindex="0" data-testid="snippet">${text}</pre></div></section>
      <section class="panel waiting-panel" data-here=${here} role="status">${here ? html`${icon('check')}<span>${t('add.here')}</span>` : html`<span class="rope" aria-hidden="true"></span><span>${t('add.waiting')}</span>`}${presence({ epoch: 0, ...live })}</section>
      <div class="actions"><a class="button primary" href="/devices/${encodeURIComponent(device.id)}" data-testid="device-open">${t('add.open')}</a>
        <button type="button" class="button" @click=${() => (this.made = null)}>${t('add.another')}</button></div></div></section>`;
  }
}
customElements.define('hw-add', Add);
