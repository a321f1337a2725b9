/** All devices, live: search, filters, cards. What was searched for stands in the address, so that "back" brings it back. */
import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { View } from '../element.js';
import { number } from '../format.js';
import { pick, t } from '../i18n.js';
import { icon } from '../icons.js';
import { snippets } from '../snippet.js';
import { byDevice } from '../state-faults.js';
import { store } from '../store.js';
import '../parts/device-card.js';

const FILTERS = {
  all: (d) => d.role !== 'admin',
  online: (d) => d.role !== 'admin' && d.presence.status === 'online',
  offline: (d) => d.role !== 'admin' && d.presence.status !== 'online',
  shared: (d, me) => d.role !== 'admin' && Boolean(d.owner) && d.owner.id !== me,
  others: (d) => d.role === 'admin', // an administrator sees other people's, but does not follow them
};

class Devices extends View {
  static properties = { word: { state: true }, filter: { state: true }, model: { state: true } };

  constructor() {
    super();
    const q = new URLSearchParams(location.search);
    this.word = q.get('q') ?? '';
    this.filter = q.get('show') in FILTERS ? q.get('show') : 'all';
    this.model = q.get('kind') ?? '';
  }

  choose(change) {
    Object.assign(this, change);
    const q = new URLSearchParams();
    if (this.word) q.set('q', this.word);
    if (this.filter !== 'all') q.set('show', this.filter);
    if (this.model) q.set('kind', this.model);
    history.replaceState(null, '', '/' + (q.size ? '?' + q : ''));
  }

  /** Sorted once for each set of names; the order does not jump with every change of state. */
  sorted(devices) {
    const key = [...devices.values()].map((d) => d.id + d.name).join('\n');
    if (key !== this.orderKey) {
      this.orderKey = key;
      const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });
      this.order = [...devices.values()].sort((a, b) => collator.compare(a.name, b.name) || (a.id < b.id ? -1 : 1)).map((d) => d.id);
    }
    return this.order.map((id) => devices.get(id));
  }

  render() {
    const { devices, listed, link, session, models, faults } = store.state;
    const broken = byDevice(faults);
    const me = session.user?.id;
    const all = this.sorted(devices);
    const mine = all.filter(FILTERS.all);
    const heading = html`<h1>${t('devices.title')}</h1>`;
    if (!all.length) return listed || link.synced ? this.empty(heading) : html`<section class="page">${heading}${this.skeletons()}</section>`;
    const word = this.word.trim().toLowerCase();
    const name = (m) => pick(models.get(m)?.title, m);
    const shown = all.filter((d) => FILTERS[this.filter](d, me) && (!this.model || d.model === this.model)
      && (!word || [d.name, d.id, d.model, name(d.model), d.owner?.name ?? ''].some((s) => s.toLowerCase().includes(word))));
    const counts = Object.fromEntries(Object.entries(FILTERS).map(([name, f]) => [name, all.filter((d) => f(d, me)).length]));
    const kinds = [...new Set(all.map((d) => d.model))].sort((a, b) => name(a).localeCompare(name(b)));
    return html`<section class="page">
      <div class="page-head">${heading}<p class="summary" data-testid="summary">${t('devices.count', { n: mine.length })} · ${t('devices.onlineCount', { n: counts.online })}</p></div>
      <div class="tools" role="search">
        <label class="search">${icon('search')}<span class="sr">${t('devices.search')}</span>
          <input type="search" data-testid="search" placeholder=${t('devices.search')} .value=${this.word} @input=${(e) => this.choose({ word: e.target.value })}></label>
        <div class="chips" role="group" aria-label=${t('devices.filter')}>${Object.keys(FILTERS).filter((f) => !['shared', 'others'].includes(f) || counts[f]).map(
          (f) => html`<button type="button" class="chip" data-testid="filter-${f}" aria-pressed=${this.filter === f} @click=${() => this.choose({ filter: f })}>${t('devices.' + f)}<small>${number(counts[f])}</small></button>`)}</div>
        ${kinds.length > 1 ? html`<label class="kind-select"><span class="sr">${t('devices.kind')}</span><select data-testid="filter-kind" @change=${(e) => this.choose({ model: e.target.value })}>
          <option value="" .selected=${!this.model}>${t('devices.anyKind')}</option>${kinds.map((m) => html`<option value=${m} .selected=${this.model === m}>${name(m)}</option>`)}</select></label>` : nothing}
      </div>
      ${shown.length
        ? html`<ul class="grid" data-testid="grid">${repeat(shown, (d) => d.id, (d) => html`<li><hw-device-card .device=${d} .model=${models.get(d.model)} .link=${link.away ? AWAY : LIVE} .me=${me} .trouble=${trouble(broken.get(d.id))}></hw-device-card></li>`)}</ul>`
        : !mine.length && this.filter === 'all' && !word && !this.model ? html`<div class="empty small"><h2>${t('devices.noneOwn')}</h2><p>${t('devices.noneOwnText', { n: counts.others })}</p>
          <button type="button" class="button" @click=${() => this.choose({ filter: 'others' })}>${t('devices.showOthers')}</button></div>`
        : html`<div class="empty small"><h2>${t('devices.none')}</h2><p>${t('devices.noneText')}</p><button type="button" class="button" @click=${() => this.choose({ word: '', filter: 'all', model: '' })}>${t('devices.clear')}</button></div>`}
    </section>`;
  }

  skeletons() {
    return html`<ul class="grid" aria-busy="true" aria-label=${t('loading')}>${Array.from({ length: 8 }, () => html`<li><div class="card skeleton"><i></i><i></i><i></i></div></li>`)}</ul>`;
  }

  empty(heading) {
    return html`<section class="page teach" data-testid="no-devices"><div class="sr">${heading}</div><div class="teach-box">
      <h2>${t('devices.empty.title')}</h2><p>${t('devices.empty.text')}</p>
      <ol>${[1, 2, 3].map((n) => html`<li><strong>${t('devices.empty.' + n)}</strong><span>${t(`devices.empty.${n}t`)}</span></li>`)}</ol>
      <div class="code"><pre tabindex="0" aria-label="Python">${snippets.python({ id: 'dev_…', model: 'light' }, '…')}</pre></div>
      <p class="actions"><a class="button primary" href="/add">${icon('plus')}${t('devices.empty.add')}</a><a class="button" href="/claim">${t('devices.empty.claim')}</a></p></div></section>`;
  }
}

/** A text, so that a card renders only when it has become another one. */
const trouble = (had) => (had ? had.n + ' ' + had.severity : '');

/** The cards care for nothing of the link but this; two constants keep them from rendering with every heartbeat. */
const LIVE = { away: false }, AWAY = { away: true };
customElements.define('hw-devices', Devices);
