// .nam files that every reader refuses, each with the code of its error.
import { namFiles } from './namFiles.mjs';

/** The text of a file of namFiles, changed. */
function nam(name, change) {
  const document = structuredClone(namFiles.find(([file]) => file === `nam-${name}`)[1]);
  return JSON.stringify(change(document) ?? document);
}

/** With other fields in the config of a ConvNet, or in that of the first array of a WaveNet. */
const config = (name, more) => nam(name, (document) => void Object.assign(document.config, more));
const convnet = (more) => config('convnet', more);
const array = (name, more) => nam(name, (document) => void Object.assign(document.config.layers[0], more));
const top = (name, more) => nam(name, (document) => ({ ...document, ...more }));
const activation = (value) => convnet({ activation: value });
const container = (change) => nam('container', (document) => void change(document.config.submodels));

export const refusedNam = {
  'a .namb file': ['unsupported', 'BMAN\u0001\u0000\u0000\u0000'],
  'a .nam without a version': ['invalid', top('linear', { version: undefined })],
  'a .nam of a version that is a number': ['invalid', top('linear', { version: 0.5 })],
  'a .nam of before 0.5': ['invalid', top('linear', { version: '0.4.9' })],
  'a .nam of the future': ['future-version', top('linear', { version: '0.8.0' })],
  'a .nam of a whole version': ['future-version', top('linear', { version: '1.0.0' })],
  'a .nam of another architecture': ['unsupported', top('linear', { architecture: 'Transformer' })],
  'a .nam of an architecture named as a property of every object': [
    'unsupported',
    top('linear', { architecture: 'constructor' }),
  ],
  'a .nam without a config': ['invalid', top('linear', { config: undefined })],
  'a .nam without weights': ['invalid', top('linear', { weights: undefined })],
  'a .nam with a weight of null': ['invalid', top('linear', { weights: [1, 2, 3, 4, 5, 6, null] })],
  'a .nam with a weight beyond float32': ['invalid', top('linear', { weights: [1, 2, 3, 4, 5, 6, 1e39] })],
  'a .nam with a weight too few': ['invalid', top('linear', { weights: [1, 2, 3, 4, 5, 6] })],
  'a .nam with a weight too many': ['invalid', top('linear', { weights: [1, 2, 3, 4, 5, 6, 7, 8] })],
  'a .nam at 1 Hz': ['invalid', top('linear', { sample_rate: 1 })],
  'a .nam with a sample rate in a string': ['invalid', top('linear', { sample_rate: '48000' })],
  'a .nam whose metadata are text': ['invalid', top('linear', { metadata: 'x' })],
  'a .nam that settles backwards': ['invalid', top('lstm', { metadata: { settle_samples: -1 } })],
  'a Linear of a million samples': ['invalid', config('linear', { receptive_field: 1e6 })],
  'a Linear of two outputs': ['invalid', config('linear', { out_channels: 2 })],
  'an LSTM of 100000 units': ['invalid', config('lstm', { hidden_size: 1e5 })],
  'an LSTM without layers': ['invalid', config('lstm', { num_layers: 0 })],
  'an LSTM of two inputs': ['invalid', config('lstm', { input_size: 2 })],
  'a stereo LSTM': ['unsupported', config('lstm', { in_channels: 2 })],
  'a ConvNet of half a channel': ['invalid', convnet({ channels: 3.5 })],
  'a ConvNet of other channels': ['invalid', convnet({ channels: 5 })],
  'a ConvNet without dilations': ['invalid', convnet({ dilations: [] })],
  'a ConvNet with a dilation in a string': ['invalid', convnet({ dilations: [1, '2', 4] })],
  'a ConvNet whose groups do not divide its input': ['invalid', convnet({ groups: 2 })],
  'a ConvNet that says batchnorm in words': ['invalid', convnet({ batchnorm: 'yes' })],
  'a ConvNet of two outputs': ['invalid', convnet({ out_channels: 2 })],
  'a ConvNet of negative variance': [
    'invalid',
    nam('convnet', ({ weights }) => void weights.splice(0, weights.length, ...weights.map((weight) => -weight))),
  ],
  'a head scale that makes weights which float32 cannot hold': [
    'invalid',
    nam('wavenet', ({ weights }) => void weights.splice(-2, 2, 1e30, 1e30)),
  ],
  'an activation of nobody': ['unsupported', activation('Swoosh')],
  'an activation of NAM that is an approximation': ['unsupported', activation('Fasttanh')],
  'an activation without a type': ['invalid', activation({})],
  'an activation of null': ['invalid', activation(null)],
  'an activation named as a property of every object': ['unsupported', activation('toString')],
  'slopes that do not go round': ['invalid', activation({ type: 'PReLU', negative_slopes: [1, 2, 3] })],
  'a slope in a string': ['invalid', activation({ type: 'LeakyReLU', negative_slope: '0.1' })],
  'no slopes': ['invalid', activation({ type: 'PReLU', negative_slopes: [] })],
  'a WaveNet without arrays': ['invalid', config('wavenet', { layers: [] })],
  'a WaveNet with dilations too few': ['invalid', array('wavenet', { dilations: [1] })],
  'a WaveNet of 2000 layers': ['invalid', array('wavenet', { dilations: Array(2000).fill(1) })],
  'a WaveNet of two inputs': ['unsupported', config('wavenet', { in_channels: 2 })],
  'a WaveNet with an input that it has not': ['invalid', array('wavenet', { input_size: 2 })],
  'a WaveNet with a condition that it has not': ['invalid', array('wavenet', { condition_size: 2 })],
  'a WaveNet with arrays that do not fit': ['invalid', array('wavenet', { head_size: 3 })],
  'a WaveNet without a head size': ['invalid', array('wavenet', { head_size: undefined })],
  'a WaveNet without a head bias': ['invalid', array('wavenet', { head_bias: undefined })],
  'a WaveNet without a kernel size': ['invalid', array('wavenet', { kernel_size: undefined })],
  'a WaveNet with two kernel sizes': ['invalid', array('wavenet', { kernel_sizes: [3, 3] })],
  'a WaveNet with kernel sizes too few': ['invalid', array('wavenet-a2', { kernel_sizes: [6, 2] })],
  'a WaveNet with activations too few': ['invalid', array('wavenet-a2', { activation: ['Tanh'] })],
  'a WaveNet of another gate': ['invalid', array('wavenet-a2', { gating_mode: 'closed' })],
  'a WaveNet whose gate is named as a property of every object': [
    'invalid',
    array('wavenet-a2', { gating_mode: 'valueOf' }),
  ],
  'a WaveNet whose groups do not divide': ['invalid', array('wavenet-a2', { groups_input: 3 })],
  'a bottleneck without layer1x1': ['invalid', array('wavenet-a2', { layer1x1: { active: false, groups: 1 } })],
  'a film behind a layer1x1 that is not there': [
    'invalid',
    array('wavenet-a2', {
      bottleneck: 4,
      layer1x1: { active: false, groups: 1 },
      layer1x1_post_film: { active: true },
    }),
  ],
  'a film behind a head1x1 that is not there': [
    'invalid',
    array('wavenet-a2', { head1x1_post_film: { active: true } }),
  ],
  'a film of half a shift': ['invalid', array('wavenet-a2', { conv_pre_film: { active: true, shift: 0.5 } })],
  'a head that is a number': ['invalid', array('wavenet-a2', { head: 1 })],
  'a head without a kernel size': ['invalid', array('wavenet-a2', { head: { out_channels: 1, bias: true } })],
  'a WaveNet of two outputs': [
    'invalid',
    nam('wavenet-modulated', ({ config }) => void Object.assign(config.head, { out_channels: 2 })),
  ],
  'a post-stack head of other inputs': [
    'invalid',
    nam('wavenet-modulated', ({ config }) => void Object.assign(config.head, { in_channels: 5 })),
  ],
  'a condition at another rate': [
    'invalid',
    nam('wavenet-modulated', ({ config }) => void Object.assign(config.condition_dsp, { sample_rate: 44100 })),
  ],
  'a condition with weights too few': [
    'invalid',
    nam('wavenet-modulated', ({ config }) => void config.condition_dsp.weights.pop()),
  ],
  'a condition that is text': ['invalid', config('wavenet-modulated', { condition_dsp: 'x' })],
  'a way of slimming of nobody': ['unsupported', array('wavenet-slimmable', { slimmable: { method: 'prune' } })],
  'sizes that do not ascend': [
    'invalid',
    array('wavenet-slimmable', {
      slimmable: { method: 'slice_channels_uniform', kwargs: { allowed_channels: [2, 1, 4] } },
    }),
  ],
  'sizes that leave the largest out': [
    'invalid',
    array('wavenet-slimmable', {
      slimmable: { method: 'slice_channels_uniform', kwargs: { allowed_channels: [1, 2] } },
    }),
  ],
  'an empty container': ['invalid', container((submodels) => submodels.splice(0))],
  'a container whose sizes do not ascend': ['invalid', container((submodels) => submodels.reverse())],
  'a container whose sizes end early': ['invalid', container((submodels) => submodels.pop())],
  'a container of nothing': ['invalid', container((submodels) => void Object.assign(submodels[1], { model: null }))],
  'a container of models at two rates': [
    'invalid',
    container(([, large]) => void Object.assign(large.model, { sample_rate: 48000 })),
  ],
  'containers twenty deep': [
    'too-large',
    nam('container', (document) => {
      let model = document;
      for (let depth = 0; depth < 20; depth++)
        model = { ...document, config: { submodels: [{ max_value: 1, model }] } };
      return model;
    }),
  ],
};
