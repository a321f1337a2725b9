/** The device's log, newest first: pages of it by REST, what happens now from the socket, one list by revision. */
import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { api } from '../api.js';
import { Part } from '../element.js';
import { download } from '../download.js';
import { failure, stamp } from '../format.js';
import { t } from '../i18n.js';
import { icon } from '../icons.js';
import { hubNow } from '../terminal.js';
import './chain.js';
import { KINDS, doer, symbol, text } from './log-text.js';

const PAGE = 25;
const MENDS = 6;

class DeviceLog extends Part {
  static properties = { device: {}, revision: { type: Number }, model: { attribute: false }, tail: { attribute: false }, me: {}, kinds: { state: true }, items: { state: true }, next: { state: true }, busy: { state: true }, error: { state: true }, chain: { state: true } };

  constructor() {
    super();
    this.kinds = new Set();
    this.items = null;
    this.next = null;
  }

  firstUpdated() {
    this.load();
  }

  updated(changed) {
    if (changed.has('revision') || changed.has('items')) this.mend();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.timer);
    this.timer = 0;
  }

  /** What happened after the page was read and before the first live entry is in neither: the page is read again, a few times, since the kept log trails. */
  mend() {
    if (!this.items || this.kinds.size || this.timer) return;
    const kept = this.items[0]?.revision ?? 0;
    const live = new Set(this.tail.map((e) => e.revision).filter((r) => r > kept));
    if (this.revision - kept <= live.size) return void (this.tries = 0);
    this.tries = (this.tries ?? 0) + 1;
    if (this.tries > MENDS) return;
    this.timer = setTimeout(() => {
      this.timer = 0;
      this.load();
    }, 300 * this.tries);
  }

  async load(cursor) {
    const turn = (this.turn = {});
    this.busy = true;
    this.error = '';
    try {
      const page = await api.log(this.device, { limit: PAGE, kinds: [...this.kinds].join(','), cursor });
      if (turn !== this.turn) return;
      this.items = cursor ? [...this.items, ...page.items] : page.items;
      this.next = page.next;
    } catch (e) {
      if (turn === this.turn) this.error = failure(e);
    } finally {
      if (turn === this.turn) this.busy = false;
    }
  }

  toggle(kind) {
    const kinds = new Set(this.kinds);
    if (!kinds.delete(kind)) kinds.add(kind);
    this.kinds = kinds;
    this.load();
  }

  /** Live entries first; the kept log trails by moments, so the two overlap. */
  entries() {
    const seen = new Set();
    const of = (e) => !this.kinds.size || this.kinds.has(e.kind);
    const all = [...this.tail.filter(of), ...(this.items ?? [])].sort((a, b) => b.revision - a.revision);
    return all.filter((e) => !seen.has(e.revision) && seen.add(e.revision));
  }

  async take(format) {
    this.error = '';
    try {
      await download(api.exportPath(this.device, { format, kinds: [...this.kinds].join(',') }), `${this.device}-log.${format}`);
    } catch (e) {
      this.error = failure(e);
    }
  }

  render() {
    const rows = this.items ? this.entries() : [];
    return html`<section class="panel" aria-labelledby="h-log"><div class="panel-head wrap"><h2 id="h-log">${icon('log')}${t('device.log')}</h2>
        <div class="chips" role="group" aria-label=${t('log.filter')}>${KINDS.map((k) => html`<button type="button" class="chip small" data-testid="log-kind-${k}" aria-pressed=${this.kinds.has(k)} @click=${() => this.toggle(k)}>${t('kind.' + k)}</button>`)}</div></div>
      ${this.items === null && !this.error ? html`<i class="bone"></i><i class="bone"></i><i class="bone"></i>` : nothing}
      ${this.error ? html`<p class="form-error">${this.error} <button type="button" class="link-button" @click=${() => this.load()}>${t('retry')}</button></p>` : nothing}
      ${this.items && !rows.length ? html`<p class="quiet">${t('log.none')}</p>` : nothing}
      <ol class="log" data-testid="log">${repeat(rows, (e) => e.revision, (e) => html`<li class=${e.kind} data-testid="log-row" data-revision=${e.revision} data-kind=${e.kind}>
        ${symbol(e)}<button type="button" class="log-text" title=${t('chain.show')} data-testid="log-chain" @click=${() => (this.chain = e)}>${text(e, this.model)}</button><span class="log-by">${doer(e, this.me)}</span>
        <time class="num" title=${`${new Date(e.at).toISOString()} · ${e.epoch}:${e.revision}`}>${stamp(e.at, hubNow())}</time></li>`)}</ol>
      <div class="log-foot">${this.next ? html`<button type="button" class="button small" data-testid="log-more" aria-busy=${Boolean(this.busy)} @click=${() => this.load(this.next)}>${t('log.older')}</button>` : nothing}
        <span class="push quiet small-text">${t('log.take')}</span>${['csv', 'json'].map((f) => html`<button type="button" class="button small" data-testid="log-${f}" @click=${() => this.take(f)}>${f.toUpperCase()}</button>`)}</div>
      ${this.chain ? html`<hw-chain .entry=${this.chain} .me=${this.me} .close=${() => (this.chain = null)}></hw-chain>` : nothing}</section>`;
  }
}
customElements.define('hw-device-log', DeviceLog);
