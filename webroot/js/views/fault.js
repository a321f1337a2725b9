/** One fault: what failed, since when, what it means, what to do, what was done about it, and what happened around it. */
import { html, nothing } from 'lit';
import { needModel } from '../acts.js';
import { api } from '../api.js';
import { View } from '../element.js';
import { failure, moment, number, span, stamp, value } from '../format.js';
import { pick, t } from '../i18n.js';
import { icon } from '../icons.js';
import { onFaultNews } from '../faults.js';
import { dialog } from '../parts/dialog.js';
import { circumstances, faultOf, faultPath, faultTitle, findings, severityTile, statusBadge, stepNote, stepSymbol, stepText } from '../parts/fault.js';
import { alertLine, read } from '../parts/forms.js';
import { doer, doing, symbol, text } from '../parts/log-text.js';
import '../parts/fault-menus.js';
import '../parts/fault-repair.js';
import { byName } from '../state-faults.js';
import { store, toast } from '../store.js';
import { hubNow } from '../terminal.js';

const LOG = 60;
const CARRIED = 200;
const SOON = 300;

class FaultView extends View {
  static properties = { fault: {}, found: { state: true }, failed: { state: true }, missing: { state: true }, busy: { state: true }, box: { state: true }, error: { state: true },
    log: { state: true }, logNext: { state: true }, logError: { state: true }, around: { state: true }, carried: { state: true }, older: { state: true } };

  constructor() {
    super();
    this.around = 'opened';
  }

  connectedCallback() {
    super.connectedCallback();
    this.unhear = onFaultNews((frame) => {
      const concerns = !frame || !this.found || frame.fault === this.fault || (this.found.space && (frame.notice || frame.type === 'change'));
      if (concerns) this.timer ||= setTimeout(() => this.load(), SOON);
    });
    this.load();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.unhear();
    clearTimeout(this.timer);
  }

  async load() {
    clearTimeout(this.timer);
    this.timer = 0;
    try {
      const found = await api.fault(this.fault);
      const moved = found.step !== this.found?.step;
      this.show(found);
      if (moved) this.history();
      if (found.space) this.carried = (await api.faults({ site: found.id, limit: CARRIED })).items.sort(byName);
    } catch (e) {
      if (e.status === 404 || e.status === 400 || e.status === 422) this.missing = true;
      else this.failed = failure(e);
    }
  }

  show(found) {
    this.found = found;
    this.failed = '';
    store.dispatch({ type: 'fault', fault: found });
    if (found.device) needModel(found.device.model);
  }

  /** The kept log trails the live one by moments: it is read with each step anew. */
  async history(cursor) {
    const asked = (this.asked = {});
    const f = this.found;
    try {
      const page = await api.faultLog(f.id, { around: this.around === 'opened' ? f.opened : f.resolved ?? f.changed, limit: LOG, cursor });
      if (asked !== this.asked) return;
      this.log = cursor ? [...this.log, ...page.items] : page.items;
      this.logNext = page.next;
      this.logError = '';
    } catch (e) {
      if (asked === this.asked) this.logError = failure(e);
    }
  }

  /** Does something about it, and shows what it is then. */
  async act(work, message) {
    if (this.busy) return;
    this.busy = true;
    this.error = '';
    try {
      this.show(await work());
      this.box = '';
      if (message) toast(message);
      this.history();
    } catch (e) {
      if (this.box) this.error = failure(e);
      else toast(e.code === 'VERSION_CONFLICT' ? t('fault.overAlready') : failure(e), 'bad');
      if (e.code === 'VERSION_CONFLICT') this.load();
    } finally {
      this.busy = false;
    }
  }

  async allSteps() {
    try {
      const cursor = this.older?.next;
      const page = await api.faultSteps(this.fault, { limit: 100, cursor });
      this.older = { items: [...(this.older?.items ?? []), ...page.items], next: page.next };
    } catch (e) {
      toast(failure(e), 'bad');
    }
  }

  render() {
    const back = html`<a class="back" href="/faults">${icon('back')}${t('faults.title')}</a>`;
    if (this.missing) return html`<section class="empty" data-testid="fault-gone"><h1>${t('fault.gone')}</h1><p>${t('fault.goneText')}</p><a class="button" href="/faults">${t('faults.title')}</a></section>`;
    const f = this.found;
    if (!f)
      return html`<section class="page slim" aria-busy=${!this.failed}>${back}<div class="panel">${this.failed
        ? html`<p class="form-error" role="alert">${this.failed} <button type="button" class="link-button" @click=${() => this.load()}>${t('retry')}</button></p>`
        : html`<i class="bone"></i><i class="bone"></i><i class="bone"></i>`}</div></section>`;
    const model = store.state.models.get(f.device?.model);
    const me = store.state.session.user?.id;
    return html`<section class="page slim" data-testid="fault-page" data-fault=${f.id} data-status=${f.status}>${back}${this.head(f, me)}
      <div class="stack">${this.advice(f)}${f.device ? html`<hw-fault-repair .fault=${f.id} .model=${model} .step=${f.step} ?works=${(f.may ?? []).includes('mend')}></hw-fault-repair>` : nothing}${f.space ? this.carries(f) : nothing}${this.facts(f, model)}${this.timeline(f, me)}${this.surroundings(f, model, me)}</div>${this.box ? this.dialog(f) : nothing}</section>`;
  }

  head(f, me) {
    const over = f.status === 'resolved';
    const of = faultOf(f);
    const where = f.device ? '/devices/' : '/spaces/';
    const may = over ? [] : f.may;
    const known = f.acknowledged?.by?.id === me && !['open', 'escalated'].includes(f.status);
    return html`<header class="fault-head">${severityTile(f, 'big')}<div class="fault-title"><h1 data-testid="fault-title">${faultTitle(f)}</h1>
        <p class="device-meta"><a href="${where}${encodeURIComponent(of.id)}" data-testid="fault-of">${of.name}</a><span>${over ? t('fault.was', { severity: t('severity.' + f.severity) }) : t('severity.' + f.severity)}</span><span class="mono">${f.code}</span></p>
        <p class="device-meta">${statusBadge(f)}<span class="num">${over ? t('fault.from', { from: moment(f.opened), span: span(f.resolved - f.opened) }) : t('fault.since', { at: stamp(f.opened, hubNow()), span: span(hubNow() - f.opened) })}</span>${circumstances(f, me)}</p></div></header>
      <div class="fault-actions">${may.includes('acknowledge')
        ? html`${known
          ? html`<button type="button" class="button" data-testid="fault-note" @click=${() => this.ask('note')}>${icon('pencil')}${t('fault.addNote')}</button>`
          : html`<button type="button" class="button primary" data-testid="fault-acknowledge" aria-busy=${Boolean(this.busy)} @click=${() => this.act(() => api.acknowledge(f.id), t('fault.acknowledged'))}>${icon('check')}${t('fault.acknowledge')}</button>`}
          <hw-snooze-menu .fault=${f} @hw-snooze=${(e) => this.act(() => api.snooze(f.id, e.detail), e.detail ? t('fault.snoozedNow') : t('fault.awakeNow'))}></hw-snooze-menu>` : nothing}
        ${over ? nothing : html`<hw-mute-menu .fault=${f} @hw-muted=${() => this.load()}></hw-mute-menu>`}
        ${may.includes('mend') ? html`<button type="button" class="button push" data-testid="fault-close" @click=${() => this.ask('close')}>${t('fault.close')}</button>` : nothing}</div>`;
  }

  ask(box) {
    this.error = '';
    this.box = box;
  }

  advice(f) {
    return html`<section class="panel fault-advice" aria-labelledby="h-means"><h2 id="h-means">${t('fault.means')}</h2><p data-testid="fault-means">${pick(f.texts.means)}</p>
      <h2>${t('fault.advice')}</h2><p data-testid="fault-advice">${pick(f.texts.advice)}</p></section>`;
  }

  carries(f) {
    const list = this.carried;
    return html`<section class="panel" aria-labelledby="h-carried"><div class="panel-head"><h2 id="h-carried">${icon('grid')}${t('fault.devices')}</h2><span class="quiet num" data-testid="fault-carries">${t('fault.left', { n: number(f.carries.unresolved), all: number(f.carries.faults) })}</span></div>
      <progress max=${f.carries.faults || 1} value=${f.carries.faults - f.carries.unresolved} aria-label=${t('fault.back')}></progress>
      ${list ? html`<ul class="carried wide">${list.map((c) => html`<li><a href=${faultPath(c)}>${icon(c.device?.model)}<span>${c.device?.name}</span></a>${c.status === 'resolved' ? html`<small class="good">${icon('check')}${t('fault.backAgain')}</small>` : html`<small class="quiet">${t('fault.status.' + c.status)}</small>`}</li>`)}</ul>` : html`<i class="bone"></i>`}
      ${list && f.carries.faults > list.length ? html`<p class="hint">${t('fault.others', { n: number(f.carries.faults - list.length) })}</p>` : nothing}</section>`;
  }

  facts(f, model) {
    const rows = findings(f, model, value);
    return rows.length ? html`<section class="panel about" aria-labelledby="h-found"><div class="panel-head"><h2 id="h-found">${icon('info')}${t('fault.found')}</h2></div><dl class="facts" data-testid="fault-data">${rows.map(([name, shown]) => html`<div><dt>${name}</dt><dd>${shown}</dd></div>`)}</dl></section>` : nothing;
  }

  timeline(f, me) {
    const newest = this.older ? this.older.items : f.steps;
    const more = this.older ? this.older.next : f.step > f.steps.length;
    return html`<section class="panel" aria-labelledby="h-steps"><div class="panel-head"><h2 id="h-steps">${icon('log')}${t('fault.steps')}</h2></div>
      <ol class="chain" data-testid="fault-steps">${newest.map((s) => html`<li class="step ${s.act} ${s.status}" data-testid="fault-step" data-act=${s.act} data-status=${s.status}><span class="log-icon">${icon(stepSymbol(s))}</span>
        <span class="chain-what">${stepText(s, f)}${stepNote(s) ? html`<q>${stepNote(s)}</q>` : nothing}<small>${doing(s.by, { device: f.device?.id, me })}</small></span><time class="num" title=${new Date(s.at).toISOString()}>${stamp(s.at, hubNow())}</time></li>`)}</ol>
      ${more ? html`<button type="button" class="button small" @click=${() => this.allSteps()}>${t('fault.moreSteps')}</button>` : nothing}</section>`;
  }

  surroundings(f, model, me) {
    const { devices } = store.state;
    const tab = (name) => html`<button type="button" aria-pressed=${this.around === name} data-testid="fault-around-${name}" @click=${() => {
      this.around = name;
      this.log = null;
      this.history();
    }}>${t('fault.around.' + (name === 'opened' ? 'opened' : f.resolved ? 'resolved' : 'changed'))}</button>`;
    return html`<section class="panel" aria-labelledby="h-around"><div class="panel-head wrap"><h2 id="h-around">${icon('clock')}${t('fault.log')}</h2>${f.step > 1 ? html`<div class="choice small" role="group" aria-label=${t('fault.log')}>${tab('opened')}${tab('end')}</div>` : nothing}</div>
      ${this.logError ? html`<p class="form-error">${this.logError} <button type="button" class="link-button" @click=${() => this.history()}>${t('retry')}</button></p>` : nothing}
      ${!this.log && !this.logError ? html`<i class="bone"></i><i class="bone"></i>` : nothing}${this.log && !this.log.length ? html`<p class="quiet">${t('fault.noLog')}</p>` : nothing}
      <ol class="log" data-testid="fault-log">${(this.log ?? []).map((e) => html`<li class="${e.kind} ${e.fault === f.id ? 'this-fault' : ''}" data-kind=${e.kind}>${symbol(e)}<span class="log-text">${f.space ? html`<strong>${devices.get(e.device)?.name ?? e.device}</strong> ` : nothing}${text(e, model)}</span>
        <span class="log-by">${doer(e, me)}</span><time class="num" title=${new Date(e.at).toISOString()}>${stamp(e.at, hubNow())}</time></li>`)}</ol>
      ${this.logNext ? html`<button type="button" class="button small" @click=${() => this.history(this.logNext)}>${t('log.older')}</button>` : nothing}</section>`;
  }

  dialog(f) {
    const close = () => (this.box = '');
    const note = this.box === 'note';
    return dialog({ heading: t(note ? 'fault.addNote' : 'fault.closeTitle'), close, testid: 'fault-dialog', content: html`<p>${t(note ? 'fault.noteText' : f.space ? 'fault.closeSiteText' : 'fault.closeText')}</p><form @submit=${(e) => {
      e.preventDefault();
      const words = read(e.target).words.trim();
      this.act(() => (note ? api.acknowledge(f.id, words) : api.closeFault(f.id, words)), note ? '' : t('fault.closed'));
    }}><div class="field"><label for="fault-words">${t(note ? 'fault.note' : 'fault.reason')}</label><textarea id="fault-words" name="words" class="prose" rows="3" maxlength="500" required data-testid="fault-words"></textarea></div>${alertLine(this.error)}
      <div class="actions end"><button type="button" class="button" @click=${close}>${t('cancel')}</button><button class="button primary ${note ? '' : 'danger'}" aria-busy=${Boolean(this.busy)} data-testid="fault-submit">${t(note ? 'save' : 'fault.closeGo')}</button></div></form>` });
  }
}
customElements.define('hw-fault', FaultView);
