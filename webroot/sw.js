/**
 * Shows notifications that the hub sends and opens what they are about. It answers no requests and keeps nothing: the panel always comes
 * from the hub.
 */
self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

self.addEventListener('push', (event) => {
  let told = {};
  try {
    told = event.data ? event.data.json() : {};
  } catch {
    told = {}; // not from a hub of this version: something was told, and the panel knows what
  }
  event.waitUntil(
    self.registration.showNotification(told.title || 'Hawser', {
      body: told.body || '',
      tag: told.tag,
      renotify: Boolean(told.tag),
      icon: '/icons/icon-192.png',
      badge: '/icons/badge-96.png',
      data: { path: told.path || '/inbox' },
    }),
  );
});

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  const path = new URL(event.notification.data?.path || '/inbox', self.location.origin);
  // Only ever to the panel itself.
  const safe = path.origin === self.location.origin ? path.pathname + path.search : '/inbox';
  event.waitUntil(open(safe));
});

async function open(path) {
  const windows = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const shown = windows.find((w) => w.visibilityState === 'visible') ?? windows[0];
  if (!shown) return self.clients.openWindow(path);
  shown.postMessage({ type: 'open', path });
  return shown.focus();
}
