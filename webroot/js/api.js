/** REST. Every call either gives the decoded body or throws `ApiError`, `Unreachable` or `SignedOut`. */
import { SignedOut, Unreachable, current, renew, token } from './auth.js';

export { SignedOut, Unreachable };

/** The hub said no, as `application/problem+json`. */
export class ApiError extends Error {
  /** @param {number} status @param {{code?: string, detail?: string, errors?: {path: string, message: string}[]}} problem @param {number} retryAfter ms */
  constructor(status, problem, retryAfter) {
    super(problem.detail ?? problem.code ?? String(status));
    this.status = status;
    this.code = problem.code ?? '';
    this.detail = problem.detail ?? '';
    this.errors = problem.errors ?? [];
    this.retryAfter = retryAfter;
  }
}

const BASE = '/api/v1';
const enc = encodeURIComponent;

async function send(method, path, body, headers, bearer) {
  let response;
  try {
    response = await fetch(BASE + path, {
      method,
      headers: {
        Accept: 'application/json',
        ...(body === undefined ? {} : { 'Content-Type': headers?.['Content-Type'] ?? 'application/json' }),
        ...(bearer ? { Authorization: 'Bearer ' + bearer } : {}),
        ...headers,
      },
      body: body === undefined || typeof body === 'string' ? body : JSON.stringify(body),
      signal: AbortSignal.timeout(20_000),
    });
  } catch {
    throw new Unreachable();
  }
  if (response.status === 204) return { body: null, response };
  const text = await response.text();
  let decoded = null;
  try {
    decoded = !text ? null : response.headers.get('Content-Type')?.startsWith('application/yaml') ? text : JSON.parse(text);
  } catch {
    decoded = null; // a proxy's page, not the hub's answer
  }
  if (!response.ok) {
    const retryAfter = decoded?.retryAfter || Number(response.headers.get('Retry-After') ?? 0) * 1000;
    if (response.status === 502 || response.status === 504) throw new Unreachable(retryAfter);
    throw new ApiError(response.status, decoded ?? {}, retryAfter);
  }
  return { body: decoded, response };
}

async function call(method, path, body, headers) {
  const used = await token();
  try {
    return (await send(method, path, body, headers, used)).body;
  } catch (e) {
    if (!(e instanceof ApiError) || e.status !== 401) throw e;
    // Revoked or overtaken: one rotation decides whether the log-in still stands.
    const next = current() !== used && current() ? current() : await renew();
    return (await send(method, path, body, headers, next)).body;
  }
}

const open = async (method, path, body) => (await send(method, path, body)).body;

/** All pages of a list. */
async function all(path) {
  const items = [];
  let cursor = null;
  do {
    const page = await call('GET', path + (path.includes('?') ? '&' : '?') + 'limit=200' + (cursor ? '&cursor=' + enc(cursor) : ''));
    items.push(...page.items);
    cursor = page.next;
  } while (cursor);
  return items;
}

const query = (params) => {
  const q = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) if (value !== undefined && value !== null && value !== '') q.set(name, String(value));
  return q.size ? '?' + q : '';
};
const at = (id) => '/devices/' + enc(id);
const fault = (id) => '/faults/' + enc(id);
const space = (id) => '/spaces/' + enc(id);
const rule = (id) => '/rules/' + enc(id);
const written = (text) => (typeof text === 'string' ? { 'Content-Type': 'application/yaml' } : undefined);

export const api = {
  setupNeeded: async () => (await open('GET', '/setup')).needed,
  setup: (form) => open('POST', '/setup', form),
  login: (login, password) => open('POST', '/auth/login', { login, password }),
  logout: () => call('POST', '/auth/logout', {}),
  logoutOthers: () => call('POST', '/auth/logout-others', {}),
  me: () => call('GET', '/me'),
  rename: (name) => call('PATCH', '/me', { name }),
  password: (body) => call('PUT', '/me/password', body),
  exportMe: () => call('GET', '/me/export'),
  eraseMe: (password) => call('DELETE', '/me', { password }),

  models: () => all('/models'),
  model: (model) => call('GET', '/models/' + enc(model)),

  /** As it was written, with the version that it has. */
  modelText: async (model) => {
    const [text, one] = await Promise.all([call('GET', '/models/' + enc(model) + '?format=yaml', undefined, { Accept: 'application/yaml' }), call('GET', '/models/' + enc(model))]);
    return { text, version: one.version };
  },
  setModel: (model, text, version) => call('PUT', '/models/' + enc(model), text, { 'Content-Type': 'application/yaml', 'If-Match': `"${version}"` }),
  removeModel: (model) => call('DELETE', '/models/' + enc(model)),

  checks: (device) => call('GET', at(device) + '/checks'),
  setCheck: (device, check, members) => call('PUT', at(device) + '/checks/' + enc(check), members),
  removeCheck: (device, check) => call('DELETE', at(device) + '/checks/' + enc(check)),

  users: () => all('/users'),
  addUser: (user) => call('POST', '/users', user),
  changeUser: (id, change) => call('PATCH', '/users/' + enc(id), change),
  removeUser: (id) => call('DELETE', '/users/' + enc(id)),

  devices: () => all('/devices'),
  device: (id) => call('GET', at(id)),
  addDevice: (device) => call('POST', '/devices', device),
  claimCode: (id) => call('POST', at(id) + '/claim-code'),
  qr: (text) => call('POST', '/qr', { text }),
  claim: (device, claimCode) => call('POST', '/devices/claim', { device, claimCode }),
  changeDevice: (id, change) => call('PATCH', at(id), change),
  removeDevice: (id) => call('DELETE', at(id)),
  rotateSecret: (id) => call('POST', at(id) + '/secret', {}),
  want: (id, change) => call('PATCH', at(id) + '/desired', change, { 'Content-Type': 'application/merge-patch+json' }),

  commands: (id) => call('GET', at(id) + '/commands?limit=30'),
  command: (id, command) => call('GET', at(id) + '/commands/' + enc(command)),
  cancel: (id, command) => call('DELETE', at(id) + '/commands/' + enc(command)),
  log: (id, params) => call('GET', at(id) + '/log' + query(params)),
  exportPath: (id, params) => at(id) + '/log/export' + query(params),
  stateAt: (id, moment) => call('GET', at(id) + '/state' + query({ at: moment })),
  chain: (cause, params) => call('GET', '/causes/' + enc(cause) + query(params)),
  series: (id, params) => call('GET', at(id) + '/series' + query(params)),

  shares: (id) => all(at(id) + '/shares'),
  share: (id, share) => call('POST', at(id) + '/shares', share),
  unshare: (id, user) => call('DELETE', at(id) + '/shares/' + enc(user)),

  invitations: () => all('/invitations'),
  acceptInvitation: (id) => call('POST', '/invitations/' + enc(id) + '/accept'),
  removeInvitation: (id) => call('DELETE', '/invitations/' + enc(id)),
  deviceInvitations: (id) => all(at(id) + '/invitations'),
  inviteToDevice: (id, share) => call('POST', at(id) + '/invitations', share),
  spaceInvitations: (id) => all(space(id) + '/invitations'),
  inviteToSpace: (id, member) => call('POST', space(id) + '/invitations', member),

  tickets: (params) => call('GET', '/tickets' + query(params)),
  openTicket: (ticket) => call('POST', '/tickets', ticket),
  ticket: (id) => call('GET', '/tickets/' + enc(id)),
  changeTicket: (id, change) => call('PATCH', '/tickets/' + enc(id), change),
  ticketEntries: (id) => all('/tickets/' + enc(id) + '/comments'),
  commentTicket: (id, text) => call('POST', '/tickets/' + enc(id) + '/comments', { text }),
  addPart: (id, part) => call('POST', '/tickets/' + enc(id) + '/parts', part),
  addTime: (id, time) => call('POST', '/tickets/' + enc(id) + '/time', time),
  verifyTicket: (id, body) => call('POST', '/tickets/' + enc(id) + '/verify', body),
  maintenanceLog: (id, params) => call('GET', at(id) + '/maintenance-log' + query(params)),
  maintenanceLogPath: (id, params) => at(id) + '/maintenance-log' + query(params),
  drills: (params) => call('GET', '/drills' + query(params)),
  drill: (id) => call('GET', '/drills/' + enc(id)),
  startDrill: (device, drill) => call('POST', at(device) + '/drills', drill),
  endDrill: (id) => call('POST', '/drills/' + enc(id) + '/end', {}),
  replacements: (id) => all(at(id) + '/replacements'),
  replace: (id, body) => call('POST', at(id) + '/replacements', body),
  undoReplacement: (id, replacement) => call('POST', at(id) + '/replacements/' + enc(replacement) + '/undo', {}),
  modelRepair: (model) => all('/models/' + enc(model) + '/repair'),
  repair: (fault) => call('GET', '/faults/' + enc(fault) + '/repair'),
  actRepair: (fault, act) => call('POST', '/faults/' + enc(fault) + '/repair', act),

  rules: (params = {}) => all('/rules' + query(params)),
  rule: (id) => call('GET', rule(id)),
  ruleText: (id) => call('GET', rule(id) + '?format=yaml', undefined, { Accept: 'application/yaml' }),
  /** A rule is written as an object, or as YAML in a text. */
  addRule: (text) => call('POST', '/rules', text, written(text)),
  setRule: (id, text, version) => call('PUT', rule(id), text, { ...written(text), 'If-Match': `"${version}"` }),
  switchRule: (id, enabled) => call('PATCH', rule(id), { enabled }),
  removeRule: (id) => call('DELETE', rule(id)),
  tryRule: (id) => call('POST', rule(id) + '/trial'),
  /** The rule that a text says, as an object; only the hub reads YAML. */
  readRule: async (text, now) => (await call('POST', '/rules/trial' + query({ from: now - 60_000 }), text, written(text))).rule,
  deviceRules: async (device) => (await call('GET', at(device) + '/rules')).items,
  switchDeviceRule: async (device, id, enabled) => (await call('PUT', at(device) + '/rules/' + enc(id), { enabled })).items,
  tryText: (text) => call('POST', '/rules/trial', text, written(text)),
  firings: (id, params) => call('GET', rule(id) + '/firings' + query(params)),

  spaces: () => all('/spaces'),
  addSpace: (name) => call('POST', '/spaces', { name }),
  space: (id) => call('GET', space(id)),
  changeSpace: (id, change) => call('PATCH', space(id), change),
  removeSpace: (id) => call('DELETE', space(id)),
  members: (id) => all(space(id) + '/members'),
  setMember: (id, member) => call('POST', space(id) + '/members', member),
  removeMember: (id, user) => call('DELETE', space(id) + '/members/' + enc(user)),
  spaceDevices: (id) => all(space(id) + '/devices'),
  putDevice: (id, device) => call('PUT', space(id) + '/devices/' + enc(device)),
  takeDevice: (id, device) => call('DELETE', space(id) + '/devices/' + enc(device)),

  faults: (params) => call('GET', '/faults' + query(params)),
  fault: (id) => call('GET', fault(id)),
  faultSteps: (id, params) => call('GET', fault(id) + '/steps' + query(params)),
  faultLog: (id, params) => call('GET', fault(id) + '/log' + query(params)),
  acknowledge: (id, note) => call('POST', fault(id) + '/acknowledge', note ? { note } : {}),
  snooze: (id, until) => call('POST', fault(id) + '/snooze', { until }),
  closeFault: (id, reason) => call('POST', fault(id) + '/close', { reason }),
  maintenance: (kind, id) => all('/' + kind + '/' + enc(id) + '/maintenance'),
  maintain: (kind, id, window) => call('POST', '/' + kind + '/' + enc(id) + '/maintenance', window),
  endMaintenance: (id) => call('DELETE', '/maintenance/' + enc(id)),
  mutes: () => all('/me/mutes'),
  mute: (kind, id, until) => call('PUT', '/me/mutes/' + kind + '/' + enc(id), { until }),
  unmute: (kind, id) => call('DELETE', '/me/mutes/' + kind + '/' + enc(id)),
  notifications: () => call('GET', '/me/notifications'),
  setNotifications: (wish) => call('PUT', '/me/notifications', wish),
  proveAddress: (channel, code) => call('POST', '/me/notifications/prove', { channel, code }),
  testNotification: (channel) => call('POST', '/me/notifications/test', { channel }),
  inbox: (params) => call('GET', '/me/inbox' + query(params)),
  readInbox: (alerts) => call('POST', '/me/inbox/read', { alerts }),
  push: () => call('GET', '/me/push'),
  addPush: (subscription) => call('POST', '/me/push', subscription),
  removePush: (id) => call('DELETE', '/me/push/' + enc(id)),
  deliveries: (params) => call('GET', '/deliveries' + query(params)),
  retryDelivery: (id) => call('POST', '/deliveries/' + enc(id) + '/retry'),
  webhooks: (id) => all('/webhooks' + query({ space: id })),
  addWebhook: (webhook) => call('POST', '/webhooks', webhook),
  changeWebhook: (id, change) => call('PATCH', '/webhooks/' + enc(id), change),
  removeWebhook: (id) => call('DELETE', '/webhooks/' + enc(id)),
  testWebhook: (id) => call('POST', '/webhooks/' + enc(id) + '/test'),

  sessions: (params) => all('/sessions' + query(params)),
  session: (id) => call('GET', '/sessions/' + enc(id)),
  terms: (id) => call('GET', at(id) + '/terms'),
  modelTerms: (model) => call('GET', '/models/' + enc(model) + '/terms'),
  setModelTerms: (model, terms) => call('PUT', '/models/' + enc(model) + '/terms', terms),
  /** One page of sessions. */
  sessionPage: (params) => call('GET', '/sessions' + query(params)),
  setTerms: (id, terms) => call('PUT', at(id) + '/terms', terms),
  audit: (params) => call('GET', '/audit' + query(params)),
  endSession: (id) => call('DELETE', '/sessions/' + enc(id)),
};
