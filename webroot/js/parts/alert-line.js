/** One line of the inbox, as the bell and the page show it. */
import { html, nothing } from 'lit';
import { pick, t } from '../i18n.js';
import { icon } from '../icons.js';

const SIGN = { info: 'info', warning: 'info', minor: 'warn', major: 'warn', critical: 'bolt' };

/** How bad it is, in a colour and in words. */
export const severity = (how) => html`<span class="alert-severity" data-severity=${how}>${t('severity.' + how)}</span>`;

/** @param {Object} line as `GET /me/inbox` has it @param {(line: Object) => void} opened */
export const alertLine = (line, opened) => html`<a class="alert-line" href=${line.path} data-testid="inbox-line" data-alert=${line.alert} data-severity=${line.stage === 'resolved' ? 'over' : line.severity}
    ?data-unread=${!line.read} @click=${() => opened(line)}>
  <span class="alert-sign">${icon(line.stage === 'resolved' ? 'check' : (SIGN[line.severity] ?? 'info'))}</span>
  <span class="alert-what"><strong>${line.name || nothing}${line.name ? ': ' : nothing}${pick(line.title)}${line.drill ? html` <span class="badge">${t('alert.drill')}</span>` : nothing}</strong>
    <small>${line.fault ? html`${t('alert.stage.' + line.stage)} · ` : nothing}${line.fault || line.severity !== 'info' ? html`${t('severity.' + line.severity)} · ` : nothing}<hw-age .at=${line.at}></hw-age></small></span>
  ${line.read ? nothing : html`<span class="alert-dot"><span class="sr">${t('inbox.unread')}</span></span>`}</a>`;
