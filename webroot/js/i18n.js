/**
 * Words. `t('key', {n: 3})` fills `{n}`; a value that is an object is chosen by plural rule of `n`.
 * A missing word falls back to English, then to the key, so that nothing is ever blank.
 */
import en from './i18n/en.js';
import zh from './i18n/zh.js';

const WORDS = { en, zh };
const KEY = 'hawser.lang';
const listeners = new Set();

let lang = document.documentElement.lang === 'zh' ? 'zh' : 'en';
let plural = new Intl.PluralRules(lang);

export const languages = { en: 'English', zh: '中文' };
export const language = () => lang;
/** The tag for Intl. */
export const locale = () => (lang === 'zh' ? 'zh-CN' : navigator.languages?.find((l) => /^en/i.test(l)) ?? 'en');

export function setLanguage(next) {
  if (!WORDS[next] || next === lang) return;
  lang = next;
  plural = new Intl.PluralRules(lang);
  document.documentElement.lang = lang;
  localStorage.setItem(KEY, lang);
  listeners.forEach((f) => f(lang));
}

export const onLanguage = (f) => listeners.add(f);

export const has = (key) => key in WORDS[lang] || key in en;

/** @param {string} key @param {Object<string, *>} [values] @returns {string} */
export function t(key, values) {
  let word = WORDS[lang][key] ?? en[key] ?? key;
  if (typeof word === 'object') word = word[plural.select(values?.n ?? 0)] ?? word.other;
  return values ? word.replace(/\{(\w+)\}/g, (all, name) => (name in values ? String(values[name]) : all)) : word;
}

/** A title the hub gives in several languages, `{en, zh}`, or plain text. */
export function pick(title, otherwise = '') {
  if (!title) return otherwise;
  return typeof title === 'string' ? title : title[lang] ?? title.en ?? Object.values(title)[0] ?? otherwise;
}
