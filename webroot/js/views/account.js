import { Part } from '../element.js';
customElements.define('hw-account', class extends Part {});
