/** What is done about a fault: the strategies, what came of each try, what is next, and what people may do. `<hw-fault-repair .fault=${id} .model=${model} ?works>` */
import { html, nothing } from 'lit';
import { api } from '../api.js';
import { Part, fire } from '../element.js';
import { actor, failure, moment, stamp, title, values } from '../format.js';
import { has, pick, t } from '../i18n.js';
import { icon } from '../icons.js';
import { store, toast } from '../store.js';
import { hubNow } from '../terminal.js';

const SYMBOLS = { restart: 'bolt', resend: 'again', resync: 'target', rollback: 'back', commands: 'play', wait: 'clock', ticket: 'wrench', replace: 'generic' };
const BUSY = ['acting', 'probing', 'soaking'];

class FaultRepair extends Part {
  static properties = { fault: {}, model: { attribute: false }, step: {}, works: { type: Boolean }, found: { state: true }, failed: { state: true }, busy: { state: true } };

  firstUpdated() {
    this.load();
  }

  updated(changed) {
    // A step of the fault is often one of its repair, stored with it.
    if (changed.get('fault') || changed.get('step')) this.load();
  }

  async load() {
    this.failed = '';
    try {
      this.found = await api.repair(this.fault);
    } catch (e) {
      if (e.status === 404) this.found = null;
      else this.failed = failure(e);
    }
  }

  async act(act, strategy) {
    if (this.busy) return;
    this.busy = true;
    try {
      this.found = await api.actRepair(this.fault, strategy === undefined ? { act } : { act, strategy });
      fire(this, 'hw-repaired');
    } catch (e) {
      toast(failure(e), 'bad');
    } finally {
      this.busy = false;
    }
  }

  render() {
    const r = this.found;
    if (r === null) return nothing;
    if (!r) return html`<section class="panel" aria-busy=${!this.failed}>${this.failed ? html`<p class="form-error" role="alert">${this.failed} <button type="button" class="link-button" @click=${() => this.load()}>${t('retry')}</button></p>` : html`<i class="bone"></i><i class="bone"></i>`}</section>`;
    const going = BUSY.includes(r.stage);
    const button = (act, label) => html`<button type="button" class="button small" data-testid="repair-${act}" aria-busy=${Boolean(this.busy)} @click=${() => this.act(act)}>${t(label)}</button>`;
    return html`<section class="panel" aria-labelledby="h-repair" data-testid="fault-repair" data-stage=${r.stage ?? ''}><div class="panel-head"><h2 id="h-repair">${icon('wrench')}${t('repair.title')}</h2></div>
      <p data-testid="repair-now">${this.now(r)}</p>
      <ol class="strategies">${r.strategies.map((s, i) => this.strategy(r, s, i, going))}</ol>
      ${r.tries.length ? html`<h3>${t('repair.tries')}</h3><ol class="tries">${r.tries.map((one) => html`<li data-testid="repair-try" data-outcome=${one.outcome} class=${one.outcome}>
        <span>${this.name(one)}: <strong>${t('repair.outcome.' + one.outcome)}</strong>${has('repair.why.' + one.why) ? html` <span class="quiet">${t('repair.why.' + one.why)}</span>` : nothing}${one.asked ? this.asked(one.asked) : nothing}</span>
        <span class="quiet small-text">${actor(one.by, { me: store.state.session.user?.id })}</span><time class="quiet num" title=${moment(one.begun)}>${stamp(one.begun, hubNow())}</time></li>`)}</ol>` : nothing}
      ${this.works && r.stage && !['over', 'mending'].includes(r.stage) ? html`<div class="actions">${r.stage === 'resting' ? button('resume', 'repair.resume') : html`${button('skip', 'repair.skip')}${button('stop', 'repair.stop')}`}</div>` : nothing}</section>`;
  }

  /** What the try wants of the device, and what no longer. */
  asked({ set, unset }) {
    const words = [];
    if (Object.keys(set).length) words.push(t('repair.asked', { what: values(set, this.model) }));
    if (unset.length) words.push(t('repair.unasked', { what: unset.map((name) => title(this.model, name)).join(', ') }));
    return html` <span class="quiet" data-testid="repair-asked">${words.join(' ')}</span>`;
  }

  now(r) {
    if (!r.stage) return t('repair.none');
    const s = r.strategies[r.strategy];
    const why = r.why && has('repair.why.' + r.why) ? ' ' + t('repair.why.' + r.why) : '';
    const until = r.until && r.until > hubNow() && r.stage !== 'acting' ? ' ' + t('repair.until', { time: stamp(r.until, hubNow()) }) : '';
    return t('repair.stage.' + r.stage, { name: s ? this.name(s) : '' }) + why + until;
  }

  name(s) {
    return pick(s.title, '') || t('repair.kind.' + s.kind);
  }

  strategy(r, s, i, going) {
    const n = s.fixed + s.failed;
    const present = r.stage && !['over'].includes(r.stage) && r.strategy === i;
    return html`<li class=${present ? 'present' : ''} data-testid="repair-strategy"><span class="tile small-tile">${icon(SYMBOLS[s.kind])}</span>
      <span class="share-who"><strong>${this.name(s)}</strong><small>${t('repair.by.' + s.by)} · ${n ? t('repair.rate', { percent: Math.round((100 * s.fixed) / n), n }) : t('repair.rate.none')}</small></span>
      ${this.works && r.stage && !going && !['over', 'mending'].includes(r.stage) ? html`<button type="button" class="button small" data-testid="repair-start" aria-label="${t('repair.start')}: ${this.name(s)}" @click=${() => this.act('start', i)}>${t('repair.start')}</button>` : nothing}</li>`;
  }
}
customElements.define('hw-fault-repair', FaultRepair);
