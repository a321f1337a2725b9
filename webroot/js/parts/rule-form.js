/**
 * A rule's form: every part of it without code, and the whole as a sentence that follows each change. It holds nothing: a change is told
 * by `hw-rule` with the new draft, and what the hub found wrong stands beside the field that it names.
 */
import { html, nothing } from 'lit';
import { needModel } from '../acts.js';
import { api } from '../api.js';
import { Part, fire } from '../element.js';
import { t } from '../i18n.js';
import { mayManage } from '../kinds.js';
import { ofField } from '../said.js';
import { icon } from '../icons.js';
import { sentence } from '../rule-words.js';
import { at, devicesOf, endOf, lacks, lasts, pointer, put, sunny, timed } from '../rules.js';
import { store } from '../store.js';
import { actions } from './rule-actions.js';
import { clockTime, guards, trigger, watched } from './rule-conditions.js';
import { choose, length, numeric, text } from './rule-fields.js';

const ENDS = ['over', 'when', 'after', 'at', 'sun'];
const byName = (a, b) => a.name.localeCompare(b.name);

class RuleForm extends Part {
  static properties = { draft: { attribute: false }, known: { attribute: false }, spaces: { attribute: false }, errors: { attribute: false }, strict: { type: Boolean }, inside: { attribute: false }, home: { attribute: false } };

  constructor() {
    super();
    this.units = new Map();
    this.checked = new Map();
    this.errors = [];
    this.spaces = [];
  }

  /** What the fields work with. */
  desk() {
    const { devices, models } = store.state;
    const missing = new Set(this.strict ? lacks(this.draft, Boolean(this.home)) : []);
    const shown = (this.shown = new Set());
    const members = (of) => (of?.space !== undefined ? [...devices.values()].filter((d) => (this.inside?.get(of.space)?.has(d.id) ?? false) && (!of.model || d.model === of.model)) : devicesOf(of).map((id) => devices.get(id)).filter(Boolean));
    const kinds = (of) => {
      const list = [...new Set([...(of?.model ? [of.model] : []), ...members(of).map((d) => d.model)])];
      list.forEach(needModel);
      return list.map((name) => models.get(name)).filter(Boolean);
    };
    return {
      draft: this.draft, known: this.known, spaces: this.spaces, units: this.units,
      put: (path, value) => fire(this, 'hw-rule', put(this.draft, path, value)),
      wrong: (path) => {
        const p = pointer(path);
        shown.add(p);
        return missing.has(p) ? t('rules.needed') : this.errors.filter((e) => e.path === p).map(ofField)[0] ?? '';
      },
      devices: () => [...devices.values()].sort(byName),
      chosen: (of) => of?.space !== undefined || devicesOf(of).length > 0,
      /** All that devices of these kinds have. */
      model: (of) => kinds(of).reduce((all, m) => ({ properties: { ...m.properties, ...all.properties }, commands: { ...m.commands, ...all.commands }, events: { ...m.events, ...all.events } }), { properties: {}, commands: {}, events: {} }),
      properties: (of) => {
        const found = {};
        for (const m of kinds(of)) Object.assign(found, m.properties);
        for (const d of members(of)) for (const name of Object.keys(d.state)) found[name] ??= { title: name, ...(typeof d.state[name] === 'boolean' ? { type: 'boolean' } : typeof d.state[name] === 'number' ? { type: 'number' } : {}) };
        return found;
      },
      people: () => this.people(),
      codes: (of) => [...new Set(kinds(of).flatMap((m) => this.codes(m.model)))].sort(),
    };
  }

  /** Whom the person may know of: themselves, who belongs to their spaces, and who has a role on what they manage. By id. */
  people() {
    const { devices, session } = store.state;
    if (!this.asked) {
      const me = session.user;
      this.asked = new Map(me ? [[me.id, { id: me.id, name: me.name }]] : []);
      const meet = (list) => {
        list.forEach(({ user }) => this.asked.set(user.id, user));
        this.requestUpdate();
      };
      const watched = [...devices.values()].filter((d) => devicesOf(this.draft.of).includes(d.id) && mayManage(d));
      // Of whom nothing can be learnt now is left out.
      for (const space of this.spaces) api.members(space.id).then(meet, () => {});
      for (const d of watched) api.shares(d.id).then(meet, () => {});
    }
    for (const d of devices.values()) if (d.owner && !this.asked.has(d.owner.id)) this.asked.set(d.owner.id, d.owner);
    return this.asked;
  }

  /** What can fail at a kind of device; the list of kinds does not say. */
  codes(model) {
    if (!this.checked.has(model)) {
      this.checked.set(model, []);
      api.model(model).then((m) => {
        this.checked.set(model, (m.checks ?? []).map((c) => c.code));
        this.requestUpdate();
      }, () => this.checked.delete(model)); // a code can be written all the same
    }
    return this.checked.get(model);
  }

  updated() {
    // A chosen space tells which kinds are in it.
    const spaces = [this.draft.of?.space, ...[...this.draft.then, ...(this.draft.else ?? [])].map((a) => a.space)].filter(Boolean);
    for (const space of spaces) if (!this.inside?.has(space)) fire(this, 'hw-space', space);
  }

  /** Puts the keyboard at the first field that has to be mended. */
  focusWrong() {
    const first = this.querySelector('[aria-invalid=true]') ?? this.querySelector('.field-error')?.closest('.panel')?.querySelector('input, select, button');
    first?.focus();
  }

  turnEnd(desk, to) {
    const first = { over: undefined, after: { after: '10m' }, at: { at: '23:00' }, sun: { sun: 'sunrise' } };
    desk.put(['until'], to === 'when' ? { when: structuredClone(lasts(this.draft.when) ? this.draft.when : { property: '', below: null }) } : first[to]);
  }

  render() {
    const desk = this.desk();
    const d = this.draft;
    const section = (id, symbol, title, content, hint) => html`<section class="panel rule-section" aria-labelledby="h-rule-${id}"><div class="panel-head"><h2 id="h-rule-${id}">${icon(symbol)}${title}</h2></div>${hint ? html`<p class="hint">${hint}</p>` : nothing}${content}</section>`;
    return html`<div class="stack rule-form">
      <div class="rule-preview" role="status" aria-live="polite" aria-label=${t('rules.preview')} data-testid="rule-sentence">${sentence(d, { ...this.known, person: (id) => this.asked?.get(id)?.name })}</div>
      ${section('name', 'pencil', t('rules.named'), text(desk, ['name'], t('rules.name'), d.name, { max: 100, placeholder: t('rules.nameExample'), hidden: true, change: (v) => desk.put(['name'], v) }))}
      ${section('when', 'bolt', t('rules.when'), html`${timed(d.when) ? nothing : watched(desk, d.of)}
        ${trigger(desk, ['when'], d.when, d.of)}
        ${lasts(d.when) ? length(desk, ['for'], t('rules.for'), d.for, { hint: t('rules.forHint') }) : nothing}
        ${this.repeat(desk)}`)}
      ${section('only', 'target', t('rules.onlyIf'), guards(desk, d.onlyIf ?? []), d.onlyIf?.length ? '' : t('rules.onlyIfHint'))}
      ${section('then', 'play', t('rules.then'), actions(desk, 'then', d.then, t('rules.addAction')))}
      ${section('until', 'again', t('rules.after'), this.ending(desk))}
      ${section('more', 'sliders', t('rules.more'), this.more(desk))}
      ${this.others()}</div>`;
  }

  repeat(desk) {
    const { repeat } = this.draft;
    return html`<label class="check"><input type="checkbox" data-testid="rule-repeat" .checked=${Boolean(repeat)} @change=${(e) => desk.put(['repeat'], e.target.checked ? { times: 3, within: '10m' } : undefined)}>${t('rules.repeat')}</label>
      ${repeat ? html`<div class="rule-line">${numeric(desk, ['repeat', 'times'], t('rules.times'), repeat.times, { min: 2, max: 50, step: 1 })}${length(desk, ['repeat', 'within'], t('rules.within'), repeat.within)}</div>` : nothing}`;
  }

  ending(desk) {
    const { until, when } = this.draft;
    const end = endOf(until);
    const ends = ENDS.filter((name) => lasts(when) || !['over', 'when'].includes(name) || name === end);
    const options = lasts(when) ? ends : ['none', ...ends.filter((name) => name !== 'over')];
    const done = this.draft.else ?? [];
    // After a moment nothing ends by itself.
    const endless = !lasts(when) && !until;
    return html`${choose(desk, ['until', 'how'], t('rules.end'), endless ? 'none' : end, options.map((name) => [name, t('rules.end.' + name)]), (to) => this.turnEnd(desk, to === 'none' ? 'over' : to), { also: [['until']] })}
      ${end === 'over' && !endless ? length(desk, ['until', 'for'], t('rules.goneFor'), until?.for, { hint: t('rules.forHint'), change: (v) => desk.put(['until'], v ? { for: v } : undefined) }) : nothing}
      ${end === 'when' ? html`${trigger(desk, ['until', 'when'], until.when, this.draft.of, ['value', 'presence', 'fault'])}${length(desk, ['until', 'for'], t('rules.for'), until.for, { change: (v) => desk.put(['until', 'for'], v) })}` : nothing}
      ${end === 'after' ? length(desk, ['until', 'after'], t('rules.while'), until.after, { change: (v) => desk.put(['until', 'after'], v ?? '') }) : nothing}
      ${['at', 'sun'].includes(end) ? html`<div class="rule-line">${clockTime(desk, ['until'], until)}</div>` : nothing}
      ${endless ? nothing : actions(desk, 'else', done, t(done.length ? 'rules.addAction' : 'rules.addElse'), this.draft.then.find((a) => 'command' in a || 'desired' in a))}`;
  }

  more(desk) {
    const d = this.draft;
    const zones = Intl.supportedValuesOf ? ['UTC', ...Intl.supportedValuesOf('timeZone')] : ['UTC'];
    const clocked = sunny(d) || timed(d.when) || d.onlyIf?.some((g) => g.time) || (d.until && 'at' in d.until);
    return html`<div class="row-form top">${length(desk, ['cooldown'], t('rules.cooldown'), d.cooldown, { hint: t('rules.cooldownHint') })}
        ${clocked ? choose(desk, ['zone'], t('notify.zone'), d.zone ?? (this.home ? '' : 'UTC'), [...(this.home ? [['', t('rules.zoneOf', { space: this.home.name })]] : []), ...[...new Set([...zones, d.zone ?? 'UTC'])].map((z) => [z, z.replaceAll('_', ' ')])], (v) => desk.put(['zone'], v || undefined)) : nothing}
        ${this.spaces.length && d.of?.space === undefined ? choose(desk, ['space'], t('rules.belongs'), d.space ?? '', [['', t('rules.belongs.me')], ...this.spaces.map((s) => [s.id, s.name])], (v) => desk.put(['space'], v || undefined), { hint: t('rules.belongsHint') }) : nothing}</div>
      ${sunny(d) ? html`<div class="row-form top">${['latitude', 'longitude'].map((name) => numeric(desk, ['location', name], t('rules.' + name), at(d, ['location', name]), { unit: '°', min: name === 'latitude' ? -90 : -180, max: name === 'latitude' ? 90 : 180, also: name === 'latitude' ? [['location']] : [] }))}</div><p class="hint" data-testid="rule-home">${this.home ? t('rules.locationOf', { space: this.home.name }) : this.spaces.some((s) => s.location) ? t('rules.locationHint') : t('rules.locationNone')}</p>` : nothing}`;
  }

  /** What is wrong at places that the form does not have. Rendered last, when all fields have said what they show. */
  others() {
    const left = this.errors.filter((e) => !this.shown.has(e.path));
    return left.length ? html`<ul class="yaml-errors" role="alert" data-testid="rule-errors">${left.map((e) => html`<li><span class="mono">${e.path}</span> ${ofField(e)}</li>`)}</ul>` : nothing;
  }
}
customElements.define('hw-rule-form', RuleForm);
