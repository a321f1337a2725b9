/** What a session is called, looks like and is doing. */
import { html } from 'lit';
import { has, t } from '../i18n.js';
import { client } from './client.js';

export const sessionName = (s, devices) => (s.kind === 'device' ? devices.get(s.device)?.name ?? s.device : client(s.client));

export function sessionSymbol(s, devices) {
  if (s.kind === 'device') return devices.get(s.device)?.model ?? 'generic';
  if (s.kind === 'user') return 'person';
  return /iPhone|Android|Mobile/.test(s.client ?? '') ? 'phone' : 'screen';
}

const TONES = { active: 'good', dormant: 'warm', asleep: 'sea', ended: '' };

/** A badge; of a session that ended, with why. */
export function sessionState(s) {
  if (s.flapping) return html`<span class="badge bad" data-testid="session-state" title=${t('session.flapping')}>${t('reason.FLAPPING')}</span>`;
  const why = s.endReason && has('end.' + s.endReason) ? t('end.' + s.endReason) : '';
  return html`<span class="badge ${TONES[s.state] ?? ''}" data-testid="session-state" title=${why}>${t('session.state.' + s.state)}${s.state === 'ended' && why ? ': ' + why : ''}</span>`;
}
