/** The person's menu: account, language, appearance, log out. A disclosure, so that every part of it is an ordinary control. */
import { html, nothing } from 'lit';
import { Part, fire, vars } from '../element.js';
import { language, languages, setLanguage, t } from '../i18n.js';
import { icon } from '../icons.js';
import { onRoute } from '../router.js';
import { setTheme, theme, themes } from '../theme.js';

/** First letters of a name, for a round picture. */
export function initials(name) {
  const words = (name ?? '').trim().split(/\s+/).filter(Boolean);
  if (!words.length) return '?';
  if (/[\u3400-\u9fff]/.test(words[0])) return [...words[0]].slice(-2).join('');
  return (words.length > 1 ? [...words[0]][0] + [...words.at(-1)][0] : [...words[0]].slice(0, 2).join('')).toUpperCase();
}

/** A steady hue for an id. */
export function hue(id) {
  let h = 0;
  for (const c of id ?? '') h = (h * 31 + c.codePointAt(0)) % 9973;
  return (h * 137) % 360;
}

export const avatar = (user, size = '') =>
  html`<span class="avatar ${size}" ${vars({ hue: hue(user.id) })} title=${user.name || user.id} data-initials=${initials(user.name || user.id)} aria-hidden="true"></span>`;

class UserMenu extends Part {
  static properties = { user: { attribute: false }, open: { state: true } };

  connectedCallback() {
    super.connectedCallback();
    this.away = (e) => {
      if (this.open && (e.type === 'keydown' ? e.key === 'Escape' : !this.contains(e.target))) {
        this.open = false;
        if (e.type === 'keydown') this.querySelector('.menu-button')?.focus();
      }
    };
    document.addEventListener('pointerdown', this.away);
    document.addEventListener('keydown', this.away);
    onRoute(() => (this.open = false));
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    document.removeEventListener('pointerdown', this.away);
    document.removeEventListener('keydown', this.away);
  }

  render() {
    return html`<button type="button" class="menu-button plain" aria-expanded=${Boolean(this.open)} aria-controls="user-menu" aria-label="${t('nav.menu')}: ${this.user.name}"
        data-testid="user-menu" @click=${() => (this.open = !this.open)}>${avatar(this.user)}</button>
      <div class="menu" id="user-menu" ?hidden=${!this.open}>
        <div class="menu-head">${avatar(this.user)}<div><strong>${this.user.name}</strong><small>${this.user.login} · ${t('role.' + this.user.role)}</small></div></div>
        <a href="/account" data-testid="nav-account">${icon('person')}${t('nav.account')}</a>
        <a class="narrow-only" href="/rules" data-testid="nav-rules">${icon('rule')}${t('nav.rules')}</a>
        <a class="narrow-only" href="/sessions">${icon('link')}${t('nav.sessions')}</a>
        ${this.user.role === 'admin' ? html`<a class="narrow-only" href="/people">${icon('people')}${t('nav.people')}</a>` : ''}
        ${this.user.role === 'admin' ? html`<a class="narrow-only" href="/models" data-testid="nav-models">${icon('sliders')}${t('nav.models')}</a>` : nothing}
        <a class=${this.user.role === 'admin' ? 'narrow-only' : ''} href="/activity" data-testid="nav-activity">${icon('log')}${t('nav.activity')}</a>
        <a href="/notifications" data-testid="nav-notifications">${icon('bell')}${t('notify.title')}</a>
        ${this.user.role === 'admin' ? html`<a href="/messages" data-testid="nav-messages">${icon('mail')}${t('messages.title')}</a>` : ''}
        <a href="/docs" target="_blank" rel="noopener">${icon('book')}${t('nav.docs')}</a>
        <div class="menu-line"><span id="menu-language">${t('language')}</span><span class="choice small" role="group" aria-labelledby="menu-language">${Object.entries(languages).map(
          ([id, name]) => html`<button type="button" lang=${id} data-testid="language-${id}" aria-pressed=${language() === id} @click=${() => setLanguage(id)}>${name}</button>`)}</span></div>
        <div class="menu-line"><span id="menu-theme">${t('theme')}</span><span class="choice small" role="group" aria-labelledby="menu-theme">${themes.map(
          (id) => html`<button type="button" data-testid="theme-${id}" aria-pressed=${theme() === id} @click=${() => {
            setTheme(id);
            this.requestUpdate();
          }}>${t('theme.' + id)}</button>`)}</span></div>
        <button type="button" class="menu-out" data-testid="logout" @click=${() => fire(this, 'hw-logout')}>${icon('out')}${t('nav.out')}</button>
      </div>`;
  }
}
customElements.define('hw-user-menu', UserMenu);
