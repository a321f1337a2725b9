/** The actions in a rule's form. */
import { html, nothing } from 'lit';
import { pick, t } from '../i18n.js';
import { mayControl, settable } from '../kinds.js';
import { action, actionOf, aimed, devicesOf, lasts, reachOf, timed } from '../rules.js';
import { SEVERITIES } from '../state-faults.js';
import { adds, choose, devices, drops, idOf, labelled, length, people, property, text, valueOf } from './rule-fields.js';

const KINDS = ['command', 'desired', 'notify', 'fault'];
const MOST = 10;
const sure = (severity) => [severity, t('severity.' + severity)];

/** What is aimed at, as it is watched: `{devices}` or `{space, model}`. */
const aim = (desk, a) => (reachOf(a) === 'same' ? desk.draft.of : reachOf(a) === 'space' ? { space: a.space, model: a.model } : { devices: devicesOf(a) });

function target(desk, path, a) {
  const reach = reachOf(a);
  const reaches = [...(timed(desk.draft.when) ? [] : ['same']), 'devices', ...(desk.spaces.length || reach === 'space' ? ['space'] : [])];
  const turn = (to) => desk.put(path, aimed(a, to === 'space' ? { space: desk.spaces[0]?.id ?? '' } : to === 'devices' ? { devices: [] } : {}));
  const models = [...new Map(desk.devices().map((d) => [d.model, pick(desk.known.model(d.model)?.title, d.model)]))];
  return { how: choose(desk, [...path, 'target'], t('rules.target'), reach, reaches.map((r) => [r, t('rules.target.' + r)]), turn, { also: [path] }), which: html`
    ${reach === 'devices' ? devices(desk, [...path, 'devices'], t('rules.target.devices'), devicesOf(a), desk.devices().filter(mayControl), (ids) => desk.put(path, aimed(a, { devices: ids }))) : nothing}
    ${reach === 'space' ? html`<div class="rule-line">${choose(desk, [...path, 'space'], t('rules.space'), a.space, desk.spaces.map((s) => [s.id, s.name]), (space) => desk.put(path, aimed(a, { space, model: a.model })))}
      ${choose(desk, [...path, 'model'], t('rules.model'), a.model ?? '', [['', t('rules.model.any')], ...models], (model) => desk.put(path, aimed(a, { space: a.space, model })))}</div>` : nothing}` };
}

/** Properties and the values that they are to have. `schemas` are those that can be set. */
function values(desk, path, set, schemas) {
  const names = Object.keys(set);
  const left = Object.fromEntries(Object.entries(schemas).filter(([n]) => !(n in set)));
  const rename = (old) => (name) => desk.put(path, Object.fromEntries(Object.entries(set).map(([n, v]) => (n === old ? [name, schemas[name] === schemas[old] ? v : ''] : [n, v]))));
  const add = (name) => desk.put(path, { ...set, [name]: '' });
  const wrong = desk.wrong(path);
  return html`<div class="rule-values">${names.map((name) => html`<div class="rule-line">
      ${name in schemas || !Object.keys(schemas).length
        ? Object.keys(schemas).length ? choose(desk, [...path, name, 'name'], t('rules.property'), name, [[name, pick(schemas[name]?.title, name)], ...Object.entries(left).map(([n, s]) => [n, pick(s.title, n)])], rename(name)) : text(desk, [...path, name, 'name'], t('rules.property'), name, { max: 128, change: rename(name) })
        : labelled(desk, [...path, name, 'name'], t('rules.property'), (f) => html`<input id=${f.id} readonly .value=${name}>`)}
      ${valueOf(desk, [...path, name], t('rules.value'), schemas[name], name, set[name], { change: (v) => desk.put([...path, name], v ?? '') })}${drops(t('rules.dropValue'), () => desk.put([...path, name], undefined))}</div>`)}
    ${wrong ? html`<p class="field-error" data-testid="${idOf(path)}-error">${wrong}</p>` : nothing}
    ${Object.keys(left).length ? html`<div class="chips" role="group" aria-label=${t('rules.addValue')}>${Object.entries(left).map(([n, s]) => html`<button type="button" class="chip small" data-testid="${idOf(path)}-add-${n}" @click=${() => add(n)}>+ ${pick(s.title, n)}</button>`)}</div>`
      : Object.keys(schemas).length || '' in set ? nothing : html`<div class="actions">${adds(idOf(path) + '-add', t('rules.addValue'), () => add(''))}</div>`}</div>`;
}

function command(desk, path, a) {
  const model = desk.model(aim(desk, a));
  const commands = model?.commands ?? {};
  const names = [...new Set(['set', ...Object.keys(commands), ...(a.command ? [a.command] : [])])];
  const controls = Object.fromEntries(Object.entries(model?.properties ?? {}).filter(([, p]) => p.control).map(([n]) => [n, settable(model, n)]));
  const args = commands[a.command]?.args;
  const free = !Object.keys(controls).length && !Object.keys(commands).length;
  if (!desk.chosen(aim(desk, a))) return html`<p class="hint">${t('rules.deviceFirst')}</p>`;
  return html`${free || names.length > 1 ? html`<div class="rule-line">${free ? text(desk, [...path, 'command'], t('device.freeName'), a.command, { max: 64, change: (v) => desk.put([...path, 'command'], v) })
      : choose(desk, [...path, 'command'], t('device.freeName'), a.command, names.map((n) => [n, n === 'set' ? t('rules.setValues') : pick(commands[n]?.title, n)]), (name) => desk.put(path, { ...a, command: name, args: {} }))}</div>` : nothing}
    ${a.command === 'set' || free || !commands[a.command] ? values(desk, [...path, 'args'], a.args ?? {}, a.command === 'set' ? controls : {})
      : Object.keys(args?.properties ?? {}).length ? html`<div class="rule-line">${Object.entries(args.properties).map(([name, schema]) => valueOf(desk, [...path, 'args', name], pick(schema.title, name), schema, name, a.args?.[name],
          { change: (v) => desk.put([...path, 'args', name], v === null || v === '' ? undefined : v), hint: args.required?.includes(name) ? '' : t('rules.optional') }))}</div>` : nothing}
    <label class="check"><input type="checkbox" data-testid="${idOf(path)}-queue" .checked=${a.offline === 'queue'} @change=${(e) => desk.put([...path, 'offline'], e.target.checked ? 'queue' : undefined)}>${t('rules.queue')}</label>
    ${a.offline === 'queue' ? length(desk, [...path, 'ttl'], t('rules.ttl'), a.ttl, { hint: t('rules.ttlHint') }) : nothing}`;
}

/** Words in one language are written for all; those in several are each their own. */
function words(desk, path, label, now, more) {
  if (now && typeof now === 'object') return html`${Object.keys(now).map((lang) => text(desk, [...path, lang], `${label} (${lang})`, now[lang], { max: 500, change: (v) => desk.put([...path, lang], v) }))}`;
  return text(desk, path, label, now, { max: 500, ...more });
}

function notify(desk, path, { notify: n }) {
  const place = !timed(desk.draft.when) || desk.draft.space;
  const whom = (place || n.to !== 'owner' ? ['owner', 'maintainer', 'everybody'] : ['owner']).map((who) => [who, t('rules.to.' + who)]);
  const some = Array.isArray(n.to);
  if (place || some) whom.push(['*', t('rules.to.people')]);
  const to = [...path, 'notify', 'to'];
  return html`<div class="rule-line">${choose(desk, to, t('rules.whom'), some ? '*' : n.to, whom, (who) => desk.put(to, who === '*' ? (some ? n.to : []) : who))}
      ${choose(desk, [...path, 'notify', 'severity'], t('checks.severity'), n.severity ?? 'info', SEVERITIES.map(sure), (v) => desk.put([...path, 'notify', 'severity'], v))}</div>
    ${some ? html`${people(desk, [...to, 'people'], t('rules.to.people'), n.to, (ids) => desk.put(to, ids))}<p class="hint">${t('rules.peopleHint')}</p>` : nothing}
    ${words(desk, [...path, 'notify', 'title'], t('rules.message'), n.title, { placeholder: desk.draft.name })}
    ${words(desk, [...path, 'notify', 'text'], t('rules.messageText'), n.text, { hint: t('rules.messageHint') })}`;
}

function fault(desk, path, a) {
  return html`<div class="rule-line">${text(desk, [...path, 'fault'], t('rules.faultCode'), a.fault, { max: 64, placeholder: 'RULE.TOO_WARM', hint: t('rules.faultHint'), change: (v) => desk.put([...path, 'fault'], v.toUpperCase()) })}
      ${choose(desk, [...path, 'severity'], t('checks.severity'), a.severity ?? 'minor', SEVERITIES.map(sure), (v) => desk.put([...path, 'severity'], v))}</div>
    ${['title', 'means', 'advice'].map((name) => words(desk, [...path, name], t('rules.fault.' + name), a[name]))}`;
}

/** What of an action stands beside its kind, and what below. */
function fields(desk, path, a) {
  switch (actionOf(a)) {
    case 'notify':
      return { rest: notify(desk, path, a) };
    case 'fault':
      return { rest: fault(desk, path, a) };
    case 'desired': {
      const { how, which } = target(desk, path, a);
      const model = desk.model(aim(desk, a));
      const controls = Object.fromEntries(Object.entries(model?.properties ?? {}).filter(([, p]) => p.control).map(([n]) => [n, settable(model, n)]));
      return { how, rest: html`${which}${desk.chosen(aim(desk, a)) ? values(desk, [...path, 'desired'], a.desired, controls) : html`<p class="hint">${t('rules.deviceFirst')}</p>`}` };
    }
    default: {
      const { how, which } = target(desk, path, a);
      return { how, rest: html`${which}${command(desk, path, a)}` };
    }
  }
}

/** A list of actions; `name` is `then` or `else`; one that is added acts where `like` does. */
export function actions(desk, name, list, add, like) {
  // A fault is some device's, and is over when what raised it is.
  const faultless = name === 'else' || timed(desk.draft.when) || (!lasts(desk.draft.when) && !desk.draft.until);
  const kinds = faultless ? KINDS.filter((k) => k !== 'fault') : KINDS;
  return html`<div class="rule-parts">${list.map((a, i) => {
    const { how = nothing, rest } = fields(desk, [name, i], a);
    return html`<div class="rule-part" role="group" aria-label=${t('rules.action', { n: i + 1 })} data-testid="rule-${name}-${i}">
      <div class="rule-line rule-top">${choose(desk, [name, i, 'kind'], t('rules.what'), actionOf(a), (kinds.includes(actionOf(a)) ? kinds : KINDS).map((k) => [k, t('rules.act.' + k)]), (k) => desk.put([name, i], action(k, 'command' in a || 'desired' in a ? a : { devices: [] })))}
        ${how}${list.length > 1 || name === 'else' ? drops(t('rules.dropAction'), () => desk.put([name, i], undefined), `rule-${name}-${i}-remove`) : nothing}</div>
      ${rest}</div>`;
  })}
    ${list.length < MOST ? html`<div class="actions">${adds('rule-add-' + name, add, () => desk.put([name], [...list, action('command', like && reachOf(like) !== 'same' ? like : { devices: [] })]))}</div>` : nothing}
    ${desk.wrong([name]) ? html`<p class="field-error" data-testid="rule-${name}-error">${desk.wrong([name])}</p>` : nothing}</div>`;
}
