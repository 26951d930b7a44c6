// Families whose layers follow one another.
import type { LayerSpec, LayerType } from '@tonewright/presets';
import { UserError } from '../../errors.js';
import { convRun, dilationsOf, runText, stackForm, stackOf, stackPattern } from './convolutions.js';
import type { Family } from './family.js';

const unitsPattern = /^(\d+)(?:x(\d+))?$/;

function bounded(text: string, [units, layers]: number[]): void {
  if (units < 1 || units > 1024 || layers < 1 || layers > 16)
    throw new UserError(`'${text}': expected 1 to 1024 units and 1 to 16 layers.`);
}

/** Layers of one type and size. `resetAfter` tells the two forms of the GRU apart. */
function stacked(layer: Pick<LayerSpec, 'type' | 'activation' | 'resetAfter'>): Family {
  const alike = (other: LayerSpec) =>
    other.type === layer.type && (other.resetAfter ?? true) === (layer.resetAfter ?? true);
  return {
    form: 'UNITS[xLAYERS]',
    body: unitsPattern,
    activation: () => layer.activation,
    fixedActivation: layer.type === 'gru' || layer.type === 'lstm',
    build(list, { body, activation }) {
      const [units, layers] = [Number(body[1]), Number(body[2] ?? 1)];
      bounded(body[0], [units, layers]);
      for (let i = 0; i < layers; i++) list.add({ ...layer, activation, outputs: units });
    },
    guesses(layers, from) {
      const { outputs, activation } = layers[from];
      const end = layers.findIndex(
        (other, i) => i >= from && !(alike(other) && other.outputs === outputs && other.activation === activation),
      );
      const count = (end < 0 ? layers.length : end) - from;
      return count > 0 ? [`${outputs}${count > 1 ? `x${count}` : ''}/${activation}`] : [];
    },
  };
}

/** Causal convolutions, one behind the other. */
function convolutions(defaults: { taps: number; growth: number }, standard: LayerSpec['activation']): Family {
  return {
    form: stackForm,
    body: new RegExp(`^${stackPattern}$`),
    activation: () => standard,
    build(list, { body, activation }) {
      const stack = stackOf(body, defaults);
      for (const dilation of dilationsOf(stack))
        list.add({ type: 'conv', activation, outputs: stack.channels, taps: stack.taps, dilation });
    },
    guesses(layers, from) {
      const run = layers[from].taps === defaults.taps || defaults.growth === 1 ? convRun(layers, from) : [];
      return run.map((_, i) => `${runText(run.slice(0, i + 1))}/${run[0].activation}`);
    },
  };
}

/** A feed-forward network on a window that slides by one sample: a convolution over the window, then dense layers. */
const slidingWindow: Family = {
  form: 'LAYERSxUNITS@WINDOW',
  body: /^(\d+)x(\d+)@(\d+)$/,
  activation: () => 'tanh',
  build(list, { body, activation }) {
    const [layers, units, window] = body.slice(1).map(Number);
    bounded(body[0], [units, layers]);
    if (window < 1 || window > 65536) throw new UserError(`'${body[0]}': expected a window of 1 to 65536 samples.`);
    list.add({ type: 'conv', activation, outputs: units, taps: window });
    for (let i = 1; i < layers; i++) list.add({ type: 'dense', activation, outputs: units });
  },
  guesses(layers, from) {
    const { outputs, taps, activation } = layers[from];
    const end = layers.findIndex((layer, i) => i > from && !(layer.type === 'dense' && layer.outputs === outputs));
    return [`${(end < 0 ? layers.length : end) - from}x${outputs}@${taps}/${activation}`];
  },
};

/** A finite impulse response. */
const linear: Family = {
  form: 'TAPS',
  body: /^(\d+)$/,
  activation: () => 'linear',
  fixedActivation: true,
  bare: true,
  ends: true,
  build(list, { body }) {
    const taps = Number(body[1]);
    if (taps < 1 || taps > 65536) throw new UserError(`'${body[0]}': expected 1 to 65536 taps.`);
    list.add({ type: 'conv', outputs: 1, taps });
  },
  guesses: (layers, from) => (from === layers.length - 1 ? [`${layers[from].taps}`] : []),
};

/** A linear system of so many poles and zeros: a recurrent layer without an activation, a state more for the direct path. */
const iir: Family = {
  form: 'ORDER',
  body: /^(\d+)$/,
  activation: () => 'linear',
  fixedActivation: true,
  bare: true,
  identified: true,
  build(list, { body }) {
    const order = Number(body[1]);
    if (order < 1 || order > 64) throw new UserError(`'${body[0]}': expected an order of 1 to 64.`);
    list.add({ type: 'rnn', activation: 'linear', outputs: order + 1 });
  },
  guesses: (layers, from) =>
    layers[from].type === 'rnn' && layers[from].activation === 'linear' ? [`${layers[from].outputs - 1}`] : [],
};

/**
 * Groups of two convolutions and a pooling over two samples; from group to group filters and taps halve and the stride
 * doubles, which here is a dilation, so that the network slides by one sample.
 */
const pooled: Family = {
  form: 'FILTERSxGROUPS@TAPS',
  body: /^(\d+)x(\d+)@(\d+)$/,
  activation: () => 'tanh',
  build(list, { body, activation }) {
    const [filters, groups, taps] = body.slice(1).map(Number);
    if (filters < 1 || filters > 1024 || groups < 1 || groups > 10 || taps < 1 || taps > 65536)
      throw new UserError(`'${body[0]}': expected 1 to 1024 filters, 1 to 10 groups and 1 to 65536 taps.`);
    const halved = (value: number, group: number) => Math.max(1, value >> group);
    for (let group = 0; group < groups; group++) {
      const [outputs, dilation] = [halved(filters, group), 2 ** group];
      for (let i = 0; i < 2; i++) list.add({ type: 'conv', activation, outputs, taps: halved(taps, group), dilation });
      list.add({ type: 'maxPool', outputs, taps: 2, dilation });
    }
  },
  guesses(layers, from) {
    const { outputs, taps, activation } = layers[from];
    const groups = layers.slice(from).filter(({ type }) => type === 'maxPool').length;
    return [`${outputs}x${groups}@${taps}/${activation}`];
  },
};

const keras = (type: LayerType, resetAfter?: boolean): Family =>
  stacked({
    type,
    activation: type === 'dense' ? 'linear' : 'tanh',
    ...(resetAfter === undefined ? {} : { resetAfter }),
  });

export const sequentialFamilies: Record<string, Family> = {
  iir,
  gru: keras('gru', true),
  'gru-before': keras('gru', false),
  lstm: keras('lstm'),
  rnn: keras('rnn'),
  dense: keras('dense'),
  cnn: pooled,
  linear,
  convnet: { ...convolutions({ taps: 2, growth: 2 }, 'tanh'), bare: true },
  conv: convolutions({ taps: 3, growth: 1 }, 'linear'),
  fnn: slidingWindow,
};
