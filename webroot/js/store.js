/**
 * Holds the one state. `dispatch` reduces at once and tells the listeners once per animation frame (while the page is
 * hidden, when no frames are drawn, four times a second at most). Hub frames are collected and reduced as one batch.
 */
import { initial, reduce } from './state.js';

/** @type {import('./state.js').State} */
let state = initial();
const listeners = new Set();
let scheduled = false;
let frames = [];
let heard = 0;
let afterFlush = () => {};

function schedule() {
  if (scheduled) return;
  scheduled = true;
  if (document.visibilityState === 'hidden') setTimeout(flush, 250);
  else {
    // A page on its way into the background may never draw again: whichever comes first.
    const timer = setTimeout(flush, 300);
    requestAnimationFrame(() => {
      clearTimeout(timer);
      flush();
    });
  }
}

function flush() {
  if (!scheduled) return;
  scheduled = false;
  drain();
  for (const listener of [...listeners]) listener(state);
}

function drain() {
  if (!frames.length) return;
  const batch = frames;
  frames = [];
  state = reduce(state, { type: 'frames', frames: batch, heard });
  afterFlush(state);
}

export const store = {
  get state() {
    return state;
  },
  dispatch(action) {
    drain(); // keeps the order between frames and acts
    state = reduce(state, action);
    schedule();
  },
  /** Queues one frame of the hub, in order. */
  receive(frame, at) {
    frames.push(frame);
    heard = at;
    schedule();
  },
  /** Throws queued frames away: they belong to a connection or person that is gone. */
  drop() {
    frames = [];
  },
  /** Called with the state after each batch of frames; one owner, the terminal. */
  onFrames(f) {
    afterFlush = f;
  },
  subscribe(listener) {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

let toastId = 0;
/** Shows a short message for a while (ms); `tone` is `ok`, `info` or `bad`. */
export function toast(text, tone = 'ok', stay = tone === 'bad' ? 9000 : 4500) {
  const id = ++toastId;
  store.dispatch({ type: 'toast', toast: { id, text, tone } });
  setTimeout(() => store.dispatch({ type: 'untoast', id }), stay);
}
