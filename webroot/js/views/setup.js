/** Set-up: the first administrator, with the code that the hub printed. */
import { html } from 'lit';
import { api } from '../api.js';
import { Part, fire } from '../element.js';
import { failure } from '../format.js';
import { t } from '../i18n.js';
import { alertLine, byField, field, read, welcome } from '../parts/forms.js';
import { store } from '../store.js';

class Setup extends Part {
  static properties = { busy: { state: true }, error: { state: true }, errors: { state: true } };

  firstUpdated() {
    this.querySelector('input')?.focus();
  }

  async submit(event) {
    event.preventDefault();
    if (this.busy) return;
    const form = read(event.target);
    this.busy = true;
    this.error = '';
    this.errors = {};
    try {
      fire(this, 'hw-granted', await api.setup({ code: form.code.trim(), name: form.name.trim(), login: form.login.trim(), password: form.password }));
    } catch (e) {
      this.errors = byField(e);
      if (e.status === 409 || e.status === 404) {
        store.dispatch({ type: 'session', status: 'out', notice: 'setup.done' });
        return;
      }
      if (e.status === 401 || e.status === 403) this.errors = { code: t('setup.wrong') };
      else if (!Object.keys(this.errors).length) this.error = failure(e);
      this.updateComplete.then(() => this.querySelector('[aria-invalid]')?.focus());
    } finally {
      this.busy = false;
    }
  }

  render() {
    const wrong = this.errors ?? {};
    return welcome(html`<h1>${t('setup.title')}</h1><p class="lede">${t('setup.text')}</p>
      <form @submit=${this.submit}>
        ${field({ id: 'code', label: t('setup.code'), hint: t('setup.codeHint'), error: wrong.code, testid: 'setup-code' })}
        ${field({ id: 'name', label: t('setup.name'), complete: 'name', error: wrong.name, testid: 'setup-name' })}
        ${field({ id: 'login', label: t('setup.login'), complete: 'username', error: wrong.login, testid: 'setup-login' })}
        ${field({ id: 'password', label: t('setup.password'), type: 'password', complete: 'new-password', min: 10, hint: t('setup.passwordHint'), error: wrong.password, testid: 'setup-password' })}
        ${alertLine(this.error, 'setup-error')}
        <button class="button primary wide" data-testid="setup-submit" aria-busy=${Boolean(this.busy)}>${t('setup.go')}</button>
      </form>`);
  }
}
customElements.define('hw-setup', Setup);
