/** The trainer's gradients against TensorFlow.js: the same losses written a second time, differentiated by another. */

import * as tf from '@tensorflow/tfjs';
import { NativeTrainer, type TrainerOptions } from '@tonewright/addon';
import { type LayerSpec, parametersOf } from '@tonewright/presets';
import { beforeAll, expect, test } from 'vitest';
import { seededRandom } from '../../training/src/audio/random.js';
import { readArchitecture } from '../../training/src/model/architecture.js';
import { playLayers } from './tensorflowModel.js';

const lanes = 16;
const steps = 48;
const sampleRate = 48000;

beforeAll(() => tf.setBackend('cpu'));

/** One recording of `steps` samples for each lane, so that a batch is all of them. */
function recordings(inputs: number) {
  const random = seededRandom(5);
  const noise = () => Float32Array.from({ length: steps }, () => random() - 0.5);
  return Array.from({ length: lanes }, () => ({
    audio: noise(),
    target: noise(),
    controls: Array.from({ length: inputs - 1 }, () => random()),
  }));
}

function optionsFor(layers: LayerSpec[], loss: TrainerOptions['loss'], preEmphasis: number): TrainerOptions {
  const inputs = layers[0].inputs;
  const spec = { layers, skip: true, inputGainDb: 0, outputGainDb: 0, sampleRate };
  const training = recordings(inputs);
  return {
    spec,
    training,
    validation: training,
    epochs: 1,
    maxSeconds: 0,
    batch: lanes,
    segmentSamples: steps,
    warmupSamples: 0,
    tbpttSamples: steps,
    optimiser: 'adam',
    weightDecay: 0,
    schedule: 'constant',
    learningRate: 0.001,
    finalLearningRate: 1,
    learningRateWarmup: 0,
    clip: 0,
    ema: 0,
    loss,
    preEmphasis,
    patience: 0,
    seed: 3,
    longestMemorySamples: 0,
    threads: 1,
    checkpointSeconds: 0,
    initialWeights: initialWeights(spec),
  };
}

function initialWeights(spec: TrainerOptions['spec']): Float32Array {
  const random = seededRandom(11);
  const count = parametersOf(spec).reduce((sum, { size }) => sum + size, 0);
  return Float32Array.from({ length: count }, () => 0.8 * (random() - 0.5));
}

type Tensor2 = tf.Tensor2D;

/** The model over all recordings at once: [time][lane]. */
function play({ spec, training }: TrainerOptions, tensors: tf.Tensor[]): Tensor2 {
  const parameters = parametersOf(spec);
  const ofLayers = spec.layers.map((_, i) => tensors.filter((_, k) => parameters[k].layer === i));
  const input = Array.from({ length: steps }, (_, t) =>
    tf.tensor2d(training.map((pair) => [pair.audio[t], ...pair.controls])),
  );
  const outputs = playLayers(spec.layers, ofLayers, input);
  const audio = tf.tensor2d(Array.from({ length: steps }, (_, t) => training.map((pair) => pair.audio[t])));
  return tf.add(tf.stack(outputs.map((y) => tf.reshape(y, [lanes]))), audio);
}

/** The losses as native/training/options.hpp defines them, for a single chunk from rest. */
function lossOf(options: TrainerOptions, output: tf.Tensor2D): tf.Scalar {
  const target = tf.tensor2d(Array.from({ length: steps }, (_, t) => options.training.map((pair) => pair.target[t])));
  const emphasise = (x: Tensor2): Tensor2 =>
    tf.sub(x, tf.mul(options.preEmphasis as number, tf.concat([tf.zeros([1, lanes]), tf.slice(x, 0, steps - 1)], 0)));
  const error: Tensor2 = tf.sub(output, target);
  const meanSquare = (x: tf.Tensor) => tf.mean(tf.square(x));
  const terms: Record<string, () => tf.Tensor> = {
    esr: () => tf.div(meanSquare(emphasise(error)), meanSquare(emphasise(target))),
    mse: () => meanSquare(error),
    mae: () => tf.mean(tf.abs(error)),
    dc: () => tf.div(meanSquare(tf.mean(error, 0)), meanSquare(target)),
  };
  return tf.addN(options.loss.map(({ kind, weight }) => tf.mul(weight, terms[kind]()))) as tf.Scalar;
}

/** Every layer, activation and option that no architecture has: a depthwise convolution, pooling, a blending gate ... */
const oddLayers: LayerSpec[] = [
  { type: 'conv', inputs: 2, outputs: 4, activation: 'prelu', taps: 2, dilation: 5, groups: 2 },
  { type: 'conv', inputs: 4, outputs: 8, activation: 'silu', taps: 3, dilation: 20, groups: 4 },
  { type: 'maxPool', inputs: 8, outputs: 8, activation: 'linear', taps: 3, dilation: 2 },
  { type: 'gate', inputs: 8, outputs: 4, activation: 'softSign', gateActivation: 'hardSwish', gateMode: 'blend' },
  { type: 'film', inputs: 4, outputs: 4, activation: 'leakyHardTanh', condition: 1, conditionChannels: 8 },
  { type: 'activation', inputs: 4, outputs: 4, activation: 'hardTanh', residual: 0 },
  { type: 'film', inputs: 4, outputs: 4, activation: 'prelu', condition: 3, conditionChannels: 4 },
  { type: 'activation', inputs: 4, outputs: 4, activation: 'leakyRelu', residual: 6 },
  { type: 'activation', inputs: 4, outputs: 4, activation: 'prelu', source: 7, residual: 5 },
  { type: 'dense', inputs: 4, outputs: 1, activation: 'linear' },
];

const esr: TrainerOptions['loss'] = [{ kind: 'esr', weight: 1 }];

test.each<[arch: string, inputs: number, loss: TrainerOptions['loss'], preEmphasis: number]>([
  ['gru:5', 1, esr, 0.85],
  ['gru-before:5', 1, esr, 0.85],
  ['lstm:5', 1, esr, 0.85],
  ['rnn:5', 1, esr, 0.85],
  ['rnn:4/relu', 1, esr, 0],
  ['gru:9x2', 2, esr, 0.95],
  ['lstm:3+gru-before:4+dense:6/tanh', 3, esr, 0],
  ['dense:7/gelu+dense:3/sigmoid+dense:4/elu', 2, esr, 0.85],
  ['gru:4', 1, [{ kind: 'mse', weight: 2 }], 0],
  ['gru:4', 1, [{ kind: 'mae', weight: 1 }], 0],
  ['gru:4', 1, [...esr, { kind: 'dc', weight: 0.5 }, { kind: 'mae', weight: 0.3 }], 0.85],
  ['conv:3@5/prelu+gru:4', 1, esr, 0.85],
  ['wavenet:4x3,2x2', 2, esr, 0.85],
  ['wavenet:3x2/gated/film', 3, esr, 0],
  ['tcn:4x3@3*2', 2, esr, 0.85],
])('%s with %i inputs: loss %j, pre-emphasis %f', (arch, inputs, loss, preEmphasis) => {
  checkGradients(optionsFor(readArchitecture(arch, inputs).layers, loss, preEmphasis));
});

test('layers of every other kind', () => checkGradients(optionsFor(oddLayers, esr, 0.85)));

function checkGradients(options: TrainerOptions) {
  const native = new NativeTrainer(options).firstGradient();
  const parameters = parametersOf(options.spec);
  const tensors = parameters.map(({ shape, offset, size }) =>
    tf.tensor(options.initialWeights!.slice(offset, offset + size), shape),
  );
  const { value, grads } = tf.valueAndGrads((...weights) => lossOf(options, play(options, weights)))(tensors);
  expect(native.loss).toBeCloseTo(value.dataSync()[0], 5);
  const largest = Math.max(...native.gradient.map(Math.abs));
  for (const [k, { offset, size }] of parameters.entries()) {
    const expected = grads[k].dataSync();
    for (let i = 0; i < size; i++)
      expect(Math.abs(native.gradient[offset + i] - expected[i])).toBeLessThan(1e-4 * largest);
  }
}
