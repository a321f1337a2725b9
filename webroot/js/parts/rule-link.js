/** `<hw-rule-link .rule=${id}>`: a rule by its name, as a link to it; each is asked for once. A rule that is gone, or not for this person, has no name. */
import { html } from 'lit';
import { api } from '../api.js';
import { Part } from '../element.js';
import { t } from '../i18n.js';

const names = new Map();

/** What lists of rules tell needs not be asked for. */
export const tellNames = (rules) => rules.forEach((r) => names.set(r.id, Promise.resolve(r.name)));

function nameOf(id) {
  if (!names.has(id)) {
    names.set(id, api.rule(id).then((r) => r.name, (e) => {
      if (e.status !== 404) names.delete(id); // asked again with the next entry
      return '';
    }));
  }
  return names.get(id);
}

class RuleLink extends Part {
  static properties = { rule: {}, name: { state: true } };

  willUpdate(changed) {
    if (!changed.has('rule')) return;
    const { rule } = this;
    this.name = '';
    nameOf(rule).then((name) => rule === this.rule && (this.name = name));
  }

  render() {
    return this.name ? html`<a class="rule-link" data-testid="rule-link" href="/rules/${encodeURIComponent(this.rule)}">${this.name}</a>` : t('via.rule');
  }
}
customElements.define('hw-rule-link', RuleLink);
