/**
 * `<hw-fault-title .fault=${id} .device=${id} .code=${code} .rest=${text}>`: what a fault is called, in the person's language, as its page does; then the
 * rest, and its code. A log has the code alone, which stands until the title is known: the panel holds faults that are open, and reads the others once,
 * all of the device together.
 */
import { html, nothing } from 'lit';
import { api } from '../api.js';
import { View } from '../element.js';
import { pick } from '../i18n.js';
import { store } from '../store.js';

const MOST = 200;
/** @type {Map<string, Object>} what each is called, in all languages, by its id */
const titles = new Map();
/** @type {Map<string, {faults: Set<string>, read: Promise<void>}>} which were asked for already, by device */
const asked = new Map();

const keep = (f) => titles.set(f.id, f.texts?.title);

function ask(device, fault) {
  const before = asked.get(device);
  if (before?.faults.has(fault)) return before.read;
  const faults = new Set([...(before?.faults ?? []), fault]);
  const read = before?.waiting ? before.read : Promise.resolve().then(() => load(device));
  asked.set(device, { faults, read, waiting: true });
  return read;
}

async function load(device) {
  asked.get(device).waiting = false; // whoever asks from now on asks anew
  try {
    for (const f of (await api.faults({ device, limit: MOST })).items) keep(f);
  } catch {
    asked.delete(device); // asked again with the next entry
  }
}

class FaultTitle extends View {
  static properties = { fault: {}, device: {}, code: {}, rest: {} };

  willUpdate(changed) {
    const held = store.state.faults.items.get(this.fault);
    if (held) keep(held);
    else if (changed.has('fault') && this.fault && this.device && !titles.has(this.fault)) ask(this.device, this.fault).then(() => this.requestUpdate());
  }

  render() {
    const title = pick(titles.get(this.fault), this.code);
    return html`${title}${this.rest ?? nothing}${title === this.code ? nothing : html` <small class="fault-code">${this.code}</small>`}`;
  }
}
customElements.define('hw-fault-title', FaultTitle);
