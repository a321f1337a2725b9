/** A button by which somebody tells of a problem with a device; what comes of it is a ticket. */
import { html, nothing } from 'lit';
import { api } from '../api.js';
import { Part } from '../element.js';
import { failure } from '../format.js';
import { t } from '../i18n.js';
import { icon } from '../icons.js';
import { mayControl } from '../kinds.js';
import { go } from '../router.js';
import { store } from '../store.js';
import { dialog } from './dialog.js';
import { alertLine, field, read } from './forms.js';

class ReportProblem extends Part {
  static properties = { device: { attribute: false }, open: { state: true }, busy: { state: true }, error: { state: true } };

  async send(event) {
    event.preventDefault();
    if (this.busy) return;
    this.busy = true;
    this.error = '';
    const { title, text, severity } = read(event.target);
    try {
      const ticket = await api.openTicket({ device: this.device.id, title: title.trim(), text: text.trim(), severity });
      this.open = false;
      go('/tickets/' + encodeURIComponent(ticket.id));
    } catch (e) {
      this.error = failure(e);
    } finally {
      this.busy = false;
    }
  }

  render() {
    if (!mayControl(this.device) && store.state.session.user?.role !== 'technician') return nothing;
    const close = () => (this.open = false);
    return html`<button type="button" class="button small" data-testid="report-problem" @click=${() => {
      this.error = '';
      this.open = true;
    }}>${icon('wrench')}${t('report.go')}</button>
      ${this.open ? dialog({ heading: t('report.title', { name: this.device.name }), close, testid: 'report-dialog', content: html`<form @submit=${this.send}>
        ${field({ id: 'report-title', name: 'title', label: t('report.what'), placeholder: t('report.example'), max: 120 })}
        <div class="field"><label for="report-text">${t('report.more')}</label><textarea id="report-text" name="text" rows="4" maxlength="4000" data-testid="report-text"></textarea></div>
        <div class="field"><label for="report-severity">${t('report.severity')}</label><select id="report-severity" name="severity">${['minor', 'major', 'critical', 'warning'].map((s) => html`<option value=${s}>${t('severity.' + s)}</option>`)}</select></div>
        <p class="hint">${t('report.hint')}</p>${alertLine(this.error)}
        <div class="actions end"><button type="button" class="button" @click=${close}>${t('cancel')}</button><button class="button primary" aria-busy=${Boolean(this.busy)} data-testid="report-submit">${t('report.send')}</button></div></form>` }) : nothing}`;
  }
}
customElements.define('hw-report-problem', ReportProblem);
