// Presets in the formats of other programs and back: the same sound, or a reason why not.
import { expect, test } from 'vitest';
import {
  type LayerSpec,
  type Preset,
  readPreset,
  type WriteFormat,
  weightCount,
  writePreset,
} from '../../presets/src/index.js';
import { play } from '../parity/oracle.mjs';
import { generator } from '../parity/random.mjs';
import { parityFile } from './fixtures.js';

const sweep = Float32Array.from({ length: 400 }, (_, n) => 0.5 * Math.sin(n * n * 0.002));

type Layer = Partial<LayerSpec> & { type: LayerSpec['type']; outputs: number };

/** A model of drawn weights; inputs follow from the sources. */
function preset(layers: Layer[], spec: Partial<Preset['spec']> = {}, inputs = 1): Preset {
  const random = generator(1);
  const channels = (index: number) => (index < 0 ? inputs : layers[index].outputs);
  const full = layers.map((layer, index): LayerSpec => {
    const activation = layer.type === 'gru' || layer.type === 'lstm' ? 'tanh' : 'linear';
    const { condition } = layer;
    const more = condition === undefined ? {} : { conditionChannels: channels(condition) };
    return { activation, inputs: channels(layer.source ?? index - 1), ...more, ...layer };
  });
  const model = { layers: full, skip: false, inputGainDb: 0, outputGainDb: 0, sampleRate: 44_100, ...spec };
  const weights = Float32Array.from({ length: weightCount(model) }, () => 0.5 * random());
  return { spec: model, weights, controls: [], metadata: {} };
}

/** What a preset plays after a round trip through a format, against what it plays itself. */
function errorAfter(format: WriteFormat, written: Preset): number {
  const knobs = written.controls.map(() => 0.3);
  const read = readPreset(writePreset(written, format));
  expect(read.format).toBe(format);
  expect(read.preset.spec.sampleRate).toBe(written.spec.sampleRate);
  const [before, after] = [play(written, sweep, knobs)[0], play(read.preset, sweep, knobs)[0]];
  return Math.max(...before.map((y: number, n: number) => Math.abs(y - after[n])));
}

const gains = { inputGainDb: 4, outputGainDb: -3 };
const head: Layer = { type: 'dense', outputs: 1 };
const conv = (outputs: number, taps: number, dilation: number, more: Partial<LayerSpec> = {}): Layer => ({
  type: 'conv',
  outputs,
  taps,
  dilation,
  activation: 'tanh',
  ...more,
});

const tested: [string, WriteFormat, Preset][] = [
  [
    'convolutions with groups and slopes, and a GRU',
    'rtneural',
    preset(
      [
        conv(4, 3, 2, { activation: 'prelu' }),
        conv(4, 2, 5, { groups: 2, activation: 'leakyRelu' }),
        { type: 'activation', outputs: 4, activation: 'elu' },
        { type: 'gru', outputs: 3, resetAfter: true },
        head,
      ],
      gains,
    ),
  ],
  [
    'two LSTMs with skip',
    'pytorch',
    preset([{ type: 'lstm', outputs: 3 }, { type: 'lstm', outputs: 3 }, head], { skip: true }),
  ],
  ['a GRU with gains', 'pytorch', preset([{ type: 'gru', outputs: 4, resetAfter: true }, head], gains)],
  ['an Elman network', 'pytorch', preset([{ type: 'rnn', outputs: 5, activation: 'tanh' }, head], gains)],
  ['two LSTMs', 'nam', preset([{ type: 'lstm', outputs: 3 }, { type: 'lstm', outputs: 3 }, head], gains)],
  [
    'an LSTM with an initial state',
    'nam',
    preset([{ type: 'lstm', outputs: 3, initialState: true }, head], { settleSamples: 70 }),
  ],
  ['an impulse response', 'nam', preset([conv(1, 20, 1, { activation: 'linear' })], gains)],
  ['a chain of convolutions', 'nam', preset([conv(3, 2, 1), conv(3, 2, 2), conv(3, 2, 4), head], gains)],
  [
    'a chain of convolutions with groups and slopes',
    'nam',
    preset([conv(4, 2, 1, { activation: 'leakyRelu' }), conv(4, 2, 2, { activation: 'leakyRelu' }), head]),
  ],
];

/** Two layers of a WaveNet of `channels`, the second behind the first. */
const wavenet = (channels: number): Layer[] => [
  conv(channels, 1, 1, { activation: 'linear' }),
  conv(channels, 3, 1, { condition: -1 }),
  conv(channels, 1, 1, { activation: 'linear', residual: 0 }),
  conv(2 * channels, 3, 2, { condition: -1, activation: 'linear' }),
  { type: 'gate', outputs: channels, activation: 'tanh' },
  { type: 'activation', outputs: channels, residual: 1 },
  conv(1, 4, 1, { activation: 'linear' }),
];
tested.push(['a WaveNet whose first convolution has a bias', 'nam', preset(wavenet(4), gains)]);

test.each(tested)('%s comes back from %s with the same sound', (_, format, written) => {
  expect(errorAfter(format, written)).toBeLessThan(1e-6);
});

test.each([
  ['nam-wavenet'],
  ['nam-wavenet-a2'],
  ['nam-wavenet-slimmable', 0.5],
  ['nam-convnet'],
  ['nam-linear'],
  ['nam-lstm'],
  ['nam-container', 0.1],
] as [string, number?][])('%s at size %s is written as it was read', (file, size) => {
  const { preset: read } = readPreset(parityFile(`presets/${file}.nam`), { size });
  const { preset: again } = readPreset(writePreset(read, 'nam'));
  expect(again.spec).toEqual(read.spec);
  expect(again.weights).toEqual(read.weights);
});

test('a standard WaveNet is written as players of the first generation read it', () => {
  const { preset: read } = readPreset(parityFile('presets/nam-wavenet.nam'));
  const { version, config } = JSON.parse(writePreset(read, 'nam'));
  expect(version).toBe('0.5.4');
  const fields = 'input_size condition_size head_size channels kernel_size dilations activation gated head_bias';
  expect(Object.keys(config.layers[0]).join(' ')).toBe(fields);
});

const knobbed = preset([{ type: 'lstm', outputs: 2 }, head], {}, 2);
knobbed.controls = [{ id: 'drive', name: 'Drive', min: 0, max: 1, default: 0 }];

test.each<[string, WriteFormat, Preset]>([
  ['NAM has no skip', 'nam', preset([{ type: 'lstm', outputs: 2 }, head], { skip: true })],
  ['NAM has no controls', 'nam', knobbed],
  ['NAM has LSTM layers of one size only', 'nam', preset([{ type: 'gru', outputs: 2 }, head])],
  ['NAM has no architecture with these layers', 'nam', preset([conv(2, 3, 1), conv(2, 3, 2, { residual: 0 }), head])],
  ['NAM has no activation gelu', 'nam', preset([conv(2, 2, 1, { activation: 'gelu' }), head])],
  ['would be another one', 'nam', preset([conv(2, 2, 1, { activation: 'relu' }), conv(2, 2, 2), head])],
  ['no sources, conditions and residuals', 'rtneural', preset([conv(2, 2, 1), conv(2, 1, 1, { residual: 0 }), head])],
  ['RTNeural has no activation silu', 'rtneural', preset([conv(2, 2, 1, { activation: 'silu' }), head])],
  ['RTNeural starts from zeros', 'rtneural', preset([{ type: 'lstm', outputs: 2, initialState: true }, head])],
  [
    'PyTorch-style JSON starts from zeros',
    'pytorch',
    preset([{ type: 'lstm', outputs: 2 }, head], { settleSamples: 9 }),
  ],
  ['one kind and size', 'pytorch', preset([{ type: 'lstm', outputs: 2 }, { type: 'gru', outputs: 2 }, head])],
  ['no gain on the skip', 'pytorch', preset([{ type: 'lstm', outputs: 2 }, head], { skip: true, outputGainDb: 2 })],
  [
    'the output gain cannot go into the last layer',
    'rtneural',
    preset([conv(1, 2, 1, { activation: 'relu' })], { outputGainDb: 2 }),
  ],
])('%s: what a format cannot say is refused', (why, format, written) => {
  expect(() => writePreset(written, format)).toThrow(why);
});
