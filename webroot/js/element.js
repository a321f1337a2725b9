/** The panel's elements render into the page itself (no shadow roots): one set of style sheets, ids that labels can reach. */
import { LitElement, nothing } from 'lit';
import { Directive, directive } from 'lit/directive.js';
import { store } from './store.js';

export class Part extends LitElement {
  createRenderRoot() {
    return this;
  }
}

/** A part that renders anew on every change of the state. For views; cards and controls get what they need as properties. */
export class View extends Part {
  connectedCallback() {
    super.connectedCallback();
    this.unsubscribe = store.subscribe(() => this.requestUpdate());
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.unsubscribe();
  }
}

/** Sets CSS custom properties through the CSSOM: a style attribute would be refused by the content security policy. */
export const vars = directive(
  class extends Directive {
    update(part, [values]) {
      for (const [name, value] of Object.entries(values)) part.element.style.setProperty('--' + name, String(value));
      return nothing;
    }
    render() {
      return nothing;
    }
  },
);

/** Fires a bubbling event with `detail`. */
export const fire = (element, name, detail) => element.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
