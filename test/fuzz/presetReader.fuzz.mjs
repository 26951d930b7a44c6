// Mutational fuzzer of the TypeScript reader; with the path of preset_verdict it also compares the C++ reader's verdict.
// node test/fuzz/presetReader.fuzz.mjs [seconds] [seed] [preset_verdict]
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import * as presets from '@tonewright/presets';
import { drawer, mutant } from './presetMutator.mjs';
import { checkReader } from './presetProperties.mjs';

const [seconds = '120', seed = String(Date.now() % 1e9), verdictProgram] = process.argv.slice(2);
const draw = drawer(Number(seed));
const counts = {};

/** A layer's fields in one word; those that it does not have are at their defaults. */
function describe({ type, activation, inputs, outputs, taps = 1, dilation = 1, groups = 1, ...more }) {
  const { source = 'previous', condition = 'none', residual = 'none', initialState = false } = more;
  return [type, activation, inputs, outputs, taps, dilation, groups, source, condition, residual, initialState].join(
    ':',
  );
}

/** The verdict in one line, as preset_verdict prints it. */
function verdictOf(text) {
  const { code, preset } = checkReader(presets, text);
  counts[code ?? 'read'] = (counts[code ?? 'read'] ?? 0) + 1;
  if (!preset) return 'refused';
  const { spec, weights } = preset;
  const { layers, skip, settleSamples = 0 } = spec;
  const model = `${layers.map(describe).join(',')} skip=${skip} settle=${settleSamples}`;
  return `${model} crc=${crc32(new Uint8Array(weights.buffer))}`;
}

function fail(text, why) {
  writeFileSync('crash.json', text);
  console.error(`seed ${seed}: ${why}\nThe file is in crash.json.`);
  process.exit(1);
}

/** Reads a batch in both languages; texts of a batch are separated by a byte that UTF-8 never has. */
function compare(texts, verdicts) {
  const input = Buffer.concat(texts.flatMap((text) => [Buffer.from(text), Buffer.from([0xff])]));
  const native = execFileSync(verdictProgram, { input, encoding: 'utf8', maxBuffer: 1 << 28 }).split('\n');
  for (const [i, verdict] of verdicts.entries()) {
    if (native[i] !== verdict) fail(texts[i], `the readers differ: TypeScript "${verdict}", C++ "${native[i]}"`);
  }
}

const end = Date.now() + 1000 * Number(seconds);
let runs = 0;
while (Date.now() < end) {
  const texts = Array.from({ length: 500 }, () => mutant(draw));
  const verdicts = texts.map((text) => {
    try {
      return verdictOf(text);
    } catch (error) {
      return fail(text, error.stack);
    }
  });
  if (verdictProgram) compare(texts, verdicts);
  runs += texts.length;
}
console.log(
  `preset reader, TypeScript${verdictProgram ? ' against C++' : ''}: ${runs} files from seed ${seed}`,
  counts,
);
