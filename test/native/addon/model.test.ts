import { existsSync, readFileSync } from 'node:fs';
import { type Instructions, NativeError, NativeModel } from '@tonewright/addon';
import { type ModelSpec, weightCount, writePreset } from '@tonewright/presets';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../../training/src/audio/random.js';
import { readWav } from '../../../training/src/audio/wav.js';
import { parseArchitecture } from '../../../training/src/model/architecture.js';
import { largestDifference } from './support.js';

const specOf = (arch: string, inputs = 1): ModelSpec => ({
  layers: parseArchitecture(arch, inputs),
  skip: true,
  inputGainDb: 0,
  outputGainDb: 0,
  sampleRate: 48000,
});

function randomModel(arch: string, inputs = 1) {
  const spec = specOf(arch, inputs);
  const random = seededRandom(3);
  return { spec, weights: Float32Array.from({ length: weightCount(spec) }, () => random() - 0.5) };
}

const noise = (length: number) => {
  const random = seededRandom(9);
  return Float32Array.from({ length }, () => 2 * random() - 1);
};

test.each([
  'gru:10',
  'gru-before:9',
  'lstm:17',
  'rnn:6/relu',
  'gru:8+lstm:5+dense:7/gelu',
  'wavenet:4x3/gated/film',
  'tcn:5x3@3*2',
  'conv:6@5/prelu+gru:4',
])('%s sounds the same on every instruction set that this processor has', async (arch) => {
  const { spec, weights } = randomModel(arch);
  const audio = noise(20_000);
  const reference = await NativeModel.create(spec, weights, { instructions: 'reference' }).process(audio);
  expect(largestDifference(reference, audio)).toBeGreaterThan(0.01);
  for (const set of ['baseline', 'avx2', 'avx512'] as Instructions[]) {
    let model: NativeModel;
    try {
      model = NativeModel.create(spec, weights, { instructions: set });
    } catch (error) {
      expect((error as Error).message).toMatch(/instruction set/i);
      continue;
    }
    expect(model.info).toMatchObject({ engine: 'tonewright', variant: set });
    expect(largestDifference(await model.process(audio), reference)).toBeLessThan(1e-5);
  }
});

test('a preset that was written is read by the native reader and sounds like the model it came from', async () => {
  const { spec, weights } = randomModel('lstm:12');
  const text = writePreset({ spec, weights, controls: [], metadata: { name: 'twelve' } });
  const model = NativeModel.read(Buffer.from(text));
  expect(model.info).toMatchObject({ name: 'twelve', inputs: 1, sampleRate: 48000, receptiveFieldSamples: null });
  const audio = noise(4000);
  expect(await model.process(audio)).toEqual(await NativeModel.create(spec, weights).process(audio));
});

test('a control that moves is heard where it moves, and a number stands for a still one', async () => {
  const { spec, weights } = randomModel('gru:6', 2);
  const model = NativeModel.create(spec, weights);
  const audio = noise(9000);
  const still = await model.process(audio, [0.25]);
  expect(await model.process(audio, [new Float32Array(9000).fill(0.25)])).toEqual(still);
  const moved = await model.process(audio, [Float32Array.from(audio, (_, n) => (n < 5000 ? 0.25 : 1))]);
  expect(moved.subarray(0, 5000)).toEqual(still.subarray(0, 5000));
  expect(largestDifference(moved.subarray(5000), still.subarray(5000))).toBeGreaterThan(0.01);
});

test('several renders at once do not disturb each other', async () => {
  const { spec, weights } = randomModel('lstm:8');
  const model = NativeModel.create(spec, weights);
  const audio = noise(30_000);
  const outputs = await Promise.all([1, 2, 3, 4].map(() => model.process(audio)));
  for (const output of outputs) expect(output).toEqual(outputs[0]);
});

test('a model that settles starts as if after so much silence', async () => {
  const { spec, weights } = randomModel('lstm:6');
  const audio = noise(500);
  const silent = Float32Array.from({ length: 1500 }, (_, t) => (t < 1000 ? 0 : audio[t - 1000]));
  const settled = await NativeModel.create({ ...spec, settleSamples: 1000 }, weights).process(audio);
  const after = (await NativeModel.create(spec, weights).process(silent)).subarray(1000);
  expect(largestDifference(settled, after)).toBeLessThan(1e-6);
  expect(largestDifference(settled, await NativeModel.create(spec, weights).process(audio))).toBeGreaterThan(1e-3);
});

test('the time that playing takes grows with the audio, whatever else runs', async () => {
  const { spec, weights } = randomModel('gru:8');
  const model = NativeModel.create(spec, weights);
  const others = Promise.all([1, 2, 3].map(() => model.process(noise(200_000))));
  const [short, long] = [await model.secondsOf(noise(10_000)), await model.secondsOf(noise(100_000))];
  await others;
  expect(short).toBeGreaterThan(0);
  expect(long).toBeGreaterThan(3 * short);
});

test('a file of several sizes is read at its largest unless another is asked for', () => {
  const file = readFileSync('test/parity/presets/nam-container.nam');
  const macs = (size?: number) => NativeModel.read(file, { size }).info.macsPerSample;
  expect(macs()).toBe(macs(1));
  expect(macs(0)).not.toBe(macs(1));
  expect(() => NativeModel.read(file, { size: 2 })).toThrow(NativeError);
});

test('wrong calls say what was expected', async () => {
  const { spec, weights } = randomModel('gru:4');
  expect(() => NativeModel.create(spec, weights.subarray(1))).toThrow(NativeError);
  expect(() => NativeModel.create({ ...spec, layers: [] }, weights)).toThrow(/layer/);
  expect(() =>
    NativeModel.create(
      spec,
      weights.map(() => Number.NaN),
    ),
  ).toThrow(/finite|NaN|nan/);
  const instructions = 'mmx' as Instructions;
  expect(() => NativeModel.create(spec, weights, { instructions })).toThrow(/'instructions'; found 'mmx'/);
  expect(() => NativeModel.create(spec, weights, 'avx2' as object)).toThrow(/expected an object in 'options'/);
  await expect(NativeModel.create(spec, weights).process(noise(10), [0.5])).rejects.toThrow(
    /expected 0 controls; found 1/,
  );
});

describe.skipIf(!existsSync('../shared/data/models/golden'))("peers' models (skipped without ../shared/data)", () => {
  const models = '../shared/data/models';
  test.each([
    ['NeuralSeed/gru8_ts9_pytorch.json', 'neuralseed_gru8_ts9.wav'],
    ['NeuralSeed/lstm8_ts9_pytorch.json', 'neuralseed_lstm8_ts9.wav'],
  ])("%s sounds as the peer's own code plays it", async (file, golden) => {
    const [input, output] = await Promise.all(['input.wav', golden].map((name) => readWav(`${models}/golden/${name}`)));
    const model = NativeModel.read(readFileSync(`${models}/${file}`));
    expect(largestDifference(await model.process(input.channels[0]), output.channels[0])).toBeLessThan(1e-5);
  });
});
