// RTNeural's layers that are no layers of ours: activation and prelu belong to the layer before, batchnorm is a
// convolution of each channel by itself.
import { mismatch } from '../errors.js';
import { concat, flatten, floatAt } from '../tensors.js';
import type { ActivationName, LayerSpec } from '../types.js';
import { activationOf, type LayerJson, refusePrelu } from './layer.js';
import type { ReadLayer } from './model.js';

type Merge = (before: ReadLayer | undefined, json: LayerJson, channels: number, path: string) => ReadLayer[];

/** For each type, what becomes of the layer before it and itself. */
export const merges: Record<string, Merge> = {
  activation: (before, json, channels, path) => {
    const activation = activationOf(json.activation ?? '', `${path}.activation`);
    refusePrelu('activation', activation, `${path}.activation`);
    return activated(before, channels, activation);
  },
  prelu: (before, json, channels, path) => {
    if (json.weights.length !== 1) throw mismatch(`${path}.weights`, `one tensor: slopes [${channels}]`, json.weights);
    // Keras's shared axes nest the slopes; one is for all channels.
    const slopes = [json.weights[0]].flat(3).map((slope) => floatAt(slope, `${path}.weights[0]`));
    if (slopes.length !== channels && slopes.length !== 1) {
      throw mismatch(`${path}.weights[0]`, `1 or ${channels} slopes`, slopes);
    }
    return activated(
      before,
      channels,
      'prelu',
      Float32Array.from({ length: channels }, (_, i) => slopes[i] ?? slopes[0]),
    );
  },
  batchnorm: (before, json, channels, path) => normalised(before, readBatchNorm(json, channels, path)),
};

const none = new Float32Array(0);

const takesActivation = ({ spec }: ReadLayer) =>
  ['dense', 'conv', 'activation'].includes(spec.type) && spec.activation === 'linear';

function activated(before: ReadLayer | undefined, channels: number, activation: ActivationName, slopes = none) {
  if (before && takesActivation(before)) {
    return [{ spec: { ...before.spec, activation }, weights: concat([before.weights, slopes]) }];
  }
  const spec: LayerSpec = { type: 'activation', activation, inputs: channels, outputs: channels };
  return [...(before ? [before] : []), { spec, weights: slopes }];
}

/** y = (x - mean) * scale + beta, for each channel, in double precision. */
export interface BatchNorm {
  scale: number[];
  mean: number[];
  beta: number[];
}

function readBatchNorm(json: LayerJson, channels: number, path: string): BatchNorm {
  const tensors = json.weights.map((value, index) => {
    const values = new Float32Array(channels);
    flatten(value, [channels], `${path}.weights[${index}]`, values);
    return [...values];
  });
  if (tensors.length !== 4 && tensors.length !== 2) {
    throw mismatch(`${path}.weights`, '4 tensors (gamma, beta, mean, variance) or 2 (mean, variance)', json.weights);
  }
  const epsilon = floatAt(json.epsilon, `${path}.epsilon`, 'Batch normalisation needs it.');
  const [gamma, beta] = tensors.length === 4 ? tensors : [Array(channels).fill(1), Array(channels).fill(0)];
  const [mean, variance] = tensors.slice(-2);
  return batchNorm({ gamma, beta, mean, variance, epsilon }, `${path}.weights`);
}

/** Throws where variance + epsilon is not positive. */
export function batchNorm(
  of: { gamma: number[]; beta: number[]; mean: number[]; variance: number[]; epsilon: number },
  path: string,
): BatchNorm {
  const scale = of.gamma.map((gamma, channel) => {
    const power = of.variance[channel] + of.epsilon;
    if (!(power > 0)) throw mismatch(path, 'a variance + epsilon above 0', power);
    return gamma / Math.sqrt(power);
  });
  return { scale, mean: of.mean, beta: of.beta };
}

/** Folds into the linear dense or conv layer before it, or is a layer of its own. */
function normalised(before: ReadLayer | undefined, norm: BatchNorm): ReadLayer[] {
  if (before && before.spec.activation === 'linear' && ['dense', 'conv'].includes(before.spec.type)) {
    return [foldBatchNorm(before, norm)];
  }
  const channels = norm.scale.length;
  const spec: LayerSpec = {
    type: 'conv',
    activation: 'linear',
    inputs: channels,
    outputs: channels,
    taps: 1,
    dilation: 1,
    groups: channels,
  };
  const unit = { spec, weights: new Float32Array(2 * channels).fill(1, 0, channels) };
  return [...(before ? [before] : []), foldBatchNorm(unit, norm)];
}

/** The linear layer `kernel [...][H], bias [H]` with a batch norm behind it, as one. */
export function foldBatchNorm({ spec, weights }: ReadLayer, { scale, mean, beta }: BatchNorm): ReadLayer {
  const { outputs } = spec;
  const firstBias = weights.length - outputs;
  const folded = weights.map((value, index) => {
    const channel = index % outputs;
    return index < firstBias ? value * scale[channel] : (value - mean[channel]) * scale[channel] + beta[channel];
  });
  return { spec, weights: folded };
}
