/** What all forms share: a labelled field with its hint and error, and a busy button. */
import { html, nothing } from 'lit';
import { t } from '../i18n.js';
import { language, languages, setLanguage } from '../i18n.js';
import { mark, mooring } from '../icons.js';
import { ofField } from '../said.js';

/** @param {{id: string, label: string, type?: string, value?: string, hint?: string, error?: string, testid?: string, complete?: string, required?: boolean, min?: number, pattern?: string}} f */
export const field = (f) => html`<div class="field">
  <label for=${f.id}>${f.label}</label>
  <input id=${f.id} name=${f.name ?? f.id} type=${f.type ?? 'text'} .value=${f.value ?? ''} autocomplete=${f.complete ?? 'off'} data-testid=${f.testid ?? f.id}
    ?required=${f.required ?? true} minlength=${f.min ?? nothing} maxlength=${f.max ?? 200} inputmode=${f.mode ?? nothing} autocapitalize="none" spellcheck="false"
    placeholder=${f.placeholder ?? nothing} aria-invalid=${f.error ? 'true' : nothing} aria-describedby=${f.error || f.hint ? f.id + '-hint' : nothing}>
  ${f.error ? html`<p class="field-error" id="${f.id}-hint">${f.error}</p>` : f.hint ? html`<p class="hint" id="${f.id}-hint">${f.hint}</p>` : nothing}</div>`;

export const alertLine = (text, testid = 'form-error') => html`<p class="form-error" role="alert" data-testid=${testid} ?hidden=${!text}>${text ?? ''}</p>`;

/** The values of a form by field name. */
export const read = (form) => Object.fromEntries([...new FormData(form)].map(([name, v]) => [name, typeof v === 'string' ? v : '']));

/** The errors of a refused call by the last word of their path: `/password` → `password`. */
export const byField = (e) => Object.fromEntries((e.errors ?? []).map((x) => [String(x.path ?? '').split('/').pop(), ofField(x)]));

/** The page around log-in and set-up. */
export const welcome = (content) => html`<div class="welcome">
  <aside class="welcome-side" aria-hidden="true"><div class="welcome-brand">${mark('large')}<span>Hawser</span></div>
    <div class="welcome-words"><p class="welcome-line">${t('brand.line')}</p><p>${t('brand.text')}</p></div>${mooring()}</aside>
  <main class="welcome-main"><div class="welcome-form"><div class="welcome-mark">${mark('large')}</div>${content}</div>
    <div class="choice small" role="group" aria-label=${t('language')}>${Object.entries(languages).map(
      ([id, name]) => html`<button type="button" lang=${id} data-testid="language-${id}" aria-pressed=${language() === id} @click=${() => setLanguage(id)}>${name}</button>`)}</div></main></div>`;
