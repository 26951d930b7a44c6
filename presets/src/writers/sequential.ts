// RTNeural's JSON and what AIDA-X and Tonewright add to it.
import { formatVersion } from '../migrations/index.js';
import { weightCount } from '../parameters.js';
import { concat } from '../tensors.js';
import type { LayerSpec, Preset } from '../types.js';
import { foldGains, isChain, notExpressible, refuseStart, withoutOtherRate } from './common.js';
import { formatObject, formatTensor } from './json.js';
import { formatLayers } from './layers.js';

/** Every fact of a preset. */
export function writeTonewright(preset: Preset): string {
  const { spec, controls, chain, selfTest } = preset;
  return formatObject({
    tonewright: String(formatVersion),
    ...playedFields(preset),
    settle_samples: spec.settleSamples ? String(spec.settleSamples) : undefined,
    controls: JSON.stringify(controls),
    chain: JSON.stringify(chain),
    ...commonFields(preset),
    layers: formatLayers(preset),
    ...batches(selfTest),
  });
}

const aidaSizes = [8, 12, 16, 20, 24, 32, 40, 64, 80];

/** Throws PresetError for a model that AIDA-X does not play. */
export function writeAidaX(preset: Preset): string {
  const { spec, controls, selfTest } = preset;
  refuseNotKeras(spec.layers);
  const [first, second] = spec.layers;
  const isPlayed =
    spec.layers.length === 2 &&
    ['gru', 'lstm'].includes(first.type) &&
    aidaSizes.includes(first.outputs) &&
    second.type === 'dense' &&
    second.activation === 'linear';
  if (!isPlayed) {
    throw notExpressible(`AIDA-X plays one GRU or LSTM of ${aidaSizes.join(', ')} units and one linear dense layer`);
  }
  if (first.inputs > 3) throw notExpressible('AIDA-X takes 3 inputs at most: the audio and two controls');
  refuseStart(spec, 'AIDA-X');
  const startsAtZero = controls.every((control) => control.default === control.min);
  return formatObject({
    ...playedFields(preset),
    ...commonFields(preset),
    layers: formatLayers(preset),
    ...batches(startsAtZero ? selfTest : undefined),
  });
}

/** Throws PresetError for a model that RTNeural's sequential JSON cannot hold. */
export function writeRtneural(given: Preset): string {
  refuseNotKeras(given.spec.layers);
  if (given.spec.skip) throw notExpressible('RTNeural has no skip: its players would leave the dry signal out');
  refuseStart(given.spec, 'RTNeural');
  const preset = foldGains(given);
  return formatObject({ ...commonFields(preset), layers: formatLayers(splitSlopes(preset), true) });
}

const kerasActivations = ['linear', 'tanh', 'relu', 'sigmoid', 'elu'];
const kerasTypes = ['dense', 'gru', 'lstm', 'conv', 'activation'];

function refuseNotKeras(layers: LayerSpec[]): void {
  if (!isChain(layers))
    throw notExpressible('RTNeural and AIDA-X play one layer after the other: no sources, conditions and residuals');
  const odd = layers.find(
    ({ type, resetAfter }) => !kerasTypes.includes(type) || (type === 'gru' && resetAfter === false),
  );
  if (odd) throw notExpressible('RTNeural has no Elman RNN, no GRU with reset_after false, no FiLM, gate and max pool');
  const activations = [...kerasActivations, 'leakyRelu', 'prelu'];
  const other = layers.find(({ activation }) => !activations.includes(activation))?.activation;
  if (other) throw notExpressible(`RTNeural has no activation ${other}`);
}

/** RTNeural's prelu is a layer of its own, and its leaky ReLU is a prelu. */
function splitSlopes({ spec, weights }: Preset): Pick<Preset, 'spec' | 'weights'> {
  let offset = 0;
  const parts = spec.layers.map((layer) => {
    const values = weights.subarray(offset, offset + weightCount(layer));
    offset += values.length;
    const { activation, outputs } = layer;
    if (activation !== 'prelu' && activation !== 'leakyRelu') return [{ layer, values }];
    const end = activation === 'prelu' ? values.length - outputs : values.length;
    const slopes = activation === 'prelu' ? values.subarray(end) : new Float32Array(outputs).fill(0.01);
    const prelu: LayerSpec = { type: 'activation', activation: 'prelu', inputs: outputs, outputs };
    const before = { layer: { ...layer, activation: 'linear' as const }, values: values.subarray(0, end) };
    return [...(layer.type === 'activation' ? [] : [before]), { layer: prelu, values: slopes }];
  });
  const all = parts.flat();
  return {
    spec: { ...spec, layers: all.map(({ layer }) => layer) },
    weights: concat(all.map(({ values }) => values)),
  };
}

const commonFields = ({ spec, metadata }: Preset) => ({
  in_shape: JSON.stringify([null, null, spec.layers[0]?.inputs]),
  samplerate: JSON.stringify(spec.sampleRate),
  metadata: JSON.stringify(withoutOtherRate(metadata, spec.sampleRate)),
});

const playedFields = ({ spec }: Preset) => ({
  in_skip: String(Number(spec.skip)),
  in_gain: JSON.stringify(spec.inputGainDb),
  out_gain: JSON.stringify(spec.outputGainDb),
});

function batches(selfTest: Preset['selfTest']): Record<string, string | undefined> {
  const batch = (samples?: Float32Array) => samples && formatTensor(samples, [samples.length]);
  return { input_batch: batch(selfTest?.input), output_batch: batch(selfTest?.output) };
}
