/**
 * A rule tried against what happened: when it would have acted, at which device and by what. `run` asks the hub, and gives nothing where the
 * rule is not right yet; `subject` is another whenever the rule is.
 */
import { html, nothing } from 'lit';
import { Part, vars } from '../element.js';
import { day, failure, moment, number, shortClock } from '../format.js';
import { has, t } from '../i18n.js';
import { icon } from '../icons.js';
import { deed, reason } from '../rule-words.js';

const FEW = 12;
const ROWS = 12;

class RuleTrial extends Part {
  static properties = { run: { attribute: false }, subject: {}, rule: { attribute: false }, known: { attribute: false }, result: { state: true }, busy: { state: true }, error: { state: true }, whole: { state: true }, stale: { state: true } };

  willUpdate(changed) {
    // What was tried is not what stands there now.
    if (changed.has('subject') && this.result) this.stale = true;
  }

  async go() {
    if (this.busy) return;
    this.busy = true;
    this.error = '';
    try {
      const result = await this.run();
      // What is wrong with the rule is told where it stands.
      if (!result) return void (this.error = t('rules.trial.wrong'));
      this.result = result;
      this.stale = false;
      this.whole = false;
      await this.updateComplete;
      this.querySelector('.trial-said')?.focus();
    } catch (e) {
      this.error = failure(e);
    } finally {
      this.busy = false;
    }
  }

  render() {
    return html`<section class="panel trial" aria-labelledby="h-trial" data-testid="trial"><div class="panel-head wrap"><h2 id="h-trial">${icon('clock')}${t('rules.trial')}</h2>
        <button type="button" class="button" data-testid="trial-go" aria-busy=${Boolean(this.busy)} @click=${() => this.go()}>${icon('play')}${t(this.result ? 'rules.trial.again' : 'rules.trial.go')}</button></div>
      ${this.error ? html`<p class="form-error" role="alert" data-testid="trial-error">${this.error}</p>` : nothing}
      ${this.result ? this.told(this.result) : html`<p class="hint">${t('rules.trial.hint')}</p>`}</section>`;
  }

  told(r) {
    const fired = r.firings.filter((f) => f.outcome === 'fired' && f.branch === 'then').length;
    const held = r.firings.filter((f) => f.outcome === 'stopped').length;
    const said = fired ? t('rules.trial.fired', { n: fired }) : t('rules.trial.none');
    const rows = this.rows(r);
    return html`<div class="trial-told ${this.stale ? 'stale' : ''}">
      <p class="trial-said" tabindex="-1" role="status" data-testid="trial-said"><strong>${said}</strong>${held ? ' ' + t('rules.trial.held', { n: held }) : ''} <span class="quiet small-text">${t('rules.trial.read', { n: r.entries, all: number(r.entries) })}${r.devices ? ' · ' + t('devices.count', { n: r.devices }) : ''}</span></p>
      ${this.stale ? html`<p class="notice">${t('rules.trial.stale')}</p>` : nothing}
      ${r.complete ? nothing : html`<p class="notice" data-testid="trial-incomplete">${t(has('rules.trial.only.' + r.reason) ? 'rules.trial.only.' + r.reason : 'rules.trial.only', { to: moment(r.to) })}</p>`}
      ${rows.length ? html`<div class="trial-chart" aria-hidden="true">${rows.slice(0, ROWS).map((row) => this.row(row, r))}
        <div class="trial-row"><span></span><div class="trial-days num">${this.days(r).filter((d) => d.x < 93).map((d) => html`<span ${vars({ x: d.x + '%' })}>${day(d.at)}</span>`)}</div></div></div>
        ${rows.length > ROWS ? html`<p class="quiet small-text">${t('fault.others', { n: rows.length - ROWS })}</p>` : nothing}` : nothing}
      ${r.firings.length ? this.list(r) : nothing}
      ${(r.notes ?? []).map((note) => html`<p class="quiet small-text">${note}</p>`)}</div>`;
  }

  /** Midnights of the time that was looked at. */
  days(r) {
    const found = [];
    const at = new Date(r.from);
    at.setHours(24, 0, 0, 0);
    for (; at.getTime() < r.to; at.setDate(at.getDate() + 1)) found.push({ at: at.getTime(), x: this.place(at.getTime(), r) });
    return found;
  }

  place(at, r) {
    return Math.max(0, Math.min(100, (100 * (at - r.from)) / (r.to - r.from)));
  }

  /** What happened at each device: when it would have acted, how long that would have lasted, and when it was held back. */
  rows(r) {
    const rows = new Map();
    for (const f of r.firings) {
      const key = f.device ?? '';
      if (!rows.has(key)) rows.set(key, { name: f.device ? this.known.device(f.device)?.name ?? f.device : this.rule.name, marks: [], stretches: [] });
      const row = rows.get(key);
      const x = this.place(f.at, r);
      if (f.outcome === 'fired' && f.branch === 'then') row.open ??= x;
      if (f.branch === 'else' && row.open !== undefined) {
        row.stretches.push({ x: row.open, w: x - row.open });
        row.open = undefined;
      }
      row.marks.push({ x, kind: f.outcome === 'stopped' ? 'held' : f.branch });
    }
    const ends = this.rule.else?.length;
    for (const row of rows.values()) if (ends && row.open !== undefined) row.stretches.push({ x: row.open, w: 100 - row.open });
    return [...rows.values()];
  }

  row(row, r) {
    return html`<div class="trial-row" data-testid="trial-row"><span class="trial-name" title=${row.name}>${row.name}</span><div class="trial-track">
      ${this.days(r).map((d) => html`<i class="trial-midnight" ${vars({ x: d.x + '%' })}></i>`)}
      ${row.stretches.map((s) => html`<i class="trial-stretch" ${vars({ x: s.x + '%', w: s.w + '%' })}></i>`)}
      ${row.marks.map((m) => html`<i class="trial-mark ${m.kind}" ${vars({ x: m.x + '%' })}></i>`)}</div></div>`;
  }

  list(r) {
    const shown = this.whole ? r.firings : r.firings.slice(0, FEW);
    return html`<ol class="firings" data-testid="trial-firings">${shown.map((f) => html`<li class=${f.outcome === 'stopped' ? 'held' : f.branch} data-testid="trial-firing"><time class="num">${day(f.at)} ${shortClock(f.at)}</time>
        <span class="firing-what"><strong>${f.outcome === 'stopped' ? t('rules.reason.' + f.reason) : f.actions.map((a) => deed(a, this.rule, this.known)).join(t('rules.s.comma')) || t('rules.branch.' + f.branch)}</strong>
        <small>${[f.device ? this.known.device(f.device)?.name ?? f.device : '', reason(f.why, f, this.rule, this.known)].filter(Boolean).join(' · ')}</small></span></li>`)}</ol>
      ${r.firings.length > FEW ? html`<button type="button" class="button small" aria-expanded=${Boolean(this.whole)} @click=${() => (this.whole = !this.whole)}>${this.whole ? t('less') : t('rules.trial.all', { n: r.firings.length })}</button>` : nothing}`;
  }
}
customElements.define('hw-rule-trial', RuleTrial);
