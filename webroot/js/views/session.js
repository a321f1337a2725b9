/** One session: who and where, what it did, what it takes of what it may, and all that happened in it. */
import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { api } from '../api.js';
import { View } from '../element.js';
import { bytes, date, failure, moment, number, shortClock, span } from '../format.js';
import { has, pick, t } from '../i18n.js';
import { icon } from '../icons.js';
import { mayManage } from '../kinds.js';
import { needModel } from '../acts.js';
import { client } from '../parts/client.js';
import { dialog } from '../parts/dialog.js';
import { doer, symbol, text } from '../parts/log-text.js';
import { alertLine, byField, field, read } from '../parts/forms.js';
import { sessionName, sessionState, sessionSymbol } from '../parts/session.js';
import { store, toast } from '../store.js';

const PAGE = 40;
const KINDS = 'presence,command,event,fault';
const AGAIN = 10_000;
/** What may be set of a session's terms, with the unit that people think in. */
const TERMS = { heartbeat: 1000, ttl: 1000, grace: 1000, state: 1024 };

/** The time alone, where it is today. */
const soon = (at) => (date(at) === date(Date.now()) ? shortClock(at) : moment(at));

class Session extends View {
  static properties = { session: {}, found: { state: true }, failed: { state: true }, entries: { state: true }, next: { state: true }, busy: { state: true }, box: { state: true }, error: { state: true }, wrong: { state: true }, set: { state: true }, scope: { state: true } };

  connectedCallback() {
    super.connectedCallback();
    this.load().then(() => this.history());
    this.timer = setInterval(() => document.visibilityState === 'visible' && !this.box && this.found?.state !== 'ended' && this.again(), AGAIN);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.timer);
  }

  async load() {
    try {
      this.found = await api.session(this.session);
      this.failed = null;
    } catch (e) {
      this.failed = e;
    }
  }

  async again() {
    const before = this.found?.budget?.log.entries;
    await this.load();
    // Pages that were opened stay: only the newest is read again.
    if (this.found?.budget?.log.entries !== before && this.entries && this.entries.length <= PAGE) this.history();
  }

  async history(cursor) {
    const s = this.found;
    if (s?.kind !== 'device') return;
    this.busy = true;
    try {
      const page = await api.log(s.device, { kinds: KINDS, from: s.created, to: s.state === 'ended' ? s.expires + 1 : '', limit: PAGE, cursor });
      this.entries = cursor ? [...this.entries, ...page.items] : page.items;
      this.next = page.next;
      this.error = '';
    } catch (e) {
      this.error = failure(e);
    } finally {
      this.busy = false;
    }
  }

  async end() {
    this.busy = true;
    try {
      await api.endSession(this.session);
      this.box = '';
      toast(t('session.ended'));
      await this.load();
      this.history();
    } catch (e) {
      this.wrong = { all: failure(e) };
    } finally {
      this.busy = false;
    }
  }

  /** For the device, or (`model`) for all of its kind, which is an administrator's. */
  async openTerms(model) {
    this.wrong = {};
    try {
      const { set, terms } = await (model ? api.modelTerms(model) : api.terms(this.found.device));
      this.set = set;
      this.holding = terms;
      this.scope = model ?? '';
      this.box = 'terms';
    } catch (e) {
      toast(failure(e), 'bad');
    }
  }

  async saveTerms(event) {
    event.preventDefault();
    if (this.busy) return;
    const given = read(event.target);
    const terms = Object.fromEntries(Object.entries(TERMS).map(([name, unit]) => [name, given[name] === '' ? null : Math.round(Number(given[name]) * unit)]));
    this.busy = true;
    this.wrong = {};
    try {
      await (this.scope ? api.setModelTerms(this.scope, terms) : api.setTerms(this.found.device, terms));
      this.box = '';
      toast(t('session.termsSaved'));
    } catch (e) {
      this.wrong = byField(e);
      if (!Object.keys(this.wrong).length) this.wrong = { all: failure(e) };
    } finally {
      this.busy = false;
    }
  }

  render() {
    const back = html`<a class="back" href="/sessions">${icon('back')}${t('sessions.title')}</a>`;
    const s = this.found;
    if (!s) {
      if (this.failed?.status === 404) return html`<section class="empty"><h1>${t('session.gone')}</h1><p>${t('session.goneText')}</p><a class="button" href="/sessions">${t('sessions.title')}</a></section>`;
      return html`<section class="page slim">${back}<div class="panel" aria-busy=${!this.failed}>${this.failed ? html`<p class="form-error" role="alert">${failure(this.failed)} <button type="button" class="link-button" @click=${() => this.load().then(() => this.history())}>${t('retry')}</button></p>` : html`<i class="bone"></i><i class="bone"></i><i class="bone"></i>`}</div></section>`;
    }
    const { devices, session } = store.state;
    const device = s.kind === 'device' ? devices.get(s.device) : null;
    if (device) needModel(device.model);
    const here = s.session === session.user?.session;
    const mayEnd = s.state !== 'ended' && !here && (s.kind !== 'device' || !device || mayManage(device));
    return html`<section class="page slim" data-testid="session-page" data-session=${s.session}>${back}
      <header class="device-head"><span class="tile big-tile">${icon(sessionSymbol(s, devices))}</span>
        <div class="device-title"><h1>${sessionName(s, devices)}</h1><p class="device-meta">${sessionState(s)}<span>${t('sessions.one.' + s.kind)}</span>${here ? html`<span class="badge good">${t('account.here')}</span>` : nothing}${s.device ? html`<a href="/devices/${encodeURIComponent(s.device)}">${t('session.toDevice')}</a>` : nothing}</p></div>
        ${mayEnd ? html`<button type="button" class="button small push" data-testid="session-end" @click=${() => {
          this.wrong = {};
          this.box = 'end';
        }}>${t(s.kind === 'device' ? 'session.endDevice' : 'session.end')}</button>` : nothing}</header>
      <div class="stack">
        ${s.counts ? this.counts(s) : nothing}
        ${s.kind === 'device' ? this.timeline(s, device, session.user?.id) : nothing}
        ${s.budget ? this.budget(s, device) : nothing}
        ${this.facts(s)}
      </div>${this.box ? this.dialog(s) : nothing}</section>`;
  }

  counts({ counts }) {
    const tile = (name, shown) => html`<div><dt>${t('session.' + name)}</dt><dd class="num">${shown}</dd></div>`;
    return html`<dl class="panel count-tiles" data-testid="session-counts">${counts.reports === undefined ? nothing : tile('reports', number(counts.reports))}${tile('commands', number(counts.commands))}${tile('reconnects', number(counts.reconnects))}${tile('received', bytes(counts.received))}${tile('sent', bytes(counts.sent))}</dl>`;
  }

  facts(s) {
    const row = (name, shown) => (shown ? html`<div><dt>${t('session.' + name)}</dt><dd>${shown}</dd></div>` : nothing);
    const over = s.state === 'ended';
    return html`<section class="panel about" aria-labelledby="h-facts"><div class="panel-head"><h2 id="h-facts">${icon('info')}${t('session.about')}</h2></div><dl class="facts">
      ${row('id', html`<span class="mono">${s.session}</span>`)}${row('created', moment(s.created))}${row('seen', html`<hw-age .at=${s.lastSeen}></hw-age>`)}${row(over ? 'endedAt' : 'expires', moment(s.expires))}
      ${row('why', over && s.endReason ? (has('end.' + s.endReason) ? t('end.' + s.endReason) : s.endReason) : '')}${row('address', s.address)}${row('client', s.kind === 'device' ? s.client : s.client ? client(s.client) : '')}${row('node', s.node ? html`<span class="mono">${s.node}</span>` : '')}
      ${s.epoch ? row('epoch', html`<span class="num">${s.epoch}</span>`) : nothing}</dl></section>`;
  }

  budget(s, device) {
    const { budget, terms } = s;
    const bar = (name, taken, most, words) => html`<div class="budget"><span>${t('session.budget.' + name)}</span><meter min="0" max=${most} high=${most * 0.9} optimum="0" value=${Math.min(taken, most)} aria-label=${t('session.budget.' + name)}></meter><span class="quiet num">${words}</span></div>`;
    const surplus = budget.log.entries - budget.log.most;
    return html`<section class="panel" aria-labelledby="h-budget"><div class="panel-head"><h2 id="h-budget">${icon('sliders')}${t('session.terms')}</h2>${device && mayManage(device) ? html`<button type="button" class="button small" data-testid="terms-edit" @click=${() => this.openTerms()}>${t('session.change')}</button>` : nothing}</div>
      <p class="hint" data-testid="session-terms">${t('session.termsText', { heartbeat: span(terms.heartbeat), ttl: span(terms.ttl), grace: span(terms.grace) })}</p>
      ${bar('state', budget.state.bytes, budget.state.most, t('session.of', { taken: bytes(budget.state.bytes), most: bytes(budget.state.most) }))}
      ${bar('desired', budget.desired.bytes, budget.desired.most, t('session.of', { taken: bytes(budget.desired.bytes), most: bytes(budget.desired.most) }))}
      ${bar('log', budget.log.entries, budget.log.most, t('session.of', { taken: number(budget.log.entries), most: number(budget.log.most) }))}
      <p class="hint" data-testid="session-cleanup">${surplus > 0 ? t('session.surplus', { n: surplus }) : budget.log.entries >= budget.log.most ? t('session.full') : budget.log.removes ? t('session.old', { n: budget.log.removes, at: soon(budget.log.at) }) : t('session.room')}</p></section>`;
  }

  timeline(s, device, me) {
    const model = device ? store.state.models.get(device.model) : null;
    return html`<section class="panel" aria-labelledby="h-timeline"><div class="panel-head"><h2 id="h-timeline">${icon('log')}${t('session.timeline')}</h2></div>
      ${this.error ? html`<p class="form-error" role="alert">${this.error} <button type="button" class="link-button" @click=${() => this.history()}>${t('retry')}</button></p>` : nothing}
      ${!this.entries && !this.error ? html`<i class="bone"></i><i class="bone"></i>` : nothing}
      ${this.entries && !this.entries.length ? html`<p class="quiet">${t('session.nothing')}</p>` : nothing}
      ${this.days(this.entries ?? []).map((each) => html`<h3 class="activity-day">${each.name}</h3><ol class="timeline" data-testid="timeline">${repeat(each.items, (e) => e.revision, (e) => html`<li class="${e.kind} ${e.status ?? ''}" data-testid="timeline-row" data-kind=${e.kind}>
        <time class="quiet num" datetime=${new Date(e.at).toISOString()} title=${moment(e.at)}>${shortClock(e.at)}</time>${symbol(e)}
        <span class="log-text">${text(e, model)}</span><span class="log-by">${doer(e, me)}</span></li>`)}</ol>`)}
      ${this.next ? html`<button type="button" class="button small" data-testid="timeline-more" aria-busy=${Boolean(this.busy)} @click=${() => this.history(this.next)}>${t('log.older')}</button>` : nothing}</section>`;
  }

  days(entries) {
    const days = [];
    for (const e of entries) {
      const name = date(e.at);
      if (days.at(-1)?.name !== name) days.push({ name, items: [] });
      days.at(-1).items.push(e);
    }
    return days;
  }

  dialog(s) {
    const close = () => (this.box = '');
    if (this.box === 'end')
      return dialog({ heading: t(s.kind === 'device' ? 'session.endDevice' : 'session.end'), close, testid: 'session-end-dialog', content: html`<p>${t(s.kind === 'device' ? 'session.endDeviceText' : 'session.endText')}</p>${alertLine(this.wrong?.all)}
        <div class="actions end"><button type="button" class="button" @click=${close}>${t('cancel')}</button><button type="button" class="button danger" aria-busy=${Boolean(this.busy)} data-testid="session-end-confirm" @click=${() => this.end()}>${t('session.endGo')}</button></div>` });
    const value = (name) => (this.set?.[name] === undefined ? '' : String(this.set[name] / TERMS[name]));
    const { devices, models, session } = store.state;
    const model = session.user?.role === 'admin' ? devices.get(s.device)?.model : null;
    const kind = model && pick(models.get(model)?.title, model);
    const scope = (to, label) => html`<button type="button" data-testid="terms-${to ? 'model' : 'device'}" aria-pressed=${this.scope === to} @click=${() => this.scope !== to && this.openTerms(to || undefined)}>${label}</button>`;
    return dialog({ heading: t('session.termsTitle'), close, testid: 'terms-dialog', content: html`<form @submit=${this.saveTerms} novalidate>
      ${model ? html`<span class="choice small" role="group" aria-label=${t('session.scope')}>${scope('', t('session.scope.device'))}${scope(model, t('session.scope.model', { kind }))}</span>` : nothing}
      <p class="hint">${t(this.scope ? 'session.termsModelHint' : 'session.termsHint')}</p>
      <div class="terms-form">${Object.keys(TERMS).map((name) => field({ id: 'term-' + name, name, label: t('session.term.' + name), value: value(name), mode: 'decimal', placeholder: String((this.holding ?? s.terms)[name] / TERMS[name]), required: false, error: this.wrong?.[name] }))}</div>
      ${alertLine(this.wrong?.all)}<div class="actions end"><button type="button" class="button" @click=${close}>${t('cancel')}</button><button class="button primary" aria-busy=${Boolean(this.busy)} data-testid="terms-submit">${t('save')}</button></div></form>` });
  }
}
customElements.define('hw-session', Session);
