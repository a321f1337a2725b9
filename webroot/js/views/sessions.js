/** Sessions, live: the devices' that one may see, one's own log-ins and terminals. */
import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { api } from '../api.js';
import { View } from '../element.js';
import { failure, number } from '../format.js';
import { t } from '../i18n.js';
import { icon } from '../icons.js';
import { client } from '../parts/client.js';
import { sessionName, sessionState, sessionSymbol } from '../parts/session.js';
import { store } from '../store.js';

const KINDS = { all: () => true, device: (s) => s.kind === 'device', terminal: (s) => s.kind === 'terminal', user: (s) => s.kind === 'user' };
const STATES = { live: (s) => s.state !== 'ended', active: (s) => s.state === 'active', away: (s) => s.state === 'dormant' || s.state === 'asleep', ended: (s) => s.state === 'ended' };
const AGAIN = 10_000;

class Sessions extends View {
  static properties = { items: { state: true }, failed: { state: true }, word: { state: true }, kind: { state: true }, state: { state: true } };

  constructor() {
    super();
    this.word = '';
    this.kind = 'all';
    this.state = 'live';
  }

  connectedCallback() {
    super.connectedCallback();
    this.load();
    this.timer = setInterval(() => document.visibilityState === 'visible' && this.load(), AGAIN);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.timer);
  }

  async load() {
    if (this.busy) return;
    this.busy = true;
    try {
      this.items = await api.sessions({});
      this.failed = '';
    } catch (e) {
      this.failed = failure(e);
    } finally {
      this.busy = false;
    }
  }

  render() {
    const { devices, session, models } = store.state;
    const items = this.items ?? [];
    const word = this.word.trim().toLowerCase();
    const said = (s) => [sessionName(s, devices), s.session, s.device, s.address, s.client, client(s.client)].filter(Boolean).join(' ').toLowerCase();
    const fits = items.filter((s) => STATES[this.state](s) && (!word || said(s).includes(word)));
    const shown = fits.filter(KINDS[this.kind]);
    const active = items.filter(STATES.active).length;
    return html`<section class="page"><div class="page-head"><h1>${t('sessions.title')}</h1>${this.items ? html`<p class="summary" data-testid="sessions-summary">${t('sessions.count', { n: items.filter(STATES.live).length })} · ${t('sessions.active', { n: active })}</p>` : nothing}</div>
      <div class="tools" role="search"><label class="search">${icon('search')}<span class="sr">${t('sessions.search')}</span>
          <input type="search" data-testid="sessions-search" placeholder=${t('sessions.search')} .value=${this.word} @input=${(e) => (this.word = e.target.value)}></label>
        <div class="chips" role="group" aria-label=${t('sessions.kinds')}>${Object.keys(KINDS).map((k) => html`<button type="button" class="chip" data-testid="sessions-kind-${k}" aria-pressed=${this.kind === k} @click=${() => (this.kind = k)}>${t('sessions.kind.' + k)}<small>${number(fits.filter(KINDS[k]).length)}</small></button>`)}</div>
        <label class="kind-select"><span class="sr">${t('sessions.state')}</span><select data-testid="sessions-state" @change=${(e) => (this.state = e.target.value)}>${Object.keys(STATES).map((s) => html`<option value=${s} .selected=${this.state === s}>${t('sessions.state.' + s)}</option>`)}</select></label></div>
      ${this.failed ? html`<p class="form-error" role="alert">${this.failed} <button type="button" class="link-button" @click=${() => this.load()}>${t('retry')}</button></p>` : nothing}
      ${!this.items && !this.failed ? html`<div class="panel" aria-busy="true"><i class="bone"></i><i class="bone"></i><i class="bone"></i></div>` : nothing}
      ${this.items && !shown.length ? html`<div class="empty small"><h2>${t('sessions.none')}</h2><p>${t('sessions.noneText')}</p></div>` : nothing}
      ${shown.length ? html`<ul class="session-list" data-testid="sessions">${repeat(shown, (s) => s.session, (s) => this.row(s, devices, models, session.user))}</ul>` : nothing}</section>`;
  }

  row(s, devices, models, user) {
    const here = s.session === user?.session;
    return html`<li data-testid="session-row" data-session=${s.session} data-state=${s.state}><a class="session-row" href="/sessions/${encodeURIComponent(s.session)}">
      <span class="tile">${icon(sessionSymbol(s, devices))}</span>
      <span class="session-what"><strong>${sessionName(s, devices)}</strong><small>${[t('sessions.one.' + s.kind), s.kind === 'device' ? s.client : null, s.address].filter(Boolean).join(' · ')}</small></span>
      ${s.counts ? html`<span class="session-counts quiet num">${t('sessions.reports', { n: s.counts.reports })}</span>` : nothing}
      <span class="session-end">${here ? html`<span class="badge good">${t('account.here')}</span>` : nothing}${sessionState(s)}<small class="quiet">${s.state === 'active' ? t('sessions.since') : t('sessions.seen')} <hw-age .at=${s.state === 'active' ? s.created : s.lastSeen}></hw-age></small></span></a></li>`;
  }
}
customElements.define('hw-sessions', Sessions);
