// What each layer computes, as native/engine/spec.hpp has it, over a stretch of time. Sequences are [time][lane][channel].
import type { Tensor, Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import type { ActivationName, LayerSpec } from '@tonewright/presets';

export type TensorFlow = typeof import('@tensorflow/tfjs');

/** The tensors of one layer by name. */
export type Weights = Partial<Record<string, Tensor>>;

/** What a layer reads: `rows(layer, back)` are the present samples of another layer's output, `back` samples ago. */
export interface Sources {
  steps: number;
  rows(layer: number, back?: number): Tensor3D;
}

/** State of a recurrent layer: h [lane][unit], and c of an lstm. */
export interface RecurrentState {
  h: Tensor2D;
  c: Tensor2D;
}

export function activate<T extends Tensor>(tf: TensorFlow, name: ActivationName, x: T, slopes?: Tensor): T {
  const table: Record<ActivationName, () => Tensor> = {
    linear: () => x,
    tanh: () => tf.tanh(x),
    relu: () => tf.relu(x),
    sigmoid: () => tf.sigmoid(x),
    gelu: () => tf.mul(tf.mul(x, 0.5), tf.add(1, tf.erf(tf.div(x, Math.SQRT2)))),
    elu: () => tf.elu(x),
    leakyRelu: () => tf.leakyRelu(x, 0.01),
    prelu: () => tf.sub(tf.relu(x), tf.mul(slopes!, tf.relu(tf.neg(x)))),
    silu: () => tf.mul(x, tf.sigmoid(x)),
    hardTanh: () => tf.clipByValue(x, -1, 1),
    hardSwish: () => tf.div(tf.mul(x, tf.clipByValue(tf.add(x, 3), 0, 6)), 6),
    leakyHardTanh: () => tf.add(tf.mul(x, 0.01), tf.mul(tf.clipByValue(x, -1, 1), 0.99)),
    softSign: () => tf.div(x, tf.add(1, tf.abs(x))),
  };
  return table[name]() as T;
}

/** The last axis from channel `first` on. */
const channels = (tf: TensorFlow, x: Tensor3D, first: number, count: number): Tensor3D =>
  tf.slice(x, [0, 0, first], [-1, -1, count]);

/** [time][lane][inputs] times [inputs][outputs]. */
function multiply(tf: TensorFlow, x: Tensor3D, kernel: Tensor2D): Tensor3D {
  const [steps, lanes, inputs] = x.shape;
  return tf.reshape(tf.matMul(tf.reshape(x, [steps * lanes, inputs]), kernel), [steps, lanes, kernel.shape[1]]);
}

type Pointwise = (tf: TensorFlow, layer: LayerSpec, weights: Weights, source: number, from: Sources) => Tensor3D;

/** All taps beside each other as one product, whose gradient TensorFlow.js has for every dilation. */
const conv: Pointwise = (tf, layer, weights, source, from) => {
  const { taps = 1, dilation = 1, groups = 1, inputs, outputs } = layer;
  const stretches = Array.from({ length: taps }, (_, tap) => from.rows(source, (taps - 1 - tap) * dilation));
  const [width, columns] = [inputs / groups, outputs / groups];
  const kernel = weights.kernel as Tensor3D;
  const parts = Array.from({ length: groups }, (_, group) => {
    const rows = groups === 1 ? stretches : stretches.map((x) => channels(tf, x, group * width, width));
    const block = tf.slice(kernel, [0, 0, group * columns], [-1, -1, columns]);
    return multiply(tf, tf.concat(rows, 2), tf.reshape(block, [taps * width, columns]));
  });
  let sum = tf.add(tf.concat(parts, 2), weights.bias!) as Tensor3D;
  if (layer.condition !== undefined)
    sum = tf.add(sum, multiply(tf, from.rows(layer.condition), weights.conditionKernel as Tensor2D));
  return addResidual(tf, layer, sum, from);
};

const addResidual = (tf: TensorFlow, { residual }: LayerSpec, x: Tensor3D, from: Sources): Tensor3D =>
  residual === undefined ? x : tf.add(x, from.rows(residual));

const pointwise: Partial<Record<LayerSpec['type'], Pointwise>> = {
  conv,
  dense: (tf, _, weights, source, from) =>
    tf.add(multiply(tf, from.rows(source), weights.kernel as Tensor2D), weights.bias!),
  activation: (tf, layer, _, source, from) => addResidual(tf, layer, from.rows(source), from),
  film(tf, { condition, conditionChannels, outputs }, _, source, from) {
    const values = from.rows(condition!);
    const scaled: Tensor3D = tf.mul(from.rows(source), channels(tf, values, 0, outputs));
    return conditionChannels === outputs ? scaled : tf.add(scaled, channels(tf, values, outputs, outputs));
  },
  maxPool: (tf, { taps = 1, dilation = 1 }, _, source, from) =>
    Array.from({ length: taps }, (_, tap) => from.rows(source, tap * dilation)).reduce((a, b) => tf.maximum(a, b)),
};

/** A gate's two halves joined. */
function gate(tf: TensorFlow, layer: LayerSpec, x: Tensor3D): Tensor3D {
  const { outputs, activation, gateActivation = 'sigmoid', gateMode = 'multiply' } = layer;
  const first = channels(tf, x, 0, outputs);
  const a = activate(tf, activation, first);
  const g = activate(tf, gateActivation, channels(tf, x, outputs, outputs));
  return gateMode === 'multiply' ? tf.mul(a, g) : tf.add(tf.mul(g, a), tf.mul(tf.sub(1, g), first));
}

/** The output of a layer that is not recurrent. */
export function forward(tf: TensorFlow, layer: LayerSpec, weights: Weights, source: number, from: Sources): Tensor3D {
  if (layer.type === 'gate') return gate(tf, layer, from.rows(source));
  const sum = pointwise[layer.type]!(tf, layer, weights, source, from);
  return activate(tf, layer.activation, sum, weights.slopes);
}

type Step = (x: Tensor2D, state: RecurrentState) => RecurrentState;

/** One time step of a recurrent layer, from the input's product with the kernel. */
function stepOf(tf: TensorFlow, layer: LayerSpec, weights: Weights): Step {
  const recurrent = weights.recurrentKernel as Tensor2D;
  const n = layer.outputs;
  const split = (x: Tensor2D, count: number) => tf.split(x, count, 1) as Tensor2D[];
  if (layer.type === 'rnn')
    return (x, { h, c }) => ({ h: activate(tf, layer.activation, tf.add(x, tf.matMul(h, recurrent)) as Tensor2D), c });
  if (layer.type === 'lstm')
    return (x, { h, c }) => {
      const [i, f, g, o] = split(tf.add(x, tf.matMul(h, recurrent)), 4);
      const cell: Tensor2D = tf.add(tf.mul(tf.sigmoid(f), c), tf.mul(tf.sigmoid(i), tf.tanh(g)));
      return { h: tf.mul(tf.sigmoid(o), tf.tanh(cell)), c: cell };
    };
  const after = layer.resetAfter ?? true;
  const stateBias = after ? tf.slice(weights.bias as Tensor2D, [1, 0], [1, 3 * n]) : tf.zeros([1, 3 * n]);
  const candidate = after ? recurrent : tf.slice(recurrent, [0, 2 * n], [n, n]);
  return (x, { h, c }) => {
    const [xz, xr, xh] = split(x, 3);
    const [hz, hr, hh] = split(tf.add(tf.matMul(h, recurrent), stateBias), 3);
    const z = tf.sigmoid(tf.add(xz, hz));
    const r: Tensor2D = tf.sigmoid(tf.add(xr, hr));
    const state = after ? tf.mul(r, hh) : tf.matMul(tf.mul(r, h) as Tensor2D, candidate);
    return { h: tf.add(tf.mul(z, h), tf.mul(tf.sub(1, z), tf.tanh(tf.add(xh, state)))), c };
  };
}

/** The output of a recurrent layer and the state that it ends with. */
export function recur(
  tf: TensorFlow,
  layer: LayerSpec,
  weights: Weights,
  x: Tensor3D,
  state: RecurrentState,
): { output: Tensor3D; state: RecurrentState } {
  const twoBiases = layer.type === 'gru' && (layer.resetAfter ?? true);
  const bias = twoBiases ? tf.slice(weights.bias as Tensor2D, [0, 0], [1, -1]) : weights.bias!;
  const driven = tf.unstack(tf.add(multiply(tf, x, weights.kernel as Tensor2D), bias)) as Tensor2D[];
  const step = stepOf(tf, layer, weights);
  const outputs: Tensor2D[] = [];
  for (const row of driven) {
    state = step(row, state);
    outputs.push(state.h);
  }
  return { output: tf.stack(outputs) as Tensor3D, state };
}
