// Files that every reader refuses, each with the code of its error.

import { refusedNam } from './refusedNam.mjs';

const zeros = (value) => (Array.isArray(value) ? value.map(zeros) : 0);
const dense = { type: 'dense', activation: '', shape: [null, 1], weights: [[[0.5]], [0.1]] };
const good = { tonewright: 1, in_shape: [null, 1], samplerate: 48000, layers: [dense] };
const withLayer = (more) => ({ ...good, layers: [{ ...dense, ...more }] });
const gru = (more) => ({
  ...good,
  layers: [
    {
      type: 'gru',
      shape: [2],
      weights: [zeros([Array(6).fill(0)]), [Array(6).fill(0), Array(6).fill(0)], [Array(6).fill(0), Array(6).fill(0)]],
      ...more,
    },
    { ...dense, weights: [[[1], [1]], [0]] },
  ],
});
const withLayers = (...layers) => ({ ...good, layers });
const peer = (...layers) => ({ in_shape: [1], layers });
/** A convolution of two taps, `times` one behind the other. */
const conv = (more, times = 1) =>
  withLayers(
    ...Array(times).fill({ type: 'conv1d', kernel_size: [2], shape: [1], weights: [[[[1]], [[1]]], [0]], ...more }),
  );
const conv1024 = { type: 'conv1d', kernel_size: 1, shape: [1024], weights: [[Array(1).fill(Array(1024).fill(0))]] };
const wide = { type: 'dense', shape: [3], weights: [[[1, 1, 1]]] };
const narrow = { type: 'conv1d', kernel_size: 1, shape: [1], weights: [[[[1], [1], [1]]]] };
const pair = { type: 'dense', shape: [2], weights: [[[1, 1]]] };
const last = { type: 'dense', shape: [1], weights: [[[1], [1]]] };
const film = (more) => ({ type: 'film', condition: -1, shape: [1], weights: [], ...more });
const gate = { type: 'gate', shape: [1], weights: [] };
const knob = { id: 'a', name: 'A', min: 0, max: 1, default: 0 };
const twoInputs = (controls) => ({ ...withLayer({ weights: [[[0.5], [0.5]], [0.1]] }), in_shape: [2], controls });
const torch = (modelData, more) => ({
  model_data: { model: 'SimpleRNN', unit_type: 'RNN', num_layers: 1, hidden_size: 1, skip: 0, ...modelData },
  state_dict: {
    'rec.weight_ih_l0': [[1]],
    'rec.weight_hh_l0': [[1]],
    'rec.bias_ih_l0': [1],
    'rec.bias_hh_l0': [1],
    'lin.weight': [[1]],
    'lin.bias': [1],
    ...more,
  },
});
const text = JSON.stringify;
export const refused = {
  'not JSON': ['not-json', '{"tonewright":1,'],
  'an empty file': ['not-json', ''],
  'an array': ['invalid', '[1,2]'],
  'NaN as Python writes it': ['not-json', text(good).replace('0.5', 'NaN')],
  'a hundred levels': ['too-large', `${'['.repeat(100)}${']'.repeat(100)}`],
  'three hundred fields': ['too-large', text(Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`f${i}`, i])))],
  'no known format': ['unsupported', '{"hello":1}'],
  'a future version': ['future-version', text({ ...good, tonewright: 99 })],
  'version zero': ['invalid', text({ ...good, tonewright: 0 })],
  'a version in a string': ['invalid', text({ ...good, tonewright: '1' })],
  'a version and a half': ['invalid', text({ ...good, tonewright: 1.5 })],
  'no sample rate': ['invalid', text({ ...good, samplerate: undefined })],
  'a sample rate of a telephone': ['invalid', text({ ...good, samplerate: 4000 })],
  'a sample rate in a string': ['invalid', text({ ...good, samplerate: '48000' })],
  'no layers': ['invalid', text({ ...good, layers: [] })],
  'layers that are no array': ['invalid', text({ ...good, layers: {} })],
  '1025 layers': ['invalid', text({ ...good, layers: Array(1025).fill(dense) })],
  'seventeen inputs': ['invalid', text({ ...good, in_shape: [17] })],
  'no input': ['invalid', text({ ...good, in_shape: [0] })],
  'an input size of null': ['invalid', text({ ...good, in_shape: [1, null] })],
  'an in_shape of four sizes': ['invalid', text({ ...good, in_shape: [null, null, 1, 1] })],
  'half a skip': ['invalid', text({ ...good, in_skip: 0.5 })],
  'a skip of two': ['invalid', text({ ...good, in_skip: 2 })],
  'a skip that is a word': ['invalid', text({ ...good, in_skip: true })],
  'a gain of 200 dB': ['invalid', text({ ...good, in_gain: 200 })],
  'a gain in a string': ['invalid', text({ ...good, out_gain: '3' })],
  'metadata that is text': ['invalid', text({ ...good, metadata: 'x' })],
  'a name that is a number': ['invalid', text({ ...good, metadata: { name: 3 } })],
  'tags that are one text': ['invalid', text({ ...good, metadata: { tags: 'clean' } })],
  'a tag that is a number': ['invalid', text({ ...good, metadata: { tags: ['clean', 3] } })],
  'too many tags': ['invalid', text({ ...good, metadata: { tags: Array(65).fill('clean') } })],
  'a negative ESR': ['invalid', text({ ...good, metadata: { esr: -1 } })],
  'a chain that is an array': ['invalid', text({ ...good, chain: [] })],
  'a treble of 13 dB': ['invalid', text({ ...good, chain: { treble: 13 } })],
  'a treble in a string': ['invalid', text({ ...good, chain: { treble: '3' } })],
  'half a cabinet': ['invalid', text({ ...good, chain: { cabinet: 0.5 } })],
  'a layer that is a number': ['invalid', text({ ...good, layers: [3] })],
  'a layer without a type': ['invalid', text(withLayer({ type: undefined }))],
  'a layer without weights': ['invalid', text(withLayer({ weights: undefined }))],
  'a layer of no units': ['invalid', text(withLayer({ shape: [0] }))],
  'a layer of half a unit': ['invalid', text(withLayer({ shape: [1.5] }))],
  'a layer of 100000 units': ['invalid', text(withLayer({ shape: [100000] }))],
  'two outputs': ['invalid', text(withLayer({ shape: [2], weights: [[[1, 1]], [0, 0]] }))],
  'a tensor too few': ['invalid', text(gru({ weights: [[Array(6).fill(0)]] }))],
  'a tensor too many': ['invalid', text(withLayer({ weights: [[[1]], [0], [0]] }))],
  'a kernel with a row too many': ['invalid', text(withLayer({ weights: [[[1], [1]], [0]] }))],
  'a kernel with a short row': ['invalid', text(withLayer({ weights: [[[]], [0]] }))],
  'a kernel without rows': ['invalid', text(withLayer({ weights: [[1], [0]] }))],
  'a weight of null': ['invalid', text(withLayer({ weights: [[[null]], [0]] }))],
  'a weight in a string': ['invalid', text(withLayer({ weights: [[['1']], [0]] }))],
  'a weight that is a word': ['invalid', text(withLayer({ weights: [[[true]], [0]] }))],
  'a weight beyond double': ['not-json', text(withLayer({ weights: [[['HUGE']], [0]] })).replace('"HUGE"', '1e999')],
  'a weight beyond float32': ['invalid', text(withLayer({ weights: [[[1e39]], [0]] }))],
  'a GRU with a relu': ['invalid', text(gru({ activation: 'relu' }))],
  'a GRU with one bias, said to have two': ['invalid', text(gru({ reset_after: false }))],
  'a reset_after that is a number': ['invalid', text(gru({ reset_after: 1 }))],
  'knobs too few': ['invalid', text(twoInputs([]))],
  'knobs too many': ['invalid', text(twoInputs([knob, { ...knob, id: 'b' }]))],
  'an id twice': [
    'invalid',
    text({ ...twoInputs([knob, knob]), in_shape: [3], layers: [{ ...dense, weights: [[[1], [1], [1]], [0]] }] }),
  ],
  'an id with a space': ['invalid', text(twoInputs([{ ...knob, id: 'a b' }]))],
  'a knob without a name': ['invalid', text(twoInputs([{ ...knob, name: '' }]))],
  'a knob without a range': ['invalid', text(twoInputs([{ ...knob, max: 0 }]))],
  'a knob that starts outside': ['invalid', text(twoInputs([{ ...knob, default: 2 }]))],
  'a knob without a default': ['invalid', text(twoInputs([{ ...knob, default: undefined }]))],
  'a self-test without output': ['invalid', text({ ...good, input_batch: [0] })],
  'a self-test without input': ['invalid', text({ ...good, output_batch: [0] })],
  'a self-test of two lengths': ['invalid', text({ ...good, input_batch: [0], output_batch: [0, 0] })],
  'an empty self-test': ['invalid', text({ ...good, input_batch: [], output_batch: [] })],
  'a self-test of null': ['invalid', text({ ...good, input_batch: [null], output_batch: [0] })],
  'a stereo self-test': ['invalid', text({ ...good, input_batch: [[0, 0]], output_batch: [0] })],
  'a two-dimensional convolution of ours': ['unsupported', text(withLayer({ type: 'conv2d' }))],
  'a softmax of ours': ['unsupported', text(withLayer({ activation: 'softmax' }))],
  'AIDA-X at 1 Hz': ['invalid', text({ in_shape: [1], in_skip: 0, samplerate: 1, layers: [dense] })],
  'layers that are not there': ['invalid', text(torch({ num_layers: 2 }))],
  'layers that are not told': ['invalid', text(torch({}, { 'rec.weight_ih_l1': [[1]], 'rec.weight_hh_l1': [[1]] }))],
  'a unit type that lies': ['invalid', text(torch({ unit_type: 'LSTM' }))],
  'a hidden size that lies': ['invalid', text(torch({ hidden_size: 2 }))],
  'a PyTorch skip of two': ['invalid', text(torch({ skip: 2 }))],
  'a linear bias that is missing': ['invalid', text(torch({ bias_fl: true }, { 'lin.bias': undefined }))],
  'biases whose sum float32 cannot hold': [
    'invalid',
    text(torch({}, { 'rec.bias_ih_l0': [3e38], 'rec.bias_hh_l0': [3e38] })),
  ],
  'another network': ['invalid', text(torch({ model: 'RecNet' }))],
  'a bidirectional layer': ['unsupported', text(torch({}, { 'rec.weight_ih_l0_reverse': [[1]] }))],
  'a PyTorch convolution in two dimensions': ['invalid', '{"weight":[[[[1,2,3]]]],"bias":[1]}'],
  'a PyTorch kernel of two lengths': ['invalid', '{"weight":[[[1,2,3],[1]]],"bias":[1]}'],
  'a PyTorch kernel without taps': ['invalid', '{"weight":[[[]]],"bias":[1]}'],
  'a model that ends in two outputs': ['invalid', text(torch({}, { 'lin.weight': [[1], [1]], 'lin.bias': [1, 1] }))],
  'a PyTorch chain that does not fit': ['invalid', text(torch({}, { 'lin.weight': [[1, 1]] }))],
  'a bias of another size': ['invalid', text(torch({}, { 'rec.bias_ih_l0': [1, 1] }))],
  'two gates': ['invalid', text(torch({}, { 'rec.weight_hh_l0': [[1], [1]] }))],
  'no tensors': ['invalid', '{"model_data":{},"state_dict":{}}'],
  'PyTorch without tensors': ['invalid', '{"model_data":{}}'],
  // Layers that name their sources.
  'a convolution without a kernel size': ['invalid', text(conv({ kernel_size: undefined }))],
  'a convolution of no taps': ['invalid', text(conv({ kernel_size: [0] }))],
  'a convolution of half a tap': ['invalid', text(conv({ kernel_size: 1.5 }))],
  'a convolution of 65537 taps': ['invalid', text(conv({ kernel_size: [65537] }))],
  'a dilation of 0': ['invalid', text(conv({ dilation: [0] }))],
  'a dilation of two million': ['invalid', text(conv({ dilation: [2000000] }))],
  'a kernel of other taps': ['invalid', text(conv({ kernel_size: [3] }))],
  'a convolution without a bias that has slopes': [
    'invalid',
    text(conv({ activation: 'prelu', weights: [[[[1]], [[1]]], [0.1]] })),
  ],
  'groups that do not divide': ['invalid', text(conv({ groups: 2 }))],
  'no groups': ['invalid', text(conv({ groups: 0 }))],
  'a claim of 68 billion weights': ['invalid', text(withLayers(conv1024, { ...conv1024, kernel_size: 65536 }, last))],
  'a history beyond the limit': ['invalid', text(conv({ dilation: [1048576], weights: [[[[1]], [[1]]], [0]] }, 2))],
  'a source further down': ['invalid', text(conv({ source: 1 }))],
  'a source that is itself': ['invalid', text(conv({ source: 0 }))],
  'a source of -2': ['invalid', text(conv({ source: -2 }))],
  'a source of half': ['invalid', text(conv({ source: -0.5 }))],
  'a source of null': ['invalid', text(conv({ source: null }))],
  'a residual of other channels': ['invalid', text(withLayers(wide, { ...narrow, residual: 0 }))],
  'a residual of a dense layer': ['invalid', text(withLayers({ ...dense, residual: -1 }))],
  'a condition of a dense layer': ['invalid', text(withLayers({ ...dense, condition: -1 }))],
  'a condition without its kernel': ['invalid', text(conv({ condition: -1 }))],
  'an initial state of a dense layer': ['invalid', text(withLayers({ ...dense, initial_state: true }))],
  'an initial state that is not there': ['invalid', text(gru({ initial_state: true }))],
  'an initial state that is a number': ['invalid', text(gru({ initial_state: 1 }))],
  'a film without a condition': ['invalid', text(withLayers(film({ condition: undefined })))],
  'a film of other channels': ['invalid', text(withLayers(wide, { ...film({ condition: 0 }), source: -1 }))],
  'a film that changes the channels': ['invalid', text(withLayers(film({ shape: [2] }), last))],
  'a film with weights': ['invalid', text(withLayers(film({ weights: [[1]] })))],
  'a gate of an odd number': ['invalid', text(withLayers(dense, { type: 'gate', shape: [1], weights: [] }))],
  'a gate with slopes': ['invalid', text(withLayers(pair, { ...gate, gate_activation: 'prelu' }))],
  'a gate that is a prelu': ['invalid', text(withLayers(pair, { ...gate, activation: 'prelu', weights: [[1]] }))],
  'a gate of an unknown activation': ['unsupported', text(withLayers(pair, { ...gate, gate_activation: 'swish' }))],
  'a gate of another mode': ['unsupported', text(withLayers(pair, { ...gate, mode: 'add' }))],
  'a pool with an activation': [
    'invalid',
    text(withLayers({ type: 'maxpool', activation: 'relu', kernel_size: 2, shape: [1], weights: [] })),
  ],
  'a pool without a size': ['invalid', text(withLayers({ type: 'maxpool', shape: [1], weights: [] }))],
  'an rnn with slopes': [
    'invalid',
    text(withLayers({ type: 'rnn', activation: 'prelu', shape: [1], weights: [[[1]], [[1]], [0], [0]] })),
  ],
  'a settling time that is negative': ['invalid', text({ ...good, settle_samples: -1 })],
  'a settling time of two million samples': ['invalid', text({ ...good, settle_samples: 2000000 })],
  'hours of settling': [
    'invalid',
    text({
      ...withLayers(...Array(8).fill({ type: 'maxpool', kernel_size: 65536, shape: [1], weights: [] })),
      settle_samples: 1048576,
    }),
  ],
  'a prelu layer of ours': ['unsupported', text(withLayer({ type: 'prelu', weights: [[1]] }))],
  'a batchnorm of ours': ['unsupported', text(withLayer({ type: 'batchnorm', epsilon: 1, weights: [[1], [1]] }))],

  // RTNeural's other layers.
  'a two-dimensional model': ['unsupported', text({ in_shape: [1, 1, 4, 1], layers: [{ type: 'conv2d' }] })],
  'a batchnorm in two dimensions': ['unsupported', text(peer({ type: 'batchnorm2d', shape: [1], weights: [] }))],
  'a type named as a property of every object': ['unsupported', text(peer({ ...dense, type: 'constructor' }))],
  'a film of RTNeural': ['unsupported', text(peer({ ...dense, type: 'film' }))],
  'a residual of RTNeural': ['unsupported', text(peer({ ...dense, residual: -1 }))],
  'a softmax': ['unsupported', text(peer({ ...dense, activation: 'softmax' }))],
  'a softmax layer': [
    'unsupported',
    text(peer({ type: 'activation', activation: 'softmax', shape: [1], weights: [] })),
  ],
  'an activation of other channels': ['invalid', text(peer({ type: 'activation', shape: [2], weights: [] }, last))],
  'a prelu of two slopes for one channel': ['invalid', text(peer({ type: 'prelu', shape: [1], weights: [[1, 2]] }))],
  'a prelu that is an activation': [
    'invalid',
    text(peer({ type: 'activation', activation: 'prelu', shape: [1], weights: [] })),
  ],
  'a prelu without slopes': ['invalid', text(peer({ type: 'prelu', shape: [1], weights: [] }))],
  'a batchnorm without epsilon': ['invalid', text(peer({ type: 'batchnorm', shape: [1], weights: [[1], [1]] }))],
  'a batchnorm of three tensors': [
    'invalid',
    text(peer({ type: 'batchnorm', shape: [1], epsilon: 1, weights: [[1], [1], [1]] })),
  ],
  'a batchnorm of no variance': [
    'invalid',
    text(peer({ type: 'batchnorm', shape: [1], epsilon: 0, weights: [[1], [0]] })),
  ],
  'a batchnorm that float32 cannot hold': [
    'invalid',
    text(peer({ type: 'batchnorm', shape: [1], epsilon: 1e-37, weights: [[3e38], [0], [0], [0]] })),
  ],
  ...refusedNam,
};
