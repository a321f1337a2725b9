/**
 * The fields of a rule's form. Each stands at its path in the draft, says what is wrong there, and hands what was entered to the desk:
 * `{draft, known, put(path, value), wrong(path), properties(of), …}`, see `rule-form.js`.
 */
import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { millis } from '../checks.js';
import { value } from '../format.js';
import { pick, t } from '../i18n.js';
import { icon } from '../icons.js';
import { weekday } from '../rule-words.js';
import { WEEK } from '../rules.js';

const MOST_PEOPLE = 20;
export const idOf = (path) => 'rule-' + path.join('-').replace(/[^\w-]/g, '_');

/** A label, a control and what is wrong. @param {(a: {id: string, invalid: *, described: *}) => *} control */
export function labelled(desk, path, label, control, { hint = '', hidden = false, also = [] } = {}) {
  const wrong = desk.wrong(path) || also.map((p) => desk.wrong(p)).find(Boolean) || '';
  const id = idOf(path);
  const a = { id, invalid: wrong ? 'true' : nothing, described: wrong || hint ? id + '-hint' : nothing };
  return html`<div class="field"><label for=${id} class=${hidden ? 'sr' : ''}>${label}</label>${control(a)}
    ${wrong ? html`<p class="field-error" id="${id}-hint" data-testid="${id}-error">${wrong}</p>` : hint ? html`<p class="hint" id="${id}-hint">${hint}</p>` : nothing}</div>`;
}

/** One of some. @param {[string, string][]} options value and word */
export const choose = (desk, path, label, now, options, change, more) =>
  labelled(desk, path, label, (a) => html`<select id=${a.id} data-testid=${a.id} aria-invalid=${a.invalid} aria-describedby=${a.described} @change=${(e) => change(e.target.value)}>
    ${options.map(([v, word]) => html`<option value=${v} .selected=${live(v === now)}>${word}</option>`)}</select>`, more);

export const text = (desk, path, label, now, { placeholder, max = 200, type = 'text', change = (v) => desk.put(path, v || undefined), ...more } = {}) =>
  labelled(desk, path, label, (a) => html`<input id=${a.id} data-testid=${a.id} type=${type} maxlength=${type === 'text' ? max : nothing} placeholder=${placeholder ?? nothing} autocomplete="off" spellcheck="false" aria-invalid=${a.invalid} aria-describedby=${a.described}
    .value=${live(String(now ?? ''))} @input=${(e) => change(e.target.value)}>`, more);

export function numeric(desk, path, label, now, { min, max, step = 'any', unit = '', change = (v) => desk.put(path, v), ...more } = {}) {
  // As it was typed: 1.0 on the way to 1.05 is not made 1.
  const typed = desk.units.get('typed-' + idOf(path));
  const plain = now === null || now === undefined || now === '' ? '' : String(now);
  const shown = typed && Number(typed) === now ? typed : plain;
  const say = (v) => {
    desk.units.set('typed-' + idOf(path), v);
    change(v === '' ? null : Number(v));
  };
  return labelled(desk, path, label, (a) => html`<span class="with-unit"><input id=${a.id} data-testid=${a.id} type="number" min=${min ?? nothing} max=${max ?? nothing} step=${step} aria-invalid=${a.invalid} aria-describedby=${a.described}
    .value=${live(shown)} @input=${(e) => say(e.target.value)}>${unit ? html`<span class="unit" aria-hidden="true">${unit}</span>` : nothing}</span>`, more);
}

const UNITS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const UNIT_WORDS = { s: 'rules.unit.seconds', m: 'rules.unit.minutes', h: 'rules.unit.hours', d: 'rules.unit.days' };

function split(length, usual) {
  const ms = millis(length ?? '');
  if (!Number.isFinite(ms) || ms < 1000) return { n: ms === 0 ? 0 : '', unit: /[smhd]$/.exec(length ?? '')?.[0] ?? usual };
  const written = /^(\d+)([smhd])$/.exec(length);
  if (written) return { n: Number(written[1]), unit: written[2] };
  const unit = Object.keys(UNITS).findLast((u) => ms % UNITS[u] === 0) ?? 's';
  return { n: ms / UNITS[unit], unit };
}

/** A length of time, as a number and its unit. Empty is none. */
export function length(desk, path, label, now, { usual = 'm', change = (v) => desk.put(path, v), ...more } = {}) {
  const { n, unit } = split(now, usual);
  // The unit that was chosen before there is a number stays with the control.
  const kept = desk.units.get(idOf(path)) ?? unit;
  const shown = n === '' ? kept : unit;
  const say = (number, u) => change(number === '' ? undefined : number + u);
  return labelled(desk, path, label, (a) => html`<span class="length"><input id=${a.id} data-testid=${a.id} type="number" min="0" max="100000" step="1" inputmode="numeric" aria-invalid=${a.invalid} aria-describedby=${a.described} .value=${live(String(n))}
      @input=${(e) => say(e.target.value.replace(/\D.*$/, ''), shown)}>
    <select aria-label="${label}: ${t('rules.unit')}" data-testid="${a.id}-unit" @change=${(e) => {
      desk.units.set(idOf(path), e.target.value);
      say(n === '' ? '' : String(n), e.target.value);
    }}>${Object.keys(UNITS).map((u) => html`<option value=${u} .selected=${live(u === shown)}>${t(UNIT_WORDS[u])}</option>`)}</select></span>`, more);
}

/** A value of a property, by its schema; without one a number, true, false or a text, as it is typed. */
export function valueOf(desk, path, label, schema, property, now, { change = (v) => desk.put(path, v), ...more } = {}) {
  const values = schema?.enum ?? (schema?.type === 'boolean' ? [true, false] : null);
  if (values) {
    const options = values.map((v) => [JSON.stringify(v), value(v, schema, property)]);
    const chosen = now === null || now === undefined || now === '' ? '' : JSON.stringify(now);
    return choose(desk, path, label, chosen, [...(chosen && options.some(([v]) => v === chosen) ? [] : [['', t('rules.choose')]]), ...options], (v) => change(v === '' ? null : JSON.parse(v)), more);
  }
  if (['number', 'integer'].includes(schema?.type)) return numeric(desk, path, label, now, { min: schema.minimum, max: schema.maximum, unit: schema.unit, step: schema.type === 'integer' ? 1 : 'any', change, ...more });
  return text(desk, path, label, typeof now === 'string' || now === null || now === undefined ? now : JSON.stringify(now), { max: schema?.maxLength ?? 500, placeholder: schema?.pattern?.includes('#') ? '#ffb469' : undefined, change: (v) => change(schema?.type === 'string' ? v : guessed(v)), ...more });
}

const guessed = (v) => (/^(-?\d+(\.\d+)?|true|false)$/.test(v.trim()) ? JSON.parse(v) : v);

/** A property of what is meant; one that no model names can be written, once it is clear of what. */
export function property(desk, path, label, now, properties, change, chosen = true) {
  if (!chosen && !now) return choose(desk, path, label, '', [['', t('rules.deviceFirst')]], () => {});
  const names = Object.keys(properties);
  const other = now !== '' && now !== undefined && !names.includes(now);
  const writing = other || desk.units.get(idOf(path)) === 'other' || !names.length;
  const options = [...(now || writing ? [] : [['', t('rules.choose')]]), ...names.map((n) => [n, pick(properties[n]?.title, n)]), ['*other', t('rules.other')]];
  return html`${names.length ? choose(desk, path, label, writing ? '*other' : now, options, (v) => {
    desk.units.set(idOf(path), v === '*other' ? 'other' : '');
    change(v === '*other' ? '' : v);
  }) : nothing}${writing ? text(desk, names.length ? [...path, 'name'] : path, names.length ? t('rules.propertyName') : label, now, { max: 128, change, also: names.length ? [path] : [] }) : nothing}`;
}

/** Days of the week; none chosen are all. */
export function days(desk, path, now) {
  const chosen = new Set(now ?? []);
  const flip = (name) => {
    if (!chosen.delete(name)) chosen.add(name);
    desk.put(path, chosen.size && chosen.size < 7 ? WEEK.filter((d) => chosen.has(d)) : undefined);
  };
  return html`<div class="field" role="group" aria-labelledby="${idOf(path)}-label"><span class="label" id="${idOf(path)}-label">${t('rules.days')}</span><span class="chips">${WEEK.map((name) =>
    html`<button type="button" class="chip small" data-testid="${idOf(path)}-${name}" aria-pressed=${chosen.has(name)} aria-label=${weekday(name, 'long')} @click=${() => flip(name)}>${weekday(name)}</button>`)}</span>
    ${desk.wrong(path) ? html`<p class="field-error">${desk.wrong(path)}</p>` : html`<p class="hint">${chosen.size ? nothing : t('rules.everyDay')}</p>`}</div>`;
}

/** Devices by name: those chosen, and a list to choose more from. */
export function devices(desk, path, label, chosen, from, change) {
  const left = from.filter((d) => !chosen.includes(d.id));
  return html`<div class="rule-devices">${chosen.length ? html`<ul class="picked" aria-label=${label}>${chosen.map((id) => {
    const d = desk.known.device(id);
    return html`<li data-testid="picked" data-device=${id}>${icon(d?.model ?? 'generic')}<span>${d?.name ?? id}</span><button type="button" class="plain" aria-label="${t('remove')}: ${d?.name ?? id}" title=${t('remove')} @click=${() => change(chosen.filter((x) => x !== id))}>${icon('close')}</button></li>`;
  })}</ul>` : nothing}
    ${left.length || !chosen.length ? choose(desk, path, chosen.length ? t('rules.oneMore') : label, '', [['', chosen.length ? t('rules.oneMore') : t('rules.chooseDevice')], ...left.map((d) => [d.id, d.name])], (id) => id && change([...chosen, id]), { hidden: true, also: [[...path.slice(0, -1), 'device']] }) : nothing}</div>`;
}

/** People by name: those chosen, and a list to choose more from. */
export function people(desk, path, label, chosen, change) {
  const all = desk.people();
  const left = [...all.values()].filter((p) => !chosen.includes(p.id)).sort((a, b) => a.name.localeCompare(b.name));
  return html`<div class="rule-devices">${chosen.length ? html`<ul class="picked" aria-label=${label}>${chosen.map((id) => {
    const name = all.get(id)?.name ?? t('rules.somebody');
    return html`<li data-testid="picked" data-user=${id}>${icon('person')}<span title=${id}>${name}</span><button type="button" class="plain" aria-label="${t('remove')}: ${name}" title=${t('remove')} @click=${() => change(chosen.filter((x) => x !== id))}>${icon('close')}</button></li>`;
  })}</ul>` : nothing}
    ${chosen.length < MOST_PEOPLE && (left.length || !chosen.length) ? choose(desk, path, label, '', [['', t(chosen.length ? 'rules.onePersonMore' : 'rules.choosePerson')], ...left.map((p) => [p.id, p.name])], (id) => id && change([...chosen, id]), { hidden: true, also: [path.slice(0, -1)] }) : nothing}</div>`;
}

/** A button that adds one more of something. */
export const adds = (testid, word, click, symbol = 'plus') => html`<button type="button" class="button small" data-testid=${testid} @click=${click}>${icon(symbol)}${word}</button>`;
export const drops = (word, click, testid) => html`<button type="button" class="plain drop" aria-label=${word} title=${word} data-testid=${testid ?? nothing} @click=${click}>${icon('trash')}</button>`;
