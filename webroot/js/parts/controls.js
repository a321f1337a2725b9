/**
 * The controls a property can have. Each shows `value`, or while one is asked for, the `pending` value with a rope
 * that runs until the device confirms. They fire `hw-set` with `{property, value}` and change nothing themselves,
 * and `hw-hold` with `{property, held}` while a hand is on them.
 */
import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { Part, fire, vars } from '../element.js';
import { number, value as say } from '../format.js';
import { t } from '../i18n.js';
import { icon } from '../icons.js';

class Control extends Part {
  static properties = {
    property: {}, label: {}, schema: { attribute: false }, value: { attribute: false }, pending: { attribute: false },
    disabled: { type: Boolean }, compact: { type: Boolean }, why: {},
  };

  get shown() {
    return this.pending ? this.pending.value : this.value;
  }

  /** How the control says that its value is not confirmed: `wanted` for one kept for later, else the step it is at. */
  get mark() {
    return this.pending ? this.pending.status : nothing;
  }

  set(value) {
    fire(this, 'hw-set', { property: this.property, value });
  }

  get testid() {
    return 'control-' + this.property;
  }

  /** The hand is on it; by itself it lets go `until` ms later, or when it is taken away. */
  hold(until) {
    clearTimeout(this.holding);
    this.holding = until ? setTimeout(() => this.letGo(), until) : -1;
    fire(this, 'hw-hold', { property: this.property, held: true });
  }

  letGo() {
    if (!this.holding) return;
    clearTimeout(this.holding);
    this.holding = 0;
    fire(this, 'hw-hold', { property: this.property, held: false });
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.letGo();
  }
}

/** How long a key or a wheel counts as a hand on the control. */
const KEYS = 1500;
const TYPING = 3000;

/** on/off and true/false. */
class Toggle extends Control {
  get on() {
    return this.shown === 'on' || this.shown === true;
  }

  render() {
    const bool = this.schema?.type === 'boolean' || typeof this.value === 'boolean';
    const flip = () => this.set(bool ? !this.on : this.on ? 'off' : 'on');
    return html`<button class="toggle" role="switch" type="button" data-testid="${this.property === 'power' ? 'power-toggle' : this.testid}"
      aria-checked=${this.on} aria-label=${this.label} aria-busy=${this.pending && this.pending.status !== 'wanted' ? 'true' : 'false'} data-pending=${this.mark}
      ?disabled=${this.disabled} title=${this.why || nothing} @click=${flip}><span class="knob"></span></button>`;
  }
}

/** A number between two ends: follows the finger, asks once it is let go. */
class Slider extends Control {
  static properties = { ...Control.properties, dragged: { state: true } };

  render() {
    const { minimum = 0, maximum = 100, multipleOf } = this.schema ?? {};
    const now = this.dragged ?? (typeof this.shown === 'number' ? this.shown : minimum);
    const part = maximum > minimum ? Math.min(1, Math.max(0, (now - minimum) / (maximum - minimum))) : 0;
    return html`<span class="slider" data-pending=${this.mark} ${vars({ part })}>
      <input type="range" data-testid=${this.testid} min=${minimum} max=${maximum} step=${multipleOf ?? (this.schema?.type === 'number' ? 'any' : 1)}
        .value=${live(String(now))} aria-label=${this.label} aria-valuetext=${say(now, this.schema, this.property)} aria-busy=${this.pending && this.pending.status !== 'wanted' ? 'true' : 'false'}
        ?disabled=${this.disabled} title=${this.why || nothing}
        @pointerdown=${() => this.hold()} @pointerup=${() => this.letGo()} @pointercancel=${() => this.letGo()}
        @input=${(e) => {
          this.dragged = Number(e.target.value);
          this.hold(this.holding === -1 ? 0 : KEYS);
        }}
        @change=${(e) => {
          this.set(Number(e.target.value));
          this.dragged = undefined;
        }}>
      <output aria-hidden="true">${say(now, this.schema, this.property)}</output></span>`;
  }
}

/** A number by steps; several quick presses become one wish. */
class Stepper extends Control {
  static properties = { ...Control.properties, draft: { state: true } };

  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.timer);
  }

  step(by) {
    const { minimum = -Infinity, maximum = Infinity } = this.schema ?? {};
    const from = this.draft ?? (typeof this.shown === 'number' ? this.shown : Number.isFinite(minimum) ? minimum : 0);
    this.hold(KEYS);
    this.draft = Math.min(maximum, Math.max(minimum, Math.round((from + by) * 100) / 100));
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.set(this.draft);
      this.draft = undefined;
    }, 550);
  }

  render() {
    const size = this.schema?.multipleOf ?? (this.schema?.type === 'integer' ? 1 : 0.5);
    const now = this.draft ?? this.shown;
    const key = (e) => {
      const by = { ArrowUp: size, ArrowRight: size, ArrowDown: -size, ArrowLeft: -size }[e.key];
      if (!by || this.disabled) return;
      e.preventDefault();
      this.step(by);
    };
    return html`<span class="stepper" data-pending=${this.draft === undefined ? this.mark : 'asking'} title=${this.why || nothing} role="group" aria-label=${this.label} @keydown=${key}>
      <button type="button" aria-label="${this.label}: ${t('control.less')}" ?disabled=${this.disabled} @click=${() => this.step(-size)}>${icon('minus')}</button>
      <output data-testid=${this.testid} aria-live="polite">${typeof now === 'number' ? number(now, 2) : '—'}<small>${this.schema?.unit ?? ''}</small></output>
      <button type="button" aria-label="${this.label}: ${t('control.more')}" ?disabled=${this.disabled} @click=${() => this.step(size)}>${icon('plus')}</button></span>`;
  }
}

/** One of a few words. */
class Choice extends Control {
  render() {
    const options = this.schema?.enum ?? [];
    const word = (o) => say(o, this.schema, this.property);
    if (options.length > 5)
      return html`<select data-testid=${this.testid} aria-label=${this.label} aria-busy=${this.pending && this.pending.status !== 'wanted' ? 'true' : 'false'} data-pending=${this.mark} ?disabled=${this.disabled}
        @change=${(e) => this.set(options[e.target.selectedIndex])}>${options.map((o) => html`<option .selected=${o === this.shown}>${word(o)}</option>`)}</select>`;
    return html`<span class="choice" role="group" aria-label=${this.label} data-pending=${this.mark} data-testid=${this.testid} title=${this.why || nothing}>
      ${options.map((o) => html`<button type="button" aria-pressed=${o === this.shown} data-value=${String(o)} ?disabled=${this.disabled}
        @click=${() => o !== this.shown && this.set(o)}>${word(o)}</button>`)}</span>`;
  }
}

const SWATCHES = ['#ffffff', '#ffe3b8', '#ffb469', '#ff7a59', '#f25f8b', '#a46cf0', '#5b8dff', '#38c6d9', '#58cf7b'];

/** `#rrggbb`: a few good ones, and any. */
class Colour extends Control {
  render() {
    const now = typeof this.shown === 'string' && /^#[0-9a-f]{6}$/i.test(this.shown) ? this.shown.toLowerCase() : null;
    return html`<span class="colour" role="group" aria-label=${this.label} data-pending=${this.mark} title=${this.why || nothing}>
      ${SWATCHES.map((c) => html`<button type="button" class="swatch" ${vars({ c })} aria-label=${c} aria-pressed=${c === now} ?disabled=${this.disabled} @click=${() => this.set(c)}></button>`)}
      <label class="swatch any" ${vars({ c: now ?? '#ffffff' })}><span class="sr">${t('control.color')}</span>
        <input type="color" data-testid=${this.testid} .value=${live(now ?? '#ffffff')} ?disabled=${this.disabled} @input=${() => this.hold(KEYS)} @change=${(e) => this.set(e.target.value)}></label></span>`;
  }
}

/** Any other property: written and sent. */
class Field extends Control {
  render() {
    const numeric = ['number', 'integer'].includes(this.schema?.type);
    const submit = (e) => {
      e.preventDefault();
      const text = e.target.elements[0].value;
      if (text !== '') this.set(numeric ? Number(text) : text);
    };
    return html`<form class="field-control" @submit=${submit} data-pending=${this.mark}>
      <input type=${numeric ? 'number' : 'text'} step="any" data-testid=${this.testid} aria-label=${this.label} .value=${live(String(this.shown ?? ''))} maxlength=${this.schema?.maxLength ?? nothing} ?disabled=${this.disabled} @input=${() => this.hold(TYPING)} @blur=${() => this.letGo()}>
      <button class="button small" ?disabled=${this.disabled}>${t('save')}</button></form>`;
  }
}

for (const [name, type] of Object.entries({ toggle: Toggle, slider: Slider, stepper: Stepper, choice: Choice, colour: Colour, field: Field })) customElements.define('hw-' + name, type);

/** The control that fits a property's schema. */
export function control({ device, property, schema, label, disabled, why, compact }) {
  const value = device.state[property];
  const pending = device.pending[property] ?? (property in device.desired ? { value: device.desired[property], status: 'wanted' } : undefined);
  const values = schema?.enum;
  if (schema?.type === 'boolean' || (values?.length === 2 && values.includes('on') && values.includes('off')))
    return html`<hw-toggle .property=${property} .label=${label} .schema=${schema} .value=${value} .pending=${pending} .disabled=${disabled} .why=${why}></hw-toggle>`;
  if (values) return html`<hw-choice .property=${property} .label=${label} .schema=${schema} .value=${value} .pending=${pending} .disabled=${disabled} .why=${why}></hw-choice>`;
  if (schema?.unit?.startsWith('°')) return html`<hw-stepper .property=${property} .label=${label} .schema=${schema} .value=${value} .pending=${pending} .disabled=${disabled} .why=${why}></hw-stepper>`;
  if (['number', 'integer'].includes(schema?.type) && schema.minimum !== undefined && schema.maximum !== undefined)
    return html`<hw-slider .property=${property} .label=${label} .schema=${schema} .value=${value} .pending=${pending} .disabled=${disabled} .why=${why} .compact=${compact}></hw-slider>`;
  if (schema?.type === 'string' && (property === 'color' || schema.format === 'color' || /#\[0-9a-fA-F\]/.test(schema.pattern ?? '')))
    return html`<hw-colour .property=${property} .label=${label} .schema=${schema} .value=${value} .pending=${pending} .disabled=${disabled} .why=${why}></hw-colour>`;
  return html`<hw-field .property=${property} .label=${label} .schema=${schema} .value=${value} .pending=${pending} .disabled=${disabled} .why=${why}></hw-field>`;
}
