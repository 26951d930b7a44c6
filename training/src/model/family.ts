import type { LayerSpec, ModelSpec } from '@tonewright/presets';

const recurrentNames: Partial<Record<LayerSpec['type'], string>> = { rnn: 'RNN', gru: 'GRU', lstm: 'LSTM' };

/** A conv layer that hears more than the present sample. */
const hasMemory = ({ type, taps = 1 }: LayerSpec) => type === 'conv' && taps > 1;

/** What layers that look back are, the first that holds. */
const convolutional: [name: string, holds: (layers: LayerSpec[]) => boolean][] = [
  ['CNN', (layers) => layers.some(({ type }) => type === 'maxPool')],
  // A head that sums the layers' outputs, or the model's input mixed into every layer.
  [
    'WaveNet',
    (layers) =>
      layers.some(
        ({ type, condition, residual }) =>
          (type === 'conv' && condition !== undefined) || (type === 'activation' && residual !== undefined),
      ),
  ],
  ['TCN', (layers) => layers.some(({ residual }) => residual !== undefined)],
  ['FIR', (layers) => layers.length === 1 && layers[0].activation === 'linear'],
  ['FNN', ([first, ...rest]) => hasMemory(first) && rest.every(({ type }) => type === 'dense')],
];

/** The kind of network that a model is, by its layers: `GRU`, `WaveNet`, `CNN + GRU` ... */
export function familyOf({ layers }: ModelSpec): string {
  const recurrent = new Set(layers.map(({ type }) => recurrentNames[type]).filter((name) => name !== undefined));
  const convolution = layers.some(hasMemory)
    ? [convolutional.find(([, holds]) => holds(layers))?.[0] ?? 'ConvNet']
    : [];
  return [...convolution, ...recurrent].join(' + ') || 'Dense';
}
