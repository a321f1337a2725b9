/** What all that shows faults shares: how bad, what it is called, where it stands, who looks after it. */
import { html, nothing } from 'lit';
import { moment, number, shortClock, day } from '../format.js';
import { has, pick, t } from '../i18n.js';
import { icon } from '../icons.js';
import { isNew } from '../state-faults.js';
import { hubNow } from '../terminal.js';
import './rule-link.js';

const SYMBOLS = { info: 'info', warning: 'warn', minor: 'warn', major: 'warn', critical: 'warn' };
const STATUS = { open: 'bad', escalated: 'bad', acknowledged: 'sea', repairing: 'warm', ticket: 'warm', verifying: 'good', resolved: '' };

/** What it is called, in the person's language. */
export const faultTitle = (f) => pick(f.texts?.title, f.code);

/** What has it. */
export const faultOf = (f) => f.device ?? f.space ?? { id: '', name: '' };

export const faultPath = (f) => '/faults/' + encodeURIComponent(f.id);

/** A tile in the colour of how bad it is. */
export const severityTile = (f, cls = '') =>
  html`<span class="fault-tile ${f.status === 'resolved' ? 'over' : f.severity} ${cls}" title=${t('severity.' + f.severity)}>${icon(f.status === 'resolved' ? 'check' : f.space ? 'house' : SYMBOLS[f.severity])}<span class="sr">${t('severity.' + f.severity)}</span></span>`;

export const statusBadge = (f) => html`<span class="badge ${STATUS[f.status] ?? ''}" data-testid="fault-status" data-status=${f.status}>${t('fault.status.' + f.status)}</span>`;

/** A moment as short as it can be said: a time of today, or a day. */
export const soon = (at) => (new Date(at).toDateString() === new Date(hubNow()).toDateString() ? shortClock(at) : day(at) + ' ' + shortClock(at));

/** Who looks after it, until when it waits, what goes on. */
export function circumstances(f, me) {
  const now = hubNow();
  const by = f.acknowledged?.by;
  return [
    by && !isNew(f) && f.status !== 'resolved' ? html`<span class="fault-fact" data-testid="fault-known">${icon('person')}${by.id === me ? t('fault.mine') : t('fault.knownTo', { name: by.name })}</span>` : nothing,
    f.snoozedUntil > now && f.status !== 'resolved' ? html`<span class="fault-fact" data-testid="fault-snoozed">${icon('snooze')}${t('fault.snoozed', { at: soon(f.snoozedUntil) })}</span>` : nothing,
    f.maintainedUntil > now && f.status !== 'resolved' ? html`<span class="fault-fact">${icon('wrench')}${t('fault.maintained', { at: soon(f.maintainedUntil) })}</span>` : nothing,
    f.recurrences ? html`<span class="fault-fact">${icon('again')}${t('fault.recurred', { n: f.recurrences })}</span>` : nothing,
    f.drill ? html`<span class="badge">${t('fault.drill')}</span>` : nothing,
  ];
}

/** "2 critical · 1 minor" of a list. */
export function tally(list) {
  const counts = {};
  for (const f of list) counts[f.severity] = (counts[f.severity] ?? 0) + 1;
  return ['critical', 'major', 'minor', 'warning', 'info'].filter((s) => counts[s]).map((s) => t('fault.tally.' + s, { n: number(counts[s]) })).join(' · ');
}

/** What a step was, in a line. */
export function stepText(step, f) {
  const { act, status, detail } = step;
  if (act === 'graded') return t('fault.act.graded', { severity: t('severity.' + step.severity) });
  if (act === 'snoozed') return detail.until ? t('fault.act.snoozed', { at: moment(detail.until) }) : t('fault.act.awake');
  if (act === 'moved') return t('fault.act.' + status);
  if (act === 'found' && f.space) return t('fault.act.foundSite', { n: detail.gone ?? '' });
  return t('fault.act.' + act);
}

export const stepNote = (step) => step.detail.note ?? step.detail.reason ?? '';

export const stepSymbol = (step) =>
  ({ found: 'warn', relapsed: 'again', graded: 'chart', acknowledged: 'person', snoozed: 'snooze', closed: 'check', detached: 'link', left: 'wrench' })[step.act]
  ?? { verifying: 'clock', resolved: 'check', repairing: 'wrench', ticket: 'wrench', escalated: 'warn' }[step.status] ?? 'info';

/** What it was found by, as `[name, text]`; what the device told is told one by one. */
export function findings(f, model, value) {
  // A rule that has raised it tells its own words elsewhere; here stands what it saw.
  if (f.data?.rule && f.code.startsWith('RULE.')) return [[t('rules.one'), html`<hw-rule-link .rule=${f.data.rule}></hw-rule-link>`], ...findings({ code: '', data: f.data.seen }, model, value)];
  const { told, property, value: seen, ...rest } = f.data ?? {};
  const rows = [];
  if (property !== undefined) rows.push([pick(model?.properties?.[property]?.title, property), value(seen, model?.properties?.[property], property)]);
  for (const [name, v] of Object.entries({ ...rest, ...(told && typeof told === 'object' ? told : {}) })) {
    const key = 'fault.data.' + name;
    const time = ['since', 'last', 'empty'].includes(name) && typeof v === 'number' && v > 1e11;
    const lasts = ['usual', 'limit', 'millis', 'skew'].includes(name);
    rows.push([has(key) ? t(key) : name, time ? moment(v) : name === 'reason' && has('reason.' + v) ? t('reason.' + v) : lasts && typeof v === 'number' ? t('fault.seconds', { n: number(v / 1000, 1) }) : typeof v === 'object' ? JSON.stringify(v) : typeof v === 'number' ? number(v, 2) : String(v)]);
  }
  return rows;
}
