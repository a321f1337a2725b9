/** Everybody with an account; for administrators. */
import { html, nothing } from 'lit';
import { api } from '../api.js';
import { Part } from '../element.js';
import { date, failure } from '../format.js';
import { t } from '../i18n.js';
import { icon } from '../icons.js';
import { dialog } from '../parts/dialog.js';
import { alertLine, byField, field, read } from '../parts/forms.js';
import { avatar } from '../parts/user-menu.js';
import { store, toast } from '../store.js';

const ROLES = ['member', 'technician', 'admin'];

class People extends Part {
  static properties = { items: { state: true }, failed: { state: true }, box: { state: true }, busy: { state: true }, error: { state: true }, errors: { state: true } };

  firstUpdated() {
    this.load();
  }

  async load() {
    this.failed = '';
    try {
      this.items = await api.users();
    } catch (e) {
      this.failed = failure(e);
    }
  }

  async add(event) {
    event.preventDefault();
    if (this.busy) return;
    const form = read(event.target);
    this.busy = true;
    this.error = '';
    this.errors = {};
    try {
      const user = await api.addUser({ name: form.name.trim(), login: form.login.trim(), password: form.password, role: form.role });
      this.items = [...(this.items ?? []), user];
      this.box = null;
      toast(t('people.added', { name: user.name }));
    } catch (e) {
      this.errors = byField(e);
      if (e.status === 409) this.errors = { login: t('people.taken') };
      else if (!Object.keys(this.errors).length) this.error = failure(e);
    } finally {
      this.busy = false;
    }
  }

  async change(user, change) {
    try {
      const now = await api.changeUser(user.id, change);
      this.items = this.items.map((u) => (u.id === user.id ? now : u));
      toast(t('saved'));
    } catch (e) {
      toast(e.status === 409 ? t('people.lastAdmin') : failure(e), 'bad');
      this.load();
    }
  }

  async remove(user) {
    this.busy = true;
    this.error = '';
    try {
      await api.removeUser(user.id);
      this.items = this.items.filter((u) => u.id !== user.id);
      this.box = null;
      toast(t('people.removed', { name: user.name }));
    } catch (e) {
      this.error = e.status === 409 ? t('people.owns') : failure(e);
    } finally {
      this.busy = false;
    }
  }

  open(box) {
    this.error = '';
    this.errors = {};
    this.box = box;
  }

  render() {
    const me = store.state.session.user?.id;
    return html`<section class="page slim"><div class="page-head"><h1>${t('people.title')}</h1>
        <button type="button" class="button primary small push" data-testid="people-add" @click=${() => this.open('add')}>${icon('plus')}${t('people.add')}</button></div>
      <div class="panel">${this.failed ? html`<p class="form-error">${this.failed} <button type="button" class="link-button" @click=${() => this.load()}>${t('retry')}</button></p>` : nothing}
        ${!this.items && !this.failed ? html`<i class="bone"></i><i class="bone"></i><i class="bone"></i>` : nothing}
        ${this.items ? html`<table class="table"><thead><tr><th scope="col">${t('people.person')}</th><th scope="col">${t('people.role')}</th><th scope="col">${t('people.since')}</th><th scope="col"><span class="sr">${t('edit')}</span></th></tr></thead>
          <tbody>${this.items.map((u) => this.row(u, u.id === me))}</tbody></table>` : nothing}</div>
      <p class="hint people-hint">${t('people.hint')}</p>${this.dialog()}</section>`;
  }

  row(u, mine) {
    return html`<tr data-testid="person" data-user=${u.id} class=${u.disabled ? 'off' : ''}>
      <td><div class="person">${avatar(u)}<div><strong>${u.name}${mine ? html` <span class="badge">${t('by.me')}</span>` : nothing}${u.disabled ? html` <span class="badge bad">${t('people.disabled')}</span>` : nothing}</strong><small>${u.login}</small></div></div></td>
      <td><select aria-label="${t('people.role')}: ${u.name}" ?disabled=${mine} @change=${(e) => this.change(u, { role: e.target.value })}>${ROLES.map((r) => html`<option value=${r} .selected=${r === u.role}>${t('role.' + r)}</option>`)}</select></td>
      <td class="quiet num">${date(u.created)}</td>
      <td class="end">${mine ? nothing : html`<button type="button" class="button small" data-testid="person-disable" @click=${() => this.change(u, { disabled: !u.disabled })}>${t(u.disabled ? 'people.enable' : 'people.disable')}</button>
        <button type="button" class="plain" data-testid="person-remove" aria-label="${t('remove')}: ${u.name}" title=${t('remove')} @click=${() => this.open(u)}>${icon('trash')}</button>`}</td></tr>`;
  }

  dialog() {
    if (!this.box) return nothing;
    const close = () => (this.box = null);
    const wrong = this.errors ?? {};
    if (this.box === 'add')
      return dialog({ heading: t('people.add'), close, testid: 'people-dialog', content: html`<form @submit=${this.add}>
        ${field({ id: 'person-name', name: 'name', label: t('people.name'), error: wrong.name, max: 80 })}
        ${field({ id: 'person-login', name: 'login', label: t('login.login'), error: wrong.login, max: 64 })}
        ${field({ id: 'person-password', name: 'password', type: 'password', complete: 'new-password', label: t('people.password'), min: 10, hint: t('people.passwordHint'), error: wrong.password })}
        <div class="field"><label for="person-role">${t('people.role')}</label><select id="person-role" name="role">${ROLES.map((r) => html`<option value=${r}>${t('role.' + r)}</option>`)}</select><p class="hint">${t('people.roleHint')}</p></div>
        ${alertLine(this.error)}<div class="actions end"><button type="button" class="button" @click=${close}>${t('cancel')}</button><button class="button primary" aria-busy=${Boolean(this.busy)} data-testid="people-submit">${t('people.add')}</button></div></form>` });
    const user = this.box;
    return dialog({ heading: t('people.removeSure', { name: user.name }), close, content: html`<p>${t('people.removeText')}</p><form @submit=${(e) => {
      e.preventDefault();
      this.remove(user);
    }}>${alertLine(this.error)}<div class="actions end"><button type="button" class="button" @click=${close}>${t('cancel')}</button><button class="button primary danger" aria-busy=${Boolean(this.busy)}>${t('remove')}</button></div></form>` });
  }
}
customElements.define('hw-people', People);
