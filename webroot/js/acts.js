/** What a person may do to a device, and how it is done: a command while it is there, a wanted value while it is away. */
import { api } from './api.js';
import { failure } from './format.js';
import { t } from './i18n.js';
import { mayControl } from './kinds.js';
import { store, toast } from './store.js';
import { terminal } from './terminal.js';

/** Whether a command reaches it now, whatever is shown. */
const connected = (device) => device.presence.status === 'online' && !device.presence.absence;

/** Why a control is off, in words; empty when it is on. */
export function hindrance(device, link) {
  if (!mayControl(device)) return t('control.noRole');
  if (link.away) return t('control.noLink');
  if (!device.live) return device.role === 'admin' ? t('card.still') : t('loading');
  // An hour later nobody expects a door to unlock by itself.
  if (device.model === 'lock' && device.presence.status !== 'online') return t('control.awayLock');
  return '';
}

/** Asks for values: `set` when the device is connected, otherwise kept as wanted until it is. */
export async function set(device, changes) {
  if (connected(device)) return terminal.command(device.id, 'set', changes);
  try {
    await api.want(device.id, changes);
  } catch (e) {
    toast(failure(e), 'bad');
  }
}

/** A control of it is held or let go, which those who watch it as well are to see. */
export function holds(device, { property, held }) {
  if (mayControl(device)) terminal.hold(device.id, property, held);
}

/** Withdraws a wanted value. */
export async function unwant(device, property) {
  try {
    await api.want(device.id, { [property]: null });
  } catch (e) {
    toast(failure(e), 'bad');
  }
}

export const run = (device, name, args = {}, options = {}) =>
  terminal.command(device.id, name, args, { offline: connected(device) ? 'fail' : 'queue', ...options });

const asked = new Set();
/** Sees to it that a model's description is at hand. */
export function needModel(model) {
  if (store.state.models.has(model) || asked.has(model)) return;
  asked.add(model);
  api.model(model).then(
    (m) => store.dispatch({ type: 'models', models: [m] }),
    (e) => {
      // A model the hub has no description of is shown from its state alone.
      if (e.status === 404) store.dispatch({ type: 'models', models: [{ model, title: model, properties: {}, commands: {} }] });
      setTimeout(() => asked.delete(model), 5000);
    },
  );
}

const undated = [];
const dated = new Set();
let asking = 0;
const AT_ONCE = 3;

/** A snapshot does not say how old its state is; the log's newest state entry does. Asked once a device, a few at a time. */
export function needAge(device) {
  if (device.at !== null || !device.live || dated.has(device.id)) return;
  dated.add(device.id);
  undated.push(device.id);
  askAge();
}

async function askAge() {
  if (asking >= AT_ONCE || !undated.length) return;
  asking++;
  const id = undated.shift();
  try {
    const { items } = await api.log(id, { kinds: 'state', limit: 1 });
    if (items.length) store.dispatch({ type: 'aged', device: id, at: items[0].at });
  } catch {
    dated.delete(id); // asked again with the next rendering
  } finally {
    asking--;
    askAge();
  }
}
