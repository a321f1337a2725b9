/** Inline pictures: 24 × 24, drawn with the text's colour. Decorative; what they mean is always said in words too. */
import { html, svg } from 'lit';

const SHAPES = {
  light: svg`<path d="M9 18h6M10 21h4"/><path d="M12 3a6.5 6.5 0 0 0-4 11.6c.7.6 1 1.3 1 2.1V17h6v-.3c0-.8.3-1.5 1-2.1A6.5 6.5 0 0 0 12 3Z"/>`,
  speaker: svg`<rect x="6" y="2.5" width="12" height="19" rx="3"/><circle cx="12" cy="14.5" r="3.5"/><circle cx="12" cy="7" r="1.2"/>`,
  thermostat: svg`<circle cx="12" cy="12" r="9"/><path d="M12 12l3.5-3.5"/><path d="M12 5v1M5 12h1M18 12h1"/>`,
  lock: svg`<rect x="5" y="11" width="14" height="9.5" rx="2.5"/><path d="M8 11V7.5a4 4 0 0 1 8 0V11"/><path d="M12 15v2"/>`,
  unlock: svg`<rect x="5" y="11" width="14" height="9.5" rx="2.5"/><path d="M8 11V7.5a4 4 0 0 1 7.6-1.7"/><path d="M12 15v2"/>`,
  plug: svg`<path d="M9 3v5M15 3v5"/><path d="M6 8h12v3a6 6 0 0 1-12 0Z"/><path d="M12 17v4"/>`,
  fan: svg`<circle cx="12" cy="12" r="1.8"/><path d="M12 10.2C9.5 8 9.5 3 13 3c2.5 0 3 4-1 7.2ZM13.6 13c3.2-1 7.5 1.5 5.8 4.5-1.3 2.2-5 .6-5.8-4.5ZM10.4 13c-.7 3.3-5 5.7-6.8 2.7C2.3 13.5 5.6 11.2 10.4 13Z"/>`,
  motion: svg`<circle cx="14" cy="4.5" r="1.8"/><path d="M7 21l3-5.5-2.5-3 1.5-5 4 1 2 3 3 1M12.5 12.5l2 3 .5 5.5"/><path d="M3 9c0-2 .8-3.5 2-4.8M20 20c.9-1 1.5-2.4 1.5-4"/>`,
  contact: svg`<path d="M4 21h16"/><path d="M6 21V4.5A1.5 1.5 0 0 1 7.5 3H14"/><path d="M14 3l4 2.5V21h-4Z"/><path d="M11 12v.5"/>`,
  temperature: svg`<path d="M14 14.5V5a2.5 2.5 0 0 0-5 0v9.5a4.5 4.5 0 1 0 5 0Z"/><path d="M11.5 18V9"/><path d="M18 6h2M18 10h2"/>`,
  generic: svg`<rect x="6" y="6" width="12" height="12" rx="3"/><path d="M9.5 2.5V6M14.5 2.5V6M9.5 18v3.5M14.5 18v3.5M2.5 9.5H6M2.5 14.5H6M18 9.5h3.5M18 14.5h3.5"/>`,
  grid: svg`<rect x="3.5" y="3.5" width="7" height="7" rx="2"/><rect x="13.5" y="3.5" width="7" height="7" rx="2"/><rect x="3.5" y="13.5" width="7" height="7" rx="2"/><rect x="13.5" y="13.5" width="7" height="7" rx="2"/>`,
  people: svg`<circle cx="9" cy="8" r="3.5"/><path d="M2.5 20c.5-4 3-6 6.5-6s6 2 6.5 6"/><path d="M16 4.7a3.5 3.5 0 0 1 0 6.6M18 14.5c2 .8 3.2 2.6 3.5 5.5"/>`,
  person: svg`<circle cx="12" cy="8" r="4"/><path d="M4.5 20.5c.7-4.5 3.5-6.5 7.5-6.5s6.8 2 7.5 6.5"/>`,
  plus: svg`<path d="M12 5v14M5 12h14"/>`,
  minus: svg`<path d="M5 12h14"/>`,
  search: svg`<circle cx="10.5" cy="10.5" r="6.5"/><path d="M15.5 15.5L21 21"/>`,
  back: svg`<path d="M14.5 5.5L8 12l6.5 6.5"/>`,
  next: svg`<path d="M5 5.5v13l9-6.5ZM18.5 5v14"/>`,
  play: svg`<path d="M7 4.5v15l12-7.5Z"/>`,
  pause: svg`<path d="M8 5v14M16 5v14"/>`,
  close: svg`<path d="M6 6l12 12M18 6L6 18"/>`,
  more: svg`<circle cx="5.5" cy="12" r=".8"/><circle cx="12" cy="12" r=".8"/><circle cx="18.5" cy="12" r=".8"/>`,
  check: svg`<path d="M5 12.5l4.5 4.5L19 7.5"/>`,
  warn: svg`<path d="M12 4L2.8 19.5h18.4Z"/><path d="M12 10v4.5M12 17v.2"/>`,
  copy: svg`<rect x="8.5" y="8.5" width="12" height="12" rx="2.5"/><path d="M15.5 8.5V6A2.5 2.5 0 0 0 13 3.5H6A2.5 2.5 0 0 0 3.5 6v7A2.5 2.5 0 0 0 6 15.5h2.5"/>`,
  key: svg`<circle cx="8" cy="15.5" r="4.5"/><path d="M11.2 12.3L20 3.5M16.5 7l3 3"/>`,
  share: svg`<circle cx="6.5" cy="12" r="2.8"/><circle cx="17.5" cy="5.5" r="2.8"/><circle cx="17.5" cy="18.5" r="2.8"/><path d="M9 10.6l6-3.6M9 13.4l6 3.6"/>`,
  house: svg`<path d="M3.5 11.5L12 4l8.5 7.5"/><path d="M6 9.5V20h12V9.5"/><path d="M10 20v-5.5h4V20"/>`,
  trash: svg`<path d="M4 6.5h16M9.5 6V4h5v2M6.5 6.5l1 13.5h9l1-13.5M10 10.5v6M14 10.5v6"/>`,
  pencil: svg`<path d="M4 20l1-4.5L16.5 4 20 7.5 8.5 19Z"/><path d="M14 6.5L17.5 10"/>`,
  battery: svg`<rect x="2.5" y="7.5" width="16" height="9" rx="2.5"/><path d="M21.5 10.5v3M5.5 10.5v3"/>`,
  eye: svg`<path d="M2.5 12C5 7.5 8.3 5.5 12 5.5s7 2 9.5 6.5c-2.5 4.5-5.8 6.5-9.5 6.5S5 16.5 2.5 12Z"/><circle cx="12" cy="12" r="3"/>`,
  out: svg`<path d="M14 4H7a2.5 2.5 0 0 0-2.5 2.5v11A2.5 2.5 0 0 0 7 20h7M10.5 12H21M17.5 8.5L21 12l-3.5 3.5"/>`,
  book: svg`<path d="M5 4.5A1.5 1.5 0 0 1 6.5 3H19v15H6.5A1.5 1.5 0 0 0 5 19.5Zm0 15A1.5 1.5 0 0 0 6.5 21H19v-3"/>`,
  chart: svg`<path d="M3.5 3.5v14a3 3 0 0 0 3 3h14"/><path d="M7.5 14.5l4-4.5 3 3 5-6"/>`,
  clock: svg`<circle cx="12" cy="12" r="9"/><path d="M12 7v5.5l3.5 2"/>`,
  log: svg`<path d="M8.5 6H20M8.5 12H20M8.5 18H20M4 6h.1M4 12h.1M4 18h.1"/>`,
  sliders: svg`<path d="M4 7h8.5M17.5 7H20M4 17h2.5M11.5 17H20"/><circle cx="15" cy="7" r="2.5"/><circle cx="9" cy="17" r="2.5"/>`,
  bolt: svg`<path d="M13 2.5L5 13.5h6l-1 8 8-11h-6Z"/>`,
  target: svg`<circle cx="12" cy="12" r="8.5"/><circle cx="12" cy="12" r="4"/><path d="M12 12v.1"/>`,
  info: svg`<circle cx="12" cy="12" r="9"/><path d="M12 11v5.5M12 7.5v.2"/>`,
  rule: svg`<circle cx="5.5" cy="6" r="2.5"/><path d="M5.5 8.500V12a5 5 0 0 0 5 5h9"/><path d="M15.500 12.500l4.500 4.500-4.500 4.500"/>`,
  link: svg`<path d="M10 14a4 4 0 0 0 5.7 0l3.6-3.6a4 4 0 0 0-5.7-5.7L12 6.3"/><path d="M14 10a4 4 0 0 0-5.7 0l-3.6 3.6a4 4 0 0 0 5.7 5.7l1.6-1.6"/>`,
  snooze: svg`<circle cx="12" cy="13" r="7.5"/><path d="M9.5 10.5h5l-5 5h5M4 5.5L7 3M20 5.5L17 3"/>`,
  again: svg`<path d="M20 12a8 8 0 1 1-2.6-5.9"/><path d="M20.500 3v4.500H16"/>`,
  down: svg`<path d="M5.500 9l6.500 6.500L18.500 9"/>`,
  bell: svg`<path d="M6 16.500V11a6 6 0 0 1 12 0v5.500l1.500 2h-15Z"/><path d="M10 21h4"/>`,
  muted: svg`<path d="M6 16.500V11c0-1 .2-1.900.6-2.700M9.500 5.600A6 6 0 0 1 18 11v3.500M16 18.500H4.500l1.500-2M10 21h4M3.500 3.500l17 17"/>`,
  mail: svg`<rect x="3" y="5" width="18" height="14" rx="2.5"/><path d="M3.8 7l8.2 6.5L20.2 7"/>`,
  phone: svg`<rect x="7" y="2.5" width="10" height="19" rx="2.5"/><path d="M11 18.5h2"/>`,
  wrench: svg`<path d="M20.5 7.2a5 5 0 0 1-6.7 6l-6.3 6.9a2.3 2.3 0 0 1-3.4-3.2l6.6-6.6a5 5 0 0 1 5.9-6.8l-2.9 3 .7 2.6 2.6.7Z"/>`,
  screen: svg`<rect x="3" y="4" width="18" height="12.5" rx="2.5"/><path d="M8.5 20.5h7M12 16.5v4"/>`,
};

export const icon = (name, cls = '') =>
  html`<svg class="icon ${cls}" viewBox="0 0 24 24" aria-hidden="true" focusable="false">${SHAPES[name] ?? SHAPES.generic}</svg>`;

/** The mark: an H whose bar is a hawser hanging between two bollards. */
export const mark = (size = '') => html`<svg class="mark ${size}" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
  <rect class="mark-ground" width="32" height="32" rx="8"/>
  <rect class="mark-post" x="6.5" y="6" width="5" height="20" rx="2.5"/><rect class="mark-post" x="20.5" y="6" width="5" height="20" rx="2.5"/>
  <path class="mark-gap" d="M5 12.5C9.5 12.5 10 19.5 16 19.5S22.5 12.5 27 12.5"/>
  <path class="mark-rope" d="M5 12.5C9.5 12.5 10 19.5 16 19.5S22.5 12.5 27 12.5"/>
  <path class="mark-lay" d="M5 12.5C9.5 12.5 10 19.5 16 19.5S22.5 12.5 27 12.5"/>
</svg>`;

/** The picture beside log-in: bollards on a quay, a hawser slung between them, its strands turning. */
export const mooring = () => html`<svg class="mooring" viewBox="0 0 600 420" preserveAspectRatio="xMidYMax slice" aria-hidden="true" focusable="false">
  <path class="sea sea-1" d="M-60 318c50-14 100-14 150 0s100 14 150 0 100-14 150 0 100 14 150 0 80-12 120 0v110H-60Z"/>
  <path class="sea sea-2" d="M-60 352c60-12 120-12 180 0s120 12 180 0 120-12 180 0 100 12 180 0v80H-60Z"/>
  <g class="post"><path d="M88 400V188a34 34 0 0 1 68 0v212Z"/><rect x="76" y="232" width="92" height="18" rx="9"/></g>
  <g class="post"><path d="M444 400V148a34 34 0 0 1 68 0v252Z"/><rect x="432" y="192" width="92" height="18" rx="9"/></g>
  <path class="rope-shade" d="M160 208C226 306 366 292 442 170" transform="translate(0 5)"/><path class="rope-line" d="M160 208C226 306 366 292 442 170"/><path class="rope-lay" d="M160 208C226 306 366 292 442 170"/>
  <path class="rope-shade" d="M82 204C92 226 150 228 164 204" transform="translate(0 5)"/><path class="rope-line" d="M82 204C92 226 150 228 164 204"/><path class="rope-lay" d="M82 204C92 226 150 228 164 204"/>
  <path class="rope-shade" d="M438 164C448 186 506 188 520 164" transform="translate(0 5)"/><path class="rope-line" d="M438 164C448 186 506 188 520 164"/><path class="rope-lay" d="M438 164C448 186 506 188 520 164"/>
</svg>`;
