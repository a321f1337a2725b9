/** One's own account: name, password, where one is logged in, language and appearance. */
import { html, nothing } from 'lit';
import { api } from '../api.js';
import { Part, fire } from '../element.js';
import { failure } from '../format.js';
import { language, languages, setLanguage, t } from '../i18n.js';
import { icon } from '../icons.js';
import '../parts/mutes.js';
import { client } from '../parts/client.js';
import { dialog } from '../parts/dialog.js';
import { alertLine, byField, field, read } from '../parts/forms.js';
import { store, toast } from '../store.js';
import { setTheme, theme, themes } from '../theme.js';

class Account extends Part {
  static properties = { sessions: { state: true }, failed: { state: true }, busy: { state: true }, nameError: { state: true }, error: { state: true }, errors: { state: true }, taking: { state: true }, leaving: { state: true }, leaveError: { state: true } };

  firstUpdated() {
    this.load();
  }

  async load() {
    this.failed = '';
    try {
      const list = await api.sessions({ user: store.state.session.user.id });
      this.sessions = list.filter((s) => s.kind === 'user' && s.state !== 'ended').sort((a, b) => b.lastSeen - a.lastSeen);
    } catch (e) {
      this.failed = failure(e);
    }
  }

  async rename(event) {
    event.preventDefault();
    const name = read(event.target).name.trim();
    this.nameError = '';
    try {
      store.dispatch({ type: 'user', user: await api.rename(name) });
      toast(t('saved'));
    } catch (e) {
      this.nameError = failure(e);
    }
  }

  async password(event) {
    event.preventDefault();
    if (this.busy) return;
    const form = event.target;
    const { current, password, again } = read(form);
    this.error = '';
    this.errors = {};
    if (password !== again) return void (this.errors = { again: t('account.different') });
    this.busy = true;
    try {
      const endOthers = form.elements.endOthers.checked;
      await api.password({ current, password, endOthers });
      form.reset();
      toast(t(endOthers ? 'account.passwordDone' : 'account.passwordKept'));
      this.load();
    } catch (e) {
      this.errors = e.status === 403 ? { current: t('account.wrong') } : byField(e);
      if (!Object.keys(this.errors).length) this.error = failure(e);
    } finally {
      this.busy = false;
    }
  }

  /** Everything that the hub has of the person, as a file. */
  async take() {
    if (this.taking) return;
    this.taking = true;
    try {
      const { user } = store.state.session;
      const link = document.createElement('a');
      link.href = URL.createObjectURL(new Blob([JSON.stringify(await api.exportMe(), null, 2)], { type: 'application/json' }));
      link.download = 'hawser-' + user.login + '.json';
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    } catch (e) {
      toast(failure(e), 'bad');
    } finally {
      this.taking = false;
    }
  }

  async erase(event) {
    event.preventDefault();
    if (this.busy) return;
    this.busy = true;
    this.leaveError = '';
    try {
      await api.eraseMe(read(event.target).password);
      fire(this, 'hw-erased');
    } catch (e) {
      this.leaveError = e.status === 403 ? t('account.wrong') : e.status === 409 ? t('account.eraseOwner', { what: e.detail }) : failure(e);
    } finally {
      this.busy = false;
    }
  }

  leave() {
    const close = () => {
      this.leaving = false;
      this.leaveError = '';
    };
    return dialog({
      heading: t('account.erase'), close, testid: 'erase-dialog',
      content: html`<form @submit=${this.erase}><p>${t('account.eraseText')}</p>
        ${field({ id: 'erase-password', name: 'password', label: t('account.current'), type: 'password', complete: 'current-password' })}${alertLine(this.leaveError, 'erase-error')}
        <div class="actions"><button class="button danger" aria-busy=${Boolean(this.busy)} data-testid="erase-submit">${t('account.eraseGo')}</button><button type="button" class="button" @click=${close}>${t('cancel')}</button></div></form>`,
    });
  }

  async endOthers() {
    try {
      const { ended } = await api.logoutOthers();
      this.sessions = this.sessions.filter((s) => s.session === store.state.session.user.session);
      toast(t('account.othersEnded', { n: ended }));
    } catch (e) {
      toast(failure(e), 'bad');
    }
  }

  async end(session) {
    try {
      await api.endSession(session.session);
      this.sessions = this.sessions.filter((s) => s !== session);
      toast(t('account.ended'));
    } catch (e) {
      toast(failure(e), 'bad');
    }
  }

  render() {
    const user = store.state.session.user;
    const wrong = this.errors ?? {};
    return html`<section class="page slim"><div class="page-head"><h1>${t('account.title')}</h1><p class="summary">${user.login} · ${t('role.' + user.role)}</p></div><div class="stack">
      <section class="panel" aria-labelledby="h-name"><div class="panel-head"><h2 id="h-name">${t('account.you')}</h2></div>
        <form class="name-form" @submit=${this.rename}>${field({ id: 'account-name', name: 'name', label: t('setup.name'), value: user.name, complete: 'name', max: 80 })}<button class="button" data-testid="account-name-submit">${t('save')}</button></form>${alertLine(this.nameError)}
        <div class="prefs"><div><span class="label" id="p-lang">${t('language')}</span><span class="choice" role="group" aria-labelledby="p-lang">${Object.entries(languages).map(([id, name]) => html`<button type="button" lang=${id} aria-pressed=${language() === id} @click=${() => setLanguage(id)}>${name}</button>`)}</span></div>
          <div><span class="label" id="p-theme">${t('theme')}</span><span class="choice" role="group" aria-labelledby="p-theme">${themes.map((id) => html`<button type="button" aria-pressed=${theme() === id} @click=${() => {
            setTheme(id);
            this.requestUpdate();
          }}>${t('theme.' + id)}</button>`)}</span></div></div></section>
      <section class="panel" aria-labelledby="h-password"><div class="panel-head"><h2 id="h-password">${t('account.password')}</h2></div>
        <form @submit=${this.password}><input class="sr" type="text" name="username" autocomplete="username" .value=${user.login} tabindex="-1" aria-hidden="true">
          ${field({ id: 'current', label: t('account.current'), type: 'password', complete: 'current-password', error: wrong.current })}
          <div class="row-form top">${field({ id: 'new-password', name: 'password', label: t('account.new'), type: 'password', complete: 'new-password', min: 10, hint: t('setup.passwordHint'), error: wrong.password })}
          ${field({ id: 'again', label: t('account.again'), type: 'password', complete: 'new-password', error: wrong.again })}</div>${alertLine(this.error)}
          <div class="actions"><button class="button" aria-busy=${Boolean(this.busy)} data-testid="password-submit">${t('account.change')}</button><label class="check"><input type="checkbox" name="endOthers" checked data-testid="password-end-others">${t('account.passwordHint')}</label></div></form></section>
      <section class="panel" aria-labelledby="h-sessions"><div class="panel-head"><h2 id="h-sessions">${t('account.sessions')}</h2>${this.sessions?.length > 1 ? html`<button type="button" class="button small push" data-testid="sessions-end-others" @click=${() => this.endOthers()}>${t('account.endOthers')}</button>` : nothing}</div>
        ${this.failed ? html`<p class="form-error">${this.failed} <button type="button" class="link-button" @click=${() => this.load()}>${t('retry')}</button></p>` : nothing}
        ${!this.sessions && !this.failed ? html`<i class="bone"></i><i class="bone"></i>` : nothing}
        <ul class="sessions">${(this.sessions ?? []).map((s) => {
          const here = s.session === user.session;
          return html`<li data-testid="session" data-session=${s.session}><span class="tile">${icon(/iPhone|Android|Mobile/.test(s.client ?? '') ? 'phone' : 'screen')}</span><div class="session-what"><strong>${client(s.client)}${here ? html` <span class="badge good">${t('account.here')}</span>` : nothing}</strong>
            <small>${s.address ? html`${s.address} · ` : nothing}${here ? t('age.now') : html`<hw-age .at=${s.lastSeen}></hw-age>`}</small></div>
            ${here ? html`<button type="button" class="button small" @click=${() => fire(this, 'hw-logout')}>${t('nav.out')}</button>` : html`<button type="button" class="button small" data-testid="session-end" @click=${() => this.end(s)}>${t('account.end')}</button>`}</li>`;
        })}</ul></section>
      <hw-mutes></hw-mutes>
      <section class="panel" aria-labelledby="h-data"><div class="panel-head"><h2 id="h-data">${t('account.data')}</h2></div><p class="hint">${t('account.dataText')}</p>
        <div class="actions"><button type="button" class="button" aria-busy=${Boolean(this.taking)} data-testid="export-me" @click=${() => this.take()}>${t('account.take')}</button>
          <button type="button" class="button danger" data-testid="erase-me" @click=${() => (this.leaving = true)}>${t('account.erase')}</button></div></section></div>${this.leaving ? this.leave() : nothing}</section>`;
  }
}
customElements.define('hw-account', Account);
