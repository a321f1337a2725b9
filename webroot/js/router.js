/** History routing. Paths are few and flat; a view gets `{name, id}`. */
import { store } from './store.js';

const listeners = new Set();

/** @returns {{name: string, id?: string}} */
export function route() {
  const [first = '', second, third] = location.pathname.split('/').filter(Boolean).map((part) => {
    try {
      return decodeURIComponent(part);
    } catch {
      return part;
    }
  });
  if (!first || (first === 'devices' && !second)) return { name: 'devices' };
  if (first === 'devices' && third === 'maintenance') return { name: 'logbook', id: second };
  if (first === 'devices' && !third) return { name: 'device', id: second };
  if (first === 'sessions' && !third) return second ? { name: 'session', id: second } : { name: 'sessions' };
  if (first === 'faults' && !third) return second ? { name: 'fault', id: second } : { name: 'faults' };
  if (first === 'models' && !third) return second ? { name: 'model', id: second } : { name: 'models' };
  if (first === 'tickets' && !third) return second ? { name: 'ticket', id: second } : { name: 'tickets' };
  if (first === 'drills' && !third) return { name: 'drills', id: second };
  if (first === 'rules' && (!third || third === 'edit')) return !second ? { name: 'rules' } : second === 'new' ? { name: 'rule-new' } : { name: third ? 'rule-edit' : 'rule', id: second };
  if (first === 'spaces' && !third) return second ? { name: 'space', id: second } : { name: 'spaces' };
  if (['login', 'setup', 'people', 'activity', 'account', 'add', 'claim', 'inbox', 'notifications', 'messages', 'repairs'].includes(first) && !second) return { name: first };
  return { name: 'lost' };
}

export function go(path, { replace = false } = {}) {
  if (path === location.pathname + location.search) return;
  history[replace ? 'replaceState' : 'pushState'](null, '', path);
  moved(true);
}

export function onRoute(f) {
  listeners.add(f);
}

function moved(toTop) {
  for (const f of listeners) f(route());
  if (toTop) scrollTo(0, 0);
}

addEventListener('popstate', () => moved(false));

/** Same-origin links without modifier keys stay in the page. */
document.addEventListener('click', (event) => {
  if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = event.target instanceof Element && event.target.closest('a[href]');
  if (!link || link.target || link.hasAttribute('download') || link.origin !== location.origin || /^\/(docs|api|health|metrics|lib)\b/.test(link.pathname)) return;
  event.preventDefault();
  go(link.pathname + link.search);
});

/** Where a signed-in person wanted to go before the log-in came in between. */
let wanted = null;
export const remember = () => {
  const { name } = route();
  if (!['login', 'setup'].includes(name) && store.state.session.status !== 'in') wanted = location.pathname + location.search + location.hash;
};
export const recall = () => {
  const path = wanted ?? '/';
  wanted = null;
  return path;
};
