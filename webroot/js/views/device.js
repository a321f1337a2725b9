/** One device: what it is, what it can do, how it was, what happened, and who may what with it. */
import { html, nothing } from 'lit';
import { needAge, needModel } from '../acts.js';
import { api } from '../api.js';
import { View, vars } from '../element.js';
import { date } from '../format.js';
import { pick, t } from '../i18n.js';
import { icon } from '../icons.js';
import { active, kind, mayManage } from '../kinds.js';
import { presence } from '../parts/presence.js';
import { avatar } from '../parts/user-menu.js';
import { byDevice } from '../state-faults.js';
import { store } from '../store.js';
import { terminal } from '../terminal.js';
import '../parts/device-chart.js';
import '../parts/device-checks.js';
import '../parts/device-commands.js';
import '../parts/device-controls.js';
import '../parts/device-log.js';
import '../parts/device-menu.js';
import '../parts/device-rules.js';
import '../parts/report-problem.js';
import '../parts/device-past.js';
import '../parts/device-shares.js';
import '../parts/faults-of.js';
import '../parts/hardware.js';

class DeviceView extends View {
  static properties = { device: {}, missing: { state: true } };

  connectedCallback() {
    super.connectedCallback();
    terminal.focus(this.device);
    const { removals } = store.state;
    api.device(this.device).then(
      (device) => store.dispatch({ type: 'device', device, removals }),
      (e) => (this.missing = e.status === 404 || e.status === 403 || e.status === 400),
    );
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    if (store.state.focus === this.device) terminal.focus(null);
  }

  render() {
    const { devices, models, link, session, tail, faults } = store.state;
    const d = devices.get(this.device);
    const back = html`<a class="back" href="/">${icon('back')}${t('nav.devices')}</a>`;
    if (!d)
      return this.missing || this.known
        ? html`<section class="empty"><h1>${t('device.gone')}</h1><p>${t('device.goneText')}</p><a class="button" href="/">${t('app.back')}</a></section>`
        : html`<section class="page" aria-busy="true">${back}<div class="panel"><i class="bone"></i><i class="bone"></i><i class="bone"></i></div></section>`;
    this.known = true;
    needModel(d.model);
    needAge(d);
    const model = models.get(d.model);
    const me = session.user?.id;
    return html`<section class="page device" data-testid="device-page" data-device=${d.id} data-revision=${d.revision} data-epoch=${d.epoch} @hw-replace=${() => this.querySelector('hw-hardware').show()}>
      ${back}
      <header class="device-head ${kind(d.model).tint}" ${vars({ tone: `var(--${kind(d.model).tint}, var(--plain))` })}>
        <span class="tile big-tile ${active(d) ? 'active' : ''}">${icon(d.model)}</span>
        <div class="device-title"><h1 data-testid="device-name">${d.name}</h1>
          <p class="device-meta">${presence(d, { long: true })}${this.broken(byDevice(faults).get(d.id))}<span>${pick(model?.title, d.model)}</span>${d.firmware ? html`<span>${t('device.firmware', { v: d.firmware })}</span>` : nothing}<span>${t('share.' + d.role)}</span></p></div>
        ${this.viewers(d, me)}
        <hw-report-problem .device=${d}></hw-report-problem>
        <hw-device-menu .device=${d}></hw-device-menu>
      </header>
      <div class="device-grid">
        <div class="stack">
          <hw-device-controls .device=${d} .model=${model} .link=${link} .me=${me}></hw-device-controls>
          <hw-device-chart .device=${d} .model=${model} .tail=${tail}></hw-device-chart>
          <hw-device-past .device=${d} .model=${model} .me=${me}></hw-device-past>
          <hw-device-log .device=${d.id} .revision=${d.revision} .model=${model} .tail=${tail} .me=${me}></hw-device-log>
        </div>
        <div class="stack">
          <hw-faults-of .device=${d.id} .may=${mayManage(d) || session.user?.role === 'technician'}></hw-faults-of>
          <hw-device-commands .device=${d} .model=${model} .me=${me}></hw-device-commands>
          <hw-hardware .device=${d} .may=${mayManage(d) || session.user?.role === 'technician'}></hw-hardware>
          <hw-device-rules .device=${d.id} .models=${models} .listed=${store.state.listed}></hw-device-rules>
          <hw-device-checks .device=${d} .model=${model}></hw-device-checks>
          ${mayManage(d) ? html`<hw-device-shares .device=${d} .me=${me}></hw-device-shares>` : nothing}
          <section class="panel about" aria-labelledby="h-about"><div class="panel-head"><h2 id="h-about">${icon('info')}${t('device.about')}</h2></div>
            <dl class="facts"><div><dt>${t('device.id')}</dt><dd class="mono">${d.id}</dd></div>
              <div><dt>${t('device.owner')}</dt><dd>${d.owner ? (d.owner.id === me ? t('by.me') : d.owner.name) : '—'}</dd></div>
              ${d.created ? html`<div><dt>${t('device.created')}</dt><dd>${date(d.created)}</dd></div>` : nothing}
              <div><dt>${t('device.cursor')}</dt><dd class="mono num">${d.epoch} : ${d.revision}</dd></div></dl></section>
        </div>
      </div></section>`;
  }

  broken(had) {
    return had ? html`<a class="trouble ${had.severity}" href="/faults?device=${encodeURIComponent(this.device)}" data-testid="device-faults">${icon('warn')}${t('fault.count', { n: had.n })}</a>` : nothing;
  }

  viewers(d, me) {
    const others = d.viewers.filter((v) => v.id !== me);
    const more = Math.max(0, d.viewerCount - d.viewers.length);
    if (!others.length) return nothing;
    const names = others.map((v) => v.name).join(', ');
    return html`<div class="viewers" data-testid="viewers" role="group" aria-label=${t('device.watching', { names })} title=${t('device.watching', { names })}>${icon('eye')}${others.slice(0, 4).map((v) => avatar(v, 'small'))}${
      others.length > 4 || more ? html`<span class="num">+${others.length - 4 + more}</span>` : nothing}</div>`;
  }
}
customElements.define('hw-device', DeviceView);
