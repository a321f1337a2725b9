/** One rule: what it says, how it stands, when it acted, when it would have; switched, changed and removed here. */
import { html, nothing } from 'lit';
import { api } from '../api.js';
import { View } from '../element.js';
import { failure, moment, stamp } from '../format.js';
import { t } from '../i18n.js';
import { icon } from '../icons.js';
import { dialog } from '../parts/dialog.js';
import { alertLine } from '../parts/forms.js';
import '../parts/rule-firings.js';
import { tellNames } from '../parts/rule-link.js';
import { lastLine, ruleSwitch, stateBadge, troubleLine } from '../parts/rule-state.js';
import '../parts/rule-trial.js';
import { sentence } from '../rule-words.js';
import { known } from '../rules-known.js';
import { named } from '../rules.js';
import { go } from '../router.js';
import { store, toast } from '../store.js';
import { hubNow } from '../terminal.js';

const SOON = 1500;
/** Where no device of it is watched, ms. */
const SLOWLY = 15_000;

class RuleView extends View {
  static properties = { rule: {}, found: { state: true }, spaces: { state: true }, missing: { state: true }, failed: { state: true }, busy: { state: true }, error: { state: true }, removing: { state: true } };

  firstUpdated() {
    this.load();
    this.slowly = setInterval(() => document.visibilityState === 'visible' && this.found && this.refresh(), SLOWLY);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.soon);
    clearInterval(this.slowly);
  }

  async load() {
    this.failed = '';
    try {
      [this.found, this.spaces] = await Promise.all([api.rule(this.rule), this.spaces ?? api.spaces()]);
      tellNames([this.found]);
    } catch (e) {
      if ([400, 404, 422].includes(e.status)) this.missing = true;
      else this.failed = failure(e);
    }
  }

  refresh() {
    this.load();
    this.querySelector('hw-rule-firings')?.load();
  }

  /** What happens at the devices that it names may be its doing, and is told a moment later. */
  updated() {
    if (!this.found) return;
    const moved = [...named(this.found)].map((id) => store.state.devices.get(id)?.revision ?? 0).join();
    if (this.moved !== undefined && moved !== this.moved && !this.soon) {
      this.soon = setTimeout(() => {
        this.soon = 0;
        this.refresh();
      }, SOON);
    }
    this.moved = moved;
  }

  async turn(on) {
    if (this.busy) return;
    this.busy = true;
    try {
      this.found = await api.switchRule(this.rule, on);
      toast(t(on ? 'rules.isOn' : 'rules.isOff', { name: this.found.name }));
    } catch (e) {
      toast(failure(e), 'bad');
    } finally {
      this.busy = false;
    }
  }

  async remove() {
    this.error = '';
    try {
      await api.removeRule(this.rule);
      toast(t('menu.removed', { name: this.found.name }));
      go('/rules');
    } catch (e) {
      this.error = failure(e);
    }
  }

  attempt = () => api.tryRule(this.rule);

  render() {
    const back = html`<a class="back" href="/rules">${icon('back')}${t('rules.title')}</a>`;
    if (this.missing) return html`<section class="empty" data-testid="rule-gone"><h1>${t('rules.gone')}</h1><p>${t('rules.goneText')}</p><a class="button" href="/rules">${t('rules.title')}</a></section>`;
    const r = this.found;
    if (!r) return html`<section class="page slim" aria-busy=${!this.failed}>${back}<div class="panel">${this.failed ? html`<p class="form-error" role="alert">${this.failed} <button type="button" class="link-button" @click=${() => this.load()}>${t('retry')}</button></p>` : html`<i class="bone"></i><i class="bone"></i>`}</div></section>`;
    const names = known(this.spaces);
    const me = store.state.session.user?.id;
    return html`<section class="page slim rule-page" data-testid="rule-page" data-rule=${r.id} data-status=${r.status.status}>${back}
      <header class="space-head"><span class="tile big-tile ${r.status.status === 'on' ? 'active' : ''}">${icon('rule')}</span><div class="share-who"><h1 data-testid="rule-title">${r.name}</h1>
          <p class="rule-facts">${stateBadge(r)}${lastLine(r)}${r.owner?.id === me ? nothing : html`<span>${r.owner?.name || t('by.erased')}</span>`}${r.space ? html`<a href="/spaces/${encodeURIComponent(r.space)}">${names.space(r.space)}</a>` : nothing}</p></div>
        ${ruleSwitch(r, (on) => this.turn(on), this.busy)}</header>
      <div class="stack"><div class="panel"><p class="rule-says" data-testid="rule-words">${sentence(r, names)}</p>${troubleLine(r, names)}${this.holding(r, names)}
          ${r.may?.change ? html`<div class="actions rule-acts"><a class="button small" href="/rules/${encodeURIComponent(r.id)}/edit" data-testid="rule-edit-go">${icon('pencil')}${t('edit')}</a><button type="button" class="button small" data-testid="rule-remove" @click=${() => (this.removing = true)}>${icon('trash')}${t('remove')}</button></div>` : html`<p class="hint">${t('rules.notYours')}</p>`}</div>
        <hw-rule-firings .rule=${r} .known=${names} .me=${me}></hw-rule-firings>
        <hw-rule-trial .subject=${String(r.version)} .rule=${r} .known=${names} .run=${this.attempt}></hw-rule-trial></div>
      ${this.removing ? dialog({ heading: t('menu.removeSure', { name: r.name }), close: () => (this.removing = false), content: html`<p>${t('rules.removeText')}</p>${alertLine(this.error)}<div class="actions end"><button type="button" class="button" @click=${() => (this.removing = false)}>${t('cancel')}</button><button type="button" class="button primary danger" data-testid="rule-remove-go" @click=${() => this.remove()}>${t('remove')}</button></div>` }) : nothing}</section>`;
  }

  /** Where it is not calm just now. */
  holding(r, names) {
    const list = r.status.holding ?? [];
    if (!list.length) return nothing;
    return html`<ul class="rule-holding" data-testid="rule-holding">${list.map((h) => html`<li><span class="rope" aria-hidden="true"></span>${h.device ? html`<a href="/devices/${encodeURIComponent(h.device)}">${names.device(h.device)?.name ?? h.device}</a>` : nothing}
      <span class="quiet" title=${moment(h.since)}>${t('rules.phase.' + h.phase, { at: stamp(h.phase === 'pending' && h.due ? h.due : h.since, hubNow()) })}</span></li>`)}</ul>`;
  }
}
customElements.define('hw-rule', RuleView);
