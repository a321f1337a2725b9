/** A numeric property over time: its history by `series`, then every live change as it comes. ECharts is fetched on first use. */
import { html, nothing } from 'lit';
import { api } from '../api.js';
import { Part } from '../element.js';
import { day, failure, number, shortClock, title, value } from '../format.js';
import { t } from '../i18n.js';
import { icon } from '../icons.js';
import { hubNow } from '../terminal.js';
import { onTheme } from '../theme.js';

const HOUR = 3_600_000;
const RANGES = { '1h': HOUR, '6h': 6 * HOUR, '24h': 24 * HOUR, '7d': 168 * HOUR, '30d': 720 * HOUR };
const BUCKETS = 240;

/** Ends of the value axis with room around, so that a tenth of a degree does not look like a storm. */
function reach(schema) {
  const room = ({ min, max }) => Math.max((max - min) * 0.15, Math.abs(max) * 0.01, 0.5);
  const floor = schema?.minimum === 0 ? 0 : -Infinity;
  return { min: (v) => Math.max(floor, Math.floor(v.min - room(v))), max: (v) => Math.ceil(v.max + room(v)) };
}

class DeviceChart extends Part {
  static properties = { device: { attribute: false }, model: { attribute: false }, tail: { attribute: false }, property: { state: true }, range: { state: true }, error: { state: true }, empty: { state: true }, busy: { state: true } };

  constructor() {
    super();
    this.range = '1h';
    this.points = [];
  }

  get numeric() {
    const props = this.model?.properties ?? {};
    const names = new Set([...Object.keys(props).filter((n) => ['number', 'integer'].includes(props[n].type)), ...Object.keys(this.device.state).filter((n) => typeof this.device.state[n] === 'number')]);
    const rank = (n) => (n === 'battery' ? 2 : props[n]?.control ? 1 : 0);
    return [...names].sort((a, b) => rank(a) - rank(b));
  }

  /** Which is drawn: the chosen one; else one that the device has told, and that one from then on. */
  get drawn() {
    const { numeric } = this;
    const told = (n) => n in this.device.state;
    if (numeric.includes(this.property)) return this.property;
    return numeric.includes(this.shown) && told(this.shown) ? this.shown : numeric.find(told) ?? numeric[0];
  }

  connectedCallback() {
    super.connectedCallback();
    this.stopTheme = onTheme(() => this.chart && this.draw());
    this.timer = setInterval(() => this.chart && document.visibilityState === 'visible' && this.draw(), 15_000);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.stopTheme();
    clearInterval(this.timer);
    this.sizes?.disconnect();
    this.chart?.dispose();
    this.chart = null;
    this.wanted = undefined;
  }

  updated(changed) {
    const property = this.drawn;
    if (!property) return;
    const wanted = property + this.range;
    if (wanted !== this.wanted) {
      this.wanted = wanted;
      this.shown = property;
      this.load();
    } else if (changed.has('tail')) this.follow();
  }

  async load() {
    const turn = (this.turn = {});
    this.busy = true;
    this.error = '';
    const to = hubNow(), from = to - RANGES[this.range];
    try {
      const [series, echarts] = await Promise.all([
        api.series(this.device.id, { property: this.shown, from: Math.round(from), to: Math.round(to), buckets: BUCKETS }),
        import('echarts'),
      ]);
      if (turn !== this.turn || !this.isConnected) return;
      this.points = series.buckets.filter((b) => typeof b.last === 'number').map((b) => [Math.min(b.at + RANGES[this.range] / BUCKETS, to), b.last, b.min, b.max]);
      this.seen = this.tail[0]?.revision ?? 0;
      for (const e of this.tail.toReversed()) this.take(e, to - 2 * RANGES[this.range] / BUCKETS);
      this.busy = false;
      this.open(echarts);
    } catch (e) {
      if (turn !== this.turn) return;
      this.busy = false;
      this.error = failure(e);
    }
  }

  take(entry, after = 0) {
    const v = entry.kind === 'state' ? entry.set?.[this.shown] : undefined;
    if (typeof v === 'number' && entry.at > Math.max(after, this.points.at(-1)?.[0] ?? 0)) this.points.push([entry.at, v, v, v]);
  }

  follow() {
    if (!this.chart) return;
    const fresh = this.tail.filter((e) => e.revision > this.seen).reverse();
    if (!fresh.length) return;
    this.seen = fresh.at(-1).revision;
    const before = this.points.length;
    fresh.forEach((e) => this.take(e));
    if (this.points.length !== before) this.draw();
  }

  open(echarts) {
    const box = this.querySelector('.chart');
    if (!box) return;
    if (!this.chart) {
      this.chart = echarts.init(box, null, { renderer: 'canvas' });
      this.sizes = new ResizeObserver(() => this.chart?.resize());
      this.sizes.observe(box);
    }
    this.draw();
  }

  draw() {
    const css = getComputedStyle(this);
    const probe = (name) => {
      // light-dark() in a custom property is resolved only where it is used as a colour.
      this.probe.style.color = `var(${name})`;
      return getComputedStyle(this.probe).color;
    };
    const [ink, faint, line, tone, raised] = ['--ink', '--ink-3', '--line', '--sea', '--raised'].map(probe);
    const now = hubNow(), from = now - RANGES[this.range];
    while (this.points.length > 1 && this.points[1][0] < from) this.points.shift();
    const schema = this.model?.properties?.[this.shown];
    const last = this.points.at(-1);
    const current = this.device.state[this.shown];
    const data = last ? [...this.points, [now, typeof current === 'number' ? current : last[1]]] : typeof current === 'number' ? [[from, current], [now, current]] : [];
    this.empty = !data.length;
    const step = Boolean(schema?.control);
    const long = RANGES[this.range] > 24 * HOUR;
    const bounded = schema?.unit === '%' && schema.minimum === 0 && schema.maximum === 100;
    this.chart.setOption({
      animation: false,
      textStyle: { fontFamily: css.fontFamily, color: ink },
      grid: { left: 4, right: 14, top: 14, bottom: 4, containLabel: true },
      tooltip: {
        trigger: 'axis', renderMode: 'richText', backgroundColor: raised, borderColor: line, textStyle: { color: ink, fontSize: 12 }, confine: true,
        axisPointer: { lineStyle: { color: faint, type: [3, 3] } },
        formatter: ([p]) => (p ? `${long ? day(p.value[0]) + ' ' : ''}${shortClock(p.value[0])}   ${value(p.value[1], schema, this.shown)}` : ''),
      },
      xAxis: { type: 'time', min: from, max: now, axisLine: { lineStyle: { color: line } }, axisTick: { show: false }, splitNumber: this.clientWidth < 500 ? 3 : 6,
        axisLabel: { color: faint, fontSize: 11, hideOverlap: true, formatter: (at) => (long ? day(at) : shortClock(at)) } },
      yAxis: { type: 'value', ...(bounded ? { min: 0, max: 100, interval: 25 } : reach(schema)), splitNumber: 4, axisLabel: { color: faint, fontSize: 11, formatter: (v) => number(v, 2) }, splitLine: { lineStyle: { color: line, type: [2, 4] } } },
      series: [{ type: 'line', data, step: step ? 'end' : false, showSymbol: false, smooth: step ? false : 0.15, sampling: 'lttb', lineStyle: { color: tone, width: 2 }, itemStyle: { color: tone }, areaStyle: { color: tone, opacity: 0.09 },
      }],
    }, { replaceMerge: ['series'] });
  }

  get probe() {
    return (this.probeElement ??= this.querySelector('.chart-probe'));
  }

  render() {
    const names = this.numeric;
    if (!names.length) return nothing;
    const shown = this.drawn;
    const now = this.device.state[shown];
    return html`<section class="panel chart-panel" aria-labelledby="h-chart" data-testid="chart"><div class="panel-head wrap"><h2 id="h-chart">${icon('chart')}${t('device.chart')}</h2>
        ${names.length > 1 ? html`<select class="compact" aria-label=${t('chart.property')} data-testid="chart-property" @change=${(e) => (this.property = e.target.value)}>${names.map((n) => html`<option value=${n} .selected=${n === shown}>${title(this.model, n)}</option>`)}</select>` : html`<span class="quiet">${title(this.model, shown)}</span>`}
        <span class="choice small" role="group" aria-label=${t('chart.range')}>${Object.keys(RANGES).map((r) => html`<button type="button" aria-pressed=${this.range === r} data-testid="chart-${r}" @click=${() => (this.range = r)}>${t('range.' + r)}</button>`)}</span></div>
      ${this.error ? html`<p class="form-error">${this.error} <button type="button" class="link-button" @click=${() => this.load()}>${t('retry')}</button></p>` : nothing}
      <div class="chart-box" ?data-busy=${this.busy}><div class="chart" role="img" aria-label="${t('device.chart')}: ${title(this.model, shown)}, ${value(now, this.model?.properties?.[shown], shown)}"></div>
        ${this.empty && !this.busy ? html`<p class="chart-empty">${t('chart.none')}</p>` : nothing}</div><span class="chart-probe" hidden></span></section>`;
  }
}
customElements.define('hw-device-chart', DeviceChart);
