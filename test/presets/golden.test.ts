// Models of other projects against what their own players made of them. The oracle plays what the reader has read, so
// this holds the readers; the engine is held to the same audio in test/native.
// The files of test/parity are always there; larger ones where the recordings are present: TONEWRIGHT_DATA, or
// ../shared/data beside the project.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { readPreset } from '../../presets/src/index.js';
import { play } from '../parity/oracle.mjs';
import { parityFile, parityJson } from './fixtures.js';

const data = process.env.TONEWRIGHT_DATA ?? fileURLToPath(new URL('../../../shared/data', import.meta.url));
const models = join(data, 'models');

/** The samples of a mono file of 32-bit floats: its `data` chunk. */
function readWav(path: string): Float32Array {
  const bytes = readFileSync(path);
  const start = bytes.indexOf('data') + 8;
  const end = start + bytes.readUInt32LE(start - 4);
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset + start, bytes.byteOffset + end));
}

const readCsv = (path: string) =>
  readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(',').map(Number));

const largestError = (played: ArrayLike<number>, expected: ArrayLike<number>, late = 0) =>
  Math.max(...Array.from(expected, (sample, n) => Math.abs(played[n + late] - sample)));

test('the .nam files of test/parity play as Neural Amp Modeler plays them', () => {
  const input = Float32Array.from({ length: 96 }, (_, n) => 0.5 * Math.sin(n * n * 0.01) * Math.cos(0.1 * n));
  for (const { file, size, output } of parityJson('nam.json')) {
    const { preset } = readPreset(parityFile(`presets/${file}`), { size });
    // What a file of ours says of its start is for our players only.
    if ('settle_samples' in (JSON.parse(parityFile(`presets/${file}`).toString()).metadata ?? {})) {
      expect(preset.spec.settleSamples).toBe(7);
      preset.spec.settleSamples = 24_000;
    }
    const [played] = play(preset, input);
    expect(largestError(played, output), `${file} at size ${size}`).toBeLessThan(1e-6);
  }
});

test.each([
  ['models/NeuralAmpModelerCore/wavenet.nam', 'nam_wavenet', 1e-6],
  ['models/NeuralAmpModelerCore/wavenet_a1_standard.nam', 'nam_wavenet_a1_standard', 2e-5],
  ['models/NeuralAmpModelerCore/A2.nam', 'nam_A2', 1e-6],
  ['models/NeuralAmpModelerCore/slimmable_container.nam', 'nam_slimmable_container', 2e-6],
  ['models/NeuralAmpModelerCore/lstm.nam', 'nam_lstm', 1e-6],
  ['models/NeuralSeed/gru8_ts9_pytorch.json', 'neuralseed_gru8_ts9', 2e-6],
  ['models/NeuralSeed/lstm8_ts9_pytorch.json', 'neuralseed_lstm8_ts9', 2e-6],
  ['pedals/ds1/peer_gru10_model.json', 'ds1_peer_gru10', 5e-6],
])('%s plays as its own player does', (file, golden, tolerance) => {
  const path = join(data, file);
  if (!existsSync(path)) return console.warn(`${path} is absent: left out`);
  const samples = 8000;
  const input = readWav(join(models, 'golden/input.wav')).subarray(0, samples);
  const output = readWav(join(models, `golden/${golden}.wav`)).subarray(0, samples);
  const [played] = play(readPreset(readFileSync(path)).preset, input);
  expect(largestError(played, output)).toBeLessThan(tolerance);
});

test.each(['gru', 'lstm', 'conv1d'])("RTNeural's %s_torch.json plays as PyTorch does", (name) => {
  const path = join(models, `RTNeural/${name}_torch`);
  if (!existsSync(`${path}.json`)) return console.warn(`${path}.json is absent: left out`);
  const input = readCsv(`${path}_x_python.csv`).flat();
  const rows = readCsv(`${path}_y_python.csv`);
  const outputs = rows.length < input.length ? rows : [rows.flat()];
  const played = play(readPreset(readFileSync(`${path}.json`)).preset, input);
  expect(played.length).toBe(outputs.length);
  // PyTorch gives nothing before a convolution has all its samples.
  for (const [channel, output] of outputs.entries()) {
    expect(largestError(played[channel], output, input.length - output.length)).toBeLessThan(1e-6);
  }
});
