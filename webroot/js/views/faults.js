/** All faults: what is broken now, live, the worst first; and what was, by pages. What was chosen stands in the address. */
import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { api } from '../api.js';
import { View } from '../element.js';
import { date, failure, number, span } from '../format.js';
import { t } from '../i18n.js';
import { icon } from '../icons.js';
import { circumstances, faultOf, faultPath, faultTitle, severityTile, statusBadge, tally } from '../parts/fault.js';
import { SEVERITIES, alone, byName } from '../state-faults.js';
import { store } from '../store.js';

const PAGE = 40;
const CARRIED = 30;
const WORST_FIRST = [...SEVERITIES].reverse();

class Faults extends View {
  static properties = { tab: { state: true }, word: { state: true }, severity: { state: true }, space: { state: true }, device: { state: true }, past: { state: true }, next: { state: true }, busy: { state: true }, failed: { state: true }, open: { state: true }, spaces: { state: true }, inside: { state: true } };

  constructor() {
    super();
    const q = new URLSearchParams(location.search);
    this.tab = q.get('show') === 'past' ? 'past' : 'now';
    this.word = q.get('q') ?? '';
    this.severity = SEVERITIES.includes(q.get('severity')) ? q.get('severity') : '';
    this.space = q.get('space') ?? '';
    this.device = q.get('device') ?? '';
    this.open = new Set();
  }

  firstUpdated() {
    api.spaces().then((spaces) => (this.spaces = spaces), () => {}); // without them there is nothing to choose
    if (this.space) this.enter();
    if (this.tab === 'past') this.load();
  }

  choose(change) {
    Object.assign(this, change);
    const q = new URLSearchParams();
    if (this.tab === 'past') q.set('show', 'past');
    for (const name of ['severity', 'space', 'device']) if (this[name]) q.set(name, this[name]);
    if (this.word) q.set('q', this.word);
    history.replaceState(null, '', '/faults' + (q.size ? '?' + q : ''));
    if ('space' in change) this.enter();
    if (this.tab === 'past' && !('word' in change)) {
      this.past = null;
      this.load();
    }
  }

  /** Which devices are in the space that is chosen. */
  async enter() {
    const { space } = this;
    this.inside = null;
    if (!space) return;
    try {
      const devices = await api.spaceDevices(space);
      if (space === this.space) this.inside = new Set(devices.map((d) => d.id));
    } catch (e) {
      this.failed = failure(e);
    }
  }

  async load(cursor) {
    const asked = (this.asked = {});
    this.busy = true;
    this.failed = '';
    try {
      const page = await api.faults({ status: 'resolved', severity: this.severity, space: this.space, device: this.device, alone: true, limit: PAGE, cursor });
      if (asked !== this.asked) return;
      this.past = cursor ? [...(this.past ?? []), ...page.items] : page.items;
      this.next = page.next;
    } catch (e) {
      if (asked === this.asked) this.failed = failure(e);
    } finally {
      if (asked === this.asked) this.busy = false;
    }
  }

  isMeant(f) {
    const word = this.word.trim().toLowerCase();
    return (!this.severity || f.severity === this.severity) && (!this.device || f.device?.id === this.device)
      && (!this.space || f.space?.id === this.space || (f.device && this.inside?.has(f.device.id)))
      && (!word || [faultTitle(f), f.code, faultOf(f).name].some((s) => s.toLowerCase().includes(word)));
  }

  render() {
    const { faults } = store.state;
    const now = alone(faults);
    const shown = this.tab === 'now' ? now.filter((f) => this.isMeant(f)) : (this.past ?? []).filter((f) => this.isMeant(f));
    return html`<section class="page slim" data-testid="faults-page"><div class="page-head"><h1>${t('faults.title')}</h1><p class="summary" data-testid="faults-summary">${tally(now)}</p></div>
      ${this.tools(now)}
      ${this.failed ? html`<div class="panel"><p class="form-error" role="alert">${this.failed} <button type="button" class="link-button" @click=${() => this.load()}>${t('retry')}</button></p></div>` : nothing}
      ${this.tab === 'now' ? this.now(shown, now) : this.before(shown, !faults.known || now.length > 0)}</section>`;
  }

  tools(now) {
    const tab = (name, n) => html`<button type="button" data-testid="faults-${name}" aria-pressed=${this.tab === name} @click=${() => this.choose({ tab: name })}>${t('faults.' + name)}${n ? html` <small class="num">${number(n)}</small>` : nothing}</button>`;
    const present = WORST_FIRST.filter((s) => this.severity === s || this.tab === 'past' || now.some((f) => f.severity === s));
    const device = this.device && store.state.devices.get(this.device);
    return html`<div class="tools fault-tools"><div class="choice" role="group" aria-label=${t('faults.title')}>${tab('now', now.length)}${tab('past')}</div>
      <label class="search">${icon('search')}<span class="sr">${t('faults.search')}</span><input type="search" data-testid="faults-search" placeholder=${t('faults.search')} .value=${this.word} @input=${(e) => this.choose({ word: e.target.value })}></label>
      ${present.length > 1 || this.severity ? html`<div class="chips" role="group" aria-label=${t('faults.severity')}>${present.map((s) => html`<button type="button" class="chip small" data-testid="faults-${s}" aria-pressed=${this.severity === s} @click=${() => this.choose({ severity: this.severity === s ? '' : s })}>${t('severity.' + s)}</button>`)}</div>` : nothing}
      ${this.spaces?.length ? html`<label><span class="sr">${t('spaces.title')}</span><select class="compact" data-testid="faults-space" @change=${(e) => this.choose({ space: e.target.value })}><option value="" .selected=${!this.space}>${t('faults.anywhere')}</option>
        ${this.spaces.map((s) => html`<option value=${s.id} .selected=${this.space === s.id}>${s.name}</option>`)}</select></label>` : nothing}
      ${this.device ? html`<button type="button" class="chip small" aria-pressed="true" data-testid="faults-device" @click=${() => this.choose({ device: '' })}>${device ? device.name : this.device}${icon('close')}</button>` : nothing}</div>`;
  }

  now(shown, all) {
    const { faults, devices } = store.state;
    if (!faults.known) return html`<div class="panel" aria-busy="true"><i class="bone"></i><i class="bone"></i><i class="bone"></i></div>`;
    if (!all.length)
      return html`<div class="empty small all-well" data-testid="faults-none"><span class="well">${icon('check')}</span><h2>${t('faults.none')}</h2><p>${t('faults.noneText', { n: devices.size })}</p></div>`;
    if (!shown.length) return this.nothingMeant();
    return html`<ul class="faults" data-testid="faults">${repeat(shown, (f) => f.id, (f) => this.row(f, faults))}</ul>${faults.more ? html`<p class="hint">${t('faults.more')}</p>` : nothing}`;
  }

  /** @param {boolean} anythingNow whether something is, or may be, broken at the moment */
  before(shown, anythingNow) {
    if (!this.past) return this.failed ? nothing : html`<div class="panel" aria-busy="true"><i class="bone"></i><i class="bone"></i><i class="bone"></i></div>`;
    if (!this.past.length && !this.word && !this.severity && !this.space && !this.device) return html`<div class="empty small" data-testid="faults-never"><span class="well">${icon('check')}</span><h2>${t(anythingNow ? 'faults.noneYet' : 'faults.never')}</h2><p>${t(anythingNow ? 'faults.noneYetText' : 'faults.neverText')}</p></div>`;
    if (!shown.length && !this.next) return this.nothingMeant();
    const days = [];
    for (const f of shown) {
      const name = date(f.opened);
      if (days.at(-1)?.name !== name) days.push({ name, items: [] });
      days.at(-1).items.push(f);
    }
    return html`${days.map((each) => html`<h2 class="activity-day">${each.name}</h2><ul class="faults" data-testid="faults-resolved">${repeat(each.items, (f) => f.id, (f) => this.row(f))}</ul>`)}
      ${this.next ? html`<div class="actions"><button type="button" class="button" aria-busy=${Boolean(this.busy)} data-testid="faults-more" @click=${() => this.load(this.next)}>${t('log.older')}</button></div>` : nothing}`;
  }

  nothingMeant() {
    return html`<div class="empty small"><h2>${t('faults.noneMeant')}</h2><button type="button" class="button" @click=${() => this.choose({ word: '', severity: '', space: '', device: '' })}>${t('devices.clear')}</button></div>`;
  }

  row(f, faults) {
    const me = store.state.session.user?.id;
    const over = f.status === 'resolved';
    const open = this.open.has(f.id);
    return html`<li class="fault-item" data-testid="fault" data-fault=${f.id} data-status=${f.status} data-severity=${f.severity}><div class="fault-row ${over ? 'over' : f.severity}">
      ${severityTile(f)}<div class="fault-what"><a class="cover" href=${faultPath(f)}>${faultTitle(f)}</a><small>${faultOf(f).name}${f.space ? ` · ${t('fault.carries', { n: f.carries.unresolved || f.carries.faults })}` : ''}</small></div>
      <div class="fault-facts">${circumstances(f, me)}</div>
      <div class="fault-end">${statusBadge(f)}<small class="num">${over ? t('fault.lasted', { span: span(f.resolved - f.opened) }) : html`<hw-age .at=${f.opened}></hw-age>`}</small></div>
      ${f.space && !over ? html`<button type="button" class="plain above" aria-expanded=${open} aria-label=${t('fault.showCarried')} data-testid="fault-expand" @click=${() => {
        const next = new Set(this.open);
        if (!next.delete(f.id)) next.add(f.id);
        this.open = next;
      }}>${icon('down')}</button>` : nothing}</div>${open && faults ? this.carried(f, faults) : nothing}</li>`;
  }

  carried(site, faults) {
    const all = [...faults.items.values()].filter((f) => f.site === site.id).sort(byName);
    return html`<ul class="carried" data-testid="fault-carried">${all.slice(0, CARRIED).map((f) => html`<li><a href=${faultPath(f)}>${icon(f.device?.model)}<span>${f.device?.name}</span></a><small class="quiet">${t('fault.status.' + f.status)}</small></li>`)}
      ${all.length > CARRIED ? html`<li><a href=${faultPath(site)}>${t('fault.others', { n: number(all.length - CARRIED) })}</a></li>` : nothing}</ul>`;
  }
}
customElements.define('hw-faults', Faults);
