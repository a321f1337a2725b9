/** Households and sites that the person belongs to. */
import { html, nothing } from 'lit';
import { api } from '../api.js';
import { Part } from '../element.js';
import { failure } from '../format.js';
import { t } from '../i18n.js';
import { icon } from '../icons.js';
import { dialog } from '../parts/dialog.js';
import { alertLine, byField, field, read } from '../parts/forms.js';
import { go } from '../router.js';

class Spaces extends Part {
  static properties = { items: { state: true }, failed: { state: true }, open: { state: true }, busy: { state: true }, error: { state: true }, wrong: { state: true } };

  firstUpdated() {
    this.load();
  }

  async load() {
    this.failed = '';
    try {
      this.items = await api.spaces();
    } catch (e) {
      this.failed = failure(e);
    }
  }

  async add(event) {
    event.preventDefault();
    if (this.busy) return;
    this.busy = true;
    this.error = '';
    this.wrong = {};
    try {
      const space = await api.addSpace(read(event.target).name.trim());
      go('/spaces/' + encodeURIComponent(space.id));
    } catch (e) {
      this.wrong = byField(e);
      if (!this.wrong.name) this.error = failure(e);
    } finally {
      this.busy = false;
    }
  }

  render() {
    const make = (cls) => html`<button type="button" class="button primary ${cls}" data-testid="space-add" @click=${() => {
      this.error = '';
      this.wrong = {};
      this.open = true;
    }}>${icon('plus')}${t('spaces.add')}</button>`;
    return html`<section class="page slim"><div class="page-head"><h1>${t('spaces.title')}</h1>${this.items?.length ? make('small push') : nothing}</div>
      ${this.failed ? html`<div class="panel"><p class="form-error" role="alert">${this.failed} <button type="button" class="link-button" @click=${() => this.load()}>${t('retry')}</button></p></div>` : nothing}
      ${!this.items && !this.failed ? html`<div class="panel" aria-busy="true"><i class="bone"></i><i class="bone"></i></div>` : nothing}
      ${this.items && !this.items.length ? html`<div class="empty small" data-testid="spaces-none"><span class="tile big-tile">${icon('house')}</span><h2>${t('spaces.none')}</h2><p>${t('spaces.text')}</p>${make('')}</div>` : nothing}
      ${this.items?.length ? html`<ul class="spaces">${this.items.map((s) => this.row(s))}</ul><p class="hint">${t('spaces.text')}</p>` : nothing}
      ${this.open ? this.dialog() : nothing}</section>`;
  }

  row(s) {
    return html`<li data-testid="space" data-space=${s.id}><a class="space-row" href="/spaces/${encodeURIComponent(s.id)}"><span class="tile">${icon('house')}</span>
      <span class="share-who"><strong>${s.name}</strong><small>${t('spaces.members', { n: s.members })} · ${t('spaces.devices', { n: s.devices })}</small></span>
      <span class="badge">${t('share.' + s.role)}</span></a></li>`;
  }

  dialog() {
    const close = () => (this.open = false);
    return dialog({ heading: t('spaces.add'), close, testid: 'space-dialog', content: html`<form @submit=${this.add}>
      ${field({ id: 'space-name', name: 'name', label: t('spaces.name'), placeholder: t('spaces.example'), error: this.wrong?.name, max: 80 })}
      ${alertLine(this.error)}<div class="actions end"><button type="button" class="button" @click=${close}>${t('cancel')}</button>
      <button class="button primary" aria-busy=${Boolean(this.busy)} data-testid="space-submit">${t('spaces.add')}</button></div></form>` });
  }
}
customElements.define('hw-spaces', Spaces);
