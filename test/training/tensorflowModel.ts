/** Models over TensorFlow.js, written from native/engine/spec.hpp alone: the oracle of the native gradients. */

import * as tf from '@tensorflow/tfjs';
import type { LayerSpec } from '@tonewright/presets';

/** Time steps of a tensor, each [lanes][channels]. */
type Steps = tf.Tensor2D[];
type Unary = (x: tf.Tensor2D) => tf.Tensor2D;

const clip = (x: tf.Tensor2D, low: number, high: number): tf.Tensor2D =>
  tf.minimum(tf.maximum(x, low), high) as tf.Tensor2D;

const activations: Record<string, Unary> = {
  linear: (x) => x,
  tanh: (x) => tf.tanh(x),
  relu: (x) => tf.relu(x),
  sigmoid: (x) => tf.sigmoid(x),
  elu: (x) => tf.elu(x),
  gelu: (x) => tf.mul(tf.mul(x, 0.5), tf.add(1, tf.erf(tf.div(x, Math.SQRT2)))),
  leakyRelu: (x) => tf.sub(tf.relu(x), tf.mul(0.01, tf.relu(tf.neg(x)))),
  silu: (x) => tf.mul(x, tf.sigmoid(x)),
  hardTanh: (x) => clip(x, -1, 1),
  hardSwish: (x) => tf.div(tf.mul(x, clip(tf.add(x, 3), 0, 6)), 6),
  leakyHardTanh: (x) => tf.add(tf.mul(0.99, clip(x, -1, 1)), tf.mul(0.01, x)),
  softSign: (x) => tf.div(x, tf.add(1, tf.abs(x))),
};

/** The activation of a layer whose last tensor holds prelu's slopes. */
function activationOf(layer: LayerSpec, tensors: tf.Tensor[]): Unary {
  if (layer.activation !== 'prelu') return activations[layer.activation];
  return (x) => tf.sub(tf.relu(x), tf.mul(tensors.at(-1)!, tf.relu(tf.neg(x))));
}

/** Equal shares of the channels. (TensorFlow.js cannot differentiate a split into one.) */
const split = (x: tf.Tensor2D, count: number) => (count === 1 ? [x] : (tf.split(x, count, 1) as tf.Tensor2D[]));
const affine = (x: tf.Tensor2D, kernel: tf.Tensor, bias: tf.Tensor): tf.Tensor2D =>
  tf.add(tf.matMul(x, kernel as tf.Tensor2D), bias);

type Step = (x: tf.Tensor2D, h: tf.Tensor2D, c: tf.Tensor2D) => { h: tf.Tensor2D; c: tf.Tensor2D };

/** One time step of a recurrent layer in Keras's conventions. */
function stepOf(layer: LayerSpec, [kernel, recurrent, bias]: tf.Tensor[]): Step {
  const n = layer.outputs;
  const sum = (x: tf.Tensor2D, h: tf.Tensor2D): tf.Tensor2D =>
    tf.add(affine(x, kernel, bias), tf.matMul(h, recurrent as tf.Tensor2D));
  if (layer.type === 'rnn') return (x, h, c) => ({ h: activations[layer.activation](sum(x, h)), c });
  if (layer.type === 'lstm')
    return (x, h, c) => {
      const [i, f, g, o] = split(sum(x, h), 4);
      const cell: tf.Tensor2D = tf.add(tf.mul(tf.sigmoid(f), c), tf.mul(tf.sigmoid(i), tf.tanh(g)));
      return { h: tf.mul(tf.sigmoid(o), tf.tanh(cell)), c: cell };
    };
  const inputBias = layer.resetAfter ? tf.slice(bias, [0, 0], [1, 3 * n]) : bias;
  const stateBias = layer.resetAfter ? tf.slice(bias, [1, 0], [1, 3 * n]) : tf.zeros([1, 3 * n]);
  const candidateKernel = tf.slice(recurrent as tf.Tensor2D, [0, 2 * n], [n, n]);
  return (x, h, c) => {
    const [xz, xr, xh] = split(affine(x, kernel, inputBias), 3);
    const [hz, hr, hh] = split(affine(h, recurrent, stateBias), 3);
    const z = tf.sigmoid(tf.add(xz, hz));
    const r = tf.sigmoid(tf.add(xr, hr));
    const state = layer.resetAfter ? tf.mul(r, hh) : tf.matMul(tf.mul(r, h) as tf.Tensor2D, candidateKernel);
    return { h: tf.add(tf.mul(z, h), tf.mul(tf.sub(1, z), tf.tanh(tf.add(xh, state)))), c };
  };
}

/** What a layer reads at each time step, and what its source gave for silence, all the time before. */
interface Read {
  source: Steps;
  silent: tf.Tensor2D;
  condition?: Steps;
  residual?: Steps;
}
type Layer = (layer: LayerSpec, tensors: tf.Tensor[], read: Read) => Steps;

const recurrent: Layer = (layer, tensors, { source }) => {
  const step = stepOf(layer, tensors);
  const zeros: tf.Tensor2D = tf.zeros([source[0].shape[0], layer.outputs]);
  let state = { h: zeros, c: zeros };
  return source.map((x) => {
    state = step(x, state.h, state.c);
    return state.h;
  });
};

/** The samples of a window that ends at `t`, the latest last. */
function windowAt({ source, silent }: Read, { taps = 1, dilation = 1 }: LayerSpec, t: number): Steps {
  return Array.from({ length: taps }, (_, tap) => source[t - (taps - 1 - tap) * dilation] ?? silent);
}

const convolution: Layer = (layer, tensors, read) => {
  const [kernel, bias, conditionKernel] = tensors;
  const { taps = 1, groups = 1, inputs, outputs } = layer;
  const act = activationOf(layer, tensors);
  const matrices: tf.Tensor2D = tf.reshape(kernel, [(taps * inputs) / groups, outputs]);
  const product = (x: tf.Tensor2D, tap: number): tf.Tensor2D => {
    const kernels = split(tf.slice(matrices, [(tap * inputs) / groups, 0], [inputs / groups, outputs]), groups);
    return tf.concat(
      split(x, groups).map((part, g) => tf.matMul(part, kernels[g])),
      1,
    );
  };
  return read.source.map((_, t) => {
    const terms: tf.Tensor2D[] = windowAt(read, layer, t).map(product);
    if (read.condition) terms.push(tf.matMul(read.condition[t], conditionKernel as tf.Tensor2D));
    if (read.residual) terms.push(read.residual[t]);
    return act(tf.add(tf.addN(terms), bias));
  });
};

const activation: Layer = (layer, tensors, { source, residual }) =>
  source.map((x, t) => activationOf(layer, tensors)(residual ? tf.add(x, residual[t]) : x));

const film: Layer = (layer, tensors, { source, condition }) =>
  source.map((x, t) => {
    const [scale, shift] = split(condition![t], layer.conditionChannels! / layer.outputs);
    const scaled: tf.Tensor2D = tf.mul(x, scale);
    return activationOf(layer, tensors)(shift ? tf.add(scaled, shift) : scaled);
  });

const gate: Layer = (layer, _, { source }) =>
  source.map((both) => {
    const [x, u] = split(both, 2);
    const a = activations[layer.activation](x);
    const g = activations[layer.gateActivation ?? 'sigmoid'](u);
    return layer.gateMode === 'blend' ? tf.add(tf.mul(g, a), tf.mul(tf.sub(1, g), x)) : tf.mul(a, g);
  });

const maxPool: Layer = (layer, _, read) =>
  read.source.map((_, t) => windowAt(read, layer, t).reduce((most, x): tf.Tensor2D => tf.maximum(most, x)));

const layers: Record<LayerSpec['type'], Layer> = {
  dense: convolution,
  rnn: recurrent,
  gru: recurrent,
  lstm: recurrent,
  conv: convolution,
  activation,
  film,
  gate,
  maxPool,
};

const isRecurrent = ({ type }: LayerSpec) => layers[type] === recurrent;

/** What layer `index` reads, by the outputs and the silences of the sources ([-1]: the model's input). */
function readOf(layer: LayerSpec, index: number, at: (i: number) => Steps, silence: (i: number) => tf.Tensor2D): Read {
  const source = layer.source ?? index - 1;
  return {
    source: at(source),
    silent: silence(source),
    condition: layer.condition === undefined ? undefined : at(layer.condition),
    residual: layer.residual === undefined ? undefined : at(layer.residual),
  };
}

/**
 * The last layer's output at each time step, [lanes][1] each, from a reset: recurrent layers at zero, convolutions as
 * if the inputs had been 0 for ever. No gradient goes into what was before.
 * @param tensors of each layer
 */
export function playLayers(specs: LayerSpec[], tensors: tf.Tensor[][], input: Steps): Steps {
  const [lanes, inputs] = input[0].shape;
  const silent: tf.Tensor2D[] = [];
  const outputs: Steps[] = [];
  const silence = (i: number): tf.Tensor2D => (i < 0 ? tf.zeros([lanes, inputs]) : silent[i]);
  for (const [i, layer] of specs.entries()) {
    const values = tensors[i].map((tensor) => tf.tensor(tensor.dataSync(), tensor.shape));
    const still = readOf(layer, i, (source) => [silence(source)], silence);
    silent.push(isRecurrent(layer) ? tf.zeros([lanes, layer.outputs]) : layers[layer.type](layer, values, still)[0]);
    const read = readOf(layer, i, (source) => (source < 0 ? input : outputs[source]), silence);
    outputs.push(layers[layer.type](layer, tensors[i], read));
  }
  return outputs.at(-1)!;
}
