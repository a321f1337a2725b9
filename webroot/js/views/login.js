/** Log-in. */
import { html, nothing } from 'lit';
import { api } from '../api.js';
import { Part, fire } from '../element.js';
import { failure } from '../format.js';
import { t } from '../i18n.js';
import { alertLine, field, read, welcome } from '../parts/forms.js';

class Login extends Part {
  static properties = { notice: {}, busy: { state: true }, error: { state: true } };

  firstUpdated() {
    this.querySelector('input')?.focus();
  }

  async submit(event) {
    event.preventDefault();
    if (this.busy) return;
    const { login, password } = read(event.target);
    this.busy = true;
    this.error = '';
    try {
      fire(this, 'hw-granted', await api.login(login.trim(), password));
    } catch (e) {
      this.error = e.status === 401 ? t('login.wrong') : failure(e);
      const box = this.querySelector('[name=password]');
      box.select();
      box.focus();
    } finally {
      this.busy = false;
    }
  }

  render() {
    return welcome(html`<h1>${t('login.title')}</h1><p class="lede">${t('login.text')}</p>
      ${this.notice ? html`<p class="notice" role="status">${t(this.notice)}</p>` : nothing}
      <form @submit=${this.submit}>
        ${field({ id: 'login', label: t('login.login'), complete: 'username', testid: 'login-login' })}
        ${field({ id: 'password', label: t('login.password'), type: 'password', complete: 'current-password', testid: 'login-password' })}
        ${alertLine(this.error, 'login-error')}
        <button class="button primary wide" data-testid="login-submit" aria-busy=${Boolean(this.busy)}>${t('login.go')}</button>
      </form>`);
  }
}
customElements.define('hw-login', Login);
