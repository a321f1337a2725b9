/**
 * Sessions, live: the devices' that one may see, one's own log-ins and terminals. Read page by page, as far as somebody looks; which of
 * them is another one since is known from the socket, and only those are asked for again.
 */
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
const PAGE = 100;
/** Changes within so long are asked for together. */
const SOON = 500;
/** So many at once are no single changes: the list is read anew. */
const MANY = 20;
const WANTED = { live: '', active: 'active', away: '', ended: 'ended' };

/** What of a device another session of it shows in; empty while nothing is known. */
const mark = (d) => (d.live ? [d.epoch, d.presence.status, d.presence.since, d.presence.absence?.since ?? ''].join() : '');

class Sessions extends View {
  static properties = { items: { state: true }, next: { state: true }, failed: { state: true }, word: { state: true }, kind: { state: true }, state: { state: true }, busy: { state: true } };

  constructor() {
    super();
    this.word = '';
    this.kind = 'all';
    this.state = 'live';
    this.marks = new Map();
    this.changed = new Set();
  }

  connectedCallback() {
    super.connectedCallback();
    this.line = store.state.link.status === 'live' ? store.state.link.since : 0;
    this.load();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.timer);
    this.timer = 0;
  }

  async load(cursor) {
    const turn = (this.turn = {});
    this.busy = true;
    if (!cursor) for (const d of store.state.devices.values()) this.marks.set(d.id, mark(d));
    try {
      const page = await api.sessionPage({ state: WANTED[this.state], limit: PAGE, cursor });
      if (turn !== this.turn) return;
      const known = new Set(cursor ? this.items.map((s) => s.session) : []);
      this.items = [...(cursor ? this.items : []), ...page.items.filter((s) => !known.has(s.session))];
      this.next = page.next;
      this.failed = '';
      if (!page.next) for (const d of store.state.devices.values()) if (this.differs(d)) this.changed.add(d.id);
    } catch (e) {
      // What the cursor pointed to may be over: from the beginning, then.
      if (turn === this.turn && cursor && e.status === 422) return this.load();
      if (turn === this.turn) this.failed = failure(e);
    } finally {
      if (turn === this.turn) this.busy = false;
    }
  }

  choose(state) {
    this.state = state;
    this.items = undefined;
    this.load();
  }

  /** Which devices are not what they were when they were last asked for. */
  willUpdate() {
    const { link } = store.state;
    if (link.status === 'live' && link.since !== this.line) {
      // The screen itself is one of them, and more may be other than it was.
      this.line = link.since;
      this.load();
    }
    for (const d of store.state.devices.values()) {
      const now = mark(d);
      const before = this.marks.get(d.id);
      if (before === now) continue;
      this.marks.set(d.id, now);
      if (before || this.differs(d)) this.changed.add(d.id);
    }
    if (this.changed.size && !this.timer) this.timer = setTimeout(() => this.refresh(), SOON);
  }

  /** Whether a device that is known only now is not as the list, which may have been read before, has it. */
  differs(d) {
    const s = this.items?.find((item) => item.device === d.id && item.state !== 'ended');
    return d.live && Boolean(this.items) && (s ? s.epoch !== d.epoch || (s.state === 'active') !== (d.presence.status === 'online') : d.presence.status === 'online');
  }

  async refresh() {
    const devices = [...this.changed];
    this.changed.clear();
    this.timer = 0;
    if (!this.items || this.state === 'ended') return;
    if (devices.length > MANY) return void this.load();
    const turn = this.turn;
    try {
      for (const device of devices) {
        const { items } = await api.sessionPage({ device, limit: 1 });
        if (turn !== this.turn) return;
        const others = this.items.filter((s) => s.device !== device);
        this.items = [...items, ...others].sort((a, b) => b.created - a.created);
      }
    } catch (e) {
      if (e.status !== 404 && turn === this.turn) this.failed = failure(e);
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
    return html`<section class="page"><div class="page-head"><h1>${t('sessions.title')}</h1>${this.items && this.state !== 'ended' ? html`<p class="summary" data-testid="sessions-summary">${t('sessions.count', { n: items.filter(STATES.live).length })}${this.next ? '+' : ''} · ${t('sessions.active', { n: active })}${this.next ? '+' : ''}</p>` : nothing}</div>
      <div class="tools" role="search"><label class="search">${icon('search')}<span class="sr">${t('sessions.search')}</span>
          <input type="search" data-testid="sessions-search" placeholder=${t('sessions.search')} .value=${this.word} @input=${(e) => (this.word = e.target.value)}></label>
        <div class="chips" role="group" aria-label=${t('sessions.kinds')}>${Object.keys(KINDS).map((k) => html`<button type="button" class="chip" data-testid="sessions-kind-${k}" aria-pressed=${this.kind === k} @click=${() => (this.kind = k)}>${t('sessions.kind.' + k)}<small>${number(fits.filter(KINDS[k]).length)}</small></button>`)}</div>
        <label class="kind-select"><span class="sr">${t('sessions.state')}</span><select data-testid="sessions-state" @change=${(e) => this.choose(e.target.value)}>${Object.keys(STATES).map((s) => html`<option value=${s} .selected=${this.state === s}>${t('sessions.state.' + s)}</option>`)}</select></label></div>
      ${this.failed ? html`<p class="form-error" role="alert">${this.failed} <button type="button" class="link-button" @click=${() => this.load()}>${t('retry')}</button></p>` : nothing}
      ${!this.items && !this.failed ? html`<div class="panel" aria-busy="true"><i class="bone"></i><i class="bone"></i><i class="bone"></i></div>` : nothing}
      ${this.items && !shown.length ? html`<div class="empty small"><h2>${t('sessions.none')}</h2><p>${t('sessions.noneText')}</p></div>` : nothing}
      ${shown.length ? html`<ul class="session-list" data-testid="sessions">${repeat(shown, (s) => s.session, (s) => this.row(s, devices, models, session.user))}</ul>` : nothing}
      ${this.next ? html`<button type="button" class="button small" data-testid="sessions-more" aria-busy=${Boolean(this.busy)} @click=${() => this.load(this.next)}>${t('sessions.more')}</button>` : nothing}</section>`;
  }

  row(s, devices, models, user) {
    const here = s.session === user?.session;
    return html`<li data-testid="session-row" data-session=${s.session} data-state=${s.state}><a class="session-row" href="/sessions/${encodeURIComponent(s.session)}">
      <span class="tile">${icon(sessionSymbol(s, devices))}</span>
      <span class="session-what"><strong>${sessionName(s, devices)}</strong><small>${[t('sessions.one.' + s.kind), s.kind === 'device' ? s.client : null, s.address].filter(Boolean).join(' · ')}</small></span>
      ${s.counts ? html`<span class="session-counts quiet num">${s.kind === 'device' ? t('sessions.reports', { n: s.counts.reports }) : t('sessions.commands', { n: s.counts.commands })}</span>` : nothing}
      <span class="session-end">${here ? html`<span class="badge good">${t('account.here')}</span>` : nothing}${sessionState(s)}<small class="quiet">${s.state === 'active' ? t('sessions.since') : t('sessions.seen')} <hw-age .at=${s.state === 'active' ? s.created : s.lastSeen}></hw-age></small></span></a></li>`;
  }
}
customElements.define('hw-sessions', Sessions);
