/** Programs that are told of alerts: of the whole hub, or of one space. */
import { html, nothing } from 'lit';
import { api } from '../api.js';
import { Part } from '../element.js';
import { failure } from '../format.js';
import { t } from '../i18n.js';
import { icon } from '../icons.js';
import { toast } from '../store.js';
import { dialog, secret } from './dialog.js';
import { alertLine, byField, field, read } from './forms.js';

export const SEVERITIES = ['info', 'warning', 'minor', 'major', 'critical'];

class Webhooks extends Part {
  static properties = { space: {}, items: { state: true }, failed: { state: true }, box: { state: true }, busy: { state: true }, error: { state: true }, errors: { state: true } };

  firstUpdated() {
    this.load();
  }

  async load() {
    this.failed = '';
    try {
      this.items = await api.webhooks(this.space);
    } catch (e) {
      this.failed = failure(e);
    }
  }

  async add(event) {
    event.preventDefault();
    if (this.busy) return;
    this.busy = 'add';
    this.error = '';
    this.errors = {};
    try {
      const form = read(event.target);
      const made = await api.addWebhook({ url: form.url.trim(), least: form.least, ...(this.space ? { space: this.space } : {}) });
      this.items = [...(this.items ?? []), made];
      this.box = { secret: made.secret };
    } catch (e) {
      this.errors = byField(e);
      if (!Object.keys(this.errors).length) this.error = failure(e);
    } finally {
      this.busy = '';
    }
  }

  async act(hook, what, done) {
    if (this.busy) return;
    this.busy = hook.id;
    try {
      await what();
      if (done) toast(t(done));
    } catch (e) {
      toast(failure(e), 'bad');
    } finally {
      this.busy = '';
    }
  }

  render() {
    return html`<section class="panel" aria-labelledby="h-webhooks"><div class="panel-head"><h2 id="h-webhooks">${t('webhook.title')}</h2>
        <button type="button" class="button small push" data-testid="webhook-add" @click=${() => (this.box = 'add')}>${icon('plus')}${t('webhook.add')}</button></div>
      <p class="hint">${t(this.space ? 'webhook.hintSpace' : 'webhook.hint')}</p>
      ${this.failed ? html`<p class="form-error">${this.failed}</p>` : nothing}
      <ul class="shares">${(this.items ?? []).map((hook) => html`<li data-testid="webhook">
        <span class="tile">${icon('link')}</span><div class="share-who"><strong>${hook.url}${hook.enabled ? nothing : html` <span class="badge">${t('webhook.off')}</span>`}</strong><small>${t('notify.from', { severity: t('severity.' + hook.least) })}</small></div>
        <button type="button" class="button small" aria-busy=${this.busy === hook.id} data-testid="webhook-test" @click=${() => this.act(hook, () => api.testWebhook(hook.id), 'notify.sent')}>${t('notify.test')}</button>
        <button type="button" class="button small" @click=${() => this.act(hook, async () => {
          const now = await api.changeWebhook(hook.id, { enabled: !hook.enabled });
          this.items = this.items.map((h) => (h.id === hook.id ? now : h));
        })}>${t(hook.enabled ? 'webhook.turnOff' : 'webhook.turnOn')}</button>
        <button type="button" class="plain" data-testid="webhook-remove" aria-label="${t('remove')}: ${hook.url}" title=${t('remove')} @click=${() => this.act(hook, async () => {
          await api.removeWebhook(hook.id);
          this.items = this.items.filter((h) => h.id !== hook.id);
        })}>${icon('trash')}</button></li>`)}</ul>${this.dialog()}</section>`;
  }

  dialog() {
    if (!this.box) return nothing;
    const close = () => {
      this.box = null;
      this.error = '';
      this.errors = {};
    };
    if (this.box.secret)
      return dialog({ heading: t('webhook.made'), close, testid: 'webhook-dialog', content: html`<p>${t('webhook.secretText')}</p>${secret(t('webhook.secret'), this.box.secret, 'webhook-secret')}<div class="actions end"><button type="button" class="button primary" @click=${close}>${t('close')}</button></div>` });
    return dialog({ heading: t('webhook.add'), close, testid: 'webhook-dialog', content: html`<form @submit=${this.add}>
      ${field({ id: 'webhook-url', name: 'url', label: t('webhook.url'), placeholder: 'https://', max: 1024, error: this.errors?.url })}
      <div class="field"><label for="webhook-least">${t('notify.least')}</label><select id="webhook-least" name="least">${SEVERITIES.map((s) => html`<option value=${s} ?selected=${s === 'minor'}>${t('severity.' + s)}</option>`)}</select></div>
      ${alertLine(this.error)}<div class="actions end"><button type="button" class="button" @click=${close}>${t('cancel')}</button><button class="button primary" aria-busy=${this.busy === 'add'} data-testid="webhook-submit">${t('webhook.add')}</button></div></form>` });
  }
}
customElements.define('hw-webhooks', Webhooks);
