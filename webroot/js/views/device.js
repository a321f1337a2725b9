import { Part } from '../element.js';
customElements.define('hw-device', class extends Part {});
