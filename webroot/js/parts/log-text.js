/** An entry of a log in words; the same in the log, in a chain, and at a moment of the past. */
import { html } from 'lit';
import { actor, outcome, title, value, values } from '../format.js';
import { has, pick, t } from '../i18n.js';
import { icon } from '../icons.js';
import './fault-title.js';
import './rule-link.js';

export const KINDS = ['state', 'presence', 'command', 'event', 'fault', 'share'];
const SYMBOLS = { state: 'bolt', presence: 'eye', command: 'play', event: 'info', fault: 'warn', config: 'pencil', upgrade: 'chart', share: 'share' };

/** What a command asks for. */
export const wish = (e, model) => (e.name === 'set' ? values(e.args, model) : pick(model?.commands?.[e.name]?.title, e.name));

/** A fault that an entry tells of, by its title; then the rest. */
export const faultName = (e, rest) => html`<hw-fault-title .fault=${e.fault} .device=${e.device} .code=${e.code ?? e.fault} .rest=${rest}></hw-fault-title>`;

export function text(e, model) {
  switch (e.kind) {
    case 'state': {
      const gone = (e.unset ?? []).map((n) => t('log.unset', { name: title(model, n) }));
      const wanted = e.desired?.set && Object.keys(e.desired.set).length ? [t('log.wanted', { values: values(e.desired.set, model) })] : [];
      const nothingSet = !Object.keys(e.set ?? {}).length && !gone.length;
      const withdrawn = nothingSet ? (e.desired?.unset ?? []).map((n) => t('log.unwanted', { name: title(model, n) })) : [];
      return [values(e.set, model), ...gone, ...wanted, ...withdrawn].filter(Boolean).join(' · ') + (e.merged > 1 ? ' ' + t('log.merged', { n: e.merged }) : '');
    }
    case 'presence':
      return t('presence.' + e.status) + (e.reason && has('reason.' + e.reason) ? t('log.and') + t('reason.' + e.reason) : '');
    case 'command': {
      const bad = ['rejected', 'failed', 'expired', 'unknown'].includes(e.status);
      return wish(e, model) + t('log.is') + t('status.' + e.status) + (bad ? t('log.then') + outcome(e) : '');
    }
    case 'event':
      return `${e.name}${e.data && Object.keys(e.data).length ? ' ' + JSON.stringify(e.data) : ''}`;
    case 'fault': {
      const status = e.status && (has('fault.status.' + e.status) ? t('fault.status.' + e.status) : e.status);
      const rest = [status, e.severity && e.status !== 'resolved' ? t('severity.' + e.severity) : ''].filter(Boolean).join(t('log.and'));
      return faultName(e, rest && t('log.is') + rest);
    }
    case 'share':
      return e.role ? t('log.shared', { user: e.name ?? e.user, role: t('share.' + e.role) }) : t('log.unshared', { user: e.name ?? e.user });
    default:
      return [e.version, e.status, e.phase].filter(Boolean).map((v) => value(v)).join(' ');
  }
}

export const symbol = (e) => html`<span class="log-icon" title=${t('kind.' + e.kind)}>${icon(SYMBOLS[e.kind] ?? 'info')}<span class="sr">${t('kind.' + e.kind)}</span></span>`;

/** Who did it; what a rule did is told by the rule's name, which leads to it. */
export function doing(by, options) {
  if (!by?.rule) return actor(by, options);
  const [before, after] = t('by.via', { who: actor({ ...by, via: 'panel' }, options), via: '\n' }).split('\n');
  return html`${before}<hw-rule-link .rule=${by.rule}></hw-rule-link>${after}`;
}

/** The same of an entry; of a share it is plain how. */
export const doer = (e, me) => doing(e.by, { device: e.device, me, how: e.kind !== 'share' });

/** What it came of; a live entry that is its own cause does not say so. */
export const causeOf = (e) => e.cause ?? `${e.device}:${e.epoch}:${e.revision}`;
