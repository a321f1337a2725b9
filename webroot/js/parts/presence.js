/** Is the device there? A badge in words and a dot. */
import { html } from 'lit';
import { stamp } from '../format.js';
import { has, t } from '../i18n.js';
import { hubNow } from '../terminal.js';

export function presence(device, { long = false } = {}) {
  const { status, reason, since } = device.presence;
  const never = status === 'offline' && (reason === 'NEVER' || (!reason && device.epoch === 0));
  const word = never ? t('presence.never') : t('presence.' + status);
  const why = reason && has('reason.' + reason) ? t('reason.' + reason) : '';
  const when = since && !never ? t('presence.since', { time: stamp(since, hubNow()) }) : '';
  return html`<span class="presence ${status}" data-testid="presence" data-status=${status} title=${[why, when].filter(Boolean).join(', ')}>
    <span class="dot" aria-hidden="true"></span>${word}${long && when ? html`<small>${[status === 'online' ? '' : why, when].filter(Boolean).join(' · ')}</small>` : ''}</span>`;
}
