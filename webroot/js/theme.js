/** Dark, light, or as the system has it. Kept in this browser; told to the other tabs by the storage event. */
const KEY = 'hawser.theme';
const listeners = new Set();

export const themes = ['system', 'light', 'dark'];
export const theme = () => document.documentElement.dataset.theme ?? 'system';

function apply(next) {
  if (next === 'light' || next === 'dark') document.documentElement.dataset.theme = next;
  else delete document.documentElement.dataset.theme;
  listeners.forEach((f) => f(next));
}

export function setTheme(next) {
  if (next === 'system') localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, next);
  apply(next);
}

/** Called when colours change, by choice or because the system turned dark. Returns how to stop. */
export function onTheme(f) {
  listeners.add(f);
  return () => listeners.delete(f);
}

matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => listeners.forEach((f) => f(theme())));
addEventListener('storage', (event) => event.key === KEY && apply(event.newValue ?? 'system'));
