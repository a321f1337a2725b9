/** How the line to the hub is: calm when it holds, honest when it does not. A break of a second is not worth a word. */
import { html, nothing } from 'lit';
import { View } from '../element.js';
import { clock, span } from '../format.js';
import { t } from '../i18n.js';
import { icon } from '../icons.js';
import { store } from '../store.js';
import { terminal } from '../terminal.js';

class Connection extends View {
  connectedCallback() {
    super.connectedCallback();
    this.timer = setInterval(() => store.state.link.away && this.requestUpdate(), 1000);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.timer);
  }

  render() {
    const { link } = store.state;
    const now = Date.now();
    const shown = link.away ? link.status : 'live';
    const lost = link.status !== 'live' && link.heard > 0;
    const long =
      link.status === 'stopped' ? t('link.' + link.reason)
      : shown === 'live' ? t('link.long')
      : lost ? t('link.since', { time: clock(link.since), age: span(now - link.heard) }) : t('link.connecting');
    return html`<div class="link" data-testid="connection" data-state=${link.status} data-shown=${shown} data-synced=${link.synced} title=${long}>
      <span class="dot" aria-hidden="true"></span>
      <span class="word" role="status">${t('link.' + (shown === 'connecting' && lost ? 'waiting' : shown === 'idle' ? 'connecting' : shown))}</span>
      ${shown !== 'live' && lost ? html`<span class="detail">${link.status === 'stopped' ? long : t('link.detail', { time: clock(link.since), age: span(now - link.heard) })}</span>` : nothing}
      ${(link.status === 'waiting' && shown !== 'live' && link.attempt > 2) || link.status === 'stopped'
        ? html`<button type="button" class="button small" data-testid="reconnect" title=${t('link.now')} @click=${() => terminal.reconnect()}>${icon('again')}<span>${t('link.now')}</span></button>` : nothing}</div>`;
  }
}
customElements.define('hw-connection', Connection);
