/** What one is not told of, to be taken back. */
import { html, nothing } from 'lit';
import { api } from '../api.js';
import { Part } from '../element.js';
import { failure, moment } from '../format.js';
import { t } from '../i18n.js';
import { icon } from '../icons.js';
import { toast } from '../store.js';

class Mutes extends Part {
  static properties = { items: { state: true }, failed: { state: true } };

  firstUpdated() {
    this.load();
  }

  async load() {
    this.failed = '';
    try {
      this.items = await api.mutes();
    } catch (e) {
      this.failed = failure(e);
    }
  }

  async end(m) {
    try {
      await (m.code ? api.unmute('codes', m.code) : m.device ? api.unmute('devices', m.device.id) : api.unmute('spaces', m.space.id));
      this.items = this.items.filter((i) => i !== m);
      toast(t('mute.undone'));
    } catch (e) {
      toast(failure(e), 'bad');
    }
  }

  render() {
    return html`<section class="panel" aria-labelledby="h-mutes"><div class="panel-head"><h2 id="h-mutes">${icon('muted')}${t('mute.list')}</h2></div><p class="hint">${t('mute.listText')}</p>
      ${this.failed ? html`<p class="form-error">${this.failed} <button type="button" class="link-button" @click=${() => this.load()}>${t('retry')}</button></p>` : nothing}
      ${this.items && !this.items.length ? html`<p class="quiet small-text" data-testid="mutes-none">${t('mute.none')}</p>` : nothing}
      <ul class="shares">${(this.items ?? []).map((m) => html`<li data-testid="mute"><span class="tile small-tile">${icon(m.code ? 'warn' : m.device ? 'grid' : 'house')}</span><div class="share-who"><strong>${m.code ?? (m.device ?? m.space).name}</strong><small>${m.until ? t('mute.until', { at: moment(m.until) }) : t('mute.ever')}</small></div>
        <button type="button" class="button small" data-testid="mute-remove" @click=${() => this.end(m)}>${t('mute.end')}</button></li>`)}</ul></section>`;
  }
}
customElements.define('hw-mutes', Mutes);
