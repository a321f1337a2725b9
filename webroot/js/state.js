/**
 * The panel's whole state and its one reducer: pure, no clock, no DOM, no I/O. Every frame of the hub and every
 * act of the person goes through `reduce`; what it returns is new where it differs and the same object where not.
 *
 * @typedef {{set?: Object, unset?: string[]}} Patch
 * @typedef {{device?: string, user?: string, name?: string, via?: string, hub?: string}} Actor
 * @typedef {{status: string, at: number, percent?: number}} Step
 * @typedef {{command: string, device: string, name: string, args: Object, status: string, percent?: number, data?: Object,
 *   code?: string, message?: string, by?: Actor, created?: number, expires?: number, ended?: number, steps: Step[]}} Command
 * @typedef {{value: *, key?: string, command?: string, status: string, by?: Actor}} Pending  a value asked for, not confirmed
 * @typedef {{status: string, code?: string, message?: string, name: string, by?: Actor, key?: string, command?: string}} Outcome
 * @typedef {{status: string, reason?: string, since?: number, wake?: number, grace?: number, absence?: Presence}} Presence
 * @typedef {{id: string, name: string, model: string, firmware?: string|null, owner?: {id: string, name: string}, role: string,
 *   created?: number, live: boolean, epoch: number, revision: number, state: Object,
 *   desired: Object, presence: Presence,
 *   at: number|null, viewers: {id: string, name: string}[], viewerCount: number, commands: Command[],
 *   pending: Object<string, Pending>, outcome: Object<string, Outcome>, holds: Object<string, Object<string, string>>, broken: boolean}} Device
 *   `holds`: of each property whose control others hold their names, by id; `presence.absence`: gone for now, which is not shown yet; `at`: when the newest state entry was made; `live`: a snapshot or cursor of it is held
 * @typedef {{status: 'idle'|'connecting'|'live'|'waiting'|'stopped', since: number, attempt: number, retryAt: number, reason: string,
 *   synced: boolean, heard: number, away: boolean}} Link
 *   `away`: not live for longer than is worth a word; `heard`: when the hub last said anything
 * @typedef {{session: {status: 'boot'|'setup'|'out'|'in', user: Object|null, notice: string}, link: Link, devices: Map<string, Device>,
 *   listed: boolean, removals: number, removed: Map<string, number>, models: Map<string, Object>, faults: import('./state-faults.js').Faults, focus: string|null, tail: Object[], toasts: {id: number, tone: string, text: string}[]}} State
 *   `removals`: how many devices were taken away so far, `removed`: which of them was the how manieth: what was asked before that is not to bring it back
 */

import { noFaults, reduceFaults } from './state-faults.js';
import { ENDED, absent, applyFrame, begun, describe, held, known, mapEntries, remove, settle, without } from './state-device.js';

export { ENDED, effect, same } from './state-device.js';

/** @returns {State} */
export function initial() {
  return {
    session: { status: 'boot', user: null, notice: '' },
    link: { status: 'idle', since: 0, attempt: 0, retryAt: 0, reason: '', synced: false, heard: 0, away: true },
    devices: new Map(),
    listed: false,
    removals: 0,
    removed: new Map(),
    models: new Map(),
    faults: noFaults(),
    focus: null,
    tail: [],
    toasts: [],
  };
}

/** The cursor `[epoch, revision]` to go on from, or null when nothing of the device is held. */
export function cursor(device) {
  return device?.live ? [device.epoch, device.revision] : null;
}

/**
 * @param {State} state
 * @param {{type: string}} action
 * @returns {State}
 */
export function reduce(state, action) {
  switch (action.type) {
    case 'session':
      return action.status === 'in'
        ? { ...state, session: { status: 'in', user: action.user, notice: '' } }
        : { ...initial(), models: state.models, session: { status: action.status, user: null, notice: action.notice ?? '' } };
    case 'user':
      return { ...state, session: { ...state.session, user: { ...state.session.user, ...action.user } } };
    case 'link':
      return { ...state, link: { ...state.link, ...action.link } };
    case 'models':
      return { ...state, models: new Map([...state.models, ...action.models.map((m) => [m.model, m])]) };
    case 'focus':
      return state.focus === action.device ? state : { ...unwatched(state), focus: action.device, tail: [] };
    case 'toast':
      return { ...state, toasts: [...state.toasts.slice(-3), action.toast] };
    case 'untoast':
      return { ...state, toasts: state.toasts.filter((t) => t.id !== action.id) };
    case 'faults':
    case 'fault':
    case 'faultMoved': {
      const faults = reduceFaults(state.faults, action);
      return faults === state.faults ? state : { ...state, faults };
    }
    case 'frames':
    case 'listed':
    case 'device':
    case 'forget':
    case 'subscribed':
    case 'mended':
    case 'ask':
    case 'answer':
    case 'refused':
    case 'commands':
    case 'aged':
    case 'absent':
    case 'unheld':
    case 'dismiss':
      return withDevices(state, action);
    default:
      return state;
  }
}

/** A device that an administrator watched by name alone stands still once its page is left. */
function unwatched(state) {
  const left = state.devices.get(state.focus);
  if (left?.role !== 'admin') return state;
  return { ...state, devices: new Map(state.devices).set(left.id, { ...left, live: false, state: {}, viewers: [], viewerCount: 0 }) };
}

function withDevices(state, action) {
  const draft = { devices: new Map(state.devices), removals: state.removals, removed: state.removed, tail: state.tail, focus: state.focus, heard: state.link.heard };
  const change = (id, f) => {
    const old = draft.devices.get(id);
    if (old) draft.devices.set(id, f(old));
  };
  let listed = state.listed;
  switch (action.type) {
    case 'frames':
      for (const frame of action.frames) applyFrame(draft, frame);
      draft.heard = action.heard ?? draft.heard;
      break;
    case 'listed':
      listed = true;
      for (const item of action.items) describe(draft, item, action.removals);
      if (action.complete) {
        const kept = new Set(action.items.map((d) => d.id));
        for (const id of draft.devices.keys()) if (!kept.has(id) && !draft.devices.get(id).live) draft.devices.delete(id);
      }
      break;
    case 'device':
      describe(draft, action.device, action.removals);
      break;
    case 'forget':
      remove(draft, action.device);
      break;
    case 'subscribed':
      for (const d of action.devices) change(d.device, (old) => ({ ...old, role: d.role ?? old.role }));
      if (action.all) {
        const seen = new Set(action.devices.map((d) => d.device));
        // An administrator's are listed, but watched only by name: they are no part of "*".
        for (const [id, d] of draft.devices) if (!seen.has(id) && d.live && d.role !== 'admin') remove(draft, id);
      }
      break;
    case 'mended':
      change(action.device, (d) => (d.broken ? { ...d, broken: false } : d));
      break;
    case 'ask':
      change(action.device, (d) => begun(d, { name: action.name, args: action.args, key: action.key, status: 'asking' }));
      break;
    case 'answer':
      change(action.device, (d) => ({
        ...d,
        pending: mapEntries(d.pending, (p) =>
          p.key === action.key && !p.command ? { ...p, command: action.command, status: action.status } : p),
      }));
      if (ENDED.has(action.status)) change(action.device, (d) => settle(d, { command: action.command, ...action }));
      break;
    case 'refused':
      change(action.device, (d) => settle(d, { key: action.key, name: action.name, args: action.args, status: 'refused',
        code: action.code, message: action.message }));
      break;
    case 'commands':
      change(action.device, (d) => known(d, action.items));
      break;
    case 'aged':
      change(action.device, (d) => ({ ...d, at: d.at ?? action.at }));
      break;
    case 'absent':
      change(action.device, (d) => absent(d, action.since));
      break;
    case 'unheld':
      change(action.device, (d) => held(d, action.property, { id: action.user }, false));
      break;
    case 'dismiss':
      change(action.device, (d) => ({ ...d, outcome: without(d.outcome, action.property) }));
      break;
  }
  return {
    ...state,
    listed,
    devices: draft.devices,
    removals: draft.removals,
    removed: draft.removed,
    tail: draft.tail,
    link: draft.heard === state.link.heard ? state.link : { ...state.link, heard: draft.heard },
  };
}
