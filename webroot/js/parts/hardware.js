/** Which hardware speaks for a device, and other hardware in its place, which can be undone for a day. `<hw-hardware .device ?may .ticket ?compact>` */
import { html, nothing } from 'lit';
import { api } from '../api.js';
import { Part, fire } from '../element.js';
import { actor, failure, moment, stamp } from '../format.js';
import { t } from '../i18n.js';
import { icon } from '../icons.js';
import { mayOwn } from '../kinds.js';
import { store, toast } from '../store.js';
import { hubNow } from '../terminal.js';
import { dialog, secret } from './dialog.js';
import { alertLine, byField, field, read } from './forms.js';

const SHOWN = 3;

class Hardware extends Part {
  static properties = {
    device: { attribute: false }, may: { type: Boolean }, ticket: {}, compact: { type: Boolean }, items: { state: true }, failed: { state: true }, open: { state: true }, way: { state: true },
    all: { state: true }, busy: { state: true }, error: { state: true }, wrong: { state: true }, secret: { state: true }, undoing: { state: true },
  };

  firstUpdated() {
    if (!this.compact) this.load();
  }

  async load() {
    this.failed = '';
    try {
      this.items = await api.replacements(this.device.id);
    } catch (e) {
      this.failed = failure(e);
    }
  }

  /** What there is of the same kind that is one's own to give away. */
  get spare() {
    return [...store.state.devices.values()].filter((d) => d.model === this.device.model && d.id !== this.device.id && mayOwn(d));
  }

  show() {
    this.error = '';
    this.wrong = {};
    this.way = this.spare.length ? 'own' : 'new';
    this.open = true;
  }

  async replace(event) {
    event.preventDefault();
    if (this.busy) return;
    const form = read(event.target);
    const body = { reason: form.reason.trim(), ...(this.ticket ? { ticket: this.ticket } : {}) };
    if (this.way === 'own') body.hardware = form.spare;
    if (this.way === 'code') Object.assign(body, { hardware: form.hardware.trim(), claimCode: form.claimCode.trim() });
    this.busy = true;
    this.error = '';
    this.wrong = {};
    try {
      const made = await api.replace(this.device.id, body);
      this.secret = made.secret ?? '';
      this.open = Boolean(made.secret);
      toast(t('hardware.done', { name: this.device.name }));
      this.load();
      fire(this, 'hw-replaced');
    } catch (e) {
      this.wrong = byField(e);
      if (!Object.keys(this.wrong).length || this.way === 'own') this.error = this.way === 'code' && (e.status === 404 || e.status === 403) ? t('claim.wrong') : (this.wrong.hardware ?? failure(e));
    } finally {
      this.busy = false;
    }
  }

  async undo() {
    if (this.busy) return;
    this.busy = true;
    try {
      await api.undoReplacement(this.device.id, this.undoing.id);
      this.undoing = null;
      toast(t('hardware.undone', { name: this.device.name }));
    } catch (e) {
      this.error = failure(e);
    } finally {
      this.busy = false;
    }
    this.load();
  }

  render() {
    const go = this.may ? html`<button type="button" class="button small" data-testid="hardware-replace" @click=${() => this.show()}>${icon('again')}${t('hardware.replace')}</button>` : nothing;
    const boxes = html`${this.open ? this.dialog() : nothing}${this.undoing ? this.sure() : nothing}`;
    if (this.compact) return html`${go}${boxes}`;
    const items = this.items ?? [];
    if (!this.may && !items.length) return nothing;
    return html`<section class="panel" aria-labelledby="h-hardware" data-testid="hardware" data-count=${items.length}><div class="panel-head"><h2 id="h-hardware">${icon('generic')}${t('hardware.title')}</h2>${go}</div>
      ${this.failed ? html`<p class="form-error" role="alert">${this.failed} <button type="button" class="link-button" @click=${() => this.load()}>${t('retry')}</button></p>` : nothing}
      ${items.length ? html`<ul class="lines">${items.slice(0, this.all ? undefined : SHOWN).map((one) => this.item(one))}</ul>` : html`<p class="quiet">${t('hardware.never')}</p>`}
      ${items.length > SHOWN && !this.all ? html`<button type="button" class="link-button" @click=${() => (this.all = true)}>${t('hardware.all', { n: items.length })}</button>` : nothing}${boxes}</section>`;
  }

  item(one) {
    const me = store.state.session.user?.id;
    return html`<li class="hardware-line ${one.undone ? 'gone' : ''}" data-testid="replacement" data-replacement=${one.id} data-undone=${Boolean(one.undone)}><span class="share-who"><strong>${one.hardware ? t('hardware.by', { name: one.hardware.name }) : t('hardware.bySecret')}</strong>
        <small>${actor(one.by, { me, how: false })} · <time title=${moment(one.at)}>${stamp(one.at, hubNow())}</time>${one.reason ? html` · ${one.reason}` : nothing}</small>
        ${one.undone ? html`<small>${t('hardware.wasUndone', { name: one.undoneBy?.name ?? '—', at: stamp(one.undone, hubNow()) })}</small>` : one.undoable ? html`<small>${t('hardware.until', { at: stamp(one.until, hubNow()) })}</small>` : nothing}</span>
      ${one.undoable && this.may ? html`<button type="button" class="button small" data-testid="replacement-undo" @click=${() => {
        this.error = '';
        this.undoing = one;
      }}>${t('hardware.undo')}</button>` : nothing}</li>`;
  }

  dialog() {
    const close = () => {
      this.open = false;
      this.secret = '';
    };
    const d = this.device;
    if (this.secret)
      return dialog({ heading: t('hardware.secretHeading'), close, fixed: true, testid: 'hardware-secret-dialog', content: html`<p>${t('hardware.secretText')} ${t('add.once')}</p><form @submit=${(e) => {
        e.preventDefault();
        close();
      }}>${secret(t('device.id'), d.id, 'hardware-id')}${secret(t('add.secret'), this.secret, 'hardware-secret')}<div class="actions end"><button class="button primary" data-testid="hardware-kept">${t('add.kept')}</button></div></form>` });
    const spare = this.spare;
    const way = (id, label, hint) => html`<label class="way"><input type="radio" name="way" value=${id} .checked=${this.way === id} data-testid="hardware-way-${id}" @change=${() => (this.way = id)}><span><strong>${t(label)}</strong><small class="quiet">${t(hint)}</small></span></label>`;
    return dialog({ heading: t('hardware.heading', { name: d.name }), close, testid: 'hardware-dialog', content: html`<p>${t('hardware.text')}</p><form @submit=${this.replace}>
      <fieldset class="ways"><legend class="sr">${t('hardware.which')}</legend>${spare.length ? way('own', 'hardware.own', 'hardware.ownHint') : nothing}${way('new', 'hardware.new', 'hardware.newHint')}${way('code', 'hardware.code', 'hardware.codeHint')}</fieldset>
      ${this.way === 'own' ? html`<div class="field"><label for="hardware-spare">${t('hardware.which')}</label><select id="hardware-spare" name="spare" data-testid="hardware-spare">${spare.map((s) => html`<option value=${s.id}>${s.name}</option>`)}</select></div>` : nothing}
      ${this.way === 'code' ? html`${field({ id: 'hardware-device', name: 'hardware', label: t('device.id'), error: this.wrong?.hardware, max: 64 })}${field({ id: 'hardware-claim', name: 'claimCode', label: t('claim.code'), error: this.wrong?.claimCode, max: 64 })}` : nothing}
      ${field({ id: 'hardware-reason', name: 'reason', label: t('hardware.reason'), required: false, max: 500 })}
      <p class="hint">${t('hardware.hint')}</p>${alertLine(this.error, 'hardware-error')}
      <div class="actions end"><button type="button" class="button" @click=${close}>${t('cancel')}</button><button class="button primary" aria-busy=${Boolean(this.busy)} data-testid="hardware-submit">${t('hardware.go')}</button></div></form>` });
  }

  sure() {
    const close = () => (this.undoing = null);
    return dialog({ heading: t('hardware.undoHeading'), close, testid: 'hardware-undo-dialog', content: html`<p>${t(this.undoing.hardware ? 'hardware.undoText' : 'hardware.undoSecretText', { name: this.undoing.hardware?.name ?? '' })}</p><form @submit=${(e) => {
      e.preventDefault();
      this.undo();
    }}>${alertLine(this.error, 'hardware-error')}<div class="actions end"><button type="button" class="button" @click=${close}>${t('cancel')}</button><button class="button primary" aria-busy=${Boolean(this.busy)} data-testid="hardware-undo-submit">${t('hardware.undo')}</button></div></form>` });
  }
}
customElements.define('hw-hardware', Hardware);
