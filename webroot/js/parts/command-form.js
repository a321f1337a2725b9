/** Any command with any arguments, for devices whose model prescribes none. */
import { html } from 'lit';
import { run } from '../acts.js';
import { Part } from '../element.js';
import { t } from '../i18n.js';
import { alertLine, read } from './forms.js';

class CommandForm extends Part {
  static properties = { device: { attribute: false }, disabled: { type: Boolean }, error: { state: true } };

  submit(event) {
    event.preventDefault();
    const { name, args } = read(event.target);
    let parsed;
    try {
      parsed = JSON.parse(args || '{}');
    } catch {
      parsed = null;
    }
    if (!parsed || typeof parsed !== 'object' || Array.isArray(parsed)) return void (this.error = t('device.freeBad'));
    this.error = '';
    run(this.device, name.trim(), parsed);
  }

  render() {
    return html`<form @submit=${this.submit} class="free">
      <div class="field"><label for="free-name">${t('device.freeName')}</label><input id="free-name" name="name" required pattern="[A-Za-z0-9_.:\\-]{1,64}" value="set" data-testid="free-name" autocapitalize="none" spellcheck="false"></div>
      <div class="field"><label for="free-args">${t('device.freeArgs')}</label><textarea id="free-args" name="args" rows="3" spellcheck="false" data-testid="free-args">{ "power": "on" }</textarea></div>
      ${alertLine(this.error)}<div><button class="button" ?disabled=${this.disabled} data-testid="free-send">${t('device.freeSend')}</button></div></form>`;
  }
}
customElements.define('hw-command-form', CommandForm);
