// Seeded mutations of preset files: of the text, and of the JSON's structure.
import { readdirSync, readFileSync } from 'node:fs';

const presets = new URL('../parity/presets/', import.meta.url);

/** The texts that mutations start from. */
export const corpus = readdirSync(presets)
  .sort()
  .map((file) => readFileSync(new URL(file, presets), 'utf8'));

/** mulberry32: a function that draws an integer below `bound`. */
export function drawer(seed) {
  let state = seed | 0;
  return (bound) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % bound;
  };
}

const pick = (draw, list) => list[draw(list.length)];

const tokens = [
  '"',
  '{',
  '}',
  '[',
  ']',
  ':',
  ',',
  '\\',
  'null',
  'true',
  'NaN',
  '-',
  'e999',
  '1e39',
  '0.5',
  '\u0000',
  '99999999999999999999',
];

const textMutations = [
  (text, at) => text.slice(0, at),
  (text, at, draw) => text.slice(0, at) + text.slice(at + 1 + draw(8)),
  (text, at, draw) => text.slice(0, at) + pick(draw, tokens) + text.slice(at),
  (text, at, draw) => text.slice(0, at) + String.fromCharCode(draw(128)) + text.slice(at + 1),
  (text, at, draw) => text.slice(0, at) + text.slice(at, at + draw(200)) + text.slice(at),
];

const values = [
  null,
  true,
  false,
  0,
  1,
  -1,
  2,
  0.5,
  1e39,
  -1e308,
  65536,
  4294967297,
  '',
  'tanh',
  'gru',
  'dense',
  'conv1d',
  'prelu',
  'WaveNet',
  'LSTM',
  'LeakyHardtanh',
  'blended',
  -2,
  3,
  '48000',
  [],
  {},
  [[]],
  [1],
  [null],
];

/** Every place of a JSON value as [container, key]. */
function places(container, found = []) {
  for (const key of Object.keys(container)) {
    found.push([container, key]);
    if (container[key] !== null && typeof container[key] === 'object') places(container[key], found);
  }
  return found;
}

function remove(container, key) {
  if (Array.isArray(container)) container.splice(Number(key), 1);
  else delete container[key];
}

const structureMutations = [
  (place, _other, draw) => {
    place[0][place[1]] = structuredClone(pick(draw, values));
  },
  (place) => remove(...place),
  (place, other) => {
    place[0][place[1]] = structuredClone(other[0][other[1]]);
  },
  (place) => {
    place[0][place[1]] = [place[0][place[1]]];
  },
  ([container, key]) => {
    if (Array.isArray(container)) container.splice(Number(key), 0, structuredClone(container[key]));
    else container[`${key}2`] = container[key];
  },
  ([container, key]) => {
    if (typeof container[key] === 'number') container[key] = -2 * container[key] + 1;
  },
];

/** A place near the top half of the time: most places are weights, most rules are elsewhere. */
function drawPlace(document, draw) {
  const all = places(document);
  const shallow = all.filter(([container, key]) => !Array.isArray(container) || typeof container[key] === 'object');
  return draw(2) && shallow.length > 0 ? pick(draw, shallow) : pick(draw, all);
}

function mutateStructure(text, draw) {
  const document = JSON.parse(text);
  for (let count = 1 + draw(3); count > 0; count--) {
    if (Object.keys(document).length === 0) break;
    pick(draw, structureMutations)(drawPlace(document, draw), drawPlace(document, draw), draw);
  }
  return JSON.stringify(document);
}

function mutateText(text, draw) {
  for (let count = 1 + draw(3); count > 0; count--) text = pick(draw, textMutations)(text, draw(text.length + 1), draw);
  return text;
}

/** One mutated preset file. */
export function mutant(draw) {
  const text = pick(draw, corpus);
  return draw(3) === 0 ? mutateText(text, draw) : mutateStructure(text, draw);
}
