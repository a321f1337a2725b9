/**
 * The faults that are not over, as the panel holds them: read by REST when it starts and whenever the hub tells of one, since a list has names
 * and words that the log has not. What a frame says of a fault that is held is shown at once.
 */
import { api } from './api.js';
import { Reading } from './reading.js';
import { store } from './store.js';
import { onFaults } from './terminal.js';

const PAGES = 10;
const LOOKS = 6;

const reading = new Reading('faults', load);
/** Faults that frames told of and the list has not yet, with how often it was read since: a device's own word comes before the hub has made a fault of it. */
const told = new Map();
let unhear = () => {};

/** What a person may be told of a fault is worth a look at it. */
const listeners = new Set();

export const faults = {
  start() {
    unhear();
    unhear = onFaults(heard);
    reading.start();
  },
  stop() {
    unhear();
    reading.stop();
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
  reading.want();
}

async function load() {
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
  for (const [id, looks] of told) {
    if (looks >= LOOKS || items.some((f) => f.id === id)) told.delete(id);
    else told.set(id, looks + 1);
  }
  return told.size > 0;
}
