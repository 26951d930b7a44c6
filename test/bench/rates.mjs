// Writes docs/sample-rates.md: how models are brought to a host's sample rate, and what was measured of each way.
// Needs the models of ../shared/data.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NativeModel } from '../../native/addon/dist/index.js';
import { readPreset, writePreset } from '../../presets/dist/index.js';
import { powerToDb } from '../../training/dist/audio/channels.js';
import { powerSpectrum, realFft } from '../../training/dist/audio/fft.js';
import { biquad, chain, lowPass, onePoleHighPass } from '../../training/dist/audio/filters.js';
import { synthesiseGuitar } from '../../training/dist/audio/guitar.js';
import { resample } from '../../training/dist/audio/resample.js';
import { measureAliasing } from '../../training/dist/metrics/aliasing.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const data = join(root, '../shared/data/models');
if (!existsSync(data)) {
  console.error('rates: left out, ../shared/data/models is not there');
  process.exit(0);
}

const models = [
  ['Klon, dense:8+gru:16', 'KlonCentaur/centaur.json', 44100],
  ['TS9, gru:8', 'NeuralSeed/gru8_ts9_pytorch.json', 44100],
  ['TS9, lstm:8', 'NeuralSeed/lstm8_ts9_pytorch.json', 48000],
  ['NAM LSTM', 'NeuralAmpModelerCore/lstm.nam', 48000],
  ['WaveNet A1 standard', 'NeuralAmpModelerCore/wavenet_a1_standard.nam', 48000],
  ['WaveNet A2', 'NeuralAmpModelerCore/A2.nam', 48000],
];
const hostRates = [44100, 48000, 88200, 96000, 192000];
const seconds = 4;
const guitar = { sampleRate: 192000, channels: [synthesiseGuitar({ seconds, sampleRate: 192000, seed: 3 })] };

/** A model file, taken to be trained at `sampleRate`. */
function load(file, sampleRate) {
  const { preset } = readPreset(readFileSync(join(data, file)));
  return NativeModel.read(Buffer.from(writePreset({ ...preset, spec: { ...preset.spec, sampleRate } })));
}

/** Plays with every knob in the middle. */
const play = (model, samples, playing) => model.process(samples, Array(model.info.inputs - 1).fill(0.5), playing);

const at = async (samples, from, to) => (await resample({ sampleRate: from, channels: [samples] }, to)).channels[0];
const decibels = (value) => value.toFixed(1);

/** Eighth-order Butterworth below `cutoffHz`, and no DC. */
const band = (cutoffHz, sampleRate) =>
  chain(
    onePoleHighPass(20, sampleRate),
    ...[0.5098, 0.6013, 0.9, 2.5629].map((q) => biquad(lowPass(cutoffHz, q, sampleRate))),
  );

/** Error-to-signal ratio in dB, of what both rates can hold. */
function errorDb(expected, found, sampleRate, lowerRate) {
  const [ofError, ofSignal] = [0, 1].map(() => band(0.38 * lowerRate, sampleRate));
  let [error, signal] = [0, 0];
  for (let n = 0; n < expected.length - 0.1 * sampleRate; n++) {
    const [e, s] = [ofError(found[n] - expected[n]) ** 2, ofSignal(expected[n]) ** 2];
    if (n < 0.2 * sampleRate) continue;
    error += e;
    signal += s;
  }
  return powerToDb(error / signal);
}

const names = { none: 'as it is', correct: 'correct', resample: 'resample', both: 'both' };

async function matchingRows([name, file, ownRate]) {
  const model = load(file, ownRate);
  const dry = await at(guitar.channels[0], guitar.sampleRate, ownRate);
  const expected = await play(model, dry);
  const rows = [];
  for (const sampleRate of hostRates.filter((rate) => rate !== ownRate)) {
    const hostDry = await at(dry, ownRate, sampleRate);
    const errorOf = async (playing) => {
      const wet = await play(model, hostDry, playing).catch(() => undefined);
      if (!wet) return '-';
      return decibels(errorDb(expected, await at(wet, sampleRate, ownRate), ownRate, Math.min(ownRate, sampleRate)));
    };
    const { method, latencySamples } = model.atRate({ sampleRate });
    const errors = [
      await errorOf(undefined),
      await errorOf({ sampleRate, method: 'correct' }),
      await errorOf({ sampleRate, method: 'resample' }),
    ];
    rows.push([name, ownRate, sampleRate, ...errors, names[method], latencySamples]);
    console.error(rows.at(-1).join('  '));
  }
  return rows;
}

async function oversamplingRow([name, file, sampleRate]) {
  const model = load(file, sampleRate);
  const cells = [];
  for (const oversampling of [1, 2, 4, 8]) {
    const playing = oversampling === 1 ? undefined : { oversampling };
    const { meanDb, worstDb } = await measureAliasing((input) => play(model, input, playing), { sampleRate });
    cells.push(`${decibels(meanDb)} / ${decibels(worstDb)}`);
  }
  console.error(name, ...cells);
  return [name, ...cells];
}

/** A wire of 48 kHz, through which nothing but the converters is heard. */
async function converterRow(playing) {
  const wire = NativeModel.create(
    {
      layers: [{ type: 'dense', activation: 'linear', inputs: 1, outputs: 1 }],
      ...{ skip: false, inputGainDb: 0, outputGainDb: 0, sampleRate: 48000 },
    },
    new Float32Array([1, 0]),
  );
  const size = 32768;
  const request = { method: 'resample', ...playing };
  const { sampleRate, latencySamples, innerRate } = wire.atRate(request);
  const impulse = new Float32Array(size).fill(1, size / 2, size / 2 + 1);
  const gains = powerSpectrum(realFft(size).forward(Float64Array.from(await wire.process(impulse, [], request))));
  const edge = (lossDb) => {
    const bin = gains.findIndex((power) => powerToDb(power) < -lossDb);
    return `${((bin * sampleRate) / size / 1000).toFixed(1)} kHz`;
  };
  const { worstDb } = await measureAliasing((input) => wire.process(input, [], request), { sampleRate });
  const milliseconds = ((1000 * latencySamples) / sampleRate).toFixed(2);
  return [sampleRate, innerRate, `${latencySamples} (${milliseconds} ms)`, edge(0.1), edge(3), decibels(worstDb)];
}

const table = (head, rows) =>
  [head, head.map((_, i) => (i === 0 ? '---' : '---:')), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

const matching = [];
for (const model of models) matching.push(...(await matchingRows(model)));
const oversampling = [];
for (const model of models) oversampling.push(await oversamplingRow(model));
const converters = [];
for (const playing of [
  { sampleRate: 44100 },
  { sampleRate: 88200 },
  { sampleRate: 96000 },
  { sampleRate: 192000 },
  { oversampling: 2 },
  { oversampling: 8 },
])
  converters.push(await converterRow(playing));

const text = readFileSync(join(root, 'test/bench/sample-rates.template.md'), 'utf8')
  .replace('{{seconds}}', String(seconds))
  .replace(
    '{{matching}}',
    table(
      ['model', 'its rate', 'host', 'unmatched', 'correct', 'resample', 'auto takes', 'latency, samples'],
      matching,
    ),
  )
  .replace('{{oversampling}}', table(['model', '1x', '2x', '4x', '8x'], oversampling))
  .replace(
    '{{converters}}',
    table(['host, Hz', 'inner, Hz', 'latency, samples', '-0.1 dB', '-3 dB', 'what is not in the sine'], converters),
  );
writeFileSync(join(root, 'docs/sample-rates.md'), text);
