import { Part } from '../element.js';
customElements.define('hw-people', class extends Part {});
