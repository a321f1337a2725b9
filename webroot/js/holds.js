/**
 * Controls that people hold. The reducer keeps who holds which; here are the clocks: what others hold ends when it is not told of again,
 * and what this person holds is told of again and again, while somebody else is there to see it.
 */
import { store } from './store.js';

const AGAIN = 2000;
/** A hand that has not moved for so long has let go, whatever the browser missed. */
const LONGEST = 30_000;

/** @type {Map<string, number>} */
const theirs = new Map();
/** @type {Map<string, {timer: number, moved: number, told: boolean}>} */
const mine = new Map();

/** The hub tells that somebody else holds a control, or has let go of it. */
export function mindHold({ device, property, user, held, ttl }) {
  const key = [device, property, user.id].join('\n');
  clearTimeout(theirs.get(key));
  theirs.delete(key);
  if (!held) return;
  theirs.set(key, setTimeout(() => {
    theirs.delete(key);
    store.dispatch({ type: 'unheld', device, property, user: user.id });
  }, ttl));
}

/** This person holds a control, or lets go of it; `send` says so to the hub. */
export function hold(send, device, property, held) {
  const key = device + '\n' + property;
  const now = mine.get(key);
  if (!held) {
    if (!now) return;
    mine.delete(key);
    clearInterval(now.timer);
    if (now.told) send({ type: 'adjusting', device, property, held: false });
  } else if (now) {
    now.moved = Date.now();
  } else {
    const fresh = { moved: Date.now(), told: false, timer: 0 };
    const tell = () => {
      if (Date.now() - fresh.moved > LONGEST) return hold(send, device, property, false);
      if (isSeen(device)) fresh.told = send({ type: 'adjusting', device, property, held: true }) || fresh.told;
    };
    fresh.timer = setInterval(tell, AGAIN);
    mine.set(key, fresh);
    tell();
  }
}

/** Whether anybody else watches the device. */
function isSeen(id) {
  const { devices, session } = store.state;
  const device = devices.get(id);
  return Boolean(device) && (device.viewerCount > 1 || device.viewers.some((v) => v.id !== session.user?.id));
}
