// The architectures of .nam that are sequential: ConvNet, Linear and LSTM.
import { mismatch } from '../../errors.js';
import { modelInput } from '../../graph.js';
import { limits } from '../../limits.js';
import { gatesOf } from '../../parameters.js';
import { kernelFromRows } from '../../tensors.js';
import type { LayerList } from '../layerList.js';
import { batchNorm, foldBatchNorm } from '../merge.js';
import { activationAt, checkSlopes } from './activation.js';
import type { Fields } from './fields.js';
import { type Matrix, sizeOfMatrix, Weights, weightsAt } from './weights.js';

/** What an architecture needs to add its layers; `json` are the weights of the file. */
export interface Source {
  fields: Fields;
  json: unknown;
  path: string;
  outputs: number;
  unknown: string[];
}

/** Adds blocks of a convolution of two taps, batch norm and an activation, and a linear layer. */
export function addConvnet(list: LayerList, { fields, json, path, outputs, unknown }: Source): number {
  const channels = fields.count('channels');
  const groups = fields.count('groups', 1);
  const dilations = fields.counts('dilations', limits.history);
  const hasBatchNorm = fields.flag('batchnorm');
  const activationPath = fields.at('activation');
  const activation = checkSlopes(
    activationAt(fields.get('activation'), activationPath, unknown),
    channels,
    activationPath,
  );
  const matrix = (index: number): Matrix => {
    return { outputs: channels, inputs: index === 0 ? 1 : channels, taps: 2, groups, bias: !hasBatchNorm };
  };
  const head: Matrix = { outputs, inputs: channels, taps: 1, groups: 1, bias: true };
  checkGroups(groups, dilations.length > 1 ? [1, channels] : [1], fields);
  const blocks = dilations.map((_, index) => sizeOfMatrix(matrix(index)) + (hasBatchNorm ? 4 * channels + 1 : 0));
  const weights = new Weights(
    weightsAt(
      json,
      blocks.reduce((a, b) => a + b, sizeOfMatrix(head)),
      path,
    ),
  );
  let x = modelInput;
  for (const [index, dilation] of dilations.entries()) {
    x = list.conv(x, weights.kernel(matrix(index)), { taps: 2, dilation, groups });
    if (hasBatchNorm) list.replace(x, (layer) => foldBatchNorm(layer, readBatchNorm(weights, channels, path)));
    x = list.activate(x, activation);
  }
  const { kernel, bias } = weights.kernel(head);
  return list.add({ type: 'dense', outputs }, x, kernel, bias);
}

function checkGroups(groups: number, channels: number[], fields: Fields): void {
  const odd = channels.find((count) => count % groups !== 0);
  if (odd !== undefined) throw mismatch(fields.at('groups'), `a divisor of ${odd} channels`, groups);
}

function readBatchNorm(weights: Weights, channels: number, path: string) {
  const [mean, variance, gamma, beta] = Array.from({ length: 4 }, () => [...weights.take(channels)]);
  return batchNorm({ gamma, beta, mean, variance, epsilon: weights.take(1)[0] }, path);
}

/** Adds an impulse response, which lies in the file from its first sample on. */
export function addLinear(list: LayerList, { fields, json, path }: Source): number {
  const taps = fields.count('receptive_field', undefined, limits.taps);
  const hasBias = fields.flag('bias');
  fields.get('implementation');
  const weights = new Weights(weightsAt(json, taps + (hasBias ? 1 : 0), path));
  const kernel = weights.take(taps).toReversed();
  return list.conv(modelInput, { kernel, bias: hasBias ? weights.take(1) : new Float32Array(1) }, { taps });
}

/** Adds LSTM layers with their initial states, and a linear layer. */
export function addLstm(list: LayerList, { fields, json, path, outputs }: Source): number {
  const units = fields.count('hidden_size', undefined, limits.units);
  const count = fields.count('num_layers', undefined, limits.layers);
  const inputSize = fields.count('input_size');
  if (inputSize !== 1) throw mismatch(fields.at('input_size'), '1, as the model has one input', inputSize);
  const rows = gatesOf.lstm * units;
  const sizes = Array.from({ length: count }, (_, index) => rows * ((index === 0 ? 1 : units) + units + 1) + 2 * units);
  const weights = new Weights(
    weightsAt(
      json,
      sizes.reduce((a, b) => a + b, outputs * (units + 1)),
      path,
    ),
  );
  let x = modelInput;
  for (let index = 0; index < count; index++) x = addLstmLayer(list, x, units, weights);
  const { kernel, bias } = weights.kernel({ outputs, inputs: units, taps: 1, groups: 1, bias: true });
  return list.add({ type: 'dense', outputs }, x, kernel, bias);
}

function addLstmLayer(list: LayerList, x: number, units: number, weights: Weights): number {
  const rows = gatesOf.lstm * units;
  const inputs = list.channels(x);
  const columns = inputs + units;
  // One matrix in the file; its transpose is the kernel and, below it, the recurrent kernel.
  const kernels = kernelFromRows(weights.take(rows * columns), { outputs: rows, inputs: columns, taps: 1 });
  const bias = weights.take(rows);
  const state = weights.take(2 * units);
  const hasState = state.some((value) => value !== 0);
  const more = hasState ? { initialState: true } : {};
  return list.add(
    { type: 'lstm', activation: 'tanh', outputs: units, ...more },
    x,
    kernels,
    bias,
    hasState ? state : none,
  );
}

const none = new Float32Array(0);
