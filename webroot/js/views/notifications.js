/** How the person is told of what fails: by which ways, from which severity on, and when not. */
import { html, nothing } from 'lit';
import { api } from '../api.js';
import { Part } from '../element.js';
import { date, failure } from '../format.js';
import { languages, t } from '../i18n.js';
import { icon } from '../icons.js';
import { client } from '../parts/client.js';
import { alertLine, byField, read } from '../parts/forms.js';
import { SEVERITIES } from '../parts/webhooks.js';
import { disablePush, enablePush, isApplePhone, isInstalled, ownBrowser, pushState } from '../push.js';
import { toast } from '../store.js';

const zones = () => (Intl.supportedValuesOf ? ['UTC', ...Intl.supportedValuesOf('timeZone')] : ['UTC']);
const here = () => Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';

const toggle = (testid, on, label, change) =>
  html`<button class="toggle" role="switch" type="button" data-testid=${testid} aria-checked=${on ? 'true' : 'false'} aria-label=${label} @click=${() => change(!on)}><span class="knob"></span></button>`;

class Notifications extends Part {
  static properties = { said: { state: true }, browsers: { state: true }, push: { state: true }, failed: { state: true }, busy: { state: true }, error: { state: true }, errors: { state: true } };

  firstUpdated() {
    this.load();
  }

  async load() {
    this.failed = '';
    try {
      const [said, { items }, push] = await Promise.all([api.notifications(), api.push(), pushState()]);
      this.said = said;
      this.browsers = items;
      this.push = push;
    } catch (e) {
      this.failed = failure(e);
    }
  }

  /** One change, saved at once, as switches are; addresses go with their own button. */
  async save(change, done = true) {
    const s = this.said;
    const wish = {
      language: s.language, zone: s.zone, quiet: s.quiet, digest: s.digest,
      mail: { on: s.mail.on, least: s.mail.least, address: s.mail.pending ?? s.mail.address },
      sms: { on: s.sms.on, least: s.sms.least, number: s.sms.pending ?? s.sms.number },
      push: { on: s.push.on, least: s.push.least },
    };
    // What waits for its code is not asked for again.
    if (s.mail.pending && !('mail' in change && 'address' in change.mail)) wish.mail.address = s.mail.address;
    if (s.sms.pending && !('sms' in change && 'number' in change.sms)) wish.sms.number = s.sms.number;
    for (const [name, value] of Object.entries(change)) wish[name] = value && typeof value === 'object' && wish[name] && name !== 'quiet' && name !== 'digest' ? { ...wish[name], ...value } : value;
    this.busy = true;
    this.error = '';
    this.errors = {};
    try {
      this.said = await api.setNotifications(wish);
      if (done) toast(t('saved'));
      return true;
    } catch (e) {
      this.errors = byField(e);
      if (!Object.keys(this.errors).length) this.error = failure(e);
      if (e.status === 503 || e.status === 429) this.load();
      return false;
    } finally {
      this.busy = false;
    }
  }

  async address(event, channel, field) {
    event.preventDefault();
    const to = read(event.target)[field].trim();
    if (await this.save({ [channel]: { [field]: to || null, on: true } }, !to)) if (this.said[channel].pending) toast(t('notify.codeSent', { to: this.said[channel].pending }), 'info');
  }

  async prove(event, channel) {
    event.preventDefault();
    const { code } = read(event.target);
    this.errors = {};
    try {
      this.said = await api.proveAddress(channel, code);
      toast(t('notify.proven'));
    } catch (e) {
      this.errors = { [channel + 'Code']: e.status === 422 ? t('notify.wrongCode') : failure(e) };
    }
  }

  async test(channel) {
    if (this.busy) return;
    this.busy = channel;
    try {
      await api.testNotification(channel);
      toast(t('notify.sent'));
    } catch (e) {
      toast(failure(e), 'bad');
    } finally {
      this.busy = '';
    }
  }

  async togglePush() {
    if (this.busy) return;
    this.busy = 'browser';
    try {
      if (this.push === 'on') await disablePush();
      else if (!(await enablePush())) toast(t('push.refused'), 'bad');
    } catch (e) {
      toast(e.detail ? failure(e) : t('push.failed'), 'bad');
      console.warn('push', e);
    } finally {
      this.busy = '';
      this.load();
    }
  }

  async forget(browser) {
    try {
      if (browser.id === ownBrowser()) await disablePush();
      else await api.removePush(browser.id);
    } catch (e) {
      toast(failure(e), 'bad');
    }
    this.load();
  }

  render() {
    const s = this.said;
    return html`<section class="page slim"><div class="page-head"><h1>${t('notify.title')}</h1><p class="summary">${t('notify.summary')}</p></div>
      ${this.failed ? html`<p class="form-error">${this.failed} <button type="button" class="link-button" @click=${() => this.load()}>${t('retry')}</button></p>` : nothing}
      ${!s ? html`<div class="panel"><i class="bone"></i><i class="bone"></i><i class="bone"></i></div>` : html`<div class="stack">${alertLine(this.error)}
        ${this.way('mail', 'address', 'mail', 'email')}${this.way('sms', 'number', 'phone', 'tel')}${this.pushing()}${this.times()}</div>`}</section>`;
  }

  least(channel) {
    const s = this.said[channel];
    return html`<div class="notify-least"><label for="least-${channel}">${t('notify.least')}</label><select id="least-${channel}" data-testid="least-${channel}" @change=${(e) => this.save({ [channel]: { least: e.target.value } })}>${SEVERITIES.filter((x) => x !== 'info').map(
      (x) => html`<option value=${x} .selected=${x === s.least}>${t('severity.' + x)}</option>`)}</select></div>`;
  }

  head(channel, symbol) {
    const s = this.said[channel];
    return html`<div class="panel-head"><span class="tile small-tile">${icon(symbol)}</span><h2 id="h-${channel}">${t('channel.' + channel)}</h2>
      <span class="push">${toggle('on-' + channel, s.on, t('channel.' + channel), (on) => this.save({ [channel]: { on } }))}</span></div>`;
  }

  way(channel, name, symbol, type) {
    const s = this.said[channel];
    const wrong = this.errors ?? {};
    if (!s.available) return html`<section class="panel" aria-labelledby="h-${channel}"><div class="panel-head"><span class="tile small-tile">${icon(symbol)}</span><h2 id="h-${channel}">${t('channel.' + channel)}</h2></div><p class="hint">${t('notify.notSetUp')}</p></section>`;
    return html`<section class="panel" aria-labelledby="h-${channel}">${this.head(channel, symbol)}
      <form class="notify-address" @submit=${(e) => this.address(e, channel, name)}><div class="field"><label for="to-${channel}">${t('notify.' + name)}</label>
        <input id="to-${channel}" name=${name} type=${type} autocomplete=${type} maxlength="254" data-testid="to-${channel}" placeholder=${channel === 'sms' ? '+4915112345678' : 'ana@example.org'} .value=${s.pending ?? s[name] ?? ''} aria-invalid=${wrong[name] ? 'true' : nothing}>
        ${wrong[name] ? html`<p class="field-error">${wrong[name]}</p>` : s[name] && !s.pending ? html`<p class="hint notify-proven">${icon('check')}${t('notify.isProven')}</p>` : nothing}</div>
        <button class="button" aria-busy=${this.busy === true} data-testid="save-${channel}">${t('save')}</button></form>
      ${s.pending ? html`<form class="notify-address notify-code" @submit=${(e) => this.prove(e, channel)}><div class="field"><label for="code-${channel}">${t('notify.code', { to: s.pending })}</label>
        <input id="code-${channel}" name="code" inputmode="numeric" autocomplete="one-time-code" maxlength="32" required data-testid="code-${channel}">${wrong[channel + 'Code'] ? html`<p class="field-error">${wrong[channel + 'Code']}</p>` : nothing}</div>
        <button class="button primary" data-testid="prove-${channel}">${t('notify.prove')}</button></form>` : nothing}
      <div class="notify-foot">${this.least(channel)}<button type="button" class="button small" ?disabled=${!s[name]} aria-busy=${this.busy === channel} data-testid="test-${channel}" @click=${() => this.test(channel)}>${t('notify.test')}</button></div></section>`;
  }

  pushing() {
    const state = this.push;
    const own = ownBrowser();
    return html`<section class="panel" aria-labelledby="h-push">${this.head('push', 'bell')}
      ${state === 'insecure' || state === 'unsupported' || state === 'denied' ? html`<p class="hint">${t('push.' + state)}</p>` : nothing}
      ${state === 'unsupported' && isApplePhone() && !isInstalled() ? html`<p class="notice">${t('push.install')}</p>` : nothing}
      ${state === 'on' || state === 'off' ? html`<div class="actions"><button type="button" class="button ${state === 'on' ? '' : 'primary'}" aria-busy=${this.busy === 'browser'} data-testid="push-toggle" @click=${() => this.togglePush()}>${t(state === 'on' ? 'push.off' : 'push.on')}</button>${isInstalled() ? nothing : html`<span class="hint">${t('push.app')}</span>`}</div>` : nothing}
      ${this.browsers?.length ? html`<ul class="sessions">${this.browsers.map((b) => html`<li data-testid="push-browser"><span class="tile">${icon(/iPhone|Android|Mobile/.test(b.client) ? 'phone' : 'screen')}</span><div class="session-what"><strong>${client(b.client)}${b.id === own ? html` <span class="badge good">${t('account.here')}</span>` : nothing}</strong><small>${t('push.since', { date: date(b.made) })}</small></div>
        <button type="button" class="plain" aria-label="${t('remove')}: ${client(b.client)}" title=${t('remove')} @click=${() => this.forget(b)}>${icon('trash')}</button></li>`)}</ul>` : nothing}
      <div class="notify-foot">${this.least('push')}<button type="button" class="button small" ?disabled=${!this.browsers?.length} aria-busy=${this.busy === 'push'} data-testid="test-push" @click=${() => this.test('push')}>${t('notify.test')}</button></div></section>`;
  }

  times() {
    const s = this.said;
    const quiet = s.quiet ?? { from: '22:00', until: '07:00', critical: true };
    const zone = s.zone === 'UTC' && !s.quiet && !s.digest ? here() : s.zone;
    const time = (id, value, change) => html`<input type="time" id=${id} data-testid=${id} required .value=${value} @change=${(e) => e.target.value && change(e.target.value)}>`;
    return html`<section class="panel" aria-labelledby="h-times"><div class="panel-head"><span class="tile small-tile">${icon('clock')}</span><h2 id="h-times">${t('notify.times')}</h2></div>
      <div class="notify-row"><div><strong>${t('quiet.title')}</strong><small>${t('quiet.text')}</small></div>
        ${toggle('quiet', Boolean(s.quiet), t('quiet.title'), (on) => this.save({ zone, quiet: on ? quiet : null }))}</div>
      ${s.quiet ? html`<div class="notify-times"><label for="quiet-from">${t('quiet.from')}</label>${time('quiet-from', quiet.from, (from) => this.save({ quiet: { ...quiet, from } }))}<label for="quiet-until">${t('quiet.until')}</label>${time('quiet-until', quiet.until, (until) => this.save({ quiet: { ...quiet, until } }))}
        <label class="check"><input type="checkbox" data-testid="quiet-critical" .checked=${quiet.critical} @change=${(e) => this.save({ quiet: { ...quiet, critical: e.target.checked } })}>${t('quiet.critical')}</label></div>` : nothing}
      <div class="notify-row"><div><strong>${t('digest.title')}</strong><small>${t('digest.text')}</small></div>
        ${toggle('digest', Boolean(s.digest), t('digest.title'), (on) => this.save({ zone, digest: on ? { at: '08:00' } : null }))}</div>
      ${s.digest ? html`<div class="notify-times"><label for="digest-at">${t('digest.at')}</label>${time('digest-at', s.digest.at, (at) => this.save({ digest: { at } }))}</div>` : nothing}
      <div class="row-form top"><div class="field"><label for="zone">${t('notify.zone')}</label><select id="zone" data-testid="zone" @change=${(e) => this.save({ zone: e.target.value })}>${[...new Set([...zones(), s.zone])].map((z) => html`<option value=${z} .selected=${z === s.zone}>${z.replaceAll('_', ' ')}</option>`)}</select></div>
        <div class="field"><label for="words">${t('notify.language')}</label><select id="words" data-testid="words" @change=${(e) => this.save({ language: e.target.value })}>${Object.entries(languages).map(([id, name]) => html`<option value=${id} lang=${id} .selected=${id === s.language}>${name}</option>`)}</select></div></div></section>`;
  }
}
customElements.define('hw-notifications', Notifications);
