/**
 * Rules in plain words. Pure.
 *
 * @typedef {{device: (id: string) => Object|undefined, model: (name: string) => Object|undefined, having: (property: string) => Object|undefined, space: (id: string) => string, person?: (id: string) => string|undefined}} Known
 *   what names and kinds are at hand; `having`: some kind that has the property, where it is not clear which is meant
 */
import { millis } from './checks.js';
import { number, shortClock, speaks, title, value } from './format.js';
import { has, language, locale, pick, t } from './i18n.js';
import { WEEK, actionOf, devicesOf, kindOf, lasts, partsOf, testOf, timed } from './rules.js';

const GAP = '…';
const STEPS = [['days', 86_400_000], ['hours', 3_600_000], ['minutes', 60_000], ['seconds', 1000]];

/** A title in the middle of a sentence. */
const mid = (text) => (language() === 'en' && /^\p{Lu}(\p{Ll}|$)/u.test(text) ? text[0].toLowerCase() + text.slice(1) : text);
/** Deeds one after the other. */
const chained = (words) => (language() === 'zh' ? words.join('，') : list(words));
const list = (words, type = 'conjunction') => new Intl.ListFormat(locale(), { type, style: 'long' }).format(words);

/** A length of time, never rounded: `90s` are 90 seconds. */
export function exact(length) {
  const ms = millis(length);
  if (!Number.isFinite(ms)) return GAP;
  const [name, size] = STEPS.find(([, size]) => ms % size === 0 && ms >= size) ?? ['seconds', 1000];
  return t('span.' + name, { n: number(ms / size, 3) });
}

export const weekday = (name, style = 'short') => new Intl.DateTimeFormat(locale(), { weekday: style, timeZone: 'UTC' }).format(Date.UTC(2024, 0, 1 + WEEK.indexOf(name)));

function days(names) {
  if (!names?.length || names.length === 7) return '';
  const chosen = WEEK.filter((name) => names.includes(name));
  if (chosen.join() === 'mon,tue,wed,thu,fri') return t('rules.s.workdays');
  if (chosen.join() === 'sat,sun') return t('rules.s.weekend');
  return t('rules.s.days', { days: list(chosen.map((name) => weekday(name))) });
}

const kindTitle = (model, known) => pick(known.model(model)?.title, model);
const deviceName = (id, known) => known.device(id)?.name ?? id;

/** What is watched. */
export function subject(of, known) {
  if (of?.space !== undefined) {
    const space = of.space ? known.space(of.space) : GAP;
    return of.model ? t('rules.s.anyKind', { kind: mid(kindTitle(of.model, known)), space }) : t('rules.s.any', { space });
  }
  if (of?.model) return t('rules.s.anyOf', { kind: mid(kindTitle(of.model, known)) });
  const names = (of?.devices ?? []).map((id) => deviceName(id, known));
  if (!names.length) return GAP;
  return names.length > 3 ? t('rules.s.several', { names: names.slice(0, 2).join(t('rules.s.comma')), n: names.length - 2 }) : list(names, 'disjunction');
}

/** By which model what is said of these devices is read. */
function modelFor(of, known) {
  if (of?.model) return known.model(of.model);
  const device = known.device(devicesOf(of)[0]);
  return device && known.model(device.model);
}

function tested(c, kind, who, known) {
  const property = c.property;
  const model = kind ?? known.having(property);
  const schema = model?.properties?.[property];
  const say = (v) => (v === null || v === undefined || v === '' ? GAP : typeof v === 'string' && !schema?.enum ? `“${v}”` : mid(value(v, schema, property)));
  const test = testOf(c);
  const wanted = c[test];
  if (typeof wanted === 'boolean' && speaks(wanted, property)) return t('rules.s.tells', { device: who || t('rules.s.it'), value: value(test === 'not' ? !wanted : wanted, schema, property) });
  const name = property ? mid(title(model, property)) : GAP;
  const of = who ? t('rules.s.of', { device: who }) : '';
  const [from, to] = Array.isArray(wanted) ? wanted : [wanted, wanted];
  return t('rules.s.' + test, { name, of, value: say(wanted), from: typeof from === 'number' ? number(from, 3) : GAP, to: say(to) });
}

/** One condition; `who` is empty where it is clear of whom it is said. */
function cond(c, model, who, known) {
  const device = who || t('rules.s.it');
  switch (kindOf(c)) {
    case 'several': {
      const { join, parts } = partsOf(c);
      return parts.map((part, i) => cond(part, model, i ? '' : who, known)).join(t(join === 'all' ? 'checks.and' : 'checks.or'));
    }
    case 'changed':
      return t('rules.s.changes', { name: c.property ? mid(title(model ?? known.having(c.property), c.property)) : GAP, of: who ? t('rules.s.of', { device: who }) : '' });
    case 'event': {
      const tests = (c.data ?? []).map((test) => tested(test, { properties: model?.events?.[c.event]?.data?.properties ?? {} }, '', known));
      return t('rules.s.event', { device, name: c.event ? pick(model?.events?.[c.event]?.title, c.event) : GAP }) + (tests.length ? t('rules.s.with', { what: list(tests) }) : '');
    }
    case 'presence':
      return t('rules.s.presence.' + c.presence, { device });
    case 'fault':
      return t('rules.s.hasFault', { device, code: c.fault || GAP });
    case 'cleared':
      return t('rules.s.lostFault', { device, code: c.fault || GAP });
    default:
      return tested(c, model, who, known);
  }
}

/** "At 22:00 on weekdays", "30 min before sunset". */
function moment(c) {
  const on = days(c.days);
  if ('at' in c) return t(on ? 'rules.s.at' : 'rules.s.daily', { time: c.at || GAP, days: on });
  const off = c.offset ? millis(String(c.offset).replace('-', '')) : 0;
  const sun = t('rules.s.' + c.sun);
  const key = !off ? 'rules.s.atSun' : String(c.offset).startsWith('-') ? 'rules.s.beforeSun' : 'rules.s.afterSun';
  return t(key, { sun, time: off ? exact(off) : '', days: on });
}

function guard(g, rule, known) {
  if (g.time) return t('rules.s.between.time', { from: g.time.from || GAP, to: g.time.to || GAP, days: days(g.time.days) });
  if ('sun' in g) return t('rules.s.sun.' + g.sun);
  const device = g.device && known.device(g.device);
  const model = g.device ? device && known.model(device.model) : modelFor(rule.of, known);
  return cond(g, model, g.device ? deviceName(g.device, known) : '', known);
}

/** Whom or what an action is for. */
function goal(a, known) {
  if (a.space !== undefined) return a.model ? t('rules.s.allKind', { kind: mid(kindTitle(a.model, known)), space: a.space ? known.space(a.space) : GAP }) : t('rules.s.all', { space: a.space ? known.space(a.space) : GAP });
  const ids = devicesOf(a);
  if (a.devices || a.device !== undefined) return ids.length ? list(ids.map((id) => deviceName(id, known))) : GAP;
  return t('rules.s.same');
}

function settings(set, kind, known) {
  const model = kind ?? known.having(Object.keys(set ?? {})[0]);
  const said = (name, v) => (v === '' || v === null ? GAP : mid(value(v, model?.properties?.[name], name)));
  const words = Object.entries(set ?? {}).map(([name, v]) => t(speaks(v, name) ? 'rules.s.being' : 'rules.s.having', { name: mid(title(model, name)) || GAP, value: said(name, v) }));
  return words.length ? chained(words) : t('rules.s.having', { name: GAP, value: GAP });
}

function act(a, rule, known) {
  const aim = 'space' in a || 'device' in a || 'devices' in a ? a : rule.of;
  const model = modelFor(aim, known);
  const target = goal(a, known);
  switch (actionOf(a)) {
    case 'desired': {
      const wanted = Object.fromEntries(Object.entries(a.desired).filter(([, v]) => v !== null));
      const gone = Object.keys(a.desired).filter((name) => a.desired[name] === null).map((name) => mid(title(model, name)));
      return [Object.keys(wanted).length || !gone.length ? t('rules.s.keep', { target, values: settings(wanted, model, known) }) : '', gone.length ? t('rules.s.free', { target, values: list(gone) }) : ''].filter(Boolean).join(t('rules.s.comma'));
    }
    case 'notify': {
      const { to, title: said } = a.notify;
      const names = Array.isArray(to) && known.person ? to.map(known.person).filter(Boolean) : [];
      const who = names.length && names.length === to.length ? list(names) : Array.isArray(to) ? t('rules.s.people', { n: to.length }) : t('rules.s.to.' + to);
      return t('rules.s.notify', { who }) + (said ? t('rules.s.saying', { text: pick(said) }) : '');
    }
    case 'fault':
      return t('rules.s.raise', { severity: mid(t('severity.' + (a.severity ?? 'minor'))), fault: pick(a.title, a.fault || GAP) });
    default: {
      if (a.command === 'set') return t('rules.s.set', { target, values: settings(a.args, model, known) });
      const args = Object.values(a.args ?? {}).map((v) => (typeof v === 'string' ? v : JSON.stringify(v)));
      return t('rules.s.tell', { target, command: a.command ? mid(pick(model?.commands?.[a.command]?.title, a.command)) : GAP }) + (args.length ? t('rules.s.saying', { text: args.join(', ') }) : '');
    }
  }
}

const acts = (actions, rule, known) => (actions?.length ? chained(actions.map((a) => act(a, rule, known))) : GAP);

function trigger(rule, known) {
  const { when } = rule;
  const times = rule.repeat ? t('rules.s.repeat', { n: rule.repeat.times ?? GAP, within: exact(rule.repeat.within) }) : '';
  if (timed(when)) return moment(when) + times;
  const hold = lasts(when) && rule.for && millis(rule.for) > 0 ? t('rules.s.for', { time: exact(rule.for) }) : '';
  return t('rules.s.when', { what: cond(when, modelFor(rule.of, known), subject(rule.of, known), known) + hold + times });
}

/** What happens once it is over; empty where nothing does. */
function ending(rule, known) {
  if (!rule.else?.length) return '';
  const then = acts(rule.else, rule, known);
  const { until } = rule;
  if (until?.when) {
    const hold = until.for && millis(until.for) > 0 ? t('rules.s.for', { time: exact(until.for) }) : '';
    return t('rules.s.sentence', { when: t('rules.s.when', { what: cond(until.when, modelFor(rule.of, known), '', known) + hold }), then });
  }
  if (until?.after !== undefined) return t('rules.s.later', { time: exact(until.after), then });
  if (until && ('at' in until || 'sun' in until)) return t('rules.s.sentence', { when: moment(until), then });
  return until?.for && millis(until.for) > 0 ? t('rules.s.overFor', { time: exact(until.for), then }) : t('rules.s.over', { then });
}

/** The whole rule. */
export function sentence(rule, known) {
  const only = rule.onlyIf?.length ? t('rules.s.onlyIf', { what: rule.onlyIf.map((g) => guard(g, rule, known)).join(t('checks.and')) }) : '';
  const first = t('rules.s.sentence', { when: trigger(rule, known) + only, then: acts(rule.then, rule, known) });
  const last = rule.cooldown && millis(rule.cooldown) > 0 ? t('rules.s.cooldown', { time: exact(rule.cooldown) }) : '';
  return [first, ending(rule, known), last].filter(Boolean).join(t('rules.s.space'));
}

/** By what it was seen. @param {Object} why @param {{device?: string, at: number}} seen */
export function reason(why, seen, rule, known) {
  if (!why) return '';
  const device = seen.device && known.device(seen.device);
  const model = (device ? known.model(device.model) : modelFor(rule.of, known)) ?? known.having(why.property);
  const words = [];
  if (why.property) words.push(speaks(why.value, why.property) ? value(why.value, model?.properties?.[why.property], why.property) : `${title(model, why.property)} ${value(why.value, model?.properties?.[why.property], why.property)}`);
  if (why.event) words.push(t('rules.why.event', { name: pick(model?.events?.[why.event]?.title, why.event) }));
  if (why.presence) words.push(t('presence.' + why.presence));
  if (why.fault) words.push(t('rules.why.fault', { code: why.fault }));
  if (why.sun) words.push(has('rules.why.' + why.sun) ? t('rules.why.' + why.sun) : why.sun);
  if (why.at) words.push(typeof why.at === 'number' ? shortClock(why.at) : why.at);
  if (why.since && seen.at - why.since >= 1000) words.push(t('rules.why.for', { time: exact(Math.round((seen.at - why.since) / 1000) * 1000) }));
  if (why.times > 1) words.push(t('rules.why.times', { n: why.times }));
  return words.join(t('rules.s.comma'));
}

/** One thing that was done or would be. */
export const deed = (a, rule, known) => {
  if (a.action === 'command') return act({ command: a.name, args: a.args, ...(a.device ? { device: a.device } : {}) }, rule, known);
  if (a.action === 'desired') return act({ desired: a.args ?? a.desired ?? a.set ?? {}, ...(a.device ? { device: a.device } : {}) }, rule, known);
  if (a.action === 'notify') return act({ notify: { to: a.to, title: a.title } }, rule, known);
  return act({ fault: a.fault, severity: a.severity ?? 'minor', title: a.title }, rule, known);
};
