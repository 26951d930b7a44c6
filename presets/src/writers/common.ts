// What the writers of other programs' formats share.
import { PresetError } from '../errors.js';
import { modelInput, sourceOf } from '../graph.js';
import { type Parameter, parametersOf } from '../parameters.js';
import type { LayerSpec, Metadata, Preset } from '../types.js';

/** The error of a format that cannot say what a model sounds like. */
export const notExpressible = (why: string) =>
  new PresetError('not-expressible', '', why, 'Write it as a Tonewright preset.');

export type Tensors = Partial<Record<Parameter['name'], Float32Array>>;

/** The tensors of each layer by name, as views into `weights`. */
export function tensorsOfLayers({ spec, weights }: Pick<Preset, 'spec' | 'weights'>): Tensors[] {
  const tensors: Tensors[] = spec.layers.map(() => ({}));
  for (const { layer, name, offset, size } of parametersOf(spec)) {
    tensors[layer][name] = weights.subarray(offset, offset + size);
  }
  return tensors;
}

/** Whether each layer reads just the one before it. */
export const isChain = (layers: LayerSpec[]) =>
  layers.every(
    (layer, index) =>
      sourceOf(layer, index) === index - 1 && layer.condition === undefined && layer.residual === undefined,
  );

/** Throws unless players that start from zeros, at once, play the model as it is. */
export function refuseStart({ layers, settleSamples = 0 }: Preset['spec'], format: string): void {
  if (settleSamples > 0 || layers.some((layer) => layer.initialState)) {
    throw notExpressible(`${format} starts from zeros: it has no initial state and no settling time`);
  }
}

const linear = (decibels: number) => 10 ** (decibels / 20);

/** The same sound with both gains at 0 dB: they go into the weights. Throws where a layer between is not linear. */
export function foldGains(preset: Preset): Preset {
  const { spec } = preset;
  if (spec.inputGainDb === 0 && spec.outputGainDb === 0) return preset;
  const [input, output] = [linear(spec.inputGainDb), linear(spec.outputGainDb)];
  if (spec.skip && Math.abs(input * output - 1) > 1e-7) throw notExpressible('the format has no gain on the skip');
  const folded = { ...preset, spec: { ...spec, inputGainDb: 0, outputGainDb: 0 }, weights: preset.weights.slice() };
  const tensors = tensorsOfLayers(folded);
  for (const [index, layer] of spec.layers.entries()) scaleInput(layer, index, tensors[index], input);
  const last = spec.layers.at(-1)!;
  if (output !== 1) {
    if (!['dense', 'conv'].includes(last.type) || last.activation !== 'linear' || last.residual !== undefined) {
      throw notExpressible('the output gain cannot go into the last layer, which is not linear');
    }
    for (const tensor of Object.values(tensors.at(-1)!)) scale(tensor, output);
  }
  return folded;
}

function scale(tensor: Float32Array, factor: number): void {
  for (const [index, value] of tensor.entries()) tensor[index] = value * factor;
}

/** Scales what a layer takes of the audio, which is the model's first input. */
function scaleInput(layer: LayerSpec, index: number, { kernel, conditionKernel }: Tensors, gain: number): void {
  const readsInput = sourceOf(layer, index) === modelInput;
  if (gain === 1 || !(readsInput || layer.condition === modelInput || layer.residual === modelInput)) return;
  if (
    layer.residual === modelInput ||
    (readsInput && !kernel) ||
    (layer.condition === modelInput && !conditionKernel)
  ) {
    throw notExpressible('the input gain cannot go into the layers, as one takes the input as it is');
  }
  if (readsInput) {
    const { taps = 1, groups = 1, inputs } = layer;
    const columns = kernel!.length / ((taps * inputs) / groups);
    const rows = inputs / groups;
    // Of a grouped convolution, the first group alone reads the first input.
    for (let tap = 0; tap < taps; tap++) {
      scale(kernel!.subarray(tap * rows * columns, tap * rows * columns + columns / groups), gain);
    }
  }
  if (layer.condition === modelInput) scale(conditionKernel!.subarray(0, layer.outputs), gain);
}

/** AIDA-X believes metadata.samplerate before samplerate, so one that says something else must not go along. */
export function withoutOtherRate({ samplerate, ...metadata }: Metadata, sampleRate: number): Metadata {
  return samplerate === undefined || Number(samplerate) !== sampleRate ? metadata : { ...metadata, samplerate };
}
