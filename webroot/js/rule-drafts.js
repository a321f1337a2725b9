/** Drafts to begin with: an empty one, and examples that are made of what the person has. Pure. */
import { mayControl } from './kinds.js';

/** Switched off, until the person has seen what it would do. */
export const blank = (zone) => ({ name: '', enabled: false, of: { devices: [] }, when: { property: '', above: null }, then: [{ command: 'set', args: {}, devices: [] }], zone });

const MOST = 50;
const ids = (devices) => devices.slice(0, MOST).map((d) => d.id);
const having = (devices, models, property) => devices.filter((d) => models.get(d.model)?.properties?.[property] || property in d.state);

/** @type {Object<string, (devices: Object[], models: Map, words: Object) => Object>} */
const EXAMPLES = {
  cool(devices, models, words) {
    const [warm] = having(devices, models, 'temperature');
    const fans = devices.filter((d) => mayControl(d) && d.model === 'fan');
    const fan = ids(fans.length ? fans : having(devices.filter((d) => mayControl(d) && d.model === 'plug'), models, 'power')).slice(0, 1);
    const turn = (power) => [{ command: 'set', args: { power }, ...(fan.length ? { device: fan[0] } : { devices: [] }) }];
    return {
      name: words.cool, of: { devices: warm ? [warm.id] : [] }, when: { property: 'temperature', above: 30 }, for: '2m', then: turn('on'),
      until: { when: { property: 'temperature', below: 27 } }, else: turn('off'),
    };
  },
  battery(devices, models, words) {
    return {
      name: words.battery, of: { devices: ids(having(devices, models, 'battery')) }, when: { property: 'battery', below: 15 }, for: '10m',
      then: [{ notify: { to: 'maintainer', severity: 'warning', title: words.battery, text: words.batteryText } }], cooldown: '1d',
    };
  },
  night(devices, models, words) {
    const lights = ids(devices.filter((d) => mayControl(d) && d.model === 'light'));
    return { name: words.night, when: { at: '22:00' }, then: [{ command: 'set', args: { power: 'off' }, ...(lights.length === 1 ? { device: lights[0] } : { devices: lights }), offline: 'queue' }] };
  },
};

export const examples = Object.keys(EXAMPLES);

/** An example, made of what there is; what is missing is left for the person to choose. */
export const example = (name, devices, models, words, zone) => ({ enabled: false, zone, ...EXAMPLES[name](devices, models, words) });
