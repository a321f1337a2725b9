/** How often each strategy helped, by model and fault. */
import { html, nothing } from 'lit';
import { api } from '../api.js';
import { Part, vars } from '../element.js';
import { failure } from '../format.js';
import { pick, t } from '../i18n.js';
import { icon } from '../icons.js';

class Rates extends Part {
  static properties = { models: { state: true }, all: { state: true }, failed: { state: true } };

  firstUpdated() {
    this.load();
  }

  async load() {
    this.failed = '';
    try {
      const models = await api.models();
      this.models = await Promise.all(models.map(async (m) => ({ id: m.model, title: m.title, plans: await api.modelRepair(m.model) })));
    } catch (e) {
      this.failed = failure(e);
    }
  }

  /** What was tried comes first, and what was tried most. */
  lines(model) {
    const lines = model.plans.flatMap((p) => p.strategies.map((s) => ({ ...s, code: p.code, n: s.fixed + s.failed })));
    return lines.filter((s) => this.all || s.n).sort((a, b) => b.n - a.n);
  }

  render() {
    const shown = (this.models ?? []).map((m) => ({ ...m, lines: this.lines(m) })).filter((m) => m.lines.length);
    return html`<section class="page slim" data-testid="rates-page"><a class="back" href="/tickets">${icon('back')}${t('tickets.title')}</a><div class="page-head"><h1>${t('rates.title')}</h1>
        <div class="choice small" role="group" aria-label=${t('tickets.show')}><button type="button" aria-pressed=${!this.all} @click=${() => (this.all = false)}>${t('rates.tried')}</button><button type="button" aria-pressed=${Boolean(this.all)} data-testid="rates-all" @click=${() => (this.all = true)}>${t('tickets.all')}</button></div></div>
      <p class="quiet">${t('rates.text')}</p>
      ${this.failed ? html`<div class="panel"><p class="form-error" role="alert">${this.failed} <button type="button" class="link-button" @click=${() => this.load()}>${t('retry')}</button></p></div>` : nothing}
      ${!this.models && !this.failed ? html`<div class="panel" aria-busy="true"><i class="bone"></i><i class="bone"></i></div>` : nothing}
      ${this.models && !shown.length ? html`<div class="empty small" data-testid="rates-none"><span class="tile big-tile">${icon('chart')}</span><h2>${t('rates.none')}</h2></div>` : nothing}
      <div class="stack">${shown.map((m) => html`<section class="panel" data-testid="rates-model" data-model=${m.id} aria-labelledby="rates-${m.id}"><div class="panel-head"><h2 id="rates-${m.id}">${icon(m.id)}${pick(m.title, m.id)}</h2></div><ul class="rates">${m.lines.map((s) => this.line(s))}</ul></section>`)}</div></section>`;
  }

  line(s) {
    const percent = s.n ? Math.round((100 * s.fixed) / s.n) : 0;
    const kind = pick(s.title, '') || t('repair.kind.' + s.kind);
    return html`<li data-testid="rate" data-code=${s.code} data-name=${s.name} data-percent=${s.n ? percent : ''}><span class="share-who"><strong>${kind}${s.name === s.kind ? nothing : html` <span class="quiet">${s.name}</span>`}</strong><small>${s.code === '*' ? t('rates.any') : s.code} · ${t('repair.by.' + s.by)}</small></span>
      <span class="rate-bar ${s.n ? '' : 'never'}" role="img" aria-label=${s.n ? t('repair.rate', { percent, n: s.n }) : t('repair.rate.none')} ${vars({ part: percent + '%' })}><i></i></span>
      <span class="rate-words num">${s.n ? t('repair.rate', { percent, n: s.n }) : t('repair.rate.none')}</span></li>`;
  }
}
customElements.define('hw-rates', Rates);
