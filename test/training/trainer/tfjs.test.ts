/** The TensorFlow.js back end against the native one and against the engine. */
import { NativeModel, NativeTrainer, type TrainerOptions } from '@tonewright/addon';
import { weightCount } from '@tonewright/presets';
import { expect, test, vi } from 'vitest';
import { seededRandom } from '../../../training/src/audio/random.js';
import { evaluate } from '../../../training/src/metrics/evaluate.js';
import { parseArchitecture } from '../../../training/src/model/architecture.js';
import { makeTrainer } from '../../../training/src/trainer/backends/backend.js';

const lanes = 16;
const steps = 48;

function optionsFor(arch: string, inputs: number, more: Partial<TrainerOptions> = {}): TrainerOptions {
  const layers = parseArchitecture(arch, inputs);
  const random = seededRandom(5);
  const samples = more.tbpttSamples ?? steps;
  const noise = () => Float32Array.from({ length: samples }, () => random() - 0.5);
  const training = Array.from({ length: lanes }, () => ({
    audio: noise(),
    target: noise(),
    controls: Array.from({ length: inputs - 1 }, () => random()),
  }));
  const spec = { layers, skip: true, inputGainDb: -2, outputGainDb: 3, sampleRate: 48000 };
  const weights = Float32Array.from({ length: weightCount(spec) }, () => 0.8 * (random() - 0.5));
  return {
    ...{ spec, training, validation: training, initialWeights: weights, batch: lanes, threads: 1, seed: 3 },
    ...{ epochs: 1, maxSeconds: 0, patience: 0, segmentSamples: samples, warmupSamples: 0, tbpttSamples: steps },
    ...{ optimiser: 'adam', weightDecay: 0, schedule: 'constant', learningRate: 0.001, finalLearningRate: 1 },
    ...{ learningRateWarmup: 0, clip: 0, ema: 0, longestMemorySamples: 0, checkpointSeconds: 0 },
    ...{ loss: [{ kind: 'esr', weight: 1 }], preEmphasis: 0.85 },
    ...more,
  };
}

test.each<[arch: string, inputs: number, more?: Partial<TrainerOptions>]>([
  ['gru:5', 1],
  ['gru-before:4', 2],
  ['lstm:5+rnn:3/relu+dense:4/gelu', 2],
  ['conv:4@5*1/silu+conv:3x3@2*3/leakyRelu', 1],
  ['conv:3@4/hardTanh+gru:4+conv:2@3/softSign', 2],
  ['tcn:4x3@3*2', 1],
  ['tcn:3x2@3*2/elu/film', 2],
  ['wavenet:4x3@3*2,3x2@2*3', 1],
  ['wavenet:3x2@3*2/gated/film', 3],
  ['wavenet:3x2@3*2/hardSwish', 1],
  ['cnn:4x2@4+dense:3/leakyHardTanh', 1],
  ['linear:20', 1],
  [
    'gru:4',
    1,
    {
      loss: [
        { kind: 'mae', weight: 0.3 },
        { kind: 'dc', weight: 0.5 },
        { kind: 'mse', weight: 2 },
      ],
    },
  ],
  ['conv:4@9/tanh', 1, { loss: [{ kind: 'mrstft', weight: 0.7 }], tbpttSamples: 640 }],
])('%s with %i inputs: the first gradient is the native one', async (arch, inputs, more) => {
  const options = optionsFor(arch, inputs, more);
  const native = new NativeTrainer(options).firstGradient();
  const tfjs = (await makeTrainer('tfjs', options)).firstGradient();
  expect(tfjs.loss).toBeCloseTo(native.loss, 5);
  const largest = Math.max(...native.gradient.map(Math.abs));
  for (const [i, slope] of native.gradient.entries())
    expect(Math.abs(tfjs.gradient[i] - slope), `weight ${i}`).toBeLessThan(1e-4 * largest);
});

/** A filter, on noise; half of the way is the path beside the network. */
function filterOptions(): TrainerOptions {
  const random = seededRandom(9);
  const audio = Float32Array.from({ length: 4000 }, () => 2 * random() - 1);
  const take = { audio, target: audio.map((x, n) => 0.6 * x - 0.5 * (audio[n - 3] ?? 0)), controls: [] };
  const layers = parseArchitecture('conv:2@5/tanh', 1);
  return {
    ...optionsFor('gru:4', 1),
    spec: { layers, skip: true, inputGainDb: 0, outputGainDb: 0, sampleRate: 8000 },
    ...{ training: [take], validation: [take], initialWeights: undefined, epochs: 6, batch: 4, learningRate: 0.03 },
    ...{ segmentSamples: 500, warmupSamples: 20, tbpttSamples: 100, preEmphasis: 0, checkpointSeconds: 1e-9 },
  };
}

test('training by TensorFlow.js lowers the error, and a resumed run ends with the weights of an unbroken one', async () => {
  const options = filterOptions();
  const states: Uint8Array[] = [];
  const whole = await makeTrainer('tfjs', options);
  const errors: number[] = [];
  const result = await whole.run(({ validationEsr, state }) => {
    errors.push(validationEsr);
    states.push(state!);
  });
  expect(result).toMatchObject({ reason: 'epochs', epochs: 6 });
  expect(result.validationEsr).toBeLessThan(errors[0] / 4);
  expect(result.validationEsr).toBeLessThan(0.03);

  const resumed = await makeTrainer('tfjs', options);
  resumed.restore(states[1]);
  expect((await resumed.run(() => {})).weights).toEqual(result.weights);

  const output = await NativeModel.create(options.spec, result.weights).process(options.validation[0].audio);
  const { esr } = evaluate(options.validation[0].target, output, 8000);
  expect(Math.abs(esr / result.validationEsr - 1)).toBeLessThan(0.01);
});

test('a run by TensorFlow.js can be cancelled, and says what it cannot do', async () => {
  const options = { ...filterOptions(), epochs: 1e6 };
  const trainer = await makeTrainer('tfjs', options);
  const run = trainer.run(({ epoch }) => epoch === 1 && trainer.cancel());
  expect(await run).toMatchObject({ reason: 'cancelled', epochs: 1 });
  expect(() => trainer.restore(new Uint8Array(20))).toThrow(/damaged or of another back end/);
  await expect(makeTrainer('tfjs', { ...options, preEmphasis: 'a-weighting' })).rejects.toThrow(/--backend native/);
  await expect(makeTrainer('tfjs', { ...options, withoutBiases: true })).rejects.toThrow(/--backend native/);
});

test('the native library of TensorFlow.js, here a stand-in, is what trains where it can be loaded', async () => {
  const tf = await import('@tensorflow/tfjs');
  const matMul = vi.fn(tf.matMul);
  vi.doMock('@tensorflow/tfjs-node', () => ({ ...tf, matMul }));
  const trainer = await makeTrainer('tfjs', optionsFor('gru:4', 1));
  vi.doUnmock('@tensorflow/tfjs-node');
  trainer.firstGradient();
  expect(matMul).toHaveBeenCalled();
});
