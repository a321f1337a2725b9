/** The person's rules and those of their spaces, each as a sentence; and, where there are none, examples to begin with. */
import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { api } from '../api.js';
import { View } from '../element.js';
import { failure } from '../format.js';
import { t } from '../i18n.js';
import { icon } from '../icons.js';
import '../parts/model-rules.js';
import { tellNames } from '../parts/rule-link.js';
import { lastLine, ruleSwitch, stateBadge, troubleLine } from '../parts/rule-state.js';
import { example, examples } from '../rule-drafts.js';
import { exampleWords, here } from '../rule-examples.js';
import { sentence } from '../rule-words.js';
import { known } from '../rules-known.js';
import { store, toast } from '../store.js';

/** How often what happens at devices is looked at for what it did to rules, ms. */
const PAUSE = 4000;

class Rules extends View {
  static properties = { items: { state: true }, spaces: { state: true }, failed: { state: true }, busy: { state: true }, word: { state: true } };

  constructor() {
    super();
    this.word = '';
  }

  firstUpdated() {
    this.load();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.soon);
  }

  async load() {
    this.failed = '';
    try {
      const [items, spaces] = await Promise.all([api.rules(), this.spaces ?? api.spaces()]);
      tellNames(items);
      this.items = items;
      this.spaces = spaces;
    } catch (e) {
      this.failed = failure(e);
    }
  }

  /** What a rule does shows at a device, a moment later; many changes are one look. */
  updated() {
    const moved = [...store.state.devices.values()].reduce((sum, d) => sum + d.revision, 0);
    if (this.moved !== undefined && moved !== this.moved && this.items?.length && !this.soon) {
      this.soon = setTimeout(() => {
        this.soon = 0;
        this.load();
      }, PAUSE);
    }
    this.moved = moved;
  }

  async turn(rule, on) {
    if (this.busy) return;
    this.busy = rule.id;
    try {
      const changed = await api.switchRule(rule.id, on);
      this.items = this.items.map((r) => (r.id === rule.id ? changed : r));
      toast(t(on ? 'rules.isOn' : 'rules.isOff', { name: rule.name }));
    } catch (e) {
      toast(failure(e), 'bad');
    } finally {
      this.busy = '';
    }
  }

  render() {
    const names = known(this.spaces);
    const items = this.items ?? [];
    const word = this.word.trim().toLowerCase();
    const rows = items.map((r) => ({ rule: r, words: sentence(r, names) })).filter(({ rule, words }) => !word || (rule.name + ' ' + words).toLowerCase().includes(word));
    return html`<section class="page slim" data-testid="rules-page"><div class="page-head"><h1>${t('rules.title')}</h1>${items.length ? html`<p class="summary">${t('rules.count', { n: items.length })}</p><a class="button primary small push" href="/rules/new" data-testid="rule-new">${icon('plus')}${t('rules.new')}</a>` : nothing}</div>
      ${this.failed ? html`<div class="panel"><p class="form-error" role="alert">${this.failed} <button type="button" class="link-button" @click=${() => this.load()}>${t('retry')}</button></p></div>` : nothing}
      ${!this.items && !this.failed ? html`<div class="panel" aria-busy="true"><i class="bone"></i><i class="bone"></i><i class="bone"></i></div>` : nothing}
      ${items.length > 6 ? html`<div class="tools"><label class="search">${icon('search')}<span class="sr">${t('rules.search')}</span><input type="search" data-testid="rules-search" placeholder=${t('rules.search')} .value=${this.word} @input=${(e) => (this.word = e.target.value)}></label></div>` : nothing}
      ${items.length ? html`<ul class="rules" data-testid="rules">${repeat(rows, ({ rule }) => rule.id, (row) => this.row(row, names))}</ul>${rows.length ? nothing : html`<p class="quiet">${t('rules.noneMeant')}</p>`}` : nothing}
      ${this.items && !items.length ? this.none(names) : nothing}
      ${this.items ? html`<hw-model-rules .known=${names} .models=${store.state.models} .word=${this.word}></hw-model-rules>` : nothing}</section>`;
  }

  row({ rule, words }, names) {
    const me = store.state.session.user?.id;
    const whose = [rule.space ? names.space(rule.space) : '', rule.owner?.id === me ? '' : rule.owner?.name || t('by.erased')].filter(Boolean).join(' · ');
    return html`<li class="rule-row ${rule.status.status}" data-testid="rule-row" data-rule=${rule.id}>
      <span class="tile small-tile">${icon('rule')}</span>
      <div class="rule-what"><a class="cover" href="/rules/${encodeURIComponent(rule.id)}">${rule.name}</a><p data-testid="rule-words">${words}</p>${troubleLine(rule, names)}
        <small class="rule-facts">${rule.status.status === 'on' ? nothing : stateBadge(rule)}${lastLine(rule)}${whose ? html`<span>${whose}</span>` : nothing}</small></div>
      <span class="above">${ruleSwitch(rule, (on) => this.turn(rule, on), this.busy === rule.id)}</span></li>`;
  }

  none(names) {
    const { devices, models } = store.state;
    const mine = [...devices.values()].filter((d) => d.role !== 'admin');
    return html`<div class="empty small rules-none" data-testid="rules-none"><span class="tile big-tile">${icon('rule')}</span><h2>${t('rules.none')}</h2><p>${t('rules.noneText')}</p>
        <a class="button primary" href="/rules/new" data-testid="rule-new">${icon('plus')}${t('rules.new')}</a></div>
      <h2 class="rules-examples-title">${t('rules.examples')}</h2>
      <ul class="rules-examples">${examples.map((name) => html`<li><a class="rule-example" href="/rules/new?example=${name}" data-testid="rule-example-${name}"><strong>${t('rules.example.' + name)}</strong><span>${sentence(example(name, mine, models, exampleWords(), here()), names)}</span><em>${t('rules.useExample')}</em></a></li>`)}</ul>`;
  }
}
customElements.define('hw-rules', Rules);
