import type { LayerSpec, ModelSpec } from '@tonewright/presets';

/**
 * What a model costs on a Cortex-M7 with the kernels of native/engine/cortex. Instructions are counted from how the
 * kernels are written, with constants fitted to runs in QEMU, which a test holds to 3 %. Cycles are estimated: 1.25 for
 * an instruction, the most that traces of such kernels gave.
 */
export interface Cost {
  instructionsPerSample: number;
  /** Estimated. */
  cyclesPerSample: number;
  /** Weights in flash, as floats and as integers of 16 bits. */
  flashBytes: number;
  packedFlashBytes: number;
  /** Of one preset that plays: image, weights in the kernels' order, states and signals. */
  ramBytes: number;
}

export const cyclesPerInstruction = 1.25;

const tile = 64;
export const alignUp = (bytes: number) => Math.ceil(bytes / 64) * 64;
const padded = (channels: number) => Math.ceil(channels / 8) * 8;
const fours = (count: number) => Math.ceil(count / 4);

const isRecurrent = ({ type }: LayerSpec) => type === 'gru' || type === 'lstm' || type === 'rnn';
const gates = { rnn: 1, gru: 3, lstm: 4 } as const;

/** Columns in panels of at most 12, as panels.hpp cuts them. */
function panelsOf(rows: number, columns: number) {
  const panels = Math.ceil(columns / 12);
  const width = columns > 1 ? Math.ceil(columns / panels) : 2;
  return { panels, width, floats: panels * width * (rows + 1) };
}

function multiplyInstructions(rows: number, columns: number): number {
  const { panels, width } = panelsOf(rows, columns);
  return panels * (Math.floor(rows / 4) * (4 * width + 7) + (rows % 4) * (width + 4) + 18);
}

const activations = (count: number) => fours(count) * 74 + 14;

/** Whether the kernels of native/engine/cortex/recurrent.hpp run it. */
const hasPanels = ({ type, inputs, outputs, resetAfter = true }: LayerSpec) =>
  (type === 'lstm' || (type === 'gru' && resetAfter)) && outputs <= 32 && inputs <= 16;

function recurrentInstructions(layer: LayerSpec): number {
  const { type, inputs, outputs } = layer;
  if (!hasPanels(layer)) return 14 * gates[type as keyof typeof gates] * outputs * (inputs + outputs);
  const sums = multiplyInstructions(inputs + outputs, gates[type as 'gru' | 'lstm'] * outputs);
  const ofGru =
    multiplyInstructions(inputs, outputs) + activations(2 * outputs) + activations(outputs) + fours(outputs) * 25;
  const ofLstm = activations(3 * outputs) + 2 * activations(outputs) + fours(outputs) * 30;
  return sums + 60 + 6 * inputs + (type === 'gru' ? ofGru : ofLstm);
}

/** Outputs of a group in tiles of up to four, four frames at a time, and what a block costs beside. */
function convInstructions({
  inputs,
  outputs,
  taps = 1,
  groups = 1,
  conditionChannels = 0,
  residual,
  activation,
}: LayerSpec) {
  const perGroup = outputs / groups;
  const runs = taps + (conditionChannels > 0 ? 1 : 0);
  const rows = (taps * inputs) / groups + conditionChannels;
  let sum = 0;
  for (let first = 0; first < perGroup; first += 4) {
    const width = Math.min(4, perGroup - first);
    const kinked = activation === 'relu' || activation === 'leakyRelu';
    const ends = width * 4 + (residual === undefined ? 0 : width * 6) + (kinked ? width * 8 : 0) + width * 2 + 18;
    sum += (rows * (4 * width + 5) + runs * 5 + ends) / 4;
  }
  const curve =
    activation === 'tanh' ? outputs * 18.7 : ['linear', 'relu', 'leakyRelu'].includes(activation) ? 0 : outputs * 40;
  return groups * sum + curve + (160 + 40 * taps) / tile;
}

function instructionsOf(layer: LayerSpec): number {
  const { type, inputs, outputs } = layer;
  if (isRecurrent(layer)) return recurrentInstructions(layer);
  if (type === 'conv') return convInstructions(layer);
  if (type === 'dense')
    return outputs < 8 ? outputs * (Math.ceil(inputs / 8) * 14 + 28) + 14 : inputs * outputs * 5 + outputs * 4;
  if (type === 'activation') return outputs * (1.6 + 40 / tile) + 120 / tile;
  return outputs * 45;
}

const historyOf = ({ taps = 1, dilation = 1 }: LayerSpec) => (taps - 1) * dilation;

function ramBytes({ layers }: ModelSpec): number {
  const sourceOf = (index: number) => layers[index].source ?? index - 1;
  const worksOnRows = ({ type }: LayerSpec) => type === 'dense' || type === 'gru' || type === 'lstm' || type === 'rnn';
  const isChained = (index: number) =>
    index + 1 < layers.length &&
    worksOnRows(layers[index]) &&
    worksOnRows(layers[index + 1]) &&
    sourceOf(index + 1) === index;
  const ringFloats = (channels: number, source: number) => {
    const history = Math.max(0, ...layers.flatMap((layer, i) => (sourceOf(i) === source ? [historyOf(layer)] : [])));
    return channels * (Math.ceil(history / tile) * tile + 2 * tile + 32);
  };
  let signals = ringFloats(layers[0].inputs, -1);
  let states = 0;
  let row = 0;
  let copies = 0;
  for (const [i, layer] of layers.entries()) {
    const { inputs, outputs, type } = layer;
    if (!isChained(i)) signals += ringFloats(outputs, i);
    if (worksOnRows(layer)) row = Math.max(row, padded(inputs), padded(outputs));
    if (isRecurrent(layer)) states += 2 * padded(outputs);
    if (!hasPanels(layer)) continue;
    const state = panelsOf(inputs + outputs, gates[type as 'gru' | 'lstm'] * outputs).floats;
    copies += alignUp(4 * (state + (type === 'gru' ? panelsOf(inputs, outputs).floats : 0)));
  }
  const fixed = alignUp(layers.length * 40) + alignUp((layers.length + 1) * 16);
  return copies + fixed + alignUp(4 * states) + 2 * alignUp(4 * (tile + 1) * row) + alignUp(4 * signals);
}

/** Bytes of a network's weights image: a header, a record a layer, the weights of each from a multiple of 64 bytes. */
export const imageBytesOf = ({ layers }: ModelSpec): number =>
  layers.reduce((sum, layer) => {
    const { inputs, outputs, taps = 1, conditionChannels = 0, type } = layer;
    const columns = padded(outputs) * (isRecurrent(layer) ? gates[type as keyof typeof gates] : 1);
    const rows = isRecurrent(layer) ? 1 + inputs + outputs : taps * inputs + conditionChannels + 1;
    return sum + 64 + alignUp(4 * rows * columns);
  }, 64);

/** `imageBytes` of the weights image, `packedBytes` of what packImage makes of it. */
export function costOf(spec: ModelSpec, imageBytes: number, packedBytes: number): Cost {
  const base = 58 + 12 * spec.layers[0].inputs;
  const instructions = spec.layers.reduce((sum, layer) => sum + instructionsOf(layer), base);
  return {
    instructionsPerSample: Math.round(instructions),
    cyclesPerSample: Math.round(instructions * cyclesPerInstruction),
    flashBytes: imageBytes,
    packedFlashBytes: packedBytes,
    ramBytes: alignUp(imageBytes) + ramBytes(spec),
  };
}
