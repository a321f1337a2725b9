/** How a rule stands: whether it is on, and in words that help what has stopped or hindered it. */
import { html, nothing } from 'lit';
import { day, shortClock } from '../format.js';
import { has, t } from '../i18n.js';
import { icon } from '../icons.js';
import { hubNow } from '../terminal.js';

const TONES = { on: 'good', off: '', stopped: 'bad' };

export function stateBadge({ status: s }) {
  const word = s.status === 'stopped' ? t('rules.stopped.' + s.reason) : t('rules.state.' + s.status);
  return html`<span class="badge ${TONES[s.status]}" data-testid="rule-state" data-state=${s.status}>${word}</span>`;
}

/** What somebody has to know or do about it; empty when all is well. */
export function troubleText(rule, known) {
  const { status, reason, chain, trouble } = rule.status;
  if (status === 'stopped') return t(`rules.stopped.${reason}.text`, { chain: (chain ?? []).map((step) => step.name).join(' → ') });
  if (!trouble) return '';
  const device = trouble.device ? known.device(trouble.device)?.name ?? trouble.device : '';
  const key = `rules.trouble.${trouble.code}`;
  return t(device && has(key + '.at') ? key + '.at' : has(key) ? key : 'rules.trouble', { device, message: trouble.message ?? trouble.code });
}

export function troubleLine(rule, known) {
  const words = troubleText(rule, known);
  return words ? html`<span class="said bad" data-testid="rule-trouble">${icon('warn')}<span>${words}</span></span>` : nothing;
}

/** When it acted last, and when it will. */
export const lastLine = ({ status: s }) => html`${s.last ? html`<span>${t('rules.last')} <hw-age .at=${s.last.at}></hw-age></span>` : html`<span>${t('rules.never')}</span>`}${s.next && s.status === 'on' ? html`<span>${t('rules.next', { at: (new Date(s.next).toDateString() === new Date(hubNow()).toDateString() ? '' : day(s.next) + ' ') + shortClock(s.next) })}</span>` : nothing}`;

/** Switches it on or off. `change(on)` */
export const ruleSwitch = (rule, change, busy) => html`<button class="toggle" role="switch" type="button" data-testid="rule-switch" aria-checked=${rule.status.status === 'on' ? 'true' : 'false'} aria-label="${t('rules.switch')}: ${rule.name}" aria-busy=${busy ? 'true' : 'false'} ?disabled=${!rule.may?.change || busy}
  title=${rule.may?.change ? nothing : t('rules.notYours')} @click=${() => change(rule.status.status !== 'on')}><span class="knob"></span></button>`;
