/** An entry of a device's log as people read it. */
import { outcome, title, value, values } from '../format.js';
import { has, pick, t } from '../i18n.js';

/** The picture of each kind. */
export const SYMBOLS = { state: 'bolt', presence: 'eye', command: 'play', event: 'info', fault: 'warn', config: 'pencil', upgrade: 'chart', share: 'share' };

/** What it says, in one line. Device text is text: lit escapes it. */
export function entryText(e, model) {
  switch (e.kind) {
    case 'state': {
      const gone = (e.unset ?? []).map((n) => t('log.unset', { name: title(model, n) }));
      const wanted = e.desired?.set && Object.keys(e.desired.set).length ? [t('log.wanted', { values: values(e.desired.set, model) })] : [];
      const nothingSet = !Object.keys(e.set ?? {}).length && !gone.length;
      const withdrawn = nothingSet ? (e.desired?.unset ?? []).map((n) => t('log.unwanted', { name: title(model, n) })) : [];
      return [values(e.set, model), ...gone, ...wanted, ...withdrawn].filter(Boolean).join(' · ') + (e.merged > 1 ? ' ' + t('log.merged', { n: e.merged }) : '');
    }
    case 'presence':
      return t('presence.' + e.status) + (e.reason && has('reason.' + e.reason) ? `, ${t('reason.' + e.reason)}` : '');
    case 'command': {
      const what = e.name === 'set' ? values(e.args, model) : pick(model?.commands?.[e.name]?.title, e.name);
      const bad = ['rejected', 'failed', 'expired', 'unknown'].includes(e.status);
      return `${what}: ${t('status.' + e.status)}${bad ? '. ' + outcome(e) : ''}`;
    }
    case 'event':
      return `${e.name}${e.data && Object.keys(e.data).length ? ' ' + JSON.stringify(e.data) : ''}`;
    case 'fault':
      return `${e.code ?? e.fault}: ${e.status ?? ''}`;
    case 'share':
      return e.role ? t('log.shared', { user: e.name ?? e.user, role: t('share.' + e.role) }) : t('log.unshared', { user: e.name ?? e.user });
    default:
      return [e.version, e.status, e.phase].filter(Boolean).map((v) => value(v)).join(' ');
  }
}
