// Small .nam models with drawn weights, one for each part of the format.
import { generator } from './random.mjs';

const film = (groups = 1, shift = true) => ({ active: true, shift, groups });
const films = (groups = {}, shift = true) =>
  Object.fromEntries(
    [
      'conv_pre_film',
      'conv_post_film',
      'input_mixin_pre_film',
      'input_mixin_post_film',
      'activation_pre_film',
      'activation_post_film',
      'layer1x1_post_film',
      'head1x1_post_film',
    ].map((place) => [place, film(groups[place] ?? 1, shift)]),
  );

/** Numbers that a WaveNet's config asks for, counted here once more. */
function wavenetCount({ layers, head }) {
  const conv = (outputs, inputs, groups = 1, bias = true, taps = 1) =>
    (outputs * inputs * taps) / groups + (bias ? outputs : 0);
  let count = 1;
  for (const array of layers) {
    const { channels: c, condition_size: n, bottleneck: b = c, layer1x1, head1x1 } = array;
    const headOutputs = head1x1?.active ? head1x1.out_channels : b;
    count += conv(c, array.input_size, 1, false);
    for (const [k] of array.dilations.entries()) {
      const mode =
        [array.gating_mode].flat()[Array.isArray(array.gating_mode) ? k : 0] ?? (array.gated ? 'gated' : 'none');
      const z = mode === 'none' ? b : 2 * b;
      const places = { conv_pre_film: c, conv_post_film: z, input_mixin_pre_film: n, input_mixin_post_film: z };
      Object.assign(places, { activation_pre_film: z, activation_post_film: b, layer1x1_post_film: c });
      places.head1x1_post_film = headOutputs;
      count += conv(z, c, array.groups_input, true, array.kernel_sizes?.[k] ?? array.kernel_size);
      count += conv(z, n, array.groups_input_mixin, false);
      if (layer1x1?.active !== false) count += conv(c, b, layer1x1?.groups);
      if (head1x1?.active) count += conv(headOutputs, b, head1x1.groups);
      for (const [place, channels] of Object.entries(places)) {
        const { active, shift, groups } = array[place] ?? {};
        if (active) count += conv((shift ? 2 : 1) * channels, n, groups);
      }
    }
    const { out_channels: outputs = array.head_size, kernel_size: taps = 1, bias = array.head_bias } = array.head ?? {};
    count += conv(outputs, headOutputs, 1, bias, taps);
  }
  for (const [index, taps] of (head?.kernel_sizes ?? []).entries()) {
    const inputs = index === 0 ? layers.at(-1).head.out_channels : head.channels;
    count += conv(index === head.kernel_sizes.length - 1 ? head.out_channels : head.channels, inputs, 1, true, taps);
  }
  return count;
}

const counts = {
  WaveNet: wavenetCount,
  ConvNet: ({ channels: c, dilations, batchnorm, groups = 1, out_channels: outputs = 1 }) =>
    dilations.reduce(
      (sum, _, k) => sum + (2 * c * (k ? c : 1)) / groups + (batchnorm ? 4 * c + 1 : c),
      outputs * (c + 1),
    ),
  Linear: ({ receptive_field: taps, bias }) => taps + (bias ? 1 : 0),
  LSTM: ({ hidden_size: h, num_layers: layers }) =>
    4 * h * (2 + h) + 2 * h + (layers - 1) * (4 * h * (2 * h + 1) + 2 * h) + h + 1,
};

/** A file with drawn weights; `change` may set some that are not free, such as variances. */
function nam(architecture, config, seed, more = {}, change = (weights) => weights) {
  const random = generator(seed);
  const weights = change(Array.from({ length: counts[architecture](config) }, () => 0.6 * random()));
  return { version: '0.7.0', architecture, config, weights, sample_rate: 48000, ...more };
}

const array = (more) => ({ input_size: 1, condition_size: 1, channels: 3, kernel_size: 3, dilations: [1, 2], ...more });

const first = array({ head_size: 2, activation: 'Tanh', gated: false, head_bias: false });
const second = array({ input_size: 3, head_size: 1, channels: 2, dilations: [8], activation: 'Tanh', head_bias: true });
const a1 = { layers: [first, second], head: null, head_scale: 0.02 };

const a2Layer = array({
  channels: 4,
  bottleneck: 2,
  kernel_size: undefined,
  kernel_sizes: [6, 2, 3],
  dilations: [1, 3, 7],
  activation: [{ type: 'LeakyReLU', negative_slope: 0.01 }, { type: 'LeakyReLU', negative_slope: 0.2 }, 'Hardtanh'],
  gating_mode: ['none', 'none', 'none'],
  secondary_activation: [null, null, null],
  head: { out_channels: 1, kernel_size: 4, bias: true },
  head1x1: { active: false, out_channels: 1, groups: 1 },
  layer1x1: { active: true, groups: 2 },
  groups_input: 2,
  slimmable: null,
});

const modulated = array({
  ...films({ conv_pre_film: 2, activation_pre_film: 2 }),
  condition_size: 2,
  channels: 4,
  bottleneck: 4,
  dilations: [1, 2, 4],
  activation: ['SiLU', { type: 'PReLU', negative_slopes: [0.1, 0.2, 0.3, 0.4] }, 'Softsign'],
  gating_mode: ['gated', 'blended', 'none'],
  secondary_activation: [
    'Hardswish',
    { type: 'LeakyHardtanh', min_val: 0, max_val: 0.9, min_slope: 0, max_slope: 0.02 },
    null,
  ],
  groups_input_mixin: 2,
  head1x1: { active: true, out_channels: 4, groups: 2 },
  layer1x1: { active: true, groups: 2 },
  head_size: 3,
  head_bias: true,
});
// The head sum of the array before has as many channels as this one's.
const behindIt = array({
  ...films({}, false),
  layer1x1_post_film: { active: false },
  input_mixin_post_film: { active: false },
  head1x1_post_film: false,
  input_size: 4,
  condition_size: 2,
  dilations: [1, 5],
  activation: { type: 'LeakyHardtanh', min_slope: 0.1 },
  gating_mode: 'blended',
  secondary_activation: 'Sigmoid',
  head1x1: { active: true, out_channels: 3, groups: 1 },
  layer1x1: { active: false, groups: 1 },
  head: { out_channels: 2, kernel_size: 2, head_dilation: 3, bias: false },
});
const conditionArray = array({ head_size: 2, activation: 'ReLU', gated: true, head_bias: true });
const condition = nam('WaveNet', { layers: [conditionArray], head: null, head_scale: 0.5 }, 40);
const a2Max = {
  condition_dsp: condition,
  layers: [modulated, behindIt],
  head: { channels: 3, out_channels: 1, kernel_sizes: [2, 3], activation: 'Tanh' },
  head_scale: 0.7,
};

const slimmable = array({
  channels: 4,
  bottleneck: 4,
  head_size: 3,
  head_bias: true,
  activation: 'Tanh',
  gated: false,
  slimmable: { method: 'slice_channels_uniform', kwargs: { allowed_channels: [1, 2, 4] } },
});
const slimSecond = array({
  input_size: 4,
  channels: 3,
  head_size: 1,
  head_bias: true,
  activation: 'Tanh',
  gated: true,
  slimmable: { method: 'slice_channels_uniform' },
});
const slimConfig = { layers: [slimmable, slimSecond], head: null, head_scale: 0.4 };

const convnet = { channels: 4, dilations: [1, 2, 4], batchnorm: true, activation: 'ReLU' };
const notNegative = (weights) => weights.map(Math.abs);

const gear = { modeled_by: 'Tonewright', gear_make: 'Acme', gear_model: 'Amp 2', gear_type: 'amp', tone_type: 'clean' };
const metadata = {
  name: 'Made here',
  ...gear,
  loudness: -18.5,
  input_level_dbu: 12.5,
  training: { validation_esr: 0.02 },
};

const small = nam('LSTM', { input_size: 1, hidden_size: 2, num_layers: 1 }, 50, {
  sample_rate: undefined,
  metadata: { loudness: -30, name: 'Small' },
});
const container = {
  version: '0.7.0',
  architecture: 'SlimmableContainer',
  config: {
    submodels: [
      { max_value: 0.4, model: small },
      { max_value: 1, model: nam('WaveNet', a1, 51, { version: '0.5.4' }) },
    ],
  },
  weights: [],
  sample_rate: 44100,
  metadata: { name: 'Both', loudness: -20, gear_make: null },
};
container.config.submodels[1].model.sample_rate = 44100;

/** [name, document, notices, size]. */
export const namFiles = [
  ['nam-wavenet', nam('WaveNet', a1, 31, { version: '0.5.0', sample_rate: undefined, metadata }), 1],
  ['nam-wavenet-a2', nam('WaveNet', { layers: [a2Layer], head: null, head_scale: 0.3 }, 32, { metadata: null })],
  ['nam-wavenet-modulated', nam('WaveNet', a2Max, 33, { notes: ['every part of it'] })],
  ['nam-wavenet-slimmable', nam('WaveNet', slimConfig, 34), 1],
  ['nam-wavenet-slimmable', nam('WaveNet', slimConfig, 34), 1, 0.5],
  ['nam-convnet', nam('ConvNet', convnet, 35, { metadata: {} }, notNegative)],
  ['nam-convnet-plain', nam('ConvNet', { ...convnet, batchnorm: false, activation: 'Tanh', more: [1] }, 36), 1],
  ['nam-linear', nam('Linear', { receptive_field: 6, bias: true }, 37)],
  ['nam-lstm', nam('LSTM', { input_size: 1, hidden_size: 3, num_layers: 2 }, 38, { sample_rate: 44100 })],
  [
    'nam-lstm-at-once',
    nam('LSTM', { input_size: 1, hidden_size: 2, num_layers: 1 }, 39, { metadata: { settle_samples: 7 } }),
  ],
  ['nam-container', container, 1],
  ['nam-container', container, 1, 0.1],
];
