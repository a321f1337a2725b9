/** One household or site: who belongs to it, what is in it, and leaving it. */
import { html, nothing } from 'lit';
import { api } from '../api.js';
import { View } from '../element.js';
import { failure, number } from '../format.js';
import { pick, t } from '../i18n.js';
import { icon } from '../icons.js';
import { mayManage, mayOwn } from '../kinds.js';
import { dialog } from '../parts/dialog.js';
import { alertLine, field, read } from '../parts/forms.js';
import '../parts/faults-of.js';
import '../parts/invited.js';
import '../parts/webhooks.js';
import { avatar } from '../parts/user-menu.js';
import { here } from '../rule-examples.js';
import { go } from '../router.js';
import { store, toast } from '../store.js';

/** Degrees as people write them. */
const where = ({ latitude, longitude }) => `${number(Math.abs(latitude), 2)}° ${t(latitude < 0 ? 'spaces.south' : 'spaces.north')}, ${number(Math.abs(longitude), 2)}° ${t(longitude < 0 ? 'spaces.west' : 'spaces.east')}`;
const ROLES = ['viewer', 'controller', 'manager'];

class SpaceView extends View {
  static properties = { space: {}, found: { state: true }, members: { state: true }, inside: { state: true }, missing: { state: true }, failed: { state: true }, box: { state: true }, busy: { state: true }, error: { state: true }, joinError: { state: true } };

  firstUpdated() {
    this.load();
  }

  async load() {
    this.failed = '';
    try {
      [this.found, this.members, this.inside] = await Promise.all([api.space(this.space), api.members(this.space), api.spaceDevices(this.space)]);
    } catch (e) {
      if (e.status === 404 || e.status === 400 || e.status === 422) this.missing = true;
      else this.failed = failure(e);
    }
  }

  /** What others put in and take out, and whether the person still belongs here, shows in what the socket brings. */
  updated() {
    const roles = [...store.state.devices.values()].map((d) => d.id + d.role).sort().join();
    if (this.roles !== undefined && this.roles !== roles && !this.busy) this.load();
    this.roles = roles;
  }

  /** Runs one change and shows what came of it; errors go where `where` says, or into a message. */
  async act(work, where) {
    if (this.busy) return;
    this.busy = true;
    if (where) this[where] = '';
    try {
      await work();
    } catch (e) {
      if (where) this[where] = failure(e);
      else toast(failure(e), 'bad');
    } finally {
      this.busy = false;
    }
  }

  join(event) {
    event.preventDefault();
    const form = event.target;
    const { login, role } = read(form);
    this.act(async () => {
      if (event.submitter?.value === 'invite') {
        await api.inviteToSpace(this.space, { login: login.trim(), role });
        this.querySelector('hw-invited').load();
      } else await api.setMember(this.space, { login: login.trim(), role });
      form.reset();
      await this.load();
    }, 'joinError');
  }

  change = (member, role) => this.act(async () => {
    try {
      await api.setMember(this.space, { login: member.user.login, role });
    } finally {
      await this.load();
    }
  });

  drop = (member) => this.act(async () => {
    await api.removeMember(this.space, member.user.id);
    await this.load();
  });

  put(event) {
    event.preventDefault();
    const { device } = read(event.target);
    if (device) this.act(async () => {
      await api.putDevice(this.space, device);
      await this.load();
    });
  }

  take = (device) => this.act(async () => {
    await api.takeDevice(this.space, device.id);
    await this.load();
  });

  show(box) {
    this.error = '';
    this.box = box;
  }

  render() {
    const back = html`<a class="back" href="/spaces">${icon('back')}${t('spaces.title')}</a>`;
    if (this.missing) return html`<section class="empty"><h1>${t('spaces.gone')}</h1><p>${t('spaces.goneText')}</p><a class="button" href="/spaces">${t('spaces.back')}</a></section>`;
    const s = this.found;
    if (!s)
      return html`<section class="page slim" aria-busy=${!this.failed}>${back}<div class="panel">${this.failed
        ? html`<p class="form-error" role="alert">${this.failed} <button type="button" class="link-button" @click=${() => this.load()}>${t('retry')}</button></p>`
        : html`<i class="bone"></i><i class="bone"></i><i class="bone"></i>`}</div></section>`;
    const me = store.state.session.user?.id;
    const act = (box, symbol, name, cls = '') => html`<button type="button" class="button small ${cls}" data-testid="space-${box}" @click=${() => this.show(box)}>${icon(symbol)}${t(name)}</button>`;
    return html`<section class="page slim" data-testid="space-page" data-space=${s.id}>${back}
      <header class="space-head"><span class="tile big-tile active">${icon('house')}</span><div class="share-who"><h1 data-testid="space-name-shown">${s.name}</h1><p class="quiet">${t('share.' + s.role)}${s.location ? html` · <span data-testid="space-location">${where(s.location)}</span>` : nothing}</p></div>
        <div class="actions">${mayManage(s) ? html`${act('rename', 'pencil', 'menu.rename')}${act('place', 'target', 'spaces.location')}` : nothing}${mayOwn(s) ? html`${act('hand-over', 'person', 'menu.handOver')}${act('remove', 'trash', 'remove')}` : nothing}
        ${['manager', 'controller', 'viewer'].includes(s.role) ? act('leave', 'out', 'spaces.leave') : nothing}</div></header>
      <div class="stack"><hw-faults-of .space=${s.id} .inside=${new Set(this.inside.map((d) => d.id))} .may=${mayManage(s) || store.state.session.user?.role === 'technician'}></hw-faults-of>${this.people(s, me)}${this.things(s, me)}${mayManage(s) ? html`<hw-webhooks .space=${s.id}></hw-webhooks>` : nothing}</div>${this.box ? this.dialog(s, me) : nothing}</section>`;
  }

  people(s, me) {
    const manage = mayManage(s);
    const roles = (now) => ROLES.map((r) => html`<option value=${r} ?selected=${r === now} .selected=${r === now}>${t('share.' + r)}</option>`);
    return html`<section class="panel" aria-labelledby="h-members"><div class="panel-head"><h2 id="h-members">${icon('people')}${t('spaces.people')}</h2></div>
      <ul class="shares">${this.members.map((m) => html`<li data-testid="member" data-user=${m.user.id}>${avatar(m.user, 'small')}
        <div class="share-who"><strong>${m.user.name}${m.user.id === me ? html` <span class="badge">${t('by.me')}</span>` : nothing}</strong><small>${m.user.login}</small></div>
        ${manage && m.role !== 'owner' && m.user.id !== me
          ? html`<select class="compact" aria-label="${t('share.role')}: ${m.user.name}" @change=${(e) => this.change(m, e.target.value)}>${roles(m.role)}</select>
            <button type="button" class="plain" data-testid="member-remove" aria-label="${t('remove')}: ${m.user.name}" title=${t('remove')} @click=${() => this.drop(m)}>${icon('close')}</button>`
          : html`<span class="quiet small-text">${t('share.' + m.role)}</span>`}</li>`)}</ul>
      ${manage ? html`<hw-invited .space=${s.id} @hw-answered=${() => this.load()}></hw-invited><form class="share-form" data-testid="member-form" @submit=${this.join}>
        <div class="share-line space-line"><input name="login" required maxlength="64" aria-label=${t('share.login')} placeholder=${t('share.login')} autocomplete="off" autocapitalize="none" spellcheck="false" data-testid="member-login">
        <select name="role" aria-label=${t('share.role')} data-testid="member-role">${roles('controller')}</select></div>
        <div class="actions"><button class="button" data-testid="member-submit" aria-busy=${Boolean(this.busy)}>${t('spaces.join')}</button>
          <button class="button" value="invite" data-testid="member-invite">${t('invite.go')}</button></div>${alertLine(this.joinError, 'member-error')}</form>
        <p class="hint">${t('spaces.peopleHint')} ${t('invite.hint')}</p>` : nothing}</section>`;
  }

  things(s, me) {
    const { devices, models } = store.state;
    const inside = new Set(this.inside.map((d) => d.id));
    const mine = [...devices.values()].filter((d) => !inside.has(d.id) && ['owner', 'manager'].includes(d.role)).sort((a, b) => a.name.localeCompare(b.name));
    return html`<section class="panel" aria-labelledby="h-things"><div class="panel-head"><h2 id="h-things">${icon('grid')}${t('nav.devices')}</h2></div>
      ${this.inside.length ? nothing : html`<p class="quiet small-text">${t('spaces.noDevices')}</p>`}
      <ul class="shares">${this.inside.map((d) => html`<li data-testid="space-device" data-device=${d.id}><span class="tile small-tile">${icon(d.model)}</span>
        <div class="share-who"><a href="/devices/${encodeURIComponent(d.id)}"><strong>${d.name}</strong></a><small>${pick(models.get(d.model)?.title, d.model)} · ${d.owner.id === me ? t('by.me') : d.owner.name}</small></div>
        ${mayManage(s) || d.owner.id === me ? html`<button type="button" class="plain" data-testid="space-device-remove" aria-label="${t('spaces.take')}: ${d.name}" title=${t('spaces.take')} @click=${() => this.take(d)}>${icon('close')}</button>` : nothing}</li>`)}</ul>
      ${mayManage(s) && mine.length ? html`<form class="share-form" data-testid="space-put" @submit=${this.put}><div class="share-line put-line">
        <select name="device" aria-label=${t('spaces.device')} data-testid="space-put-device">${mine.map((d) => html`<option value=${d.id}>${d.name}</option>`)}</select>
        <button class="button" data-testid="space-put-submit" aria-busy=${Boolean(this.busy)}>${t('spaces.put')}</button></div></form>` : nothing}
      ${mayManage(s) ? html`<p class="hint">${t('spaces.devicesHint')}</p>` : nothing}</section>`;
  }

  placeFields(s) {
    const zones = Intl.supportedValuesOf ? Intl.supportedValuesOf('timeZone') : [];
    const now = s.location?.zone ?? here();
    const degrees = (name, most) => html`<div class="field"><label for="space-${name}">${t('rules.' + name)}</label><span class="with-unit"><input id="space-${name}" name=${name} data-testid="space-${name}" type="number" step="any" min=${-most} max=${most} .value=${String(s.location?.[name] ?? '')}><span class="unit" aria-hidden="true">°</span></span></div>`;
    // Both or neither: without them nobody says where it is.
    const both = (e) => {
      const fields = ['latitude', 'longitude'].map((name) => e.currentTarget.querySelector('#space-' + name));
      const some = fields.some((f) => f.value);
      for (const f of fields) f.required = some;
    };
    return html`<div class="place-fields" @input=${both}><div class="row-form top">${degrees('latitude', 90)}${degrees('longitude', 180)}</div>
      ${navigator.geolocation && isSecureContext ? html`<button type="button" class="link-button" data-testid="space-here" @click=${this.locate}>${t('spaces.locationHere')}</button>` : nothing}
      <div class="field"><label for="space-zone">${t('notify.zone')}</label><select id="space-zone" name="zone" data-testid="space-zone">${[...new Set(['UTC', ...zones, now])].map((z) => html`<option value=${z} ?selected=${z === now}>${z.replaceAll('_', ' ')}</option>`)}</select></div></div>
      <p class="hint">${t('spaces.locationHint')}</p>`;
  }

  /** Fills in where this browser is, if its person lets it say so; two decimals are a kilometre. */
  locate = () => navigator.geolocation.getCurrentPosition(({ coords }) => {
    for (const name of ['latitude', 'longitude']) {
      const field = this.querySelector('#space-' + name);
      if (field) field.value = coords[name].toFixed(2);
      field?.dispatchEvent(new Event('input', { bubbles: true }));
    }
  }, () => (this.error = t('spaces.locationUnknown')));

  dialog(s, me) {
    const close = () => (this.box = null);
    const form = (heading, text, content, label, danger, work) => dialog({ heading, close, testid: 'space-dialog', content: html`${text ? html`<p>${text}</p>` : nothing}<form @submit=${(e) => {
      e.preventDefault();
      const values = read(e.target);
      this.act(() => work(values), 'error');
    }}>${content}${alertLine(this.error)}<div class="actions end"><button type="button" class="button" @click=${close}>${t('cancel')}</button>
      <button class="button primary ${danger ? 'danger' : ''}" aria-busy=${Boolean(this.busy)} data-testid="space-submit">${label}</button></div></form>` });
    const change = (what) => async (values) => {
      this.found = await api.changeSpace(s.id, { [what]: values[what].trim() });
      this.members = await api.members(s.id);
      this.box = null;
      toast(t('saved'));
    };
    const away = (work, message) => async () => {
      await work();
      toast(t(message, { name: s.name }));
      go('/spaces');
    };
    switch (this.box) {
      case 'rename':
        return form(t('menu.rename'), '', field({ id: 'space-name', name: 'name', label: t('spaces.name'), value: s.name, max: 80 }), t('save'), false, change('name'));
      case 'place':
        return form(t('spaces.location'), t('spaces.locationText'), this.placeFields(s), t('save'), false, async ({ latitude, longitude, zone }) => {
          const said = latitude.trim() || longitude.trim();
          this.found = await api.changeSpace(s.id, { location: said ? { latitude: Number(latitude), longitude: Number(longitude), zone } : null });
          this.box = null;
          toast(t('saved'));
        });
      case 'hand-over':
        return form(t('menu.handOver'), t('spaces.handOverText'), field({ id: 'space-owner', name: 'owner', label: t('share.login'), max: 64 }), t('menu.handOver'), true, change('owner'));
      case 'leave':
        return form(t('spaces.leaveSure', { name: s.name }), t('spaces.leaveText'), nothing, t('spaces.leave'), true, away(() => api.removeMember(s.id, me), 'spaces.left'));
      default:
        return form(t('menu.removeSure', { name: s.name }), t('spaces.removeText'), nothing, t('remove'), true, away(() => api.removeSpace(s.id), 'menu.removed'));
    }
  }
}
customElements.define('hw-space', SpaceView);
