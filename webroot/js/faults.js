/**
 * The faults that are not over, as the panel holds them: read by REST when it starts and whenever the hub tells of one, since a list has names
 * and words that the log has not. What a frame says of a fault that is held is shown at once.
 */
import { SignedOut, api } from './api.js';
import { store } from './store.js';
import { onFaults } from './terminal.js';

const SOON = 250;
const PAUSE = 1500;
const PAGES = 10;
const LATEST = 30_000;
const LOOKS = 6;

let timer = 0;
let busy = false;
let again = false;
let last = 0;
let failures = 0;
/** Faults that frames told of and the list has not yet, with how often it was read since: a device's own word comes before the hub has made a fault of it. */
const told = new Map();
let unhear = () => {};

/** What a person may be told of a fault is worth a look at it. */
const listeners = new Set();

export const faults = {
  start() {
    unhear();
    unhear = onFaults(heard);
    refresh();
  },
  stop() {
    unhear();
    clearTimeout(timer);
    timer = 0;
    again = false;
    told.clear();
  },
};

/** Hears when faults may have moved: with the frame that said so, if one did. Ends by what it gives back. */
export function onFaultNews(f) {
  listeners.add(f);
  return () => listeners.delete(f);
}

function heard(frame) {
  if (frame?.type === 'change') {
    store.dispatch({ type: 'faultMoved', frame });
    if (frame.status === 'resolved') told.delete(frame.fault);
    else told.set(frame.fault, 0);
  }
  for (const hear of listeners) hear(frame);
  refresh();
}

/** Reads them anew, soon; of many reasons one reading comes. */
export function refresh() {
  if (busy) return void (again = true);
  if (!timer) timer = setTimeout(load, Math.max(SOON, last + PAUSE - Date.now()));
}

async function load() {
  timer = 0;
  busy = true;
  again = false;
  last = Date.now();
  try {
    const items = [];
    let cursor, counts;
    for (let page = 0; page < PAGES; page++) {
      const part = await api.faults({ unresolved: true, order: 'severity', limit: 200, cursor });
      items.push(...part.items);
      counts = part.counts;
      cursor = part.next;
      if (!cursor) break;
    }
    store.dispatch({ type: 'faults', items, counts, more: Boolean(cursor) });
    failures = 0;
    for (const [id, looks] of told) {
      if (looks >= LOOKS || items.some((f) => f.id === id)) told.delete(id);
      else told.set(id, looks + 1);
    }
    again ||= told.size > 0;
  } catch (e) {
    // No other frame may come: a list that could not be read is asked for again.
    failures++;
    if (!(e instanceof SignedOut)) console.warn('faults', e);
  } finally {
    busy = false;
    if (store.state.session.status === 'in') {
      if (failures) timer ||= setTimeout(load, Math.min(LATEST, 1000 * 2 ** failures));
      else if (again) refresh();
    }
  }
}
