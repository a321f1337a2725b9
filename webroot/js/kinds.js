/**
 * What the panel knows of the models that come along beside their schema: which reading leads, which tint a card has,
 * and which quick control. A model it does not know is shown from its schema alone.
 */
import { number, value } from './format.js';
import { t } from './i18n.js';

const KINDS = {
  light: { tint: 'lamp', lead: 'brightness', quick: 'power', fine: 'brightness' },
  speaker: { tint: 'sound', lead: 'playback', quick: 'playback', fine: 'volume' },
  thermostat: { tint: 'heat', lead: 'temperature', fine: 'target' },
  lock: { tint: 'guard', lead: 'locked', quick: 'locked' },
  plug: { tint: 'power', lead: 'watts', quick: 'power' },
  fan: { tint: 'air', lead: 'speed', quick: 'power', fine: 'speed' },
  motion: { tint: 'sense', lead: 'motion' },
  contact: { tint: 'sense', lead: 'open' },
  temperature: { tint: 'climate', lead: 'temperature', second: 'humidity' },
  generic: { tint: 'other' },
};

export const kind = (model) => KINDS[model] ?? KINDS.generic;

/** Is it "doing" something, for the glow of its icon? */
export function active(device) {
  const { state: s, presence } = device;
  if (presence.status === 'offline') return false;
  return s.power === 'on' || s.playback === 'playing' || s.motion === true || s.open === true || s.locked === false;
}

/** The reading a card leads with: `{text, unit, note}`. */
export function lead(device, model) {
  const k = kind(device.model);
  const s = device.state;
  const schema = (name) => model?.properties?.[name];
  if ((k.quick === 'power' || 'power' in s) && s.power === 'off') return { text: t('value.off'), unit: '', note: '' };
  if (device.model === 'speaker') return { text: value(s.playback, schema('playback') ?? { enum: [] }, 'playback'), unit: '', note: s.title ?? '' };
  let name = k.lead;
  if (!name || !(name in s)) name = Object.keys(s).find((p) => ['number', 'boolean'].includes(typeof s[p])) ?? Object.keys(s)[0];
  if (!name) return { text: '—', unit: '', note: '' };
  const v = s[name];
  const note = k.second && k.second in s ? value(s[k.second], schema(k.second), k.second) : device.model === 'thermostat' ? (s.mode ? t('value.' + s.mode) : '') : '';
  if (typeof v === 'number') return { text: number(v, Math.abs(v) >= 1000 ? 0 : 1), unit: schema(name)?.unit ?? '', note, property: name };
  return { text: value(v, schema(name), name), unit: '', note, property: name };
}

export const lowBattery = (device) => typeof device.state.battery === 'number' && device.state.battery <= 20;

/** The schema by which a property may be set: what `set` takes, where it differs from what is reported. */
export function settable(model, property) {
  const schema = model?.properties?.[property];
  const arg = model?.commands?.set?.args?.properties?.[property];
  return arg?.enum && schema?.enum ? { ...schema, enum: arg.enum } : schema;
}

const CONTROLLERS = new Set(['owner', 'manager', 'controller', 'admin']);
const MANAGERS = new Set(['owner', 'manager', 'admin']);
const OWNERS = new Set(['owner', 'admin']);
export const mayControl = (device) => CONTROLLERS.has(device.role);
export const mayManage = (device) => MANAGERS.has(device.role);
export const mayOwn = (device) => OWNERS.has(device.role);
