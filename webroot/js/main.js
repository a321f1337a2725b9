/** Starts the panel: who is there, what does the hub need, then the shell. */
import { SignedOut, api } from './api.js';
import * as auth from './auth.js';
import { faults } from './faults.js';
import { disablePush, ownBrowser } from './push.js';
import { go, onRoute, recall, remember, route } from './router.js';
import { store } from './store.js';
import { terminal } from './terminal.js';
import './app.js';

const WITHOUT_LOGIN = new Set(['login', 'setup']);

/** Someone is logged in: fetch who, go live. */
async function enter() {
  const user = await api.me();
  store.dispatch({ type: 'session', status: 'in', user });
  if (WITHOUT_LOGIN.has(route().name)) go(recall(), { replace: true });
  api.models().then((models) => store.dispatch({ type: 'models', models }), () => {}); // each is fetched when needed, too
  terminal.start(() => leave('login.ended'));
  faults.start();
}

/** Nobody is logged in (any more): tokens, connection and all data of the person go. */
async function leave(notice = '') {
  remember();
  terminal.stop();
  faults.stop();
  let needed = false;
  try {
    needed = await api.setupNeeded();
  } catch {
    needed = false; // log-in itself will say that the hub is away
  }
  store.dispatch({ type: 'session', status: needed ? 'setup' : 'out', notice: needed ? '' : notice });
  go(needed ? '/setup' : '/login', { replace: true });
}

let wait = 800;
async function boot() {
  try {
    if (auth.hasLogin()) await enter();
    else {
      const needed = await api.setupNeeded();
      remember();
      store.dispatch({ type: 'session', status: needed ? 'setup' : 'out' });
      go(needed ? '/setup' : '/login', { replace: true });
    }
  } catch (e) {
    if (e instanceof SignedOut || e.status === 401) return leave('login.ended');
    store.dispatch({ type: 'link', link: { status: 'waiting', reason: 'UNREACHABLE' } });
    wait = Math.min(wait * 1.7, 15_000);
    setTimeout(boot, wait * (0.6 + Math.random() * 0.4));
  }
}

auth.onAuth((event) => {
  if (event.type === 'out' && store.state.session.status === 'in') leave('login.out');
  if (event.type === 'in' && store.state.session.status !== 'in') boot();
});

for (const name of ['visibilitychange', 'online', 'pageshow']) (name === 'visibilitychange' ? document : window).addEventListener(name, () => auth.wake());

onRoute(({ name }) => {
  const { status } = store.state.session;
  if (status === 'in' && WITHOUT_LOGIN.has(name)) go('/', { replace: true });
  else if (status === 'out' && name !== 'login') go('/login', { replace: true });
  else if (status === 'setup' && name !== 'setup') go('/setup', { replace: true });
});

/** Log-in and set-up hand their answer here. */
document.addEventListener('hw-granted', (event) => {
  auth.begin(event.detail);
  boot();
});

/** A notification was clicked while the panel was open. */
navigator.serviceWorker?.addEventListener('message', ({ data }) => data?.type === 'open' && typeof data.path === 'string' && go(data.path));

/** The account is gone, and its log-ins with it. */
document.addEventListener('hw-erased', () => {
  auth.forget();
  leave('account.erased');
});

document.addEventListener('hw-logout', async () => {
  try {
    if (ownBrowser()) await disablePush();
    await api.logout();
  } catch {
    // The hub may be away; this browser forgets the log-in all the same.
  }
  auth.forget();
  leave('login.out');
});

boot();
