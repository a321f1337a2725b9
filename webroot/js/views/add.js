import { Part } from '../element.js';
customElements.define('hw-add', class extends Part {});
