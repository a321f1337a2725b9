/**
 * Something that is read by REST, anew whenever there may be news: of many reasons one reading comes, none overlap, and one that failed comes again, ever
 * later, since no other reason need follow.
 */
import { SignedOut } from './api.js';
import { store } from './store.js';

const SOON = 250;
const PAUSE = 1500;
const LATEST = 30_000;

export class Reading {
  #what;
  #read;
  #timer = 0;
  #busy = false;
  #again = false;
  #on = false;
  #last = 0;
  #failures = 0;

  /**
   * @param {string} what is read, for the console
   * @param {() => Promise<boolean|void>} read true: it is wanted once more
   */
  constructor(what, read) {
    this.#what = what;
    this.#read = read;
  }

  /** Begins with a reading. */
  start() {
    this.#on = true;
    this.want();
  }

  stop() {
    this.#on = false;
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#again = false;
    this.#failures = 0;
  }

  /** Reads soon. */
  want() {
    if (this.#busy) this.#again = true;
    else this.#timer ||= setTimeout(() => this.#go(), Math.max(SOON, this.#last + PAUSE - Date.now()));
  }

  /** Reads at once. */
  now() {
    if (this.#busy) return void (this.#again = true);
    clearTimeout(this.#timer);
    this.#go();
  }

  async #go() {
    this.#timer = 0;
    this.#busy = true;
    this.#again = false;
    this.#last = Date.now();
    try {
      if (await this.#read()) this.#again = true;
      this.#failures = 0;
    } catch (e) {
      this.#failures++;
      if (!(e instanceof SignedOut)) console.warn(this.#what, e);
    } finally {
      this.#busy = false;
      if (this.#on && store.state.session.status === 'in') {
        if (this.#failures) this.#timer ||= setTimeout(() => this.#go(), Math.min(LATEST, 1000 * 2 ** this.#failures));
        else if (this.#again) this.want();
      }
    }
  }
}
