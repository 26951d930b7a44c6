// The files of the parity set, played by RTNeural: as on Tonewright's own engine, or refused with the reason.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NativeModel } from '@tonewright/addon';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../../training/src/audio/random.js';
import { readWav } from '../../../training/src/audio/wav.js';
import { hasRtNeural, largestDifference } from './support.js';

/** Some that RTNeural has no layers for. */
const refused: Record<string, RegExp> = {
  'nam-lstm.nam': /state of its own/,
  'nam-wavenet.nam': /condition/,
  'pytorch-rnn6-nobias.json': /simple recurrent/,
  'tonewright-gates.json': /activations/,
};

/** Some that it has: recurrent and convolutional layers in a row. */
const played = [
  'aida-x-gru8-knob.json',
  'nam-convnet.nam',
  'nam-linear.nam',
  'pytorch-conv.json',
  'pytorch-lstm2x4.json',
  'rtneural-activation.json',
  'rtneural-conv.json',
  'rtneural-stack.json',
  'tonewright-lstm6-knobs.json',
];

const random = seededRandom(11);
const audio = Float32Array.from({ length: 24_000 }, () => 2 * random() - 1);

async function differenceOfEngines(file: Buffer, audio: Float32Array): Promise<number> {
  const own = NativeModel.read(file);
  const controls = own.info.controls.map(() => 0.4);
  const expected = await own.process(audio, controls);
  return largestDifference(await NativeModel.read(file, { engine: 'rtneural' }).process(audio, controls), expected);
}

const folder = 'test/parity/presets';
const read = (name: string) => readFileSync(join(folder, name));
describe.skipIf(!hasRtNeural)('the parity set by RTNeural (skipped in a build without it)', () => {
  test.each(played)('%s sounds as on the own engine', async (name) => {
    expect(await differenceOfEngines(read(name), audio)).toBeLessThan(1e-5);
  });

  test.each(Object.entries(refused))('%s is refused with the reason', (name, reason) => {
    expect(() => NativeModel.read(read(name), { engine: 'rtneural' })).toThrow(reason);
  });

  test('every other file either way', async () => {
    for (const name of readdirSync(folder).filter((name) => !played.includes(name) && !(name in refused))) {
      const difference = await differenceOfEngines(read(name), audio).catch((error: Error) => error.message);
      if (typeof difference === 'number') expect(difference, name).toBeLessThan(1e-5);
      else expect(difference, name).toMatch(/^RTNeural cannot play layers\[\d+\]: .* engine 'tonewright'\.$/);
    }
  });
});

const data = process.env.TONEWRIGHT_DATA ?? '../shared/data';
test.skipIf(!hasRtNeural || !existsSync(data)).each([
  ['models/NeuralSeed/gru8_ts9_pytorch.json', 1e-5],
  ['models/NeuralSeed/lstm8_ts9_pytorch.json', 1e-5],
  ['models/RTNeural/conv1d_torch.json', 1e-5],
  ['models/RTNeural/full_model.json', 1e-5],
  ['models/KlonCentaur/centaur_50.json', 1e-5],
  // A distortion that amplifies what rounding leaves: both engines are some 1e-5 from the same in double precision.
  ['pedals/ds1/peer_gru10_model.json', 1e-4],
] as const)('%s plays the guitar alike (skipped without RTNeural or ../shared/data)', async (path, tolerance) => {
  const guitar = await readWav(join(data, 'models/golden/input.wav'));
  const file = readFileSync(join(data, path));
  expect(await differenceOfEngines(file, guitar.channels[0])).toBeLessThan(tolerance);
});
