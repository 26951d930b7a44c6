import { describe, PresetError } from './errors.js';
import { formatVersion } from './migrations/index.js';
import { weightCount } from './parameters.js';
import { readPreset } from './read.js';
import type { LayerSpec, Metadata, Preset, WriteFormat } from './types.js';
import { formatObject, formatTensor } from './writers/json.js';
import { formatLayers } from './writers/layers.js';

/**
 * The text of a preset file. 'tonewright' says everything; RTNeural and AIDA-X lose the names of the controls and the
 * chain. Throws PresetError when the format cannot say what the preset sounds like, or when the preset is not valid.
 */
export function writePreset(preset: Preset, format: WriteFormat = 'tonewright'): string {
  checkWeights(preset);
  refuseInexpressible(preset, format);
  const text = `${formatObject(fieldsOf(preset, format))}\n`;
  // What is written can be read: the reader holds every rule of the format.
  readPreset(text);
  return text;
}

function checkWeights({ spec, weights }: Preset): void {
  const expected = weightCount(spec);
  if (weights.length !== expected) {
    throw new PresetError('invalid', 'weights', `expected ${expected} floats, found ${weights.length}`);
  }
  const bad = weights.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    const problem = `expected finite weights, found ${weights[bad]}`;
    throw new PresetError('invalid', `weights[${bad}]`, problem, 'The training diverged: lower the learning rate.');
  }
}

function fieldsOf(preset: Preset, format: WriteFormat): Record<string, string | undefined> {
  const { spec, controls, chain, metadata, selfTest } = preset;
  const own = format === 'tonewright';
  const played = format !== 'rtneural';
  const tests = played && selfTest && (own || controls.every(startsAtZero)) ? selfTest : undefined;
  const batch = (samples?: Float32Array) => samples && formatTensor(samples, [samples.length]);
  return {
    tonewright: own ? String(formatVersion) : undefined,
    in_shape: JSON.stringify([null, null, spec.layers[0]?.inputs]),
    in_skip: played ? String(Number(spec.skip)) : undefined,
    in_gain: played ? JSON.stringify(spec.inputGainDb) : undefined,
    out_gain: played ? JSON.stringify(spec.outputGainDb) : undefined,
    samplerate: JSON.stringify(spec.sampleRate),
    settle_samples: own && spec.settleSamples ? String(spec.settleSamples) : undefined,
    controls: own ? JSON.stringify(controls) : undefined,
    chain: own ? JSON.stringify(chain) : undefined,
    metadata: JSON.stringify(withoutOtherRate(metadata, spec.sampleRate)),
    layers: formatLayers(preset),
    input_batch: batch(tests?.input),
    output_batch: batch(tests?.output),
  };
}

/** AIDA-X believes metadata.samplerate before samplerate, so one that says something else must not go along. */
function withoutOtherRate({ samplerate, ...metadata }: Metadata, sampleRate: number): Metadata {
  return samplerate === undefined || Number(samplerate) !== sampleRate ? metadata : { ...metadata, samplerate };
}

const startsAtZero = (control: Preset['controls'][number]) => control.default === control.min;

type Rule = [broken: (preset: Preset) => boolean, why: string];

const aidaSizes = [8, 12, 16, 20, 24, 32, 40, 64, 80];

const isKeras = (layer: LayerSpec) =>
  layer.type !== 'rnn' && layer.activation !== 'gelu' && !(layer.type === 'gru' && layer.resetAfter === false);

const isAidaModel = ({ spec: { layers } }: Preset) =>
  layers.length === 2 &&
  (layers[0].type === 'gru' || layers[0].type === 'lstm') &&
  aidaSizes.includes(layers[0].outputs) &&
  layers[1].type === 'dense' &&
  layers[1].activation === 'linear';

const kerasRule: Rule = [
  ({ spec }) => !spec.layers.every(isKeras),
  'RTNeural has no Elman RNN, no GRU with reset_after false and no gelu',
];

/** What each format of others cannot say. */
const rules: Record<WriteFormat, Rule[]> = {
  tonewright: [],
  rtneural: [
    kerasRule,
    [({ spec }) => spec.skip, 'RTNeural has no skip: its players would leave the dry signal out'],
    [({ spec }) => spec.inputGainDb !== 0 || spec.outputGainDb !== 0, 'RTNeural has no gains'],
  ],
  'aida-x': [
    kerasRule,
    [
      (preset) => !isAidaModel(preset),
      `AIDA-X plays one GRU or LSTM of ${aidaSizes.join(', ')} units and one linear dense layer`,
    ],
    [({ spec }) => spec.layers[0].inputs > 3, 'AIDA-X takes 3 inputs at most: the audio and two controls'],
  ],
};

function refuseInexpressible(preset: Preset, format: WriteFormat): void {
  if (!Object.hasOwn(rules, format)) throw new PresetError('not-expressible', '', `no format ${describe(format)}`);
  const { outputs } = preset.spec.layers.at(-1) ?? { outputs: 1 };
  if (outputs > 1) throw new PresetError('not-expressible', '', `a preset has one output, this model has ${outputs}`);
  const rule = rules[format].find(([broken]) => broken(preset));
  if (rule) throw new PresetError('not-expressible', '', rule[1], 'Write it as a Tonewright preset.');
}
