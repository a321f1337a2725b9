/** Writes a rule: by a form without code, or as YAML; tried against the last days before it is kept. */
import { html, nothing } from 'lit';
import { api } from '../api.js';
import { View } from '../element.js';
import { failure } from '../format.js';
import { t } from '../i18n.js';
import { icon } from '../icons.js';
import { alertLine } from '../parts/forms.js';
import '../parts/rule-form.js';
import '../parts/rule-trial.js';
import '../parts/yaml-area.js';
import { blank, example, examples } from '../rule-drafts.js';
import { exampleWords, here } from '../rule-examples.js';
import { known } from '../rules-known.js';
import { at, devicesOf, lacks, spacesOf, sunny, tidy, unsaid } from '../rules.js';
import { go } from '../router.js';
import { same } from '../state.js';
import { store, toast } from '../store.js';
import { hubNow } from '../terminal.js';
import { yaml } from '../yaml.js';

/** The person's devices and what they can do: without them there is nothing to make a rule of. */
async function atHand() {
  if (!store.state.models.size) store.dispatch({ type: 'models', models: await api.models() });
  if (store.state.listed) return;
  await new Promise((resolve) => {
    const stop = store.subscribe(({ listed }) => {
      if (!listed) return;
      stop();
      resolve();
    });
  });
}

class RuleEdit extends View {
  static properties = {
    rule: {}, found: { state: true }, draft: { state: true }, text: { state: true }, tab: { state: true }, spaces: { state: true }, inside: { state: true },
    errors: { state: true }, error: { state: true }, strict: { state: true }, busy: { state: true }, failed: { state: true }, leaving: { state: true },
  };

  constructor() {
    super();
    this.tab = 'form';
    this.errors = [];
    this.inside = new Map();
  }

  firstUpdated() {
    this.load();
  }

  async load() {
    this.failed = '';
    try {
      const [spaces, found, others] = await Promise.all([api.spaces(), this.rule ? api.rule(this.rule) : null, api.rules(), atHand()]);
      this.spaces = spaces;
      this.place = others.find((r) => r.location)?.location;
      this.found = found;
      this.draft = found ?? this.fresh();
    } catch (e) {
      this.failed = e.status === 404 ? t('rules.gone') : failure(e);
    }
  }

  /** What the address asks for: an example, a rule of some device, or an empty one. */
  fresh() {
    const q = new URLSearchParams(location.search);
    const { devices, models, session } = store.state;
    const mine = [...devices.values()].filter((d) => d.role !== 'admin' || session.user?.role !== 'admin');
    if (examples.includes(q.get('example'))) return example(q.get('example'), mine, models, exampleWords(), here());
    const draft = blank(here());
    return devices.has(q.get('device')) ? { ...draft, of: { devices: [q.get('device')] } } : draft;
  }

  /** What was found wrong at a place counts until it is changed. */
  change(draft) {
    const steps = (path) => path.split('/').slice(1).map((s) => s.replaceAll('~1', '/').replaceAll('~0', '~'));
    this.errors = this.errors.filter((e) => same(at(this.draft, steps(e.path)) ?? null, at(draft, steps(e.path)) ?? null));
    // Where the sun was meant before is most likely where it is meant now.
    this.draft = this.place && sunny(draft) && unsaid(draft.location) && !this.home(draft) ? { ...draft, location: this.place } : draft;
  }

  /** The space by whose place a rule goes that says none: one that it names, else one that a device of it is in. */
  home(draft) {
    const located = this.spaces.filter((s) => s.location);
    const names = spacesOf(draft);
    const own = new Set([draft.of, ...draft.then, ...(draft.else ?? []), ...(draft.onlyIf ?? [])].flatMap(devicesOf));
    return names.map((id) => located.find((s) => s.id === id)).find(Boolean) ?? located.find((s) => [...(this.inside.get(s.id) ?? [])].some((id) => own.has(id)));
  }

  /** By the place of a space goes what is about a device in it. */
  updated() {
    if (this.draft) for (const s of this.spaces) if (s.location && !this.inside.has(s.id)) this.enter(s.id);
  }

  async enter(space) {
    this.inside = new Map(this.inside).set(space, new Set());
    try {
      const devices = await api.spaceDevices(space);
      this.inside = new Map(this.inside).set(space, new Set(devices.map((d) => d.id)));
    } catch (e) {
      toast(failure(e), 'bad');
    }
  }

  async show(tab) {
    if (tab === this.tab) return;
    this.error = '';
    if (tab === 'yaml') {
      try {
        this.text = this.read && same(this.read.rule, tidy(this.draft)) ? this.read.text : this.found && same(tidy(this.found), tidy(this.draft)) ? await api.ruleText(this.rule) : yaml(tidy(this.draft));
      } catch (e) {
        return toast(failure(e), 'bad');
      }
      this.taken = this.text;
      this.errors = [];
    } else if (this.text !== this.taken && !(await this.taking())) return;
    this.tab = tab;
  }

  /** Whether the form can go on with what was written as YAML: only the hub reads that, and only what is right. */
  async taking() {
    if (this.busy) return false;
    this.busy = true;
    const { text } = this;
    try {
      const rule = tidy(await api.readRule(text, hubNow()));
      this.read = { text, rule };
      this.draft = rule;
      this.errors = [];
      this.leaving = false;
      return true;
    } catch (e) {
      if (!e.errors?.length) toast(failure(e), 'bad');
      else await this.refused(e);
      this.leaving = Boolean(e.errors?.length);
      return false;
    } finally {
      this.busy = false;
    }
  }

  discard() {
    this.leaving = false;
    this.errors = [];
    this.error = '';
    this.tab = 'form';
  }

  /** What is to be kept or tried, as it stands. */
  body(change = {}) {
    if (this.tab === 'yaml') return this.text;
    const rule = tidy({ ...this.draft, ...change });
    // With its comments, where it is still what was written.
    return this.read && same(this.read.rule, rule) ? this.read.text : rule;
  }

  async refused(e) {
    this.errors = e.errors ?? [];
    this.error = e.status === 412 ? t('rules.changedMeanwhile') : this.errors.length ? t('rules.wrong') : failure(e);
    await this.toWrong();
  }

  /** Puts the keyboard where something has to be mended. */
  async toWrong() {
    await this.updateComplete;
    const form = this.querySelector('hw-rule-form');
    await form?.updateComplete;
    form?.focusWrong();
  }

  /** Says what is still empty before the hub is asked. */
  async complete() {
    if (this.tab === 'yaml' || !lacks(this.draft, Boolean(this.home(this.draft))).length) return true;
    this.strict = true;
    this.error = t('rules.incomplete');
    await this.toWrong();
    return false;
  }

  async save(change) {
    if (this.busy || !(await this.complete())) return null;
    this.busy = true;
    this.error = '';
    try {
      const made = this.rule ? await api.setRule(this.rule, this.body(change), this.found.version) : await api.addRule(this.body(change));
      toast(t(made.status.status === 'on' ? 'rules.savedOn' : 'rules.savedOff', { name: made.name }));
      return made;
    } catch (e) {
      await this.refused(e);
      return null;
    } finally {
      this.busy = false;
    }
  }

  async keep(change) {
    const made = await this.save(change);
    if (made) go('/rules/' + encodeURIComponent(made.id), { replace: !this.rule });
  }

  /** Nothing, where what is to be tried is not right yet. */
  attempt = async () => {
    if (!(await this.complete())) return null;
    this.errors = [];
    this.error = '';
    try {
      return await api.tryText(this.body());
    } catch (e) {
      if (!e.errors?.length) throw e;
      await this.refused(e);
      return null;
    }
  };

  render() {
    const back = html`<a class="back" href=${this.rule ? '/rules/' + encodeURIComponent(this.rule) : '/rules'}>${icon('back')}${this.found?.name ?? t('rules.title')}</a>`;
    if (!this.draft) return html`<section class="page slim" aria-busy=${!this.failed}>${back}<div class="panel">${this.failed ? html`<p class="form-error" role="alert">${this.failed}</p>` : html`<i class="bone"></i><i class="bone"></i><i class="bone"></i>`}</div></section>`;
    const names = known(this.spaces);
    const tab = (name) => html`<button type="button" data-testid="rule-tab-${name}" aria-pressed=${this.tab === name} @click=${() => this.show(name)}>${t('rules.tab.' + name)}</button>`;
    return html`<section class="page slim rule-edit" data-testid="rule-edit" @hw-rule=${(e) => this.change(e.detail)} @hw-space=${(e) => this.enter(e.detail)} @hw-text=${(e) => (this.text = e.detail)}>${back}
      <div class="page-head"><h1>${t(this.rule ? 'rules.edit' : 'rules.new')}</h1><span class="choice small push" role="group" aria-label=${t('rules.tabs')}>${tab('form')}${tab('yaml')}</span></div>
      ${this.leaving ? html`<div class="notice rule-leaving" role="alert" data-testid="rule-leaving"><p>${t('rules.leaving')}</p><div class="actions"><button type="button" class="button small" data-testid="rule-drop-yaml" @click=${() => this.discard()}>${t('rules.dropYaml')}</button></div></div>` : nothing}
      ${this.tab === 'form' ? html`<hw-rule-form .draft=${this.draft} .known=${names} .spaces=${this.spaces} .inside=${this.inside} .home=${this.home(this.draft)} .errors=${this.errors} .strict=${Boolean(this.strict)}></hw-rule-form>`
        : html`<section class="panel"><p class="hint">${t('rules.yamlHint')}</p><hw-yaml-area .text=${this.text} .errors=${this.errors} .label=${t('rules.tab.yaml')}></hw-yaml-area></section>`}
      <div class="stack rule-foot"><hw-rule-trial .subject=${this.tab === 'yaml' ? this.text : JSON.stringify(tidy(this.draft))} .rule=${this.draft} .known=${names} .run=${this.attempt}></hw-rule-trial></div>
      <div class="panel rule-save">${alertLine(this.error, 'rule-error')}<div class="actions end"><a class="button" href=${this.rule ? '/rules/' + encodeURIComponent(this.rule) : '/rules'}>${t('cancel')}</a>${this.buttons()}</div></div></section>`;
  }

  buttons() {
    const button = (testid, word, change, primary) => html`<button type="button" class="button ${primary ? 'primary' : ''}" data-testid=${testid} aria-busy=${Boolean(this.busy)} @click=${() => this.keep(change)}>${word}</button>`;
    if (this.rule || this.tab === 'yaml') return button('rule-save', t('save'), {}, true);
    return html`${button('rule-save-off', t('rules.saveOff'), { enabled: false })}${button('rule-save-on', t('rules.saveOn'), { enabled: true }, true)}`;
  }
}
customElements.define('hw-rule-edit', RuleEdit);
