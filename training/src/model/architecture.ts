import type { ActivationName, LayerSpec, LayerType, ModelSpec } from '@tonewright/presets';
import { UserError } from '../errors.js';

const activations: ActivationName[] = ['linear', 'tanh', 'relu', 'sigmoid', 'gelu', 'elu'];

/** The layer kinds that an architecture may name; `resetAfter` tells the two forms of the GRU apart. */
const kinds: Record<string, { type: LayerType; activation: ActivationName; resetAfter?: boolean }> = {
  gru: { type: 'gru', activation: 'tanh', resetAfter: true },
  'gru-before': { type: 'gru', activation: 'tanh', resetAfter: false },
  lstm: { type: 'lstm', activation: 'tanh' },
  rnn: { type: 'rnn', activation: 'tanh' },
  dense: { type: 'dense', activation: 'linear' },
};

export const architectureHelp =
  'kind:units, kind:unitsxlayers or kind:units/activation, joined by + (gru:10, lstm:16x2, rnn:3/relu, gru:16+dense:8/tanh); ' +
  `kinds ${Object.keys(kinds).join(', ')}; a linear dense layer to one output follows`;

/**
 * The layers that an `--arch` text names, ended by the linear output layer.
 * @param inputs channels into the model: the audio and one for each control
 * @throws UserError when the text is not an architecture
 */
export function parseArchitecture(text: string, inputs: number): LayerSpec[] {
  const layers: LayerSpec[] = [];
  let width = inputs;
  const add = (layer: Omit<LayerSpec, 'inputs'>) => {
    layers.push({ ...layer, inputs: width });
    width = layer.outputs;
  };
  for (const part of text.split('+')) {
    const match = /^([a-z-]+):(\d+)(?:x(\d+))?(?:\/([a-z]+))?$/.exec(part.trim());
    const kind = match && kinds[match[1]];
    if (!kind) throw new UserError(`'${part}' is not an architecture. Expected ${architectureHelp}.`);
    const [units, count] = [Number(match[2]), Number(match[3] ?? 1)];
    const activation = (match[4] ?? kind.activation) as ActivationName;
    if (units < 1 || units > 1024 || count < 1 || count > 16)
      throw new UserError(`'${part}': expected 1 to 1024 units and 1 to 16 layers.`);
    if (!activations.includes(activation))
      throw new UserError(`'${part}': unknown activation '${activation}'. Expected one of ${activations.join(', ')}.`);
    if (activation !== kind.activation && (kind.type === 'gru' || kind.type === 'lstm'))
      throw new UserError(`'${part}': the activation of ${match[1]} is always tanh. Leave '/${activation}' out.`);
    for (let i = 0; i < count; i++) add({ ...kind, activation, outputs: units });
  }
  add({ type: 'dense', activation: 'linear', outputs: 1 });
  return layers;
}

/** The `--arch` text of a model, as far as one can be written. */
export function describeArchitecture(spec: ModelSpec): string {
  const name = (layer: LayerSpec) =>
    Object.keys(kinds).find(
      (key) => kinds[key].type === layer.type && (kinds[key].resetAfter ?? true) === (layer.resetAfter ?? true),
    );
  const parts: { text: string; count: number }[] = [];
  for (const layer of spec.layers.slice(0, -1)) {
    const kind = name(layer)!;
    const suffix = layer.activation === kinds[kind].activation ? '' : `/${layer.activation}`;
    const text = `${kind}:${layer.outputs}|${suffix}`;
    if (parts.at(-1)?.text === text) parts.at(-1)!.count++;
    else parts.push({ text, count: 1 });
  }
  return parts.map(({ text, count }) => text.replace('|', count > 1 ? `x${count}` : '')).join('+');
}
