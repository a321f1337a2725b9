/** How much of the person's inbox is not read, as the hub tells it: after each connection and whenever it changes. */

let unread = 0;
const listeners = new Set();

export const unreadCount = () => unread;

/** Hears of each change, with the newest line that is not read, if any; ends by what it gives back. @param {(unread: number, newest?: Object) => void} f */
export function onInbox(f) {
  listeners.add(f);
  return () => listeners.delete(f);
}

/** A frame of the kind `inbox`. */
export function inboxFrame(frame) {
  const more = frame.unread > unread;
  unread = frame.unread;
  for (const f of listeners) f(unread, more ? frame.newest : undefined);
}

/** Somebody else's from now on. */
export function dropInbox() {
  unread = 0;
  for (const f of listeners) f(0);
}
