/**
 * Absences that may be brief: the log has them at once, the screen when the device's grace is over. The reducer keeps them behind what is
 * shown; here is the clock.
 */
import { store } from './store.js';

/** @type {Map<string, number>} */
const timers = new Map();

/** A frame of the hub has come; `now` by the hub's clock. */
export function mindAbsence(frame, now) {
  const presence = frame.type === 'snapshot' ? frame.presence : frame.kind === 'presence' ? { ...frame, since: frame.at } : null;
  if (!presence && frame.type !== 'removed') return;
  const { device } = frame;
  clearTimeout(timers.get(device));
  timers.delete(device);
  if (!presence?.grace) return;
  const { since } = presence;
  timers.set(device, setTimeout(() => {
    timers.delete(device);
    store.dispatch({ type: 'absent', device, since });
  }, Math.max(0, since + presence.grace - now)));
}
