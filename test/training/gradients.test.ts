/** The trainer's gradients against TensorFlow.js: the same losses written a second time, differentiated by another. */

import * as tf from '@tensorflow/tfjs';
import { NativeTrainer, type TrainerOptions } from '@tonewright/addon';
import { parametersOf } from '@tonewright/presets';
import { beforeAll, expect, test } from 'vitest';
import { seededRandom } from '../../training/src/audio/random.js';
import { parseArchitecture } from '../../training/src/model/architecture.js';

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

function optionsFor(arch: string, inputs: number, loss: TrainerOptions['loss'], preEmphasis: number): TrainerOptions {
  const spec = { layers: parseArchitecture(arch, inputs), skip: true, inputGainDb: 0, outputGainDb: 0, sampleRate };
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
const activations: Record<string, (x: Tensor2) => Tensor2> = {
  linear: (x) => x,
  tanh: (x) => tf.tanh(x),
  relu: (x) => tf.relu(x),
  sigmoid: (x) => tf.sigmoid(x),
  elu: (x) => tf.elu(x),
  gelu: (x) => tf.mul(tf.mul(x, 0.5), tf.add(1, tf.erf(tf.div(x, Math.SQRT2)))),
};

type Step = (x: Tensor2, h: Tensor2, c: Tensor2) => { h: Tensor2; c: Tensor2 };

/** One time step of each layer in Keras's conventions, from its tensors (native/engine/spec.hpp). */
function stepOf(layer: TrainerOptions['spec']['layers'][number], tensors: tf.Tensor[]): Step {
  const [kernel, second, third] = tensors as Tensor2[];
  const n = layer.outputs;
  const gates = (x: Tensor2, count: number) => tf.split(x, count, 1) as Tensor2[];
  const act = activations[layer.activation];
  if (layer.type === 'dense') return (x, _, c) => ({ h: act(tf.add(tf.matMul(x, kernel), second)), c });
  const recurrent = second;
  if (layer.type === 'rnn')
    return (x, h, c) => ({ h: act(tf.add(tf.add(tf.matMul(x, kernel), tf.matMul(h, recurrent)), third)), c });
  if (layer.type === 'lstm')
    return (x, h, c) => {
      const all: Tensor2 = tf.add(tf.add(tf.matMul(x, kernel), tf.matMul(h, recurrent)), third);
      const [i, f, g, o] = gates(all, 4);
      const cell: Tensor2 = tf.add(tf.mul(tf.sigmoid(f), c), tf.mul(tf.sigmoid(i), tf.tanh(g)));
      return { h: tf.mul(tf.sigmoid(o), tf.tanh(cell)), c: cell };
    };
  const inputBias = layer.resetAfter ? tf.slice(third, [0, 0], [1, 3 * n]) : third;
  const stateBias = layer.resetAfter ? tf.slice(third, [1, 0], [1, 3 * n]) : tf.zeros([1, 3 * n]);
  return (x, h, c) => {
    const [xz, xr, xh] = gates(tf.add(tf.matMul(x, kernel), inputBias), 3);
    const [hz, hr, hh] = gates(tf.add(tf.matMul(h, recurrent), stateBias), 3);
    const z = tf.sigmoid(tf.add(xz, hz));
    const r = tf.sigmoid(tf.add(xr, hr));
    const candidateKernel = tf.slice(recurrent, [0, 2 * n], [n, n]);
    const state = layer.resetAfter ? tf.mul(r, hh) : tf.matMul(tf.mul(r, h) as Tensor2, candidateKernel);
    return { h: tf.add(tf.mul(z, h), tf.mul(tf.sub(1, z), tf.tanh(tf.add(xh, state)))), c };
  };
}

/** The model over all recordings at once: [time][lane]. */
function play(options: TrainerOptions, tensors: tf.Tensor[]): tf.Tensor2D {
  const { layers } = options.spec;
  const parameters = parametersOf(options.spec);
  const cells = layers.map((layer, i) =>
    stepOf(
      layer,
      tensors.filter((_, k) => parameters[k].layer === i),
    ),
  );
  let states = layers.map(({ outputs }) => ({
    h: tf.zeros([lanes, outputs]) as Tensor2,
    c: tf.zeros([lanes, outputs]) as Tensor2,
  }));
  const outputs: tf.Tensor1D[] = [];
  for (let t = 0; t < steps; t++) {
    const audio = tf.tensor2d(options.training.map((pair) => [pair.audio[t]]));
    let x = tf.tensor2d(options.training.map((pair) => [pair.audio[t], ...pair.controls]));
    states = states.map(({ h, c }, i) => {
      const next = cells[i](x, h, c);
      x = next.h;
      return next;
    });
    outputs.push(tf.reshape(tf.add(x, audio), [lanes]));
  }
  return tf.stack(outputs) as tf.Tensor2D;
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
])('%s with %i inputs: loss %j, pre-emphasis %f', (arch, inputs, loss, preEmphasis) => {
  const options = optionsFor(arch, inputs, loss, preEmphasis);
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
});
