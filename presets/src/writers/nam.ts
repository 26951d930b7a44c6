// Neural Amp Modeler's files. A model is written when the layers that its config stands for are the model's own: the
// config is inferred from the layers, read again by the reader, and compared.
import { isRecurrent } from '../parameters.js';
import { readPreset } from '../read.js';
import { concat, rowsFromKernel } from '../tensors.js';
import type { LayerSpec, Metadata, Preset } from '../types.js';
import { foldGains, isChain, notExpressible, tensorsOfLayers } from './common.js';
import { formatFloat32 } from './json.js';
import { namActivation } from './nam/activation.js';
import type { NamModel, Part } from './nam/part.js';
import { wavenetOf } from './nam/wavenet.js';

/** Throws PresetError when no architecture of NAM has these layers. */
export function writeNam(given: Preset): string {
  const { spec } = given;
  if (spec.skip) throw notExpressible('NAM has no skip: its players would leave the dry signal out');
  if (spec.layers[0].inputs > 1) throw notExpressible('NAM has no controls');
  const preset = canonical(foldGains(given));
  const model = modelOf({ layers: preset.spec.layers, tensors: tensorsOfLayers(preset) });
  const { version = '0.5.4', ...others } = model;
  const text = JSON.stringify(
    { version, metadata: namMetadata(preset), ...others, sample_rate: spec.sampleRate },
    (_key, value) =>
      value instanceof Float32Array ? Array.from(value, (float) => Number(formatFloat32(float))) : value,
  );
  compare(preset, readPreset(text).preset);
  return text;
}

/** The first architecture that may have these layers. */
function modelOf(part: Part): NamModel {
  return lstmOf(part) ?? linearOf(part) ?? convnetOf(part) ?? wavenetOf(part, modelOf);
}

/** The layers with every default said and nothing that means nothing; a dense layer as the convolution that it is. */
function canonical(preset: Preset): Preset {
  const layers = preset.spec.layers.map((layer): LayerSpec => {
    if (layer.type === 'dense') return { ...layer, type: 'conv', taps: 1, dilation: 1, groups: 1 };
    if (layer.type === 'conv') {
      const { taps = 1, dilation = 1, groups = 1 } = layer;
      return { ...layer, taps, dilation: taps === 1 ? 1 : dilation, groups };
    }
    if (layer.type === 'gate') return { gateActivation: 'sigmoid', gateMode: 'multiply', ...layer };
    return layer;
  });
  return { ...preset, spec: { ...preset.spec, layers }, weights: preset.weights.slice() };
}

/** Throws unless the file that was written gives the model that was to be written. */
function compare(preset: Preset, read: Preset): void {
  const written = canonical(read);
  const fields = (layer: LayerSpec) =>
    JSON.stringify(
      Object.entries(layer)
        .filter(([, v]) => v !== undefined)
        .sort(),
    );
  const other = preset.spec.layers.findIndex((layer, index) => {
    const found = written.spec.layers[index];
    return found === undefined || fields(layer) !== fields(found);
  });
  if (other >= 0 || written.spec.layers.length !== preset.spec.layers.length) {
    throw notExpressible(`NAM has no architecture with these layers: layer ${Math.max(other, 0)} would be another one`);
  }
  const weight = preset.weights.findIndex((value, index) => value !== written.weights[index]);
  if (weight >= 0) throw notExpressible('NAM has no place for some of the weights, such as a bias where it has none');
}

const isLinearHead = (layer: LayerSpec) => layer.type === 'conv' && layer.taps === 1 && layer.activation === 'linear';

/** Rows [outputs][inputs / groups][taps] of a layer's kernel, as all of NAM's kernels lie. */
function rowsOf({ outputs, inputs, taps = 1, groups = 1 }: LayerSpec, kernel: Float32Array): Float32Array {
  return rowsFromKernel(kernel, { outputs, inputs: inputs / groups, taps });
}

function lstmOf({ layers, tensors }: Part): NamModel | undefined {
  const recurrent = layers.slice(0, -1);
  const [{ outputs: units }] = layers;
  const head = layers.at(-1)!;
  const alike = recurrent.every(({ type, outputs }) => type === 'lstm' && outputs === units);
  if (recurrent.length === 0 || !alike || !isLinearHead(head) || !isChain(layers)) {
    if (layers.some(({ type }) => isRecurrent(type))) throw notExpressible('NAM has LSTM layers of one size only');
    return undefined;
  }
  const zeros = new Float32Array(units);
  const cells = recurrent.flatMap((layer, index) => {
    const { kernel, recurrentKernel, bias, initialState = zeros, initialCell = zeros } = tensors[index];
    const both = concat([kernel!, recurrentKernel!]);
    const size = { outputs: 4 * units, inputs: layer.inputs + units, taps: 1 };
    return [rowsFromKernel(both, size), bias!, initialState, initialCell];
  });
  const { kernel, bias } = tensors.at(-1)!;
  return {
    architecture: 'LSTM',
    config: { input_size: 1, hidden_size: units, num_layers: recurrent.length, ...outputsOf(head) },
    weights: concat([...cells, rowsOf(head, kernel!), bias!]),
  };
}

const outputsOf = ({ outputs }: LayerSpec) => (outputs === 1 ? {} : { out_channels: outputs });

function linearOf({ layers, tensors }: Part): NamModel | undefined {
  const [layer] = layers;
  const isFilter = layers.length === 1 && layer.type === 'conv' && layer.activation === 'linear';
  if (!isFilter || layer.inputs !== 1 || layer.outputs !== 1) return undefined;
  if (layer.dilation !== 1 || layer.condition !== undefined || layer.residual !== undefined) return undefined;
  const { kernel, bias } = tensors[0];
  return {
    architecture: 'Linear',
    config: { receptive_field: layer.taps, bias: true },
    weights: concat([kernel!.toReversed(), bias!]),
  };
}

function convnetOf({ layers, tensors }: Part): NamModel | undefined {
  const blocks = layers.slice(0, -1);
  const [{ outputs: channels, groups }] = layers;
  const head = layers.at(-1)!;
  const alike = blocks.every(
    (layer) => layer.type === 'conv' && layer.taps === 2 && layer.outputs === channels && layer.groups === groups,
  );
  if (blocks.length === 0 || !alike || !isLinearHead(head) || !isChain(layers)) return undefined;
  const rows = layers.flatMap((layer, index) => [rowsOf(layer, tensors[index].kernel!), tensors[index].bias!]);
  return {
    architecture: 'ConvNet',
    config: {
      channels,
      dilations: blocks.map(({ dilation }) => dilation),
      batchnorm: false,
      activation: namActivation(blocks[0].activation, tensors[0].slopes),
      ...(groups === 1 ? {} : { groups }),
      ...outputsOf(head),
    },
    weights: concat(rows),
  };
}

/** Metadata under NAM's names; what NAM has no name for keeps its own. */
function namMetadata({ metadata, spec }: Preset): Metadata {
  const { author, gear, esr, tags, ...others } = metadata;
  const { gear_make: make, gear_model: model, gear_type: type, tone_type: tone } = others;
  const known = [make, model, type ? `(${type})` : ''].filter(Boolean).join(' ');
  const isOtherGear = gear !== undefined && gear !== known;
  const knownTags = [tone, isOtherGear ? undefined : type].filter(Boolean);
  const training = typeof others.training === 'object' ? others.training : {};
  return {
    ...others,
    ...(tags === undefined || tags.join('\n') === knownTags.join('\n') ? {} : { tags }),
    ...(author === undefined ? {} : { modeled_by: author }),
    ...(isOtherGear ? { gear_make: undefined, gear_model: gear, gear_type: undefined } : {}),
    ...(esr === undefined ? {} : { training: { ...training, validation_esr: esr } }),
    ...settleFields(spec),
  };
}

/** NAM's players settle an LSTM for half a second; a model that does otherwise says so to ours. */
function settleFields({ layers, sampleRate, settleSamples = 0 }: Preset['spec']): Metadata {
  const asNam = layers.some(({ type }) => isRecurrent(type)) ? Math.floor(sampleRate / 2) : 0;
  return settleSamples === asNam ? {} : { settle_samples: settleSamples };
}
