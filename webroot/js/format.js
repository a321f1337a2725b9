/** Numbers, times and values as people read them. */
import { has, locale, pick, t } from './i18n.js';
import { withName } from './said.js';

const cache = new Map();
function intl(kind, options) {
  const key = kind.name + locale() + JSON.stringify(options);
  let made = cache.get(key);
  if (!made) cache.set(key, (made = new kind(locale(), options)));
  return made;
}

export const number = (n, digits = 1) => intl(Intl.NumberFormat, { maximumFractionDigits: digits }).format(n);
/** "9.90 EUR". */
export const money = (n, currency) => intl(Intl.NumberFormat, { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(n) + '\u00a0' + currency;
export const clock = (at) => intl(Intl.DateTimeFormat, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' }).format(at);
export const shortClock = (at) => intl(Intl.DateTimeFormat, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at);
export const day = (at) => intl(Intl.DateTimeFormat, { day: 'numeric', month: 'short' }).format(at);
export const date = (at) => intl(Intl.DateTimeFormat, { day: 'numeric', month: 'short', year: 'numeric' }).format(at);
export const moment = (at) => intl(Intl.DateTimeFormat, { dateStyle: 'medium', timeStyle: 'medium' }).format(at);
export const stamp = (at, now) => (new Date(at).toDateString() === new Date(now).toDateString() ? clock(at) : day(at) + ' ' + shortClock(at));

/** "now", "12 s ago", "5 min ago", "3 h ago", "Nov 3". */
export function age(at, now) {
  const s = Math.max(0, Math.floor((now - at) / 1000));
  if (s < 3) return t('age.now');
  if (s < 60) return t('age.seconds', { n: s });
  if (s < 3600) return t('age.minutes', { n: Math.floor(s / 60) });
  if (s < 86400) return t('age.hours', { n: Math.floor(s / 3600) });
  if (s < 86400 * 14) return t('age.days', { n: Math.floor(s / 86400) });
  return day(at);
}

/** A span without "ago": "12 s", "5 min". */
export function span(ms) {
  const s = Math.max(0, Math.round(ms / 1000));
  if (s < 60) return t('span.seconds', { n: s });
  if (s < 3600) return t('span.minutes', { n: Math.round(s / 60) });
  if (s < 86400) return t('span.hours', { n: Math.round(s / 3600) });
  return t('span.days', { n: Math.round(s / 86400) });
}

/** "12.3 KiB" of a number of bytes. */
export const bytes = (n) => (n < 1024 ? number(n) + '\u202fB' : n < 1024 * 1024 ? number(n / 1024) + '\u202fKiB' : number(n / 1024 / 1024) + '\u202fMiB');

/** The title of a property, in the person's language; its own name when the model knows no better. */
export const title = (model, property) => pick(model?.properties?.[property]?.title, property);

/** One value as text, with unit. Device text comes back as it is: lit escapes it. */
export function value(v, schema, property) {
  if (v === undefined || v === null) return '—';
  if (typeof v === 'boolean') {
    const own = `bool.${property}.${v}`;
    return t(has(own) ? own : `bool.${v}`);
  }
  if (typeof v === 'number') {
    const unit = schema?.unit;
    return number(v, 2) + (unit ? (unit === '%' || unit.startsWith('°') ? '' : '\u202f') + unit : '');
  }
  if (typeof v === 'string') return schema?.enum && has('value.' + v) ? t('value.' + v) : v;
  return JSON.stringify(v);
}

/** Whether the value tells by itself what it is of, as "Unlocked" does: before it the title ("Locked") would say the opposite. */
export const speaks = (v, property) => typeof v === 'boolean' && has(`bool.${property}.${v}`);

/** `{power: 'on', brightness: 40}` in one line, in the model's order: a store keeps another. `link` stands between a title and its value. */
export function values(set, model, link = ' ') {
  const order = Object.keys(model?.properties ?? {});
  const rank = (name) => (order.includes(name) ? order.indexOf(name) : order.length);
  return Object.keys(set ?? {})
    .sort((a, b) => rank(a) - rank(b))
    .map((name) => (speaks(set[name], name) ? '' : title(model, name) + link) + value(set[name], model?.properties?.[name], name))
    .join(' · ');
}

/** Who did it, in words; and by what, unless `how` is false, for what can be done in one way only. */
export function actor(by, { device, me, how = true } = {}) {
  if (!by) return '';
  if (by.user) {
    const who = by.user === me ? t('by.me') : by.name || t('by.erased');
    return how && by.via && by.via !== 'panel' ? t('by.via', { who, via: t('via.' + by.via) }) : who;
  }
  if (by.device) return by.device === device ? t('by.device') : by.device;
  if (by.hub) return t(has('by.hub.' + by.hub) ? 'by.hub.' + by.hub : 'by.hub');
  return '';
}

/** Who else has a hand on a property's control, in words; empty when nobody. */
export function handsOn(device, property, me) {
  const hands = Object.entries(device.holds[property] ?? {});
  const who = hands.map(([id, name]) => (id === me ? t('control.elsewhere') : name || t('by.erased'))).join(', ');
  return hands.length ? t('control.held', { who, n: hands.length }) : '';
}

/** What became of a command, in words that help; the device's own words behind. */
export function outcome(end) {
  const said = end.message ? ' ' + t('outcome.said', { text: end.message }) : '';
  if (end.status === 'refused' || end.status === 'failed' || end.status === 'rejected') {
    if (end.code && has('code.' + end.code)) return t('code.' + end.code) + (['BAD_VALUE', 'REJECTED'].includes(end.code) ? said : '');
    return t('outcome.' + end.status) + said;
  }
  if (end.status === 'expired') return t(end.code === 'DEVICE_TIMEOUT' ? 'outcome.timeout' : 'outcome.expired');
  return t('outcome.' + end.status) + said;
}

/** What a failed REST call means to the person. */
export function failure(e) {
  if (e?.name === 'Unreachable' || e?.constructor?.name === 'Unreachable') return t('code.UNREACHABLE');
  if (e?.code === 'RATE_LIMITED' && e.retryAfter) return t('code.RATE_LIMITED.wait', { span: span(e.retryAfter) });
  if (e?.errors?.length) return e.errors.map(withName).join(t('said.and'));
  if (e?.code && has('code.' + e.code)) return t('code.' + e.code);
  return e?.detail || t('code.other');
}
