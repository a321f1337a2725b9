/** A modal box: opens when it comes into the page, is closed by whoever renders it. */
import { html, nothing } from 'lit';
import { t } from '../i18n.js';
import { icon } from '../icons.js';

let count = 0;

/**
 * @param {{heading: string, content: *, close: () => void, testid?: string, fixed?: boolean}} d
 *   `fixed`: not closed by Escape or a click beside it, for what is shown only once
 */
export const dialog = ({ heading, content, close, testid, fixed }) => html`<dialog is-modal aria-labelledby="dialog-heading" data-testid=${testid ?? nothing}
  @cancel=${(e) => {
    e.preventDefault();
    if (!fixed) close();
  }}
  @click=${(e) => e.target === e.currentTarget && !fixed && close()}>
  <div class="dialog-head"><h2 id="dialog-heading">${heading}</h2>${fixed ? nothing : html`<button type="button" class="plain" aria-label=${t('close')} @click=${close}>${icon('close')}</button>`}</div>
  ${content}</dialog>`;

const boxes = (node) => (!(node instanceof Element) ? [] : node.matches('dialog[is-modal]') ? [node] : node.querySelectorAll('dialog[is-modal]'));

/** Where the keyboard was before a dialog opened. */
const openers = new WeakMap();

/**
 * Lit renders the element; only `showModal` makes it modal. One observer does that for every dialog. The keyboard begins at what is
 * to be filled in or decided, not at the cross, and goes back to where it was: a dialog that is taken out of the page does not see to that.
 */
new MutationObserver((changes) => {
  for (const change of changes) {
    for (const node of change.addedNodes)
      for (const box of boxes(node)) {
        if (box.open || !box.isConnected) continue;
        openers.set(box, document.activeElement);
        box.showModal();
        box.querySelector('input, select, .actions button')?.focus();
      }
    for (const node of change.removedNodes)
      for (const box of boxes(node)) if (!box.isConnected && (document.activeElement ?? document.body) === document.body) openers.get(box)?.focus();
  }
}).observe(document.documentElement, { childList: true, subtree: true });

/** Copies text; over plain http, where browsers hide the clipboard, through a selection. */
export async function copy(text) {
  if (navigator.clipboard && isSecureContext) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // refused: the old way
    }
  }
  const area = document.createElement('textarea');
  area.value = text;
  area.className = 'sr';
  (document.querySelector('dialog[open]') ?? document.body).append(area);
  area.select();
  const done = document.execCommand('copy');
  area.remove();
  return done;
}

/** A text to take away: with a button that copies it. */
export const secret = (label, text, testid) => {
  const id = 'secret-' + ++count;
  const take = async (e) => {
    const button = e.currentTarget;
    if (!(await copy(text))) return;
    button.classList.add('done');
    setTimeout(() => button.classList.remove('done'), 1600);
  };
  return html`<div class="field"><span class="label" id=${id}>${label}</span><div class="secret"><code data-testid=${testid} aria-labelledby=${id}>${text}</code>
    <button type="button" class="plain copy" title=${t('copy')} aria-label="${t('copy')}: ${label}" @click=${take}>${icon('copy', 'idle')}${icon('check', 'ok')}</button></div></div>`;
};
