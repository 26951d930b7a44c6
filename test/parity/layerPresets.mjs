// Makes the presets of layers that name their sources, and of convolutions.
import { control, layer, make, sequentialLayers, tonewright, zeros } from './presetMaker.mjs';
import { generator } from './random.mjs';

const control2 = [control('drive', 'Drive', 0, 1, 0.25), control('tone', 'Tone', 0, 1, 0.75)];
make({
  name: 'tonewright-tcn',
  format: 'tonewright',
  seed: 13,
  controls: control2,
  layers: [
    layer('conv', 3, 4, { taps: 3, activation: 'prelu' }),
    layer('conv', 4, 6, {
      taps: 2,
      dilation: 4,
      groups: 2,
      activation: 'leakyRelu',
      condition: -1,
      conditionChannels: 3,
    }),
    layer('conv', 6, 4, { residual: 0, activation: 'tanh' }),
    layer('conv', 4, 4, { taps: 2, dilation: 8, groups: 4, source: 0, residual: 2, activation: 'prelu' }),
    layer('activation', 4, 4, { residual: 2, activation: 'relu' }),
    layer('dense', 4, 2, { activation: 'prelu' }),
    layer('conv', 2, 1, { taps: 5, dilation: 3 }),
  ],
  layout: tonewright({ controls: control2 }),
});
make({
  name: 'tonewright-film',
  format: 'tonewright',
  seed: 14,
  controls: [control2[0]],
  skip: true,
  layers: [
    layer('dense', 2, 6, { activation: 'silu' }),
    layer('conv', 2, 3, { taps: 2, source: -1 }),
    layer('film', 3, 3, { condition: 0, conditionChannels: 6, activation: 'prelu' }),
    layer('gru', 3, 3),
    layer('film', 3, 3, { condition: 1, conditionChannels: 3, activation: 'softSign' }),
    layer('activation', 3, 3, { activation: 'prelu', source: 3, residual: 4 }),
    layer('dense', 3, 1),
  ],
  layout: tonewright({ controls: [control2[0]], in_skip: 1 }),
});
make({
  name: 'tonewright-gates',
  format: 'tonewright',
  seed: 15,
  layers: [
    layer('conv', 1, 8, { taps: 2, dilation: 2, activation: 'gelu' }),
    layer('gate', 8, 4, { activation: 'hardTanh', gateActivation: 'sigmoid', gateMode: 'multiply' }),
    layer('maxPool', 4, 4, { taps: 3, dilation: 2 }),
    layer('activation', 4, 4, { activation: 'hardSwish' }),
    layer('gate', 8, 4, { source: 0, activation: 'tanh', gateActivation: 'leakyHardTanh', gateMode: 'blend' }),
    layer('activation', 4, 4, { residual: 3 }),
    layer('dense', 4, 1, { activation: 'elu' }),
  ],
  layout: tonewright({ metadata: {} }),
});
make({
  name: 'tonewright-states',
  format: 'tonewright',
  seed: 16,
  settleSamples: 100,
  layers: [
    layer('rnn', 1, 3, { initialState: true }),
    layer('gru', 3, 3, { initialState: true }),
    layer('lstm', 3, 2, { initialState: true }),
    layer('dense', 2, 1),
  ],
  layout: tonewright({ settle_samples: 100 }),
});

const shapeOf = (channels) => [null, null, channels];
const batchNorm = (random, channels, affine = true) => {
  const vector = () => Array.from({ length: channels }, () => Math.abs(random()));
  return {
    type: 'batchnorm',
    activation: '',
    shape: shapeOf(channels),
    epsilon: 0.01,
    weights: Array.from({ length: affine ? 4 : 2 }, vector),
  };
};

/** Kernel rows and biases of a layer of `channels` outputs behind which a batch norm lies. */
function folded(weights, { weights: tensors, epsilon }, channels) {
  const ones = Array(channels).fill(1);
  const [gamma, beta, mean, variance] = (tensors.length === 4 ? tensors : [ones, zeros(ones), ...tensors]).map(
    (tensor) => tensor.map(Math.fround),
  );
  const scale = gamma.map((value, k) => value / Math.sqrt(variance[k] + Math.fround(epsilon)));
  return weights.map((weight, i) => {
    const k = i % channels;
    return i < weights.length - channels ? weight * scale[k] : (weight - mean[k]) * scale[k] + beta[k];
  });
}

const bnRandom = generator(170);
const norms = [batchNorm(bnRandom, 4), batchNorm(bnRandom, 2, false)];
make({
  name: 'rtneural-conv',
  format: 'rtneural',
  seed: 17,
  notices: 1,
  layers: [
    layer('conv', 1, 4, { taps: 3, dilation: 2, activation: 'tanh' }),
    layer('conv', 4, 2, { taps: 2, groups: 2, activation: 'prelu' }),
    layer('conv', 2, 2, { groups: 2, activation: 'prelu' }),
    layer('activation', 2, 2, { activation: 'sigmoid' }),
    layer('dense', 2, 1, { activation: 'relu' }),
  ],
  layout: ({ layers, drawn }) => {
    const [first, second, , , last] = sequentialLayers(layers, drawn);
    const slopes = (index, values) => ({
      type: 'prelu',
      activation: '',
      shape: shapeOf(2),
      weights: [values(drawn[index].slopes)],
    });
    const activation = (name, channels) => ({
      type: 'activation',
      activation: name,
      shape: shapeOf(channels),
      weights: [],
    });
    return {
      in_shape: [null, null, 1],
      layers: [
        { ...first, activation: '' },
        norms[0],
        activation('tanh', 4),
        { ...second, activation: '', kernel_size: 2, dilation: 1, weights: second.weights.slice(0, 2) },
        slopes(1, (values) => [values]),
        norms[1],
        slopes(2, ([value]) => [[[value]]]),
        activation('sigmoid', 2),
        { ...last, activation: '' },
        activation('relu', 1),
      ],
    };
  },
  found: (document, weights) => {
    const sizes = [16, 2 * 2 * 2 + 2 + 2, 6, 3];
    const parts = sizes.map((size, k) => {
      const start = sizes.slice(0, k).reduce((a, b) => a + b, 0);
      return weights.slice(start, start + size);
    });
    const slope = Math.fround(document.layers[6].weights[0][0][0][0] ?? 0);
    const unit = folded([1, 1, 0, 0], norms[1], 2);
    return [...folded(parts[0], norms[0], 4), ...parts[1], ...unit, slope, slope, ...parts[3]];
  },
});
make({
  name: 'pytorch-conv',
  format: 'pytorch',
  seed: 18,
  notices: 3,
  layers: [layer('conv', 1, 3, { taps: 4 }), layer('conv', 3, 2, { taps: 2 })],
  layout: ({ layers, drawn }) => {
    const rows = (index) =>
      Array.from({ length: layers[index].outputs }, (_, output) =>
        Array.from({ length: layers[index].inputs }, (_, input) =>
          drawn[index].kernel.map((tap) => tap[input][output]),
        ),
      );
    return { 'a.weight': rows(0), 'a.bias': drawn[0].bias, 'b.weight': rows(1), 'b.bias': drawn[1].bias };
  },
});
