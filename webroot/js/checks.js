/** Checks in plain words, and what of one a person can change. Pure. */
import { number, span, title, value as valueOf } from './format.js';
import { t } from './i18n.js';

const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds of `5m` or of a number of them; NaN for what is none. */
export function millis(text) {
  if (typeof text === 'number') return text;
  const m = /^(\d{1,9})(ms|s|m|h|d)$/.exec(String(text).trim());
  return m ? Number(m[1]) * UNITS[m[2]] : NaN;
}

const time = (text) => (Number.isFinite(millis(text)) ? span(millis(text)) : String(text));
const unit = (model, property) => (model?.properties?.[property]?.unit ? ' ' + model.properties[property].unit : '');

/** One value, in words. */
function test(part, model) {
  const name = title(model, part.property);
  const say = (v) => (typeof v === 'number' ? number(v, 3) + unit(model, part.property) : valueOf(v, model?.properties?.[part.property], part.property));
  if ('above' in part) return t('checks.above', { name, value: say(part.above) });
  if ('below' in part) return t('checks.below', { name, value: say(part.below) });
  if ('not' in part) return t('checks.not', { name, value: say(part.not) });
  if ('outside' in part) return t('checks.outside', { name, from: say(part.outside[0]), to: say(part.outside[1]) });
  return t('checks.is', { name, value: say(part.is) });
}

/** A condition. @param {Object} when @param {Object} [model] */
export function condition(when, model) {
  if (when.property) return test(when, model);
  if (when.all) return when.all.map((part) => test(part, model)).join(t('checks.and'));
  if (when.any) return when.any.map((part) => test(part, model)).join(t('checks.or'));
  const [kind] = Object.keys(when);
  const c = typeof when[kind] === 'object' ? when[kind] : {};
  const values = { name: c.property ? title(model, c.property) : c.name ?? '', unit: unit(model, c.property), n: c.times ?? c.reports ?? c.of ?? c.percent ?? c.factor ?? 0, ...c };
  for (const field of ['within', 'lasting', 'least', 'by']) if (field in c && !(field === 'by' && kind === 'jump')) values[field] = time(c[field]);
  if ('ratio' in c) values.percent = Math.round(c.ratio * 100);
  return t(kind === 'count' ? `checks.count.${c.of}` : `checks.${kind}`, values);
}

/** All of it in one line. */
export function words(check, model) {
  const hold = millis(check.for ?? 0);
  return condition(check.when, model) + (hold > 0 ? t('checks.for', { time: span(hold) }) : '');
}

/**
 * The numbers and times of a check, by their path in it.
 * @returns {{path: (string|number)[], label: string, kind: 'number'|'time', value: *}[]}
 */
export function fields(check, model) {
  const found = [];
  const walk = (node, path, property) => {
    for (const [key, v] of Object.entries(node)) {
      const here = [...path, Array.isArray(node) ? Number(key) : key];
      if (v !== null && typeof v === 'object') walk(v, here, v.property ?? property);
      else if (['within', 'lasting', 'least', 'for'].includes(key) || (key === 'by' && !property)) found.push({ path: here, kind: 'time', value: v, label: label(key, property, here) });
      else if (typeof v === 'number') found.push({ path: here, kind: 'number', value: v, label: label(key, property, here) });
    }
  };
  const label = (key, property, path) => {
    const name = property ? title(model, property) + unit(model, property) : '';
    const word = t('checks.field.' + (/^\d+$/.test(key) ? (path.at(-1) === 0 ? 'from' : 'to') : key));
    return (path[0] === 'clear' ? t('checks.field.clear') + ' ' : '') + (name ? `${name}: ${word}` : word);
  };
  walk({ when: check.when, for: check.for ?? '0s', ...(check.clear ? { clear: check.clear } : {}) }, [], check.when.property);
  // A condition that has its time in itself has none beside.
  const own = ['stuck', 'quiet', 'runsOut', 'count', 'drift', 'failing', 'slow'].some((kind) => kind in check.when);
  return found.filter((f) => !(own && f.path.length === 1));
}

/** What is to be set so that the fields have these values: whole members, as the hub takes them. */
export function change(check, list, values) {
  const members = {};
  list.forEach((f, i) => {
    const value = f.kind === 'number' ? Number(values[i]) : String(values[i]).trim();
    if (String(value) === String(f.value)) return;
    const [member] = f.path;
    if (!(member in members)) members[member] = structuredClone(check[member]) ?? null;
    if (f.path.length === 1) members[member] = value;
    else {
      let at = members[member];
      for (const step of f.path.slice(1, -1)) at = at[step];
      at[f.path.at(-1)] = value;
    }
  });
  return members;
}
