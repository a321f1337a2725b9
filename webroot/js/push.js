/** Notifications in this browser: whether it can show them, may, and does. The hub keeps the subscription; the browser keeps which one is its own. */
import { api } from './api.js';

const KEY = 'hawser.push';

/** `unsupported`, `insecure` (no https), `denied`, `on` or `off`. */
export async function pushState() {
  if (!isSecureContext) return 'insecure';
  if (!('serviceWorker' in navigator) || !('PushManager' in window) || !('Notification' in window)) return 'unsupported';
  if (Notification.permission === 'denied') return 'denied';
  const registration = await navigator.serviceWorker.getRegistration('/');
  const subscription = await registration?.pushManager.getSubscription();
  return subscription && localStorage.getItem(KEY) ? 'on' : 'off';
}

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0));

/** Asks the person and subscribes. To be called by a click of theirs. */
export async function enablePush() {
  if ((await Notification.requestPermission()) !== 'granted') return false;
  const registration = await navigator.serviceWorker.register('/sw.js', { scope: '/' });
  await navigator.serviceWorker.ready;
  const { key } = await api.push();
  const old = await registration.pushManager.getSubscription();
  // One that was made for another hub at this address serves no more.
  if (old && !same(old.options?.applicationServerKey, bytes(key))) await old.unsubscribe();
  const subscription = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(key) });
  const { id } = await api.addPush(subscription.toJSON());
  localStorage.setItem(KEY, id);
  return true;
}

function same(buffer, key) {
  if (!buffer) return false;
  const have = new Uint8Array(buffer);
  return have.length === key.length && have.every((b, i) => b === key[i]);
}

/** Which of the hub's browsers this one is. */
export const ownBrowser = () => localStorage.getItem(KEY);

/** Shows no more here: also when somebody logs out, so that the next person at this browser is not told what is not theirs. */
export async function disablePush() {
  const id = ownBrowser();
  localStorage.removeItem(KEY);
  try {
    const registration = await navigator.serviceWorker?.getRegistration('/');
    await (await registration?.pushManager.getSubscription())?.unsubscribe();
    if (id) await api.removePush(id);
  } catch (e) {
    console.warn('push', e); // the hub forgets it when the push service says that it is gone
  }
}

/** The installed app on a phone: how it is got there is said where push needs it. */
export const isInstalled = () => matchMedia('(display-mode: standalone)').matches || navigator.standalone === true;
export const isApplePhone = () => /iPhone|iPad/.test(navigator.userAgent);
