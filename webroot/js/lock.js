/**
 * One tab at a time. Uses the Web Locks API; over plain http on a home network, where browsers hide that, a lease in
 * localStorage takes its place: written, left to settle, read back.
 */
const LEASE = 12_000;
const SETTLE = 40;
const me = Array.from(crypto.getRandomValues(new Uint32Array(2)), (n) => n.toString(36)).join('');
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/**
 * @template T
 * @param {string} name
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function exclusively(name, work) {
  if (navigator.locks) return navigator.locks.request(name, work);
  const key = name + '.lease';
  await take(key);
  try {
    return await work();
  } finally {
    if (holder(key)?.who === me) localStorage.removeItem(key);
  }
}

function holder(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

async function take(key) {
  for (;;) {
    const other = holder(key);
    if (!other || other.until < Date.now() || other.who === me) {
      localStorage.setItem(key, JSON.stringify({ who: me, until: Date.now() + LEASE }));
      await pause(SETTLE + Math.random() * SETTLE);
      if (holder(key)?.who === me) return;
    }
    await pause(SETTLE + Math.random() * SETTLE);
  }
}
