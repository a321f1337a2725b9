/** When a rule acted or was held back, by what, what came of it, and the chain that it belongs to. */
import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { api } from '../api.js';
import { Part } from '../element.js';
import { failure, moment, stamp } from '../format.js';
import { has, t } from '../i18n.js';
import { icon } from '../icons.js';
import { deed, reason } from '../rule-words.js';
import { hubNow } from '../terminal.js';
import './chain.js';

const PAGE = 20;
const TONES = { done: 'good', pending: 'warm', partly: 'warm', failed: 'bad', denied: 'bad' };

/** Why something was not done, in words. */
const whyNot = (a) => (a.code && has('rules.trouble.' + a.code) ? t('rules.trouble.' + a.code, { message: a.message ?? '' }) : a.message ?? t('rules.did.' + a.outcome));

class RuleFirings extends Part {
  static properties = { rule: { attribute: false }, known: { attribute: false }, me: {}, items: { state: true }, next: { state: true }, error: { state: true }, busy: { state: true }, chain: { state: true } };

  firstUpdated() {
    this.load();
  }

  /** The newest; those of earlier pages stay. */
  async load(cursor) {
    this.busy = true;
    this.error = '';
    try {
      const page = await api.firings(this.rule.id, { limit: PAGE, cursor });
      if (cursor) {
        this.items = [...this.items, ...page.items];
        this.next = page.next;
      } else {
        const fresh = new Set(page.items.map((f) => f.id));
        const older = (this.items ?? []).filter((f) => !fresh.has(f.id));
        // More came than a page holds: the list begins anew.
        const joins = !page.next || (this.items ?? []).some((f) => fresh.has(f.id));
        this.items = joins ? [...page.items, ...older] : page.items;
        if (!joins || !older.length) this.next = page.next;
      }
    } catch (e) {
      this.error = failure(e);
    } finally {
      this.busy = false;
    }
  }

  render() {
    return html`<section class="panel" aria-labelledby="h-firings"><div class="panel-head"><h2 id="h-firings">${icon('log')}${t('rules.firings')}</h2></div>
      ${this.error ? html`<p class="form-error">${this.error} <button type="button" class="link-button" @click=${() => this.load()}>${t('retry')}</button></p>` : nothing}
      ${this.items || this.error ? nothing : html`<i class="bone"></i><i class="bone"></i>`}
      ${this.items && !this.items.length ? html`<p class="quiet">${t('rules.firings.none')}</p>` : nothing}
      <ol class="firings" data-testid="firings">${repeat(this.items ?? [], (f) => f.id, (f) => this.row(f))}</ol>
      ${this.next ? html`<button type="button" class="button small" data-testid="firings-more" aria-busy=${Boolean(this.busy)} @click=${() => this.load(this.next)}>${t('log.older')}</button>` : nothing}
      ${this.chain ? html`<hw-chain .entry=${this.chain} .me=${this.me} .close=${() => (this.chain = null)}></hw-chain>` : nothing}</section>`;
  }

  row(f) {
    const held = f.outcome === 'stopped';
    const device = f.device ? this.known.device(f.device)?.name ?? f.device : '';
    const word = held ? t('rules.reason.' + f.reason) : t('rules.outcome.' + f.outcome);
    return html`<li class=${held ? 'held' : f.branch} data-testid="firing" data-branch=${f.branch} data-outcome=${f.outcome}><time class="num" title=${moment(f.at)}>${stamp(f.at, hubNow())}</time>
      <span class="firing-what"><strong>${[device, reason(f.why, f, this.rule, this.known)].filter(Boolean).join(' · ') || t('rules.branch.' + f.branch)}</strong>
        ${f.actions.length ? html`<ul class="deeds">${f.actions.map((a) => html`<li data-testid="deed" data-outcome=${a.outcome}>${deed(a, this.rule, this.known)}${['failed', 'denied'].includes(a.outcome) ? html` <span class="bad-text">${whyNot(a)}</span>` : nothing}</li>`)}</ul>` : f.chain?.length ? html`<small>${f.chain.map((step) => step.name).join(' → ')}</small>` : nothing}</span>
      <span class="firing-end">${f.branch === 'else' ? html`<span class="badge">${t('rules.branch.else')}</span>` : nothing}<span class="badge ${TONES[f.outcome] ?? ''}" data-testid="firing-outcome">${word}</span>
        <button type="button" class="plain" data-testid="firing-chain" aria-label="${t('chain.show')}: ${moment(f.at)}" title=${t('chain.show')} @click=${() => (this.chain = { cause: f.cause ?? f.id, device: f.device, at: f.at })}>${icon('link')}</button></span></li>`;
  }
}
customElements.define('hw-rule-firings', RuleFirings);
