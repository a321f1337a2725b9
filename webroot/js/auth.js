/**
 * Tokens. The access token lives in memory only, the refresh token in localStorage, where every tab of this browser
 * shares it. A refresh token serves once, and using a spent one ends the log-in everywhere: so one tab at a time
 * rotates it, under a lock, and hands the new access token to the others over a BroadcastChannel.
 */
import { exclusively } from './lock.js';

const KEY = 'hawser.refresh';
const channel = 'BroadcastChannel' in window ? new BroadcastChannel('hawser.auth') : null;

/** @type {{token: string, until: number, born: number, lifetime: number}|null} */
let access = null;
let running = null;
let timer = 0;
const listeners = new Set();

/** The person has to log in (again). */
export class SignedOut extends Error {}
/** The hub can't be reached or is not well; the log-in still stands. */
export class Unreachable extends Error {
  constructor(retryAfter = 0) {
    super('unreachable');
    this.retryAfter = retryAfter;
  }
}

const stored = () => localStorage.getItem(KEY);
const tell = (event) => listeners.forEach((f) => f(event));

function claims(token) {
  try {
    return JSON.parse(atob(token.split('.')[1].replace(/-/g, '+').replace(/_/g, '/')));
  } catch {
    return {};
  }
}

/** Takes an access token; its lifetime is `exp - iat`, so the clock of this machine need not be right. */
function adopt(token, share) {
  const { exp, iat } = claims(token);
  const lifetime = exp && iat ? (exp - iat) * 1000 : 300_000;
  const now = Date.now();
  access = { token, until: now + lifetime, born: now, lifetime };
  clearTimeout(timer);
  timer = setTimeout(() => renew().catch(() => {}), lifetime * (0.7 + Math.random() * 0.15));
  if (share) channel?.postMessage({ token });
  tell({ type: 'token', token });
}

function rotate() {
  const before = access;
  return exclusively('hawser-refresh', async () => {
    if (access !== before && fresh()) return access.token; // another tab was quicker and told us
    for (;;) {
      const refreshToken = stored();
      if (!refreshToken) throw new SignedOut();
      const response = await present(refreshToken);
      if (response.ok) {
        const grant = await response.json();
        localStorage.setItem(KEY, grant.refreshToken);
        adopt(grant.accessToken, true);
        return grant.accessToken;
      }
      if (![400, 401, 403].includes(response.status)) throw new Unreachable(Number(response.headers.get('Retry-After') ?? 0) * 1000);
      if (stored() !== refreshToken) continue; // a log-in elsewhere has put a newer one there
      forget();
      throw new SignedOut();
    }
  });
}

async function present(refreshToken) {
  try {
    return await fetch('/api/v1/auth/refresh', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ refreshToken }),
      signal: AbortSignal.timeout(15_000),
    });
  } catch {
    throw new Unreachable();
  }
}

const fresh = () => access && access.until - Date.now() > Math.min(20_000, access.lifetime / 5);

/** Rotates now; concurrent callers share one rotation. */
export function renew() {
  running ??= rotate().finally(() => (running = null));
  return running;
}

/** An access token that still serves; rotates when the present one is about to end. @returns {Promise<string>} */
export async function token() {
  return fresh() ? access.token : renew();
}

/** The token as it is, for comparing. */
export const current = () => access?.token ?? null;

export const hasLogin = () => Boolean(stored());

/** Takes what log-in or set-up answered. */
export function begin(grant) {
  localStorage.setItem(KEY, grant.refreshToken);
  adopt(grant.accessToken, true);
}

/** Forgets every token, in all tabs. */
export function forget() {
  access = null;
  clearTimeout(timer);
  localStorage.removeItem(KEY);
}

/** `{type: 'token', token}` for a newer access token, `{type: 'out'}` and `{type: 'in'}` when another tab logged out or in. */
export function onAuth(f) {
  listeners.add(f);
}

channel?.addEventListener('message', (event) => {
  if (stored() && typeof event.data?.token === 'string' && event.data.token !== access?.token) adopt(event.data.token, false);
});

addEventListener('storage', (event) => {
  if (event.key !== KEY && event.key !== null) return;
  if (!stored()) {
    access = null;
    clearTimeout(timer);
    tell({ type: 'out' });
  } else if (!event.oldValue) tell({ type: 'in' });
});

/** After sleep timers are late: renew at once when the token is old. */
export function wake() {
  if (access && !fresh() && stored()) renew().catch(() => {});
}
