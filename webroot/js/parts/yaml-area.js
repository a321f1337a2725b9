/** A field for YAML with its lines numbered, and those marked in which something is wrong. */
import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { Part, fire } from '../element.js';
import { t } from '../i18n.js';
import { translated } from '../said.js';

class YamlArea extends Part {
  static properties = { text: {}, errors: { attribute: false }, label: {} };

  constructor() {
    super();
    this.text = '';
    this.errors = [];
  }

  get area() {
    return this.querySelector('textarea');
  }

  /** Puts the cursor where an error is. */
  show(line) {
    const lines = this.area.value.split('\n');
    const start = lines.slice(0, line - 1).reduce((n, l) => n + l.length + 1, 0);
    this.area.focus();
    this.area.setSelectionRange(start, start + (lines[line - 1] ?? '').length);
    this.area.scrollTop = Math.max(0, (line - 4) * (this.area.scrollHeight / lines.length));
  }

  roll(e) {
    this.querySelector('.yaml-lines').scrollTop = e.target.scrollTop;
  }

  render() {
    const wrong = new Map(this.errors.map((e) => [e.line ?? 1, e]));
    const lines = this.text.split('\n');
    return html`<div class="yaml-box"><ol class="yaml-lines" aria-hidden="true">${lines.map((_, i) => html`<li class=${wrong.has(i + 1) ? 'wrong' : ''} data-testid=${wrong.has(i + 1) ? 'yaml-wrong' : nothing}>${i + 1}</li>`)}</ol>
      <textarea id="rule-yaml" data-testid="rule-yaml" class="mono yaml" rows=${Math.min(28, Math.max(16, lines.length + 1))} spellcheck="false" autocapitalize="none" wrap="off" aria-label=${this.label} aria-invalid=${this.errors.length ? 'true' : nothing} aria-describedby=${this.errors.length ? 'yaml-errors' : nothing}
        .value=${live(this.text)} @scroll=${this.roll} @input=${(e) => fire(this, 'hw-text', e.target.value)}></textarea></div>
      ${this.errors.length ? html`<ul class="yaml-errors" id="yaml-errors" role="alert" data-testid="rule-yaml-errors">${this.errors.map((e) => html`<li><button type="button" class="link-button" @click=${() => this.show(e.line ?? 1)}>${t('models.line', { n: e.line ?? 1 })}</button> <span class="mono">${e.path}</span> ${translated(e.message) ?? e.message}</li>`)}</ul>` : nothing}`;
  }
}
customElements.define('hw-yaml-area', YamlArea);
