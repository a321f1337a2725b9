/** What is at hand to put rules into words: names and kinds of devices, names of spaces. */
import { needModel } from './acts.js';
import { store } from './store.js';

/** @param {{id: string, name: string}[]} spaces @returns {import('./rule-words.js').Known} */
export function known(spaces = []) {
  const { devices, models } = store.state;
  return {
    device: (id) => devices.get(id),
    model: (name) => {
      if (name) needModel(name);
      return models.get(name);
    },
    having: (property) => [...models.values()].find((m) => m.properties?.[property]),
    space: (id) => spaces.find((s) => s.id === id)?.name ?? id,
  };
}
