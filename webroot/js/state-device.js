/**
 * The reducer's part for single devices: what a frame, a list or an answer makes of one. Pure, see `state.js`.
 *
 * @typedef {import('./state.js').Device} Device
 * @typedef {import('./state.js').Command} Command
 */

/** How a command ends. */
export const ENDED = new Set(['done', 'rejected', 'failed', 'expired', 'cancelled', 'unknown']);
const COMMANDS_KEPT = 40;
const TAIL_KEPT = 600;
const EFFECTS = {
  lock: { locked: true },
  unlock: { locked: false },
  play: { playback: 'playing' },
  pause: { playback: 'paused' },
};

/** The properties a command means to change, with the values it asks for. */
export function effect(name, args) {
  if (name === 'set') return args ?? {};
  return EFFECTS[name] ?? {};
}

/**
 * What REST says of a device: names and role at once, the live parts only while no snapshot is held. An answer to what was asked when there
 * had been so many `removals` says nothing of a device that was taken away since.
 */
export function describe(draft, item, removals = Infinity) {
  if (draft.removed.get(item.id) > removals) return;
  const old = draft.devices.get(item.id) ?? blank(item.id);
  const { presence, ...rest } = item;
  draft.devices.set(item.id, { ...old, ...rest, presence: old.live ? old.presence : presence ?? old.presence });
}

/** @returns {Device} */
function blank(id) {
  return {
    id, name: id, model: 'generic', role: 'viewer', live: false, epoch: 0, revision: 0, state: {},
    desired: {}, presence: { status: 'offline' }, at: null, viewers: [], viewerCount: 0,
    commands: [], pending: {}, outcome: {}, holds: {}, broken: false,
  };
}

/** It is there no more, or not for this person. */
export function remove(draft, id) {
  draft.devices.delete(id);
  draft.removed = new Map(draft.removed).set(id, ++draft.removals);
}

/** What people are shown of a presence: an absence that may be brief stays behind what was before until its grace is over. */
function shown(before, now) {
  return now.status === 'offline' && now.grace && before?.status === 'online' ? { ...before, absence: now } : now;
}

/** The grace of an absence is over. */
export function absent(device, since) {
  const { absence } = device.presence;
  return absence && absence.since === since ? { ...device, presence: absence } : device;
}

export function applyFrame(draft, frame) {
  const old = draft.devices.get(frame.device);
  switch (frame.type) {
    case 'snapshot': {
      const base = old ?? blank(frame.device);
      draft.devices.set(frame.device, {
        ...base,
        name: frame.name ?? base.name, model: frame.model ?? base.model, role: frame.role ?? base.role,
        live: true, broken: false, epoch: frame.epoch, revision: frame.revision, state: frame.state ?? {},
        desired: frame.desired ?? {},
        presence: shown(base.live ? base.presence : null, frame.presence ?? base.presence), at: frame.at ?? base.at,
        pending: mapEntries(base.pending, (p) => (p.command ? undefined : p)),
      });
      break;
    }
    case 'change':
      // A device not held yet is one whose snapshot went missing: mended like any other gap.
      draft.devices.set(frame.device, old?.live ? applyChange(draft, old, frame) : { ...(old ?? blank(frame.device)), broken: true });
      break;
    case 'removed':
      remove(draft, frame.device);
      break;
    case 'adjusting':
      if (old) draft.devices.set(frame.device, held(old, frame.property, frame.user, frame.held));
      break;
    case 'viewers':
      if (old) draft.devices.set(frame.device, { ...old, viewers: frame.users, viewerCount: frame.count ?? frame.users.length });
      break;
  }
}

/** Somebody holds a control, or has let go of it. */
export function held(device, property, user, isHeld) {
  const others = without(device.holds[property] ?? {}, user.id);
  const now = isHeld ? { ...others, [user.id]: user.name } : others;
  return { ...device, holds: Object.keys(now).length ? { ...device.holds, [property]: now } : without(device.holds, property) };
}

/** One entry of the log: applied when it follows on what is held, ignored when it is old, and the device marked broken when one is missing. */
function applyChange(draft, device, frame) {
  if (frame.epoch < device.epoch || frame.revision <= device.revision) return device;
  if (frame.from !== device.revision) return device.broken ? device : { ...device, broken: true };
  if (draft.focus === frame.device) draft.tail = [frame, ...draft.tail].slice(0, TAIL_KEPT);
  const next = { ...device, epoch: frame.epoch, revision: frame.revision };
  switch (frame.kind) {
    case 'state':
      return stateChange(next, frame);
    case 'presence':
      return { ...next, presence: shown(device.presence, { status: frame.status, reason: frame.reason, since: frame.at, wake: frame.wake, grace: frame.grace }) };
    case 'command':
      return commandChange(next, frame);
    case 'share':
      return next;
    default:
      return next;
  }
}

function stateChange(device, frame) {
  const set = frame.set ?? {}, gone = frame.unset ?? [];
  const wanted = frame.desired ? patch(device.desired, frame.desired) : device.desired;
  if (!Object.keys(set).length && !gone.length) return { ...device, desired: wanted };
  const pending = mapEntries(device.pending, (p, name) =>
    name in set && ((frame.command && p.command === frame.command) || same(p.value, set[name])) ? undefined : p);
  return { ...device, state: patch(device.state, frame), desired: wanted, at: Math.max(frame.at ?? 0, device.at ?? 0), pending };
}

function commandChange(device, frame) {
  const seen = device.commands.find((c) => c.command === frame.command);
  const { type, kind, device: id, epoch, from, revision, at, by, merged, ...body } = frame;
  const step = { status: frame.status, at, ...(frame.percent === undefined ? {} : { percent: frame.percent }) };
  /** @type {Command} */
  const command = {
    ...(seen ?? { device: id, by, created: at, steps: [] }), ...body,
    steps: [...(seen?.steps ?? []).filter((s) => s.status !== frame.status), step],
    ...(ENDED.has(frame.status) ? { ended: at } : {}),
  };
  const commands = seen ? device.commands.map((c) => (c === seen ? command : c)) : [command, ...device.commands].slice(0, COMMANDS_KEPT);
  const next = { ...device, commands };
  if (ENDED.has(frame.status)) return settle(next, command);
  if (!seen) return begun(next, command);
  return { ...next, pending: mapEntries(next.pending, (p) => (p.command === frame.command ? { ...p, status: frame.status } : p)) };
}

/** A command was asked for or first seen: what it means to change is pending now, and older outcomes no longer matter. */
export function begun(device, { name, args, key, command, status, by }) {
  const wanted = effect(name, args);
  const pending = { ...device.pending };
  let outcome = without(device.outcome, '$' + name);
  for (const property of Object.keys(wanted)) {
    const mine = command && pending[property] && !pending[property].command && same(pending[property].value, wanted[property]);
    pending[property] = { value: wanted[property], key: mine ? pending[property].key : key, command, status, by };
    outcome = without(outcome, property);
  }
  return { ...device, pending, outcome };
}

/** A command ended: nothing is pending for it, and an end other than `done` stays to be read. */
export function settle(device, end) {
  const hit = (p) => (end.command && p.command === end.command) || (end.key && p.key === end.key);
  const names = Object.keys(device.pending).filter((name) => hit(device.pending[name]));
  const pending = mapEntries(device.pending, (p) => (hit(p) ? undefined : p));
  if (end.status === 'done' || end.status === 'cancelled') return { ...device, pending };
  const subjects = names.length ? names : Object.keys(effect(end.name, end.args));
  const outcome = { ...device.outcome };
  for (const subject of subjects.length ? subjects : ['$' + end.name]) {
    outcome[subject] = { status: end.status, code: end.code, message: end.message, name: end.name, by: end.by, key: end.key, command: end.command };
  }
  return { ...device, pending, outcome };
}

/** Commands as REST knows them, newest first; the steps seen live are kept. */
export function known(device, items) {
  const live = new Map(device.commands.map((c) => [c.command, c]));
  const merged = items.map((item) => {
    const seen = live.get(item.command);
    live.delete(item.command);
    const newer = seen && (ENDED.has(seen.status) || !ENDED.has(item.status)) ? seen : item;
    return { ...item, ...newer, steps: seen?.steps.length ? seen.steps : [{ status: item.status, at: item.ended ?? item.created }] };
  });
  const commands = [...live.values(), ...merged].sort((a, b) => (b.created ?? 0) - (a.created ?? 0)).slice(0, COMMANDS_KEPT);
  const missed = items.filter((c) => ENDED.has(c.status) && device.commands.some((d) => d.command === c.command && !ENDED.has(d.status)));
  return missed.reduce(settle, { ...device, commands });
}

function patch(base, { set = {}, unset = [] }) {
  const next = { ...base, ...set };
  for (const name of unset) delete next[name];
  return next;
}

export function mapEntries(record, f) {
  let changed = false;
  const entries = [];
  for (const [name, value] of Object.entries(record)) {
    const next = f(value, name);
    if (next !== value) changed = true;
    if (next !== undefined) entries.push([name, next]);
  }
  return changed ? Object.fromEntries(entries) : record;
}

export function without(record, name) {
  if (!(name in record)) return record;
  const { [name]: gone, ...rest } = record;
  return rest;
}

/** Equal as JSON values; objects by their members. */
export function same(a, b) {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || !a || !b) return false;
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => same(a[name], b[name]));
}
