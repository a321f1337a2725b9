/**
 * Rules as they are written: the kinds of their parts, what a new part has, what is sent of a draft, and what a draft lacks. Pure.
 *
 * @typedef {Object} Rule  as `POST /rules` takes it; a draft may have empty places where the person has not chosen yet
 */

export const TESTS = ['above', 'below', 'is', 'not', 'between', 'outside'];
export const WEEK = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const MOMENTS = new Set(['changed', 'event', 'cleared', 'time', 'sun']);
/** In this order they are read best. */
const ORDER = ['name', 'enabled', 'space', 'of', 'when', 'for', 'repeat', 'onlyIf', 'then', 'until', 'else', 'cooldown', 'zone', 'location'];
/** What the hub tells of a rule beside its text. */
const TOLD = ['id', 'version', 'changed', 'owner', 'may', 'status', 'from'];

/** Which condition it is. */
export function kindOf(c) {
  if (!c) return '';
  if (c.all || c.any) return 'several';
  if ('property' in c) return c.changed ? 'changed' : 'value';
  if ('event' in c) return 'event';
  if ('presence' in c) return 'presence';
  if ('fault' in c) return c.cleared ? 'cleared' : 'fault';
  if ('at' in c) return 'time';
  return 'sun' in c ? 'sun' : '';
}

/** Whether it goes on for a while, or is over at once. */
export const lasts = (c) => !MOMENTS.has(kindOf(c));
/** Whether a clock or the sun sets it off, and no device. */
export const timed = (c) => ['time', 'sun'].includes(kindOf(c));
export const testOf = (c) => TESTS.find((name) => name in c) ?? 'is';

/** The conditions of a trigger, and whether all or any of them are meant. */
export const partsOf = (when) => ({ join: when.any ? 'any' : 'all', parts: when.all ?? when.any ?? [when] });
export const joined = (join, parts) => (parts.length === 1 ? parts[0] : { [join]: parts });

/** A new condition of a kind; what can be kept of the one before is. */
export function condition(kind, before = {}) {
  const property = before.property ?? '';
  switch (kind) {
    case 'value':
      return { property, above: null };
    case 'changed':
      return { property, changed: true };
    case 'event':
      return { event: '' };
    case 'presence':
      return { presence: 'offline' };
    case 'fault':
      return { fault: before.fault ?? '' };
    case 'cleared':
      return { fault: before.fault ?? '', cleared: true };
    case 'time':
      return { at: '22:00' };
    default:
      return { sun: 'sunset' };
  }
}

/** The same value tested in another way. */
export function testing(c, test, value = null) {
  const rest = Object.fromEntries(Object.entries(c).filter(([name]) => !TESTS.includes(name)));
  const two = ['between', 'outside'].includes(test);
  return { ...rest, [test]: two ? [value, null] : value };
}

export const actionOf = (a) => ['command', 'desired', 'notify', 'fault'].find((name) => name in a) ?? 'command';

const target = ({ device, devices, space, model }) => Object.fromEntries(Object.entries({ device, devices, space, model }).filter(([, v]) => v !== undefined));

/** A new action of a kind, at what the one before acted on. */
export function action(kind, before = {}) {
  switch (kind) {
    case 'command':
      return { command: 'set', args: {}, ...target(before) };
    case 'desired':
      return { desired: {}, ...target(before) };
    case 'notify':
      return { notify: { to: 'owner', severity: 'warning' } };
    default:
      return { fault: 'RULE.', severity: 'minor' };
  }
}

/** Where an action acts: at what set it off, at named devices, or at all in a space. */
export const reachOf = (a) => ('space' in a ? 'space' : 'device' in a || 'devices' in a ? 'devices' : 'same');
export const devicesOf = (part) => part?.devices ?? (part?.device ? [part.device] : []);

/** An action that acts at these devices. */
export function aimed(a, { devices, space, model }) {
  const { device: d, devices: ds, space: s, model: m, ...rest } = a;
  if (space !== undefined) return { ...rest, space, ...(model ? { model } : {}) };
  if (!devices) return rest;
  return devices.length === 1 ? { ...rest, device: devices[0] } : { ...rest, devices };
}

/** How it ends: by itself, by a condition of its own, after a while, or at a time. */
export function endOf(until) {
  if (!until) return 'over';
  return ['when', 'after', 'at', 'sun'].find((name) => name in until) ?? 'over';
}

/** The draft with another value at a path; `undefined` takes it out. */
export function put(draft, path, value) {
  const [step, ...rest] = path;
  const next = Array.isArray(draft) ? [...draft] : { ...(draft ?? {}) };
  const made = rest.length ? put(next[step], rest, value) : value;
  if (made === undefined && !Array.isArray(next)) delete next[step];
  else if (made === undefined) next.splice(step, 1);
  else next[step] = made;
  return next;
}

export const at = (draft, path) => path.reduce((node, step) => node?.[step], draft);

const needsPlace = (node) => node !== null && typeof node === 'object' && ('sun' in node || Object.values(node).some(needsPlace));
/** Whether the sun is in it anywhere. */
export const sunny = (rule) => needsPlace({ when: rule.when, onlyIf: rule.onlyIf ?? [], until: rule.until ?? {} });

/** Whether nothing is said of where it is. */
export const unsaid = (location) => !['latitude', 'longitude'].some((name) => Number.isFinite(location?.[name]));

/** The spaces that a rule names, in the order in which they count. */
export const spacesOf = (rule) => [rule.space, rule.of?.space, ...[...(rule.then ?? []), ...(rule.else ?? [])].map((a) => a.space)].filter(Boolean);

/** What is sent of a draft: nothing that was told beside it, nothing that does not count, no empty places that may be left out. */
export function tidy(draft) {
  const place = ([name]) => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length);
  const written = Object.entries(draft).filter(([name, v]) => !TOLD.includes(name) && v !== undefined && v !== null && v !== '');
  const rule = Object.fromEntries(written.sort((a, b) => place(a) - place(b)));
  if (timed(rule.when)) delete rule.of;
  if (!lasts(rule.when)) delete rule.for;
  for (const list of ['onlyIf', 'else']) if (!rule[list]?.length) delete rule[list];
  // A moment is over only by what ends it.
  if (!lasts(rule.when) && !rule.until) delete rule.else;
  if (!sunny(rule) || unsaid(rule.location)) delete rule.location;
  if (rule.of?.space) delete rule.space;
  return rule;
}

const empty = (v) => v === null || v === undefined || v === '' || (Array.isArray(v) && v.some(empty));

function lacking(c, path) {
  if (c.all || c.any) {
    const join = c.all ? 'all' : 'any';
    return c[join].flatMap((part, i) => lacking(part, [...path, join, i]));
  }
  const found = [];
  if ('property' in c && !c.property) found.push([...path, 'property']);
  if (kindOf(c) === 'value' && empty(c[testOf(c)])) found.push([...path, testOf(c)]);
  if ('event' in c && !c.event) found.push([...path, 'event']);
  (c.data ?? []).forEach((test, i) => found.push(...lacking(test, [...path, 'data', i])));
  if ('fault' in c && !c.fault) found.push([...path, 'fault']);
  if ('at' in c && !c.at) found.push([...path, 'at']);
  return found;
}

function lackingAction(a, path) {
  // Which values there are shows only once it is clear at what.
  if (reachOf(a) === 'devices' && !devicesOf(a).length) return [[...path, 'devices']];
  if (reachOf(a) === 'space' && !a.space) return [[...path, 'space']];
  const found = [];
  if ('command' in a && !a.command) found.push([...path, 'command']);
  const values = a.command === 'set' ? 'args' : 'desired' in a ? 'desired' : null;
  if (values && !Object.keys(a[values] ?? {}).length) found.push([...path, values]);
  if (values) for (const [name, v] of Object.entries(a[values])) if (v === '' || (v === null && values === 'args')) found.push([...path, values, name]);
  if (Array.isArray(a.notify?.to) && !a.notify.to.length) found.push([...path, 'notify', 'to', 'people']);
  if ('fault' in a && !/^RULE\.[A-Z0-9_.]+$/.test(a.fault)) found.push([...path, 'fault']);
  return found;
}

/** The places of a draft that are still empty, as pointers. `placed`: a space of it says where it is. */
export function lacks(draft, placed = false) {
  const found = [];
  if (!draft.name?.trim()) found.push(['name']);
  if (!timed(draft.when)) {
    const { of } = draft;
    if (of?.devices && !of.devices.length) found.push(['of', 'devices']);
    else if (of && 'space' in of && !of.space) found.push(['of', 'space']);
  }
  found.push(...lacking(draft.when, ['when']));
  if (draft.until?.when) found.push(...lacking(draft.until.when, ['until', 'when']));
  for (const name of ['after', 'at']) if (draft.until && name in draft.until && !draft.until[name]) found.push(['until', name]);
  (draft.onlyIf ?? []).forEach((guard, i) => found.push(...('time' in guard ? [] : lacking(guard, ['onlyIf', i]))));
  if (!draft.then?.length) found.push(['then']);
  for (const list of ['then', 'else']) (draft[list] ?? []).forEach((a, i) => found.push(...lackingAction(a, [list, i])));
  if (sunny(draft) && !(placed && unsaid(draft.location))) for (const name of ['latitude', 'longitude']) if (!Number.isFinite(draft.location?.[name])) found.push(['location', name]);
  return found.map(pointer);
}

/** A path as the hub writes it. */
export const pointer = (path) => '/' + path.map((step) => String(step).replaceAll('~', '~0').replaceAll('/', '~1')).join('/');

/** The devices that a rule names, to be watched for what it does. */
export const named = (rule) => new Set([...devicesOf(rule.of), ...[...rule.then, ...(rule.else ?? [])].flatMap(devicesOf)]);
