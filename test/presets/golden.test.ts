// Models of other projects against what their own players made of them, where the recordings are present:
// TONEWRIGHT_DATA, or ../shared/data beside the project. Played by the readable oracle, so this holds the readers.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { readPreset } from '../../presets/src/index.js';
import { play } from './oracle.js';

const data = process.env.TONEWRIGHT_DATA ?? fileURLToPath(new URL('../../../shared/data', import.meta.url));
const models = join(data, 'models');

/** The samples of a mono file of 32-bit floats: all of its `data` chunk. */
function readWav(path: string): Float32Array {
  const bytes = readFileSync(path);
  const start = bytes.indexOf('data') + 8;
  return new Float32Array(
    bytes.buffer.slice(bytes.byteOffset + start, bytes.byteOffset + start + bytes.readUInt32LE(start - 4)),
  );
}

const largest = (a: ArrayLike<number>, b: ArrayLike<number>, from = 0, late = 0) => {
  let most = 0;
  for (let n = from; n < b.length; n++) most = Math.max(most, Math.abs(a[n + late] - b[n]));
  return most;
};

const half = 36_000;

test.each([
  ['NeuralAmpModelerCore/wavenet.nam', 'nam_wavenet', 1e-4],
  ['NeuralAmpModelerCore/wavenet_a1_standard.nam', 'nam_wavenet_a1_standard', 1e-4],
  ['NeuralAmpModelerCore/A2.nam', 'nam_A2', 1e-4],
  ['NeuralAmpModelerCore/slimmable_container.nam', 'nam_slimmable_container', 1e-4],
  ['NeuralAmpModelerCore/lstm.nam', 'nam_lstm', 1e-5],
  ['NeuralSeed/gru8_ts9_pytorch.json', 'neuralseed_gru8_ts9', 1e-5],
  ['NeuralSeed/lstm8_ts9_pytorch.json', 'neuralseed_lstm8_ts9', 1e-5],
  ['../pedals/ds1/peer_gru10_model.json', 'ds1_peer_gru10', 1e-5],
])('%s plays as its own player does', (file, golden, tolerance) => {
  const path = join(models, file);
  if (!existsSync(path)) return console.log(`${file} is absent: left out`);
  const { preset } = readPreset(readFileSync(path));
  const input = readWav(join(models, 'golden/input.wav')).subarray(0, half);
  const output = readWav(join(models, `golden/${golden}.wav`)).subarray(0, half);
  const [played] = play(preset, input);
  const error = largest(played, output);
  console.log(file, error);
  expect(error).toBeLessThan(tolerance);
});
