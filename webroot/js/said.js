/** What the hub says is wrong, in the person's language: the panel has words for the contract's codes and for what is often said of a field; else the hub's own stand. */
import { has, language, t } from './i18n.js';
import zh from './i18n/zh-said.js';

const OTHER = { zh };

/** What the hub says of a field in the person's language; null: it has no words for that. */
export function translated(message, to = language()) {
  if (to === 'en') return message;
  for (const [english, words] of OTHER[to] ?? []) if (english.test(message)) return message.replace(english, words);
  return null;
}

/** For below the field itself. @param {{message: string}} error */
export const ofField = ({ message }) => translated(message) ?? t('code.BAD_VALUE') + t('outcome.said', { text: message });

/** The same away from the field, with its name. @param {{path?: string, message: string}} error */
export function withName(error) {
  const last = String(error.path ?? '').split('/').filter((part) => part && !/^\d+$/.test(part)).pop();
  if (!last) return ofField(error);
  return t('said.field', { field: has('field.' + last) ? t('field.' + last) : last, what: ofField(error) });
}
