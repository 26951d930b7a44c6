import { existsSync, readFileSync } from 'node:fs';
import { NativeModel } from '@tonewright/addon';
import { type LayerSpec, longestHistory, readPreset, weightCount } from '@tonewright/presets';
import { expect, test } from 'vitest';
import { seededRandom } from '../../../training/src/audio/random.js';
import { describeArchitecture, parseArchitecture, readArchitecture } from '../../../training/src/model/architecture.js';
import { foldOutputGain } from '../../../training/src/model/foldGain.js';
import { sameLayer } from '../../../training/src/model/layerList.js';

const specOf = (layers: LayerSpec[], outputGainDb = 0) => ({
  ...{ layers, skip: false, inputGainDb: 0, outputGainDb, sampleRate: 48000 },
});

const texts = [
  ...['gru:10', 'lstm:16x2', 'rnn:3/relu', 'gru-before:4', 'gru:16+dense:8/tanh', 'dense:7/gelu+dense:4/elu'],
  ...['conv:8@16/tanh+gru:16', 'conv:4x5x2@3*2/relu', 'convnet:8x10@2*2', 'linear:512', 'fnn:6x32@9'],
  ...['tcn:16x10@3*2', 'tcn:8x4@5*3/tanh', 'tcn:8x4@3*2/film', 'tcn:4x3@3*2+lstm:8'],
  ...['wavenet:a1-standard', 'wavenet:a1-lite', 'wavenet:a1-feather', 'wavenet:a1-nano', 'wavenet:a1-nano/film'],
  ...[
    'wavenet:a2-full',
    'wavenet:a2-lite',
    'wavenet:8x10x2@3*2',
    'wavenet:6x4@3*2,3x4@3*2',
    'wavenet:4x5@2*3/gated/film',
  ],
  ...['lstm:8+wavenet:4x3@3*2', 'cnn:8x4@16+dense:8/tanh+dense:4/tanh+dense:2/tanh'],
];

test.each(texts)('%s is described by its own name, with and without a knob', (text) => {
  for (const inputs of [1, 2]) expect(describeArchitecture(specOf(parseArchitecture(text, inputs)))).toBe(text);
});

test('what has no name is described by what it is made of', () => {
  const layers = parseArchitecture('tcn:4x3@3*2', 1).map((layer, i) => (i === 2 ? { ...layer, dilation: 7 } : layer));
  expect(describeArchitecture(specOf(layers))).toBe('7 layers: 6 conv, 1 dense');
});

// The dilations' sum times one less than the taps, plus one; A1: two arrays of 1 + 2 + ... + 512 at 3 taps.
test.each([
  ['wavenet:a1-standard', 1 + 2 * 2 * 1023],
  ['wavenet:a1-nano', 1 + 2 * (127 + 896 + 1023)],
  ['wavenet:a2-lite', 1 + 3 * 5 * 409 + 14 * 14 + 15],
  ['tcn:16x10', 1 + 2 * 1023],
  ['convnet:8x10', 1024],
  ['fnn:6x32@9', 9],
  ['linear:512', 512],
  // Close to the study's window of 1024 samples.
  ['cnn:128x4@128', 1 + 2 * 127 + 1 + 2 * (2 * 63 + 1) + 4 * (2 * 31 + 1) + 8 * (2 * 15 + 1)],
])('%s reaches %i samples', (text, samples) => {
  expect(1 + longestHistory(parseArchitecture(text, 1))).toBe(samples);
});

const folder = new URL('../../../../shared/data/models/NeuralAmpModelerCore/', import.meta.url);
const stored: [text: string, file: string, slim?: number][] = [
  ['wavenet:a1-standard', 'wavenet_a1_standard.nam'],
  ['wavenet:a2-full', 'A2.nam'],
  ['wavenet:a2-lite', 'A2.nam', 0],
];
test.skipIf(!existsSync(folder)).each(stored)('%s has the layers of %s (size %s)', (text, file, size) => {
  const { spec } = readPreset(readFileSync(new URL(file, folder)), { size }).preset;
  const layers = parseArchitecture(text, 1);
  expect(layers).toHaveLength(spec.layers.length);
  for (const [i, layer] of layers.entries()) expect(sameLayer(layer, spec.layers[i]), `layer ${i}`).toBe(true);
  expect(describeArchitecture(spec)).toBe(text);
});

test('the gain that a WaveNet trains with moves into its last layer without changing the sound', async () => {
  const { layers, headGain, skip } = readArchitecture('wavenet:a1-nano', 1);
  expect([headGain, skip]).toEqual([0.02, false]);
  const spec = specOf(layers, 20 * Math.log10(headGain));
  const random = seededRandom(3);
  const weights = Float32Array.from({ length: weightCount(spec) }, () => random() - 0.5);
  const folded = foldOutputGain(spec, weights);
  expect(folded.spec.outputGainDb).toBe(0);
  const noise = Float32Array.from({ length: 5000 }, () => random() - 0.5);
  const before = await NativeModel.create(spec, weights).process(noise);
  const after = await NativeModel.create(folded.spec, folded.weights).process(noise);
  for (let n = 0; n < noise.length; n++) expect(after[n]).toBeCloseTo(before[n], 5);
});

test.each([
  ['tcn:0x4', /1 to 1024 channels, found 0/],
  ['tcn:8x40*2', /dilation grows to/],
  ['wavenet:a3', /Expected wavenet:a1-standard/],
  ['tcn:8/swish', /unknown activation 'swish'/],
  ['linear:8/tanh', /always linear/],
  ['fnn:6x32', /LAYERSxUNITS@WINDOW/],
  ['transformer:8', /kinds wavenet, tcn/],
  ['toString:8', /not an architecture/],
  ['', /not an architecture/],
])("'%s' is refused with what was expected", (text, message) => {
  expect(() => parseArchitecture(text, 1)).toThrow(message);
});
