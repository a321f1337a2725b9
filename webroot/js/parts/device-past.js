/** The device at any moment of the history that is at hand: a track with what happened, a handle to draw along it, and how it was there. */
import { html, nothing } from 'lit';
import { api } from '../api.js';
import { Part, vars } from '../element.js';
import { day, failure, moment, shortClock, span, stamp, title, value } from '../format.js';
import { has, t } from '../i18n.js';
import { icon } from '../icons.js';
import { hubNow } from '../terminal.js';
import { doer, faultName, symbol, text, wish } from './log-text.js';

const HOUR = 3_600_000;
const SPANS = { '1h': HOUR, '24h': 24 * HOUR, '7d': 168 * HOUR, '30d': 720 * HOUR };
const MARKED = 'presence,command,fault,event,share';
const PAGE = 200;
const MARK_PAGES = 3;
const STEPS = 1440;
const SETTLED = 150;
const ENDS = ['done', 'rejected', 'failed', 'expired', 'cancelled', 'unknown'];
const OVER = ['cleared', 'closed', 'resolved', 'ended'];

/** The newest entry of each command or fault of a list that begins with the newest. */
function newest(entries, kind, key) {
  const found = new Map();
  for (const e of entries) if (e.kind === kind && !found.has(key(e))) found.set(key(e), e);
  return [...found.values()];
}

class DevicePast extends Part {
  static properties = {
    device: { attribute: false }, model: { attribute: false }, me: {}, range: { state: true }, at: { state: true }, to: { state: true },
    marks: { state: true }, begin: { state: true }, past: { state: true }, trouble: { state: true }, trackTrouble: { state: true }, busy: { state: true },
  };

  constructor() {
    super();
    this.range = '24h';
    this.at = null;
  }

  connectedCallback() {
    super.connectedCallback();
    this.reach();
  }

  /** Lets the track end at a moment, at the latest now. A moment that was now a moment ago is none: the track would count as one of the past. */
  reach(end = Infinity) {
    const now = hubNow();
    this.live = end >= now;
    this.to = this.live ? now : end;
    this.loadMarks();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.settling);
    this.turn = this.trackTurn = null;
  }

  get from() {
    return this.to - SPANS[this.range];
  }

  /** What is drawn on the track, and how the device was where it begins. */
  async loadMarks() {
    const turn = (this.trackTurn = {});
    const from = Math.round(this.from), to = Math.round(this.to);
    this.trackTrouble = '';
    try {
      const begin = api.log(this.device.id, { kinds: 'presence', to: from, limit: 1 });
      const marks = [];
      let next, archived;
      for (let i = 0; i < MARK_PAGES && next !== null; i++) {
        const page = await api.log(this.device.id, { kinds: MARKED, from, to, limit: PAGE, cursor: next });
        marks.push(...page.items);
        next = page.next;
        archived = page.archivedBefore;
      }
      const known = await begin;
      if (turn !== this.trackTurn) return;
      this.begin = known.items[0]?.status ?? '';
      this.archived = archived > from ? archived : 0;
      this.marks = marks;
      // Only the newest are drawn when there are too many.
      this.drawnFrom = next ? marks.at(-1).at : 0;
    } catch (e) {
      if (turn === this.trackTurn) this.trackTrouble = failure(e);
    }
  }

  /** Goes to a moment; what was there is asked for once the handle rests. */
  go(at) {
    const now = hubNow();
    clearTimeout(this.settling);
    if (at === null || at >= now) {
      this.turn = this.past = this.at = null;
      this.trouble = '';
      this.busy = false;
      this.show(now);
      return;
    }
    this.at = Math.round(at);
    this.busy = true;
    this.show(this.at);
    this.settling = setTimeout(() => this.load(), SETTLED);
  }

  /** Moves the track when the moment is not on it. */
  show(at) {
    if (at >= this.from && at <= this.to) return;
    this.reach(at + SPANS[this.range] / 2);
  }

  async load() {
    const turn = (this.turn = {});
    const { at, device } = this;
    const until = at + 1;
    try {
      const [state, steps, around] = await Promise.all([
        api.stateAt(device.id, at),
        api.log(device.id, { kinds: 'command,fault', to: until, limit: 100 }),
        api.log(device.id, { to: until, limit: 5 }),
      ]);
      if (turn !== this.turn) return;
      this.past = {
        ...state,
        commands: newest(steps.items, 'command', (e) => e.command).filter((e) => !ENDS.includes(e.status)),
        faults: newest(steps.items, 'fault', (e) => e.fault).filter((e) => !OVER.includes(e.status)),
        lookedFrom: steps.next ? steps.items.at(-1).at : steps.archivedBefore,
        around: around.items,
      };
      this.trouble = '';
    } catch (e) {
      if (turn !== this.turn) return;
      this.past = null;
      this.trouble = e.status === 404 ? t('past.nothing') : e.status === 422 ? t('past.archived', { time: this.archived ? moment(this.archived) : '' }) : failure(e);
    }
    this.busy = false;
  }

  setRange(range) {
    this.range = range;
    this.reach(this.at === null ? Infinity : this.at + SPANS[range] / 2);
  }

  /** To the mark before or after; without one nowhere. */
  jump(direction) {
    const here = this.at ?? hubNow();
    const times = [...new Set((this.marks ?? []).map((e) => e.at))].sort((a, b) => a - b);
    const to = direction < 0 ? times.findLast((x) => x < here) : times.find((x) => x > here);
    if (to !== undefined) this.go(to);
    else if (direction > 0) this.go(null);
  }

  typed(e) {
    const at = new Date(e.target.value).getTime();
    if (Number.isFinite(at)) this.go(at);
  }

  place(at) {
    return Math.max(0, Math.min(100, (100 * (at - this.from)) / (this.to - this.from)));
  }

  /** Presence as stretches of the track; what was before the first is known from the state where it begins. */
  stretches() {
    const changes = (this.marks ?? []).filter((e) => e.kind === 'presence').reverse();
    const known = this.drawnFrom || this.archived || this.from;
    const points = [{ at: known, status: this.drawnFrom ? '' : this.begin }, ...changes.map((e) => ({ at: Math.max(e.at, known), status: e.status }))];
    return points.map((p, i) => ({ ...p, x: this.place(p.at), w: this.place(points[i + 1]?.at ?? this.to) - this.place(p.at) })).filter((p) => p.status && p.w > 0);
  }

  render() {
    const at = this.at ?? this.to;
    const step = (this.to - this.from) / STEPS;
    const long = SPANS[this.range] > 24 * HOUR;
    const tick = (x) => (long ? day(x) : shortClock(x));
    const drawn = new Set();
    const marks = (this.marks ?? []).filter((e) => {
      const spot = e.kind + Math.round(this.place(e.at) * 4);
      return e.kind !== 'presence' && !drawn.has(spot) && drawn.add(spot);
    });
    const local = new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
    return html`<section class="panel past" aria-labelledby="h-past" data-testid="past" aria-busy=${Boolean(this.busy)}>
      <div class="panel-head wrap"><h2 id="h-past">${icon('clock')}${t('device.past')}</h2>
        <span class="choice small" role="group" aria-label=${t('chart.range')}>${Object.keys(SPANS).map((r) => html`<button type="button" aria-pressed=${this.range === r} data-testid="past-${r}" @click=${() => this.setRange(r)}>${t('range.' + r)}</button>`)}</span></div>
      <div class="track">
        <div class="track-marks" aria-hidden="true">
          ${this.stretches().map((p) => html`<i class="stretch ${p.status}" ${vars({ x: p.x + '%', w: p.w + '%' })}></i>`)}
          ${marks.map((e) => html`<i class="mark ${e.kind}" data-testid="past-mark" ${vars({ x: this.place(e.at) + '%' })}></i>`)}
        </div>
        <input type="range" data-testid="past-handle" aria-label=${t('past.handle')} aria-valuetext=${this.at === null ? t('past.now') : moment(at)} min=${this.from} max=${this.to} step=${step} .value=${String(at)}
          @input=${(e) => this.go(this.live && Number(e.target.value) >= this.to - step / 2 ? null : Number(e.target.value))}>
        <div class="track-ends num" aria-hidden="true"><span>${tick(this.from)}</span><span>${this.live ? t('past.now') : tick(this.to)}</span></div>
      </div>
      <div class="past-line">
        <button type="button" class="plain" aria-label=${t('past.before')} title=${t('past.before')} data-testid="past-before" @click=${() => this.jump(-1)}>${icon('back')}</button>
        <input type="datetime-local" step="1" class="past-when" aria-label=${t('past.when')} data-testid="past-when" .value=${local} @change=${(e) => this.typed(e)}>
        <button type="button" class="plain flip" aria-label=${t('past.after')} title=${t('past.after')} data-testid="past-after" @click=${() => this.jump(1)}>${icon('back')}</button>
        <button type="button" class="button" data-testid="past-now" ?disabled=${this.at === null} @click=${() => this.go(null)}>${t('past.now')}</button>
        <span class="past-keys quiet small-text" aria-hidden="true">${['command', 'fault', 'event', 'share'].map((k) => html`<span><i class="mark ${k}"></i>${t('kind.' + k)}</span>`)}</span></div>
      ${this.trackTrouble ? html`<p class="form-error">${this.trackTrouble} <button type="button" class="link-button" @click=${() => this.loadMarks()}>${t('retry')}</button></p>` : nothing}
      ${this.archived ? html`<p class="quiet small-text" data-testid="past-archived">${t('past.archived', { time: moment(this.archived) })}</p>` : nothing}
      ${this.drawnFrom ? html`<p class="quiet small-text">${t('past.many', { time: moment(this.drawnFrom) })}</p>` : nothing}
      <div role="status" aria-live="polite">${this.at === null ? html`<p class="quiet" data-testid="past-hint">${t('past.hint')}</p>` : this.trouble ? html`<p class="past-none" data-testid="past-trouble">${this.trouble}</p>` : this.then()}</div></section>`;
  }

  /** How it was. */
  then() {
    const p = this.past;
    if (!p) return html`<i class="bone"></i>`;
    const { status, reason, since } = p.presence;
    const never = reason === 'NEVER';
    const schema = (n) => this.model?.properties?.[n];
    const names = Object.keys(p.state);
    return html`<div class="then" data-testid="past-then" data-at=${this.at} data-revision=${p.revision} ?data-stale=${this.busy}>
      <p class="then-head"><strong data-testid="past-at">${moment(this.at)}</strong>
        <span class="presence ${status}" data-testid="past-presence"><span class="dot" aria-hidden="true"></span>${never ? t('presence.never') : t('presence.' + status)}${never ? nothing : html`<small>${[has('reason.' + reason) ? t('reason.' + reason) : '', t('past.for', { span: span(this.at - since) })].filter(Boolean).join(' · ')}</small>`}</span></p>
      ${status === 'online' ? nothing : html`<p class="past-unknown" data-testid="past-unknown">${icon('info')}${t(never ? 'past.neverHere' : 'past.away')}</p>`}
      ${names.length ? html`<dl class="readings">${names.map((n) => html`<div data-testid="past-${n}"><dt>${title(this.model, n)}</dt><dd>${value(p.state[n], schema(n), n)}${n in p.desired ? html`<small class="then-wanted">${t('log.wanted', { values: value(p.desired[n], schema(n), n) })}</small>` : nothing}</dd></div>`)}</dl>` : html`<p class="quiet">${t('past.noState')}</p>`}
      ${Object.keys(p.desired).filter((n) => !(n in p.state)).map((n) => html`<p class="small-text">${t('log.wanted', { values: `${title(this.model, n)} ${value(p.desired[n], schema(n), n)}` })}</p>`)}
      ${p.faults.length ? html`<ul class="then-list fault" aria-label=${t('past.faults')} data-testid="past-faults">${p.faults.map((e) => html`<li>${icon('warn')}<strong>${faultName(e)}</strong><span>${t('past.for', { span: span(this.at - e.at) })}</span></li>`)}</ul>` : nothing}
      ${p.commands.length ? html`<ul class="then-list" aria-label=${t('past.commands')} data-testid="past-commands">${p.commands.map((e) => html`<li>${icon('play')}<strong>${wish(e, this.model)}</strong><span>${t('status.' + e.status)} · ${doer(e, this.me)}</span></li>`)}</ul>` : nothing}
      ${p.lookedFrom ? html`<p class="quiet small-text">${t('past.looked', { time: moment(p.lookedFrom) })}</p>` : nothing}
      <h3 class="then-title">${t('past.around')}</h3>
      <ol class="log">${p.around.map((e) => html`<li class=${e.kind} data-testid="past-row">${symbol(e)}<span class="log-text">${text(e, this.model)}</span><span class="log-by">${doer(e, this.me)}</span><time class="num" title=${new Date(e.at).toISOString()}>${stamp(e.at, hubNow())}</time></li>`)}</ol></div>`;
  }
}
customElements.define('hw-device-past', DevicePast);
