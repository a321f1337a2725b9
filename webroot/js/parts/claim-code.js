/** A claim code to hand over: as text, as the address that takes it, and as a QR code of that address. */
import { html, nothing, svg } from 'lit';
import { api } from '../api.js';
import { Part } from '../element.js';
import { t } from '../i18n.js';
import { secret } from './dialog.js';

/** The part behind # stays in the browser: no server and no log sees the code. */
export const claimLink = (device, code) => `${location.origin}/claim#${encodeURIComponent(device)}/${encodeURIComponent(code)}`;

/** What such an address says, or null. */
export function claimed(hash) {
  const [device, code] = hash.replace(/^#/, '').split('/').map((part) => {
    try {
      return decodeURIComponent(part);
    } catch {
      return '';
    }
  });
  return device && code ? { device, code } : null;
}

class ClaimCode extends Part {
  static properties = { device: {}, code: {}, qr: { state: true }, failed: { state: true } };

  updated(changed) {
    if (changed.has('code') && this.code) this.draw();
  }

  async draw() {
    this.failed = false;
    try {
      this.qr = await api.qr(claimLink(this.device, this.code));
    } catch (e) {
      console.warn('qr', e);
      this.failed = true; // the text and the address do as well
    }
  }

  render() {
    const { qr } = this;
    return html`<div class="claim-code">${qr ? html`<svg class="qr" role="img" aria-label=${t('claim.qr')} data-testid="claim-qr" viewBox="-4 -4 ${qr.size + 8} ${qr.size + 8}" shape-rendering="crispEdges">${svg`<path class="qr-back" d="M-4 -4h${qr.size + 8}v${qr.size + 8}h-${qr.size + 8}z"/><path class="qr-dots" d=${qr.path}/>`}</svg>` : this.failed ? nothing : html`<i class="bone qr"></i>`}
      <div class="secrets">${secret(t('add.claimCode'), this.code, 'device-claim-code')}${secret(t('claim.link'), claimLink(this.device, this.code), 'claim-link')}<p class="hint">${t('claim.codeHint')}</p></div></div>`;
  }
}
customElements.define('hw-claim-code', ClaimCode);
