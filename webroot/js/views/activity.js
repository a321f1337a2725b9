/** Who did what with accounts, credentials and rights: everything for administrators, what concerns oneself for everybody. */
import { html, nothing } from 'lit';
import { api } from '../api.js';
import { Part } from '../element.js';
import { date, failure, moment, shortClock } from '../format.js';
import { t } from '../i18n.js';
import { icon } from '../icons.js';
import { store } from '../store.js';

/** What may be asked for together, by the word that the choice has. */
const GROUPS = {
  all: [],
  logins: ['set_up', 'logged_in', 'login_failed', 'logged_out', 'token_replayed', 'session_ended', 'password_changed'],
  people: ['user_added', 'user_changed', 'user_removed'],
  devices: ['device_added', 'device_renamed', 'device_removed', 'terms_changed', 'maintenance_set', 'maintenance_ended', 'secret_rotated', 'device_replaced', 'replacement_undone', 'drill_started', 'drill_ended', 'claim_code_made', 'claimed', 'claim_failed', 'handed_over', 'check_changed'],
  shares: ['shared', 'unshared', 'share_expired', 'space_added', 'space_changed', 'space_removed', 'member_set', 'member_removed', 'device_placed', 'device_taken', 'invited', 'invitation_accepted', 'invitation_declined', 'invitation_withdrawn', 'webhook_added', 'webhook_changed', 'webhook_removed', 'delivery_retried'],
  repairs: ['ticket_opened', 'ticket_changed', 'ticket_closed', 'ticket_reopened', 'repair_changed', 'repair_stopped', 'repair_resumed'],
  rules: ['rule_added', 'rule_changed', 'rule_removed'],
  hub: ['model_changed', 'model_removed', 'backed_up', 'restored'],
};
const ALARMING = ['login_failed', 'token_replayed', 'claim_failed'];
const SYMBOLS = { logins: 'person', people: 'people', devices: 'grid', shares: 'share', repairs: 'wrench', rules: 'bolt', hub: 'house' };
const groupOf = (action) => Object.keys(GROUPS).find((group) => GROUPS[group].includes(action));

/** What an entry is called, which for some depends on whom or what it is about. */
function wordOf({ action, by, user, device }) {
  if (action === 'member_removed' && by.user === user) return 'member_left';
  if (['session_ended', 'terms_changed'].includes(action) && device) return action + '.device';
  if (action === 'session_ended' && user && by.user !== user) return action + '.user';
  return action;
}

class Activity extends Part {
  static properties = { items: { state: true }, next: { state: true }, group: { state: true }, failed: { state: true }, busy: { state: true } };

  constructor() {
    super();
    this.group = 'all';
  }

  firstUpdated() {
    this.load();
  }

  async load(more = false) {
    const group = this.group;
    this.busy = true;
    this.failed = '';
    try {
      const page = await api.audit({ limit: 50, cursor: more ? this.next : '', actions: GROUPS[group].join(',') });
      if (group !== this.group) return;
      this.items = more ? [...this.items, ...page.items] : page.items;
      this.next = page.next;
    } catch (e) {
      if (group === this.group) this.failed = failure(e);
    } finally {
      this.busy = false;
    }
  }

  choose(group) {
    if (group === this.group) return;
    this.group = group;
    this.items = null;
    this.next = null;
    this.load();
  }

  render() {
    const admin = store.state.session.user?.role === 'admin';
    return html`<section class="page slim"><div class="page-head"><h1>${t('activity.title')}</h1></div>
      <p class="hint">${t(admin ? 'activity.hint' : 'activity.mine')}</p>
      <div class="choice activity-choice" role="group" aria-label=${t('activity.show')}>${Object.keys(GROUPS).filter((group) => admin || group !== 'hub').map((group) =>
        html`<button type="button" data-testid="activity-${group}" aria-pressed=${group === this.group} @click=${() => this.choose(group)}>${t('activity.' + group)}</button>`)}</div>
      <div class="panel">${this.failed ? html`<p class="form-error" role="alert">${this.failed} <button type="button" class="link-button" @click=${() => this.load()}>${t('retry')}</button></p>` : nothing}
        ${!this.items && !this.failed ? html`<i class="bone"></i><i class="bone"></i><i class="bone"></i>` : nothing}
        ${this.items && !this.items.length ? html`<p class="quiet activity-none">${t('activity.none')}</p>` : nothing}
        ${this.items?.length ? this.days() : nothing}
        ${this.items && this.next ? html`<div class="actions"><button type="button" class="button" data-testid="activity-more" aria-busy=${Boolean(this.busy)} @click=${() => this.load(true)}>${t('activity.more')}</button></div>` : nothing}</div></section>`;
  }

  days() {
    const days = [];
    for (const item of this.items) {
      const name = date(item.at);
      if (days.at(-1)?.name !== name) days.push({ name, items: [] });
      days.at(-1).items.push(item);
    }
    return days.map((each) => html`<h2 class="activity-day">${each.name}</h2><ol class="activity">${each.items.map((item) => this.item(item))}</ol>`);
  }

  item(item) {
    const alarming = ALARMING.includes(item.action);
    return html`<li data-testid="activity-item" data-action=${item.action} class=${alarming ? 'bad' : ''}>
      <time class="quiet num" datetime=${new Date(item.at).toISOString()} title=${moment(item.at)}>${shortClock(item.at)}</time>
      <span class="activity-sign">${icon(alarming ? 'warn' : SYMBOLS[groupOf(item.action)])}</span>
      <div><p>${t('audit.' + wordOf(item), this.words(item))}</p>${this.more(item)}</div></li>`;
  }

  words(item) {
    return {
      who: item.by.user ? this.person(item.by.user, item.by.name) : t('by.hub'),
      user: item.user ? this.person(item.user, item.userName, 'by.meThen') : t('activity.nobody'),
      device: item.device ? (item.deviceName ?? item.detail.name ?? item.device) : '',
      space: item.detail.name ?? item.detail.space ?? '',
      what: item.device ? (item.deviceName ?? item.device) : (item.detail.name ?? item.detail.space ?? ''),
      ticket: item.detail.ticket ?? '',
      model: item.detail.model ?? '',
      code: item.detail.check ?? '',
      role: item.detail.role ? t((groupOf(item.action) === 'shares' ? 'share.' : 'role.') + item.detail.role) : '',
    };
  }

  person(id, name, me = 'by.me') {
    return id === store.state.session.user?.id ? t(me) : (name || t('by.erased'));
  }

  more(item) {
    const facts = [];
    if (item.action === 'user_changed') {
      if (item.detail.name) facts.push(t('activity.named', { name: item.detail.name }));
      if (item.detail.role) facts.push(t('role.' + item.detail.role));
      if (item.detail.disabled) facts.push(t(item.detail.disabled === 'true' ? 'people.disabled' : 'activity.enabled'));
    }
    if (item.action === 'space_changed') {
      if (item.detail.named) facts.push(t('activity.named', { name: item.detail.named }));
      if (item.detail.owner) facts.push(t('activity.owned', { name: item.detail.owner }));
    }
    if (item.action === 'maintenance_set') facts.push(t('activity.span', { from: moment(Number(item.detail.starts)), to: moment(Number(item.detail.ends)) }));
    if (item.action.startsWith('maintenance_')) facts.push(item.detail.reason);
    if (item.detail.expires) facts.push(t('activity.until', { date: moment(Number(item.detail.expires)) }));
    if (item.address) facts.push(t('activity.from', { address: item.address }));
    return facts.length ? html`<small class="quiet">${facts.join(' · ')}</small>` : nothing;
  }
}
customElements.define('hw-activity', Activity);
