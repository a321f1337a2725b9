/** `<hw-age .at=${ms}>`: how long ago, ticking; one timer for all of them. `form="card"` says "Updated …". */
import { age, moment } from '../format.js';
import { t } from '../i18n.js';
import { hubNow } from '../terminal.js';

const all = new Set();
let timer = 0;

class Age extends HTMLElement {
  #at = null;

  set at(at) {
    if (this.#at === at) return;
    this.#at = at;
    this.tick();
  }

  connectedCallback() {
    all.add(this);
    timer ||= setInterval(() => document.visibilityState === 'visible' && all.forEach((a) => a.tick()), 1000);
    this.tick();
  }

  disconnectedCallback() {
    all.delete(this);
    if (!all.size) timer = void clearInterval(timer) ?? 0;
  }

  tick() {
    const word = this.#at ? age(this.#at, hubNow()) : t('age.never');
    const text = this.#at && this.hasAttribute('card') ? t('card.updated', { age: word }) : word;
    if (this.textContent !== text) this.textContent = text;
    const title = this.#at ? moment(this.#at) : '';
    if (this.title !== title) this.title = title;
  }
}
customElements.define('hw-age', Age);
