/**
 * What this panel says to the hub: one subscription to everything the person may see, one more to the device whose page
 * is open, each from the cursor already held; commands under a key, so that one whose answer was lost can be repeated
 * without being done twice; and mending of a device whose chain of revisions broke.
 */
import { mindAbsence } from './absence.js';
import { SignedOut, Unreachable, api } from './api.js';
import { hold, mindHold } from './holds.js';
import { t } from './i18n.js';
import { dropInbox, inboxFrame } from './inbox.js';
import { translated } from './said.js';
import { Socket } from './socket.js';
import { cursor, ENDED } from './state.js';
import { store } from './store.js';

const KINDS = ['state', 'presence', 'command', 'event', 'fault', 'config', 'upgrade', 'share'];
const ANSWER_WITHIN = 10_000;
export const COMMAND_TTL = 8_000;

let requestId = 0;
let offset = 0;
let frameLimit = 65_536;
let focusSubscription = null;
/** @type {Map<string, {frame: Object, done: (reply: Object) => void, timer: number}>} */
const requests = new Map();
/** Commands the hub has not answered. @type {Map<string, {frame: Object, until: number, timer: number}>} */
const unanswered = new Map();
/** @type {Map<string, {tries: number, at: number, busy: boolean}>} */
const mends = new Map();
let signedOut = () => {};
/** A break shorter than this is not worth a word: commands wait for it and are repeated. */
const CALM = 1500;
let calm = 0;

const socket = new Socket({
  link: linkChanged,
  welcome,
  frame,
  lost,
  signedOut: () => signedOut(),
});
store.onFrames(mendBroken);

/** The hub's clock, for ages of what it stamped. */
export const hubNow = () => Date.now() + offset;

export const terminal = {
  start(whenSignedOut) {
    signedOut = whenSignedOut;
    socket.start();
    refreshList();
  },
  stop() {
    socket.stop();
    lost();
    for (const { timer } of unanswered.values()) clearTimeout(timer);
    unanswered.clear();
    mends.clear();
    dropInbox();
    store.drop();
  },
  reconnect: () => (socket.status === 'waiting' ? socket.wake() : socket.start()),
  refresh: refreshList,
  focus,
  command,
  /** The person holds a control, or lets go of it: others who watch are told. */
  hold: (device, property, held) => hold((message) => socket.send(message), device, property, held),
};

function linkChanged(link) {
  const { status } = link;
  if (status === 'live' || status === 'stopped' || status === 'idle') {
    clearTimeout(calm);
    calm = 0;
    store.dispatch({ type: 'link', link: { ...link, away: status !== 'live' } });
    return;
  }
  store.dispatch({ type: 'link', link });
  if (status && !store.state.link.away) calm ||= setTimeout(() => store.dispatch({ type: 'link', link: { away: true } }), CALM);
}

function random() {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (b) => b.toString(16).padStart(2, '0')).join('');
}

function request(frame, done, within = ANSWER_WITHIN) {
  const id = String(++requestId);
  if (!socket.send({ ...frame, id })) return null;
  requests.set(id, { frame, done, timer: setTimeout(() => requests.delete(id), within) });
  return id;
}

function welcome(frame) {
  offset = frame.time ? frame.time - Date.now() : 0;
  frameLimit = frame.limits?.frame ?? frameLimit;
  subscribeAll();
  const { focus: device } = store.state;
  if (device) subscribeFocus(device);
  for (const [key, ask] of unanswered) Date.now() < ask.until ? post(key) : gaveUp(key);
  if (store.state.listed) refreshList(); // names and roles may have changed while we were away
}

function subscribeAll() {
  const since = {};
  let size = 300;
  for (const d of store.state.devices.values()) {
    const at = cursor(d);
    size += d.id.length + 30;
    if (at && size < frameLimit) since[d.id] = at;
  }
  request({ type: 'subscribe', devices: ['*'], kinds: KINDS, since }, (reply) => {
    if (reply.type === 'subscribed') store.dispatch({ type: 'subscribed', devices: reply.devices, all: true });
    if (reply.type === 'synced') {
      store.dispatch({ type: 'link', link: { synced: true } });
      for (const hear of invited) hear();
      for (const hear of troubled) hear();
    }
    if (reply.type === 'error') store.dispatch({ type: 'link', link: { reason: reply.code } });
  }, 120_000);
}

function subscribeFocus(device) {
  const at = cursor(store.state.devices.get(device));
  const mine = (focusSubscription = { device, id: null });
  request({ type: 'subscribe', devices: [device], kinds: KINDS, since: at ? { [device]: at } : {} }, (reply) => {
    if (reply.type !== 'subscribed') return;
    mine.id = reply.subscription;
    if (focusSubscription === mine) store.dispatch({ type: 'subscribed', devices: reply.devices, all: false });
    else request({ type: 'unsubscribe', subscription: reply.subscription }, () => {});
  }, 60_000);
}

/** The device whose page is open, or null: it is watched by name, and its entries are kept for the log and the chart. */
function focus(device) {
  if (store.state.focus === device) return;
  if (focusSubscription?.id) request({ type: 'unsubscribe', subscription: focusSubscription.id }, () => {});
  focusSubscription = null;
  store.dispatch({ type: 'focus', device });
  if (device && socket.status === 'live') subscribeFocus(device);
}

async function refreshList() {
  const { removals } = store.state;
  try {
    store.dispatch({ type: 'listed', items: await api.devices(), complete: true, removals });
  } catch (e) {
    if (e instanceof SignedOut) signedOut();
    else if (!store.state.listed) setTimeout(() => store.state.session.status === 'in' && refreshList(), 3000 + Math.random() * 3000);
    else if (!(e instanceof Unreachable)) console.warn('device list', e);
  }
}

function frame(f) {
  switch (f.type) {
    case 'snapshot':
      store.receive(f, Date.now());
      mindAbsence(f, hubNow());
      if (store.state.devices.get(f.device)?.commands.some((c) => !ENDED.has(c.status))) lookUp(f.device);
      // It stands for changes that did not come one by one, and says nothing of faults.
      for (const hear of troubled) hear();
      break;
    case 'change':
    case 'removed':
    case 'viewers':
      store.receive(f, Date.now());
      mindAbsence(f, hubNow());
      if (f.type === 'change' ? f.kind === 'fault' : f.type === 'removed') for (const hear of troubled) hear(f);
      break;
    case 'adjusting':
      if (!f.user) break; // what the hub answers to what this panel told
      store.receive(f, Date.now());
      mindHold(f);
      break;
    case 'notice':
      notice(f);
      break;
    case 'inbox':
      inboxFrame(f);
      break;
    default: {
      const asked = requests.get(f.re);
      if (!asked) return;
      if (f.type !== 'subscribed') {
        requests.delete(f.re);
        clearTimeout(asked.timer);
      }
      asked.done(f);
    }
  }
}

const invited = new Set();

/** Hears of news about invitations, and of a new connection, before which there may have been some; ends by what it gives back. */
export function onInvitations(f) {
  invited.add(f);
  return () => invited.delete(f);
}

const troubled = new Set();

/** Hears of each frame that tells of a fault, stands for what was left out or takes a device away, and of a new connection, before which there may have been some; ends by what it gives back. */
export function onFaults(f) {
  troubled.add(f);
  return () => troubled.delete(f);
}

/** Something that those concerned should know in time. That a grant will end they find in their inbox as well, which shows it. */
function notice(f) {
  if (f.notice === 'invitations') for (const hear of invited) hear();
  if (f.notice === 'faults') for (const hear of troubled) hear(f);
}

/** A snapshot says nothing of commands under way: ask what became of them. */
function lookUp(device) {
  api.commands(device).then(
    (page) => store.dispatch({ type: 'commands', device, items: page.items }),
    (e) => console.warn('commands of', device, e),
  );
}

function lost() {
  for (const { timer } of requests.values()) clearTimeout(timer);
  requests.clear();
  focusSubscription = null;
  for (const mend of mends.values()) mend.busy = false;
}

function mendBroken(state) {
  if (socket.status !== 'live') return;
  for (const device of state.devices.values()) if (device.broken) mend(device.id);
}

/** Subscribes the device anew: first from the cursor held, and if that does not help, from a snapshot, ever more slowly. */
function mend(id) {
  const now = Date.now();
  let m = mends.get(id);
  if (!m || (!m.busy && now - m.at > 60_000)) mends.set(id, (m = { tries: 0, at: now, busy: false }));
  if (m.busy) return;
  m.busy = true;
  m.at = now;
  const tries = m.tries++;
  setTimeout(() => {
    const device = store.state.devices.get(id);
    if (!device || !device.broken || socket.status !== 'live') return void (m.busy = false);
    const at = tries === 0 ? cursor(device) : null;
    let subscription = null;
    const sent = request({ type: 'subscribe', devices: [id], kinds: KINDS, since: at ? { [id]: at } : {} }, (reply) => {
      if (reply.type === 'subscribed') subscription = reply.subscription;
      else {
        m.busy = false;
        store.dispatch({ type: 'mended', device: id });
        if (subscription) request({ type: 'unsubscribe', subscription }, () => {});
      }
    }, 30_000);
    if (!sent) m.busy = false;
  }, tries < 2 ? 0 : Math.min(30_000, 1000 * 2 ** tries) * (0.5 + Math.random() / 2));
}

/** Sends a command and follows it; its way is read from the device's `pending`, `outcome` and `commands`. */
function command(device, name, args = {}, { ttl = COMMAND_TTL, offline = 'fail' } = {}) {
  const key = 'p-' + random();
  store.dispatch({ type: 'ask', device, key, name, args });
  unanswered.set(key, { frame: { type: 'command', key, device, name, args, ttl, offline }, until: Date.now() + ttl, timer: 0 });
  post(key);
}

function post(key) {
  const ask = unanswered.get(key);
  const { device, name, args } = ask.frame;
  clearTimeout(ask.timer);
  request(ask.frame, (reply) => {
    clearTimeout(ask.timer);
    unanswered.delete(key);
    if (reply.type === 'command') store.dispatch({ ...reply, type: 'answer', device, key, name, args });
    else store.dispatch({ type: 'refused', device, key, name, args, code: reply.code, message: explain(reply) });
  });
  // Also when the socket is down: it may come back in time and repeat the command under the same key.
  ask.timer = setTimeout(() => unanswered.has(key) && gaveUp(key), Math.max(500, ask.until - Date.now() + 1500));
}

function gaveUp(key) {
  const { frame: f, timer } = unanswered.get(key);
  clearTimeout(timer);
  unanswered.delete(key);
  store.dispatch({ type: 'refused', device: f.device, key, name: f.name, args: f.args, code: 'NO_ANSWER' });
}

function explain(reply) {
  const errors = reply.data?.errors;
  return Array.isArray(errors) && errors.length ? errors.map((e) => translated(e.message) ?? e.message).join(t('said.and')) : reply.message;
}
