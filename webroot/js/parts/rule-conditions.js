/** The conditions in a rule's form: what sets it off, what ends it, and what has to hold besides. */
import { html, nothing } from 'lit';
import { pick, t } from '../i18n.js';
import { condition, joined, kindOf, partsOf, testOf, testing, timed } from '../rules.js';
import { adds, choose, days, devices, drops, idOf, length, numeric, property, text, valueOf } from './rule-fields.js';

const NUMBERS = ['above', 'below', 'between', 'outside', 'is', 'not'];
const WORDS = ['is', 'not'];
const MOST = 8;
const KINDS = ['value', 'changed', 'event', 'presence', 'fault', 'cleared', 'time', 'sun'];
/** Those that may stand beside others. */
const LASTING = ['value', 'presence', 'fault'];

function testedValue(desk, path, c, properties, chosen) {
  const schema = properties[c.property];
  const test = testOf(c);
  const tests = !schema || ['number', 'integer'].includes(schema.type) ? NUMBERS : WORDS;
  const now = c[test];
  const two = ['between', 'outside'].includes(test);
  const retype = (name) => {
    const next = properties[name];
    const fits = !next || ['number', 'integer'].includes(next.type) ? NUMBERS : WORDS;
    desk.put(path, { ...testing(c, fits.includes(test) ? test : fits[0]), property: name });
  };
  const bound = (i, label) => numeric(desk, [...path, test, i], label, now?.[i], { unit: schema?.unit, also: [[...path, test]], change: (v) => desk.put(path, { ...c, [test]: i ? [now[0], v] : [v, now[1]] }) });
  return html`${property(desk, [...path, 'property'], t('rules.property'), c.property, properties, retype, chosen)}
    ${choose(desk, [...path, 'test'], t('rules.test'), test, tests.map((name) => [name, t('rules.test.' + name)]), (name) => desk.put(path, testing(c, name, two || ['between', 'outside'].includes(name) ? null : now)), { also: [path] })}
    ${two ? html`${bound(0, t('checks.field.from'))}${bound(1, t('checks.field.to'))}` : valueOf(desk, [...path, test], t('rules.value'), NUMBERS.slice(0, 2).includes(test) ? { type: 'number', unit: schema?.unit } : schema, c.property, now)}`;
}

function faultCode(desk, path, c, codes) {
  return html`${codes.length ? choose(desk, [...path, 'which'], t('rules.fault'), codes.includes(c.fault) ? c.fault : '', [...codes.map((code) => [code, code]), ['', t('rules.other')]], (v) => desk.put([...path, 'fault'], v)) : nothing}
    ${codes.includes(c.fault) ? nothing : text(desk, [...path, 'fault'], t('rules.fault.code'), c.fault, { placeholder: 'POWER.BATTERY_LOW', max: 64, change: (v) => desk.put([...path, 'fault'], v) })}`;
}

/** A time of day or of the sun. */
export function clockTime(desk, path, c) {
  return html`${'at' in c ? text(desk, [...path, 'at'], t('rules.at'), c.at, { type: 'time', change: (v) => desk.put([...path, 'at'], v) })
    : html`${choose(desk, [...path, 'sun'], t('rules.sun'), c.sun, ['sunset', 'sunrise'].map((s) => [s, t('rules.sun.' + s)]), (v) => desk.put([...path, 'sun'], v))}${offset(desk, [...path, 'offset'], c.offset)}`}`;
}

function offset(desk, path, now) {
  const before = String(now ?? '').startsWith('-');
  const side = desk.units.get('side-' + path.join('-')) ?? (before ? 'before' : 'after');
  return html`${length(desk, path, t('rules.offset'), now ? String(now).replace('-', '') : undefined, { change: (v) => desk.put(path, v && !/^0/.test(v) ? (side === 'before' ? '-' : '') + v : undefined) })}
    ${choose(desk, [...path, 'side'], t('rules.side'), side, ['before', 'after'].map((s) => [s, t('rules.side.' + s)]), (s) => {
      desk.units.set('side-' + path.join('-'), s);
      desk.put(path, now ? (s === 'before' ? '-' : '') + String(now).replace('-', '') : undefined);
    })}`;
}

function fields(desk, path, c, of) {
  switch (kindOf(c)) {
    case 'value':
      return testedValue(desk, path, c, desk.properties(of), desk.chosen(of));
    case 'changed':
      return property(desk, [...path, 'property'], t('rules.property'), c.property, desk.properties(of), (v) => desk.put([...path, 'property'], v), desk.chosen(of));
    case 'event': {
      const events = Object.entries(desk.model(of)?.events ?? {});
      // What is asked of one event's data is nothing that another has.
      const named = (v) => desk.put(path, events.length ? { event: v } : { ...c, event: v });
      return events.length ? property(desk, [...path, 'event'], t('rules.event'), c.event, Object.fromEntries(events), named) : text(desk, [...path, 'event'], t('rules.event'), c.event, { max: 64, placeholder: 'pressed', change: named });
    }
    case 'presence':
      return choose(desk, [...path, 'presence'], t('rules.presence'), c.presence, ['offline', 'online', 'asleep'].map((p) => [p, t('presence.' + p)]), (v) => desk.put([...path, 'presence'], v));
    case 'fault':
    case 'cleared':
      return faultCode(desk, path, c, desk.codes(of));
    default:
      return clockTime(desk, path, c);
  }
}

/** What has to be so of what an event tells; all of it. */
function told(desk, path, c, of) {
  const tests = c.data ?? [];
  const known = desk.model(of)?.events?.[c.event]?.data?.properties ?? {};
  const put = (list) => desk.put([...path, 'data'], list.length ? list : undefined);
  return html`${tests.map((test, i) => html`<div class="rule-line rule-told" role="group" aria-label=${t('rules.told', { n: i + 1 })}>${testedValue(desk, [...path, 'data', i], test, known, true)}${drops(t('rules.dropTold'), () => put(tests.filter((_, n) => n !== i)))}</div>`)}
    ${c.event && tests.length < MOST ? html`<div class="actions">${adds(idOf([...path, 'data', 'add']), t('rules.addTold'), () => put([...tests, { property: '', is: null }]))}</div>` : nothing}`;
}

/** What sets it off: one condition, or several that last. */
export function trigger(desk, path, when, of, kinds = KINDS) {
  const { join, parts } = partsOf(when);
  const place = (i) => (parts.length > 1 ? [...path, join, i] : path);
  const drop = (i) => desk.put(path, joined(join, parts.filter((_, n) => n !== i)));
  const several = parts.length > 1;
  return html`<div class="rule-parts">${parts.map((c, i) => html`${i ? html`<span class="rule-join" aria-hidden="true">${t(join === 'all' ? 'rules.and' : 'rules.or')}</span>` : nothing}
      <div class="rule-part" role="group" aria-label=${t('rules.condition', { n: i + 1 })}>
        <div class="rule-line">${choose(desk, [...place(i), 'kind'], t('rules.kind'), kindOf(c), (several ? LASTING : kinds).map((k) => [k, t('rules.kind.' + k)]), (k) => desk.put(place(i), condition(k, c)))}
        ${fields(desk, place(i), c, of)}${several ? drops(t('rules.dropCondition'), () => drop(i)) : nothing}</div>
        ${timed(c) ? days(desk, [...place(i), 'days'], c.days) : nothing}${kindOf(c) === 'event' ? told(desk, place(i), c, of) : nothing}</div>`)}
    ${LASTING.includes(kindOf(parts[0])) && parts.length < MOST ? html`<div class="actions">${adds('rule-more-' + path.join('-'), t('rules.moreConditions'), () => desk.put(path, joined(join, [...parts, condition('value')])))}
      ${several ? html`<span class="choice small" role="group" aria-label=${t('rules.join')}>${['all', 'any'].map((j) => html`<button type="button" aria-pressed=${j === join} data-testid="rule-join-${j}" @click=${() => desk.put(path, { [j]: parts })}>${t('rules.join.' + j)}</button>`)}</span>` : nothing}</div>` : nothing}</div>`;
}

const GUARDS = ['time', 'sun', 'value', 'presence'];
const guardKind = (g) => ('time' in g ? 'time' : 'sun' in g ? 'sun' : 'presence' in g ? 'presence' : 'value');

function newGuard(kind, device) {
  switch (kind) {
    case 'time':
      return { time: { from: '08:00', to: '22:00' } };
    case 'sun':
      return { sun: 'down' };
    default:
      return { ...(device ? { device } : {}), ...condition(kind) };
  }
}

function guardFields(desk, path, g) {
  if (g.time) {
    const time = (name) => text(desk, [...path, 'time', name], t('checks.field.' + name), g.time[name], { type: 'time', change: (v) => desk.put([...path, 'time', name], v) });
    return html`${time('from')}${time('to')}`;
  }
  if ('sun' in g) return choose(desk, [...path, 'sun'], t('rules.sun'), g.sun, ['down', 'up'].map((s) => [s, t('rules.sunIs.' + s)]), (v) => desk.put([...path, 'sun'], v));
  const whose = [...(timed(desk.draft.when) ? [['', t('rules.chooseDevice')]] : [['', t('rules.sameDevice')]]), ...desk.devices().map((d) => [d.id, d.name])];
  return html`${choose(desk, [...path, 'device'], t('rules.whose'), g.device ?? '', whose, (v) => desk.put([...path, 'device'], v || undefined))}
    ${fields(desk, path, g, g.device ? { devices: [g.device] } : desk.draft.of)}`;
}

/** What has to hold besides when it acts. */
export function guards(desk, list) {
  const first = timed(desk.draft.when) ? desk.devices()[0]?.id : '';
  return html`<div class="rule-parts">${list.map((g, i) => html`<div class="rule-part" role="group" aria-label=${t('rules.guard', { n: i + 1 })}><div class="rule-line">
      ${choose(desk, ['onlyIf', i, 'kind'], t('rules.kind'), guardKind(g), GUARDS.map((k) => [k, t('rules.guard.' + k)]), (k) => desk.put(['onlyIf', i], newGuard(k, first)))}
      ${guardFields(desk, ['onlyIf', i], g)}${drops(t('rules.dropCondition'), () => desk.put(['onlyIf', i], undefined))}</div>
      ${g.time ? days(desk, ['onlyIf', i, 'time', 'days'], g.time.days) : nothing}</div>`)}
    ${list.length < MOST ? html`<div class="actions">${adds('rule-add-guard', t('rules.addGuard'), () => desk.put(['onlyIf'], [...list, newGuard('time')]))}</div>` : nothing}</div>`;
}

/** Which devices are watched. */
export function watched(desk, of) {
  const how = of?.space !== undefined ? 'space' : 'devices';
  const models = [...new Map(desk.devices().map((d) => [d.model, pick(desk.known.model(d.model)?.title, d.model)]))];
  const turn = (to) => desk.put(['of'], to === 'space' ? { space: desk.spaces[0]?.id ?? '' } : { devices: [] });
  return html`<div class="field"><span class="label" id="rule-of-label">${t('rules.of')}</span>
    ${desk.spaces.length || how === 'space' ? html`<div><span class="choice small" role="group" aria-labelledby="rule-of-label">${['devices', 'space'].map((h) => html`<button type="button" data-testid="rule-by-${h}" aria-pressed=${h === how} @click=${() => h !== how && turn(h)}>${t('rules.of.' + h)}</button>`)}</span></div>` : nothing}</div>
    ${how === 'space' ? html`<div class="rule-line">${choose(desk, ['of', 'space'], t('rules.space'), of.space, desk.spaces.map((s) => [s.id, s.name]), (v) => desk.put(['of', 'space'], v), { also: [['of']] })}
        ${choose(desk, ['of', 'model'], t('rules.model'), of.model ?? '', [['', t('rules.model.any')], ...models], (v) => desk.put(['of', 'model'], v || undefined))}</div>`
      : devices(desk, ['of', 'devices'], t('rules.of'), of?.devices ?? [], desk.devices(), (ids) => desk.put(['of', 'devices'], ids))}`;
}
