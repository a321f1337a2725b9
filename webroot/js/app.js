/** The shell: bar, navigation, the view of the present route, messages. */
import { html, nothing } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import { View } from './element.js';
import { language, onLanguage, t } from './i18n.js';
import { icon, mark } from './icons.js';
import { onRoute, route } from './router.js';
import { alone, rank } from './state-faults.js';
import { store } from './store.js';
import { onTheme } from './theme.js';
import './parts/age.js';
import './parts/bell.js';
import './parts/connection.js';
import './parts/invitations.js';
import './parts/user-menu.js';
import './views/devices.js';
import './views/device.js';
import './views/login.js';
import './views/setup.js';
import './views/add.js';
import './views/models.js';
import './views/people.js';
import './views/spaces.js';
import './views/space.js';
import './views/faults.js';
import './views/fault.js';
import './views/sessions.js';
import './views/session.js';
import './views/account.js';
import './views/activity.js';
import './views/deliveries.js';
import './views/drills.js';
import './views/inbox.js';
import './views/logbook.js';
import './views/notifications.js';
import './views/rates.js';
import './views/rules.js';
import './views/rule.js';
import './views/rule-edit.js';
import './views/tickets.js';
import './views/ticket.js';

class App extends View {
  connectedCallback() {
    super.connectedCallback();
    const again = () => this.requestUpdate();
    onRoute((r) => {
      again();
      this.updateComplete.then(() => this.announce(r));
    });
    onLanguage(again);
    onTheme(again);
  }

  /** Moves the screen reader to the new page, and names it. */
  announce() {
    const heading = this.querySelector('main h1');
    document.title = heading ? `${heading.textContent.trim()} · Hawser` : 'Hawser';
    if (heading && document.activeElement === document.body) {
      heading.tabIndex = -1;
      heading.focus({ preventScroll: true });
    }
  }

  updated() {
    const heading = this.querySelector('main h1');
    const title = heading?.textContent.trim();
    document.title = title ? `${title} · Hawser` : 'Hawser';
  }

  render() {
    const { session } = store.state;
    return keyed(language(), html`${session.status === 'in' ? this.inside(session.user) : this.outside(session)} ${this.messages()}`);
  }

  outside(session) {
    if (session.status === 'setup') return html`<hw-setup></hw-setup>`;
    if (session.status === 'out') return html`<hw-login .notice=${session.notice}></hw-login>`;
    const away = store.state.link.reason === 'UNREACHABLE';
    return html`<main class="boot" aria-busy="true">${mark('large')}
      ${away ? html`<h1>${t('app.offline.title')}</h1><p role="status">${t('app.offline.text')}</p>` : nothing}</main>`;
  }

  inside(user) {
    const here = route();
    const item = (name, path, symbol, current, cls = '', more = nothing) =>
      html`<a href=${path} class="nav-item ${cls}" aria-current=${current ? 'page' : nothing} title=${t(name)}>${icon(symbol)}<span>${t(name)}</span>${more}</a>`;
    return html`
      <a class="skip" href="#main" @click=${(e) => {
        e.preventDefault();
        this.querySelector('main')?.focus();
      }}>${t('app.skip')}</a>
      <header class="bar">
        <a class="brand" href="/" aria-label="Hawser">${mark()}<span>Hawser</span></a>
        <nav aria-label=${t('nav.main')}>
          ${item('nav.devices', '/', 'grid', ['devices', 'device', 'logbook'].includes(here.name))}
          ${item('nav.spaces', '/spaces', 'house', here.name === 'spaces' || here.name === 'space')}
          ${item('nav.faults', '/faults', 'warn', here.name === 'faults' || here.name === 'fault', '', this.broken())}
          ${item('nav.tickets', '/tickets', 'wrench', ['tickets', 'ticket', 'repairs', 'drills'].includes(here.name))}
          ${item('nav.rules', '/rules', 'rule', here.name.startsWith('rule'), 'wide-only')}
          ${item('nav.sessions', '/sessions', 'link', here.name === 'sessions' || here.name === 'session', 'wide-only')}
          ${user.role === 'admin' ? item('nav.people', '/people', 'people', here.name === 'people', 'wide-only') : nothing}
          ${user.role === 'admin' ? item('nav.models', '/models', 'sliders', here.name === 'models' || here.name === 'model', 'wide-only') : nothing}
          ${user.role === 'admin' ? item('nav.activity', '/activity', 'log', here.name === 'activity', 'wide-only') : nothing}
        </nav>
        <hw-connection></hw-connection>
        <a class="button primary small add" href="/add" data-testid="add-device" title=${t('nav.add')}>${icon('plus')}<span>${t('nav.add')}</span></a>
        <hw-bell></hw-bell>
        <hw-user-menu .user=${user}></hw-user-menu>
      </header>
      <main id="main" tabindex="-1"><hw-invitations></hw-invitations>${this.page(here, user)}</main>`;
  }

  /** How much is broken, in the colour of the worst. */
  broken() {
    const list = alone(store.state.faults);
    if (!list.length) return nothing;
    const worst = list.reduce((w, f) => (rank(f.severity) > rank(w) ? f.severity : w), 'info');
    return html`<b class="nav-count ${worst}" data-testid="nav-faults-count" aria-label=${t('fault.count', { n: list.length })}>${list.length > 99 ? '99+' : list.length}</b>`;
  }

  page(here, user) {
    switch (here.name) {
      case 'devices':
        return html`<hw-devices></hw-devices>`;
      case 'device':
        return keyed(here.id, html`<hw-device .device=${here.id}></hw-device>`);
      case 'spaces':
        return html`<hw-spaces></hw-spaces>`;
      case 'space':
        return keyed(here.id, html`<hw-space .space=${here.id}></hw-space>`);
      case 'faults':
        return keyed(location.search, html`<hw-faults></hw-faults>`);
      case 'fault':
        return keyed(here.id, html`<hw-fault .fault=${here.id}></hw-fault>`);
      case 'tickets':
        return html`<hw-tickets></hw-tickets>`;
      case 'ticket':
        return keyed(here.id, html`<hw-ticket .ticket=${here.id}></hw-ticket>`);
      case 'rules':
        return html`<hw-rules></hw-rules>`;
      case 'rule':
        return keyed(here.id, html`<hw-rule .rule=${here.id}></hw-rule>`);
      case 'rule-new':
      case 'rule-edit':
        return keyed((here.id ?? '') + location.search, html`<hw-rule-edit .rule=${here.id ?? ''}></hw-rule-edit>`);
      case 'sessions':
        return html`<hw-sessions></hw-sessions>`;
      case 'session':
        return keyed(here.id, html`<hw-session .session=${here.id}></hw-session>`);
      case 'add':
        return html`<hw-add></hw-add>`;
      case 'claim':
        return html`<hw-add claim></hw-add>`;
      case 'people':
        if (user.role === 'admin') return html`<hw-people></hw-people>`;
        break;
      case 'models':
      case 'model':
        if (user.role === 'admin') return keyed(here.id ?? '', html`<hw-models .model=${here.id ?? ''}></hw-models>`);
        break;
      case 'repairs':
        return html`<hw-rates></hw-rates>`;
      case 'logbook':
        return keyed(here.id, html`<hw-logbook .device=${here.id}></hw-logbook>`);
      case 'drills':
        if (user.role === 'admin') return keyed(here.id ?? '', html`<hw-drills .drill=${here.id ?? ''}></hw-drills>`);
        break;
      case 'activity':
        return html`<hw-activity></hw-activity>`;
      case 'account':
        return html`<hw-account></hw-account>`;
      case 'inbox':
        return html`<hw-inbox></hw-inbox>`;
      case 'notifications':
        return html`<hw-notifications></hw-notifications>`;
      case 'messages':
        if (user.role === 'admin') return html`<hw-deliveries></hw-deliveries>`;
        break;
    }
    return html`<section class="empty"><h1>${t('app.lost.title')}</h1><p>${t('app.lost.text')}</p><a class="button" href="/">${t('app.back')}</a></section>`;
  }

  messages() {
    return html`<div class="toasts" role="status" aria-live="polite" data-testid="toasts">${store.state.toasts.map(
      (m) => html`<div class="toast ${m.tone}" data-testid="toast">${icon(m.tone === 'bad' ? 'warn' : m.tone === 'ok' ? 'check' : 'info')}<span>${m.text}</span>
        <button type="button" class="plain" aria-label=${t('close')} @click=${() => store.dispatch({ type: 'untoast', id: m.id })}>${icon('close')}</button></div>`,
    )}</div>`;
  }
}
customElements.define('hw-app', App);
