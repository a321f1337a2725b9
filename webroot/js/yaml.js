/** JSON values as YAML 1.2 that people like to read: blocks outside, one line for what is small. Pure. */

const SMALL = 84;
/** Words that stand for themselves, and lengths of time; whatever a reader could take for something else is quoted. */
const PLAIN = /^(?:[\p{L}_][\p{L}\p{N}_.+/-]*(?: [\p{L}\p{N}_.+/-]+)*|\d+(?:ms|s|m|h|d))$/u;
const TAKEN = /^(?:true|false|null)$/i;

const word = (text) => (PLAIN.test(text) && !TAKEN.test(text) ? text : JSON.stringify(text));
const single = (v) => v === null || typeof v !== 'object';

function flow(v) {
  if (Array.isArray(v)) return `[${v.map(flow).join(', ')}]`;
  if (!single(v)) return `{${Object.entries(v).map(([name, x]) => `${word(name)}: ${flow(x)}`).join(', ')}}`;
  return typeof v === 'string' ? word(v) : JSON.stringify(v);
}

/** The lines of a list or an object that has something in it. */
function block(v, depth) {
  const fits = (x) => single(x) || !Object.keys(x).length || (depth * 2 + flow(x).length <= SMALL && !(Array.isArray(x) && x.some((e) => !single(e))));
  const indented = (x) => block(x, depth + 1).map((line) => '  ' + line);
  if (Array.isArray(v)) return v.flatMap((x) => (fits(x) ? ['- ' + flow(x)] : indented(x).map((line, i) => (i ? line : '- ' + line.slice(2)))));
  return Object.entries(v).flatMap(([name, x]) => (fits(x) ? [`${word(name)}: ${flow(x)}`] : [word(name) + ':', ...indented(x)]));
}

/** @param {Object} value @returns {string} */
export const yaml = (value) => block(value, 0).join('\n') + '\n';
