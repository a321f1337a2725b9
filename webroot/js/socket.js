/**
 * The one WebSocket to the hub, kept alive: hello with a fresh token, heartbeats both ways, jittered back-off, `bye` and
 * close codes honoured, in-band `auth`. What is said over it is the business of `terminal.js`.
 */
import { SignedOut, current, onAuth, renew, token } from './auth.js';

/** Close codes after which the same connection is not tried again by itself. */
const STOPS = { 4403: 'FORBIDDEN', 4409: 'SUPERSEDED' };
/** Codes that say we were at fault or too much: not sooner than this. */
const CALMER = { 4400: 10_000, 4429: 5_000, 1007: 10_000, 1009: 10_000 };
const FIRST = 400, MOST = 30_000, HELLO_WITHIN = 10_000, PONG_WITHIN = 8_000, STEADY_AFTER = 10_000;

export class Socket {
  /**
   * @param {{link: (change: Object) => void, welcome: (frame: Object) => void, frame: (frame: Object) => void,
   *   lost: () => void, signedOut: () => void}} on
   */
  constructor(on) {
    this.on = on;
    this.ws = null;
    this.resume = null; // in memory only: a copied tab must not present the same token
    this.attempt = 0;
    this.status = 'idle';
    this.bye = null;
    this.refusals = 0;
    this.timers = {};
    onAuth((event) => {
      if (event.type === 'token' && this.status === 'live') this.send({ type: 'auth', token: event.token });
    });
    const wake = () => document.visibilityState !== 'hidden' && this.wake();
    document.addEventListener('visibilitychange', wake);
    addEventListener('online', wake);
    addEventListener('pageshow', wake);
    addEventListener('focus', wake);
    document.addEventListener('resume', wake);
    // A page that is kept (the back/forward cache, a phone that sleeps) comes back to its session; one that is gone never does.
    addEventListener('pagehide', (event) => event.persisted || this.leave());
  }

  start() {
    if (this.status === 'idle' || this.status === 'stopped') this.connect();
  }

  /** Ends the connection for good (log-out). */
  stop() {
    this.status = 'idle';
    this.resume = null;
    this.attempt = 0;
    this.refusals = 0;
    this.release(1000);
    this.on.link({ status: 'idle', synced: false, attempt: 0, retryAt: 0, reason: '' });
  }

  /** The page goes for good: the hub need not keep the session for it. */
  leave() {
    this.resume = null;
    if (this.send({ type: 'bye' })) this.release(1000);
  }

  send(frame) {
    if (this.ws?.readyState !== WebSocket.OPEN) return false;
    this.ws.send(JSON.stringify(frame));
    return true;
  }

  /** Called on anything that smells of waking up: proves a live connection within seconds, or connects at once. */
  wake() {
    if (this.status === 'waiting') this.connect();
    else if (this.status === 'live') this.probe(3_500);
  }

  async connect() {
    this.release();
    this.status = 'connecting';
    this.on.link({ status: 'connecting', attempt: this.attempt });
    const turn = (this.turn = {});
    this.used = null;
    try {
      this.used = await token();
    } catch (e) {
      if (turn !== this.turn) return;
      if (e instanceof SignedOut) this.on.signedOut();
      else this.retry(e.retryAfter ?? 0, 'UNREACHABLE');
      return;
    }
    if (turn !== this.turn) return;
    const ws = new WebSocket(location.origin.replace(/^http/, 'ws') + '/ws/terminal', 'hawser.v1');
    this.ws = ws;
    this.bye = null;
    this.after('hello', HELLO_WITHIN, () => this.fail());
    ws.onopen = () => this.send({ type: 'hello', token: this.used, notices: true, adjusting: true, inbox: true, ...(this.resume ? { resume: this.resume } : {}) });
    ws.onmessage = (event) => ws === this.ws && this.heard(event.data);
    ws.onclose = (event) => ws === this.ws && this.closed(event.code, event.reason);
  }

  heard(text) {
    let frame;
    try {
      frame = JSON.parse(text);
    } catch {
      return this.fail(); // not our protocol: something sits in between
    }
    this.cancel('pong');
    switch (frame.type) {
      case 'welcome':
        this.cancel('hello');
        this.status = 'live';
        this.resume = frame.resume ?? null;
        this.heartbeat = frame.heartbeat ?? 30_000;
        this.after('steady', STEADY_AFTER, () => {
          this.attempt = 0;
          this.refusals = 0;
        });
        this.beat();
        this.on.link({ status: 'live', since: Date.now(), retryAt: 0, reason: '', heard: Date.now() });
        this.on.welcome(frame);
        if (current() && current() !== this.used) this.send({ type: 'auth', token: current() });
        break;
      case 'pong':
        this.on.link({ heard: Date.now() });
        break;
      case 'bye':
        this.bye = frame;
        break;
      default:
        this.on.frame(frame);
    }
  }

  beat() {
    this.after('beat', this.heartbeat * (0.8 + Math.random() * 0.2), () => {
      this.probe(PONG_WITHIN);
      this.beat();
    });
  }

  probe(within) {
    if (!this.send({ type: 'ping' })) return this.fail();
    if (!this.timers.pong) this.after('pong', within, () => this.fail());
  }

  /** The connection is no good, whatever the browser thinks of it. */
  fail() {
    this.closed(1006, '');
  }

  async closed(code, reason) {
    const wasLive = this.status === 'live';
    const bye = this.bye;
    this.release();
    if (wasLive) this.on.lost();
    const why = bye?.reason || reason || String(code);
    if (STOPS[code]) return this.halt(STOPS[code]);
    if (code === 4401 || code === 4410) {
      if (code === 4410) this.resume = null;
      this.status = 'connecting';
      const turn = (this.turn = {});
      try {
        await renew(); // says whether the log-in itself still stands
      } catch (e) {
        if (turn === this.turn) {
          if (e instanceof SignedOut) this.on.signedOut();
          else this.retry(e.retryAfter ?? 0, 'UNREACHABLE', wasLive);
        }
        return;
      }
      if (turn !== this.turn) return;
      if (code === 4410 && /REVOKED/i.test(why)) return this.halt('REVOKED');
      if (code === 4401 && ++this.refusals > 2) return this.on.signedOut();
      return this.retry(0, why, wasLive);
    }
    this.retry(Math.max(bye?.retryAfter ?? 0, CALMER[code] ?? 0), why, wasLive);
  }

  /** Waits and connects again: at least `least`, and above that a random part of a growing span, so that a thousand panels don't come back at once. */
  retry(least, reason, wasLive = false) {
    const span = Math.min(MOST, FIRST * 2 ** this.attempt++);
    const wait = least > 0 ? least * (1 + Math.random() * 0.3) + Math.random() * FIRST : span * (0.4 + Math.random() * 0.6);
    this.status = 'waiting';
    const now = Date.now();
    this.on.link({ status: 'waiting', attempt: this.attempt, retryAt: now + wait, reason, synced: false, ...(wasLive ? { since: now } : {}) });
    this.after('retry', wait, () => this.connect());
  }

  halt(reason) {
    this.status = 'stopped';
    this.resume = null;
    this.on.link({ status: 'stopped', reason, synced: false, since: Date.now(), retryAt: 0 });
  }

  release(code) {
    this.turn = {};
    for (const name of Object.keys(this.timers)) this.cancel(name);
    const ws = this.ws;
    this.ws = null;
    if (ws && ws.readyState <= WebSocket.OPEN) ws.close(code ?? 4000);
  }

  after(name, ms, f) {
    this.cancel(name);
    this.timers[name] = setTimeout(() => {
      this.timers[name] = 0;
      f();
    }, ms);
  }

  cancel(name) {
    clearTimeout(this.timers[name]);
    this.timers[name] = 0;
  }
}
