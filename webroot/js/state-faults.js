/**
 * The reducer's part for faults. Pure, see `state.js`.
 *
 * @typedef {{id: string, device?: {id: string, name: string, model: string}, space?: {id: string, name: string}, carries?: {faults: number, unresolved: number},
 *   code: string, severity: string, status: string, opened: number, changed: number, resolved?: number, recurrences: number, step: number, data: Object,
 *   acknowledged?: {at: number, by?: {id: string, name: string}}, snoozedUntil?: number, maintainedUntil?: number, site?: string, drill: boolean,
 *   texts: {title: Object, means: Object, advice: Object}}} Fault
 * @typedef {{items: Map<string, Fault>, known: boolean, more: boolean}} Faults
 *   those that are not over; `known`: they have been read; `more`: there are others that are not held
 */

/** @returns {Faults} */
export const noFaults = () => ({ items: new Map(), known: false, more: false });

/** From the least to the worst. */
export const SEVERITIES = ['info', 'warning', 'minor', 'major', 'critical'];
export const rank = (severity) => SEVERITIES.indexOf(severity);

/** Nobody has said that they look after it. */
export const isNew = (fault) => fault.status === 'open' || fault.status === 'escalated';

/**
 * @param {Faults} faults
 * @param {{type: string}} action
 * @returns {Faults}
 */
export function reduceFaults(faults, action) {
  switch (action.type) {
    case 'faults':
      return { items: new Map(action.items.map((f) => [f.id, f])), known: true, more: action.more };
    case 'fault': {
      const items = new Map(faults.items);
      const { steps, may, ...fault } = action.fault;
      if (fault.status === 'resolved') items.delete(fault.id);
      else items.set(fault.id, fault);
      return { ...faults, items };
    }
    case 'faultMoved':
      return moved(faults, action.frame);
    default:
      return faults;
  }
}

/** What the log says of a fault that is held; what is told of others is read. */
function moved(faults, { fault: id, status, severity, at }) {
  const held = faults.items.get(id);
  if (!held || at < held.changed) return faults;
  const items = new Map(faults.items);
  if (status === 'resolved') items.delete(id);
  else items.set(id, { ...held, status, severity, changed: at });
  return { ...faults, items };
}

/** The worst first; of these those that nobody looks after, then the newest. */
export const order = (a, b) =>
  Number(isNew(b)) - Number(isNew(a)) || rank(b.severity) - rank(a.severity) || b.opened - a.opened || (a.id < b.id ? 1 : -1);

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

/** Those that are still there first, by what has them. */
export const byName = (a, b) => Number(a.status === 'resolved') - Number(b.status === 'resolved') || collator.compare(a.device?.name ?? '', b.device?.name ?? '');

const counted = new WeakMap();

/** How many each device has and how bad the worst is: `{n, severity}` by device. */
export function byDevice(faults) {
  let devices = counted.get(faults.items);
  if (devices) return devices;
  devices = new Map();
  for (const f of faults.items.values()) {
    if (!f.device) continue;
    const had = devices.get(f.device.id);
    devices.set(f.device.id, { n: (had?.n ?? 0) + 1, severity: had && rank(had.severity) > rank(f.severity) ? had.severity : f.severity });
  }
  counted.set(faults.items, devices);
  return devices;
}

/** Those that stand for themselves, by severity; what a site's fault carries counts with it. */
export function alone(faults) {
  return [...faults.items.values()].filter((f) => !f.site || !faults.items.has(f.site)).sort(order);
}
