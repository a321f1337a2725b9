/** All that came of one thing, in order, at whichever devices this person may watch. */
import { html, nothing } from 'lit';
import { needModel } from '../acts.js';
import { api } from '../api.js';
import { Part } from '../element.js';
import { clock, failure, stamp } from '../format.js';
import { t } from '../i18n.js';
import { icon } from '../icons.js';
import { store } from '../store.js';
import { hubNow } from '../terminal.js';
import { dialog } from './dialog.js';
import { causeOf, doer, symbol, text } from './log-text.js';

const PAGE = 100;

class Chain extends Part {
  static properties = { entry: { attribute: false }, me: {}, close: { attribute: false }, items: { state: true }, firings: { state: true }, next: { state: true }, error: { state: true } };

  firstUpdated() {
    this.load();
  }

  async load(cursor) {
    this.error = '';
    try {
      const page = await api.chain(causeOf(this.entry), { limit: PAGE, cursor });
      this.items = cursor ? [...this.items, ...page.items] : page.items;
      this.next = page.next;
      this.firings = page.firings ?? [];
      for (const e of page.items) {
        const model = store.state.devices.get(e.device)?.model;
        if (model) needModel(model);
      }
    } catch (e) {
      // The kept log trails the live one by moments: what just happened is not in it yet.
      if (e.status === 404) this.items = this.entry.kind ? [this.entry] : [];
      else this.error = failure(e);
    }
  }

  render() {
    const { devices, models } = store.state;
    const items = this.items ?? [];
    const several = new Set(items.map((e) => e.device)).size > 1;
    const acted = (this.firings ?? []).filter((f) => !this.next || f.at <= items.at(-1)?.at);
    // The order of the entries is the hub's; a rule's firings go where their time is.
    const rows = acted.length ? [...items, ...acted].sort((a, b) => a.at - b.at) : items;
    const first = rows[0]?.at;
    const when = (e) => html`<time class="num" title=${new Date(e.at).toISOString()}>${e.at === first ? stamp(e.at, hubNow()) : new Date(e.at).toDateString() === new Date(first).toDateString() ? clock(e.at) : stamp(e.at, hubNow())}</time>`;
    return dialog({
      heading: t('chain.title'), close: this.close, testid: 'chain',
      content: html`<p class="quiet">${rows.length < 2 && !this.next ? t('chain.alone') : t('chain.hint')}</p>
        ${this.error ? html`<p class="form-error">${this.error} <button type="button" class="link-button" @click=${() => this.load()}>${t('retry')}</button></p>` : nothing}
        ${this.items || this.error ? nothing : html`<i class="bone"></i><i class="bone"></i>`}
        <ol class="chain">${rows.map((e) => (e.kind ? html`<li class=${e.kind} data-testid="chain-entry" data-kind=${e.kind} aria-current=${e.revision === this.entry.revision && e.device === this.entry.device ? 'true' : nothing}>
          ${symbol(e)}<span class="chain-what">${text(e, models.get(devices.get(e.device)?.model))}
            <small>${several ? (devices.get(e.device)?.name ?? e.device) + ' · ' : nothing}${doer(e, this.me)}</small></span>${when(e)}</li>` : this.firing(e, when)))}</ol>
        ${this.next ? html`<button type="button" class="button small" @click=${() => this.load(this.next)}>${t('chain.more')}</button>` : nothing}
        <p class="quiet small-text">${t('chain.cause')} <code class="mono">${causeOf(this.entry)}</code></p>`,
    });
  }

  /** A rule that was set off on the way. */
  firing(f, when) {
    return html`<li class="acted" data-testid="chain-firing"><span class="log-icon" title=${t('rules.one')}>${icon('rule')}</span><span class="chain-what"><hw-rule-link .rule=${f.rule}></hw-rule-link>
      <small>${f.outcome === 'stopped' ? t('rules.reason.' + f.reason) : t('rules.branch.' + f.branch)}</small></span>${when(f)}</li>`;
  }
}
customElements.define('hw-chain', Chain);
