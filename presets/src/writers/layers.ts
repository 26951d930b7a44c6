// The field `layers` of RTNeural's JSON and ours.
import { parametersOf } from '../parameters.js';
import type { LayerSpec, LayerType, Preset } from '../types.js';
import { formatObject, formatTensor } from './json.js';

const typeNames: Partial<Record<LayerType, string>> = { conv: 'conv1d', maxPool: 'maxpool' };

/** RTNeural knows no "linear": an empty name is its way to say it. */
const activationName = (activation: string) => (activation === 'linear' ? '' : activation);

/** Every layer, as readLayer reads it; with `forKeras` a prelu layer as RTNeural has it. */
export function formatLayers({ spec, weights }: Pick<Preset, 'spec' | 'weights'>, forKeras = false): string {
  const parameters = parametersOf(spec);
  const layers = spec.layers.map((layer, index) => {
    const tensors = parameters.filter((parameter) => parameter.layer === index);
    const texts = tensors.map(({ shape, offset }) => formatTensor(weights, shape, offset));
    if (forKeras && layer.activation === 'prelu') {
      const prelu = { type: '"prelu"', activation: '""', shape: JSON.stringify([null, null, layer.outputs]) };
      return formatObject({ ...prelu, weights: `[[${texts}]]` });
    }
    return formatObject({ ...fieldsOf(layer), weights: texts.length > 0 ? `[\n${texts.join(',\n')}\n]` : '[]' });
  });
  return `[${layers.join(',')}]`;
}

function fieldsOf(layer: LayerSpec): Record<string, string | undefined> {
  const { type } = layer;
  const isGate = type === 'gate';
  const fields: Record<string, unknown> = {
    type: typeNames[type] ?? type,
    activation: activationName(layer.activation),
    shape: [null, null, layer.outputs],
    reset_after: type === 'gru' && layer.resetAfter === false ? false : undefined,
    kernel_size: type === 'conv' || type === 'maxPool' ? [layer.taps ?? 1] : undefined,
    dilation: type === 'conv' || type === 'maxPool' ? [layer.dilation ?? 1] : undefined,
    groups: type === 'conv' ? (layer.groups ?? 1) : undefined,
    gate_activation: isGate ? activationName(layer.gateActivation ?? 'sigmoid') : undefined,
    mode: isGate ? (layer.gateMode ?? 'multiply') : undefined,
    source: layer.source,
    condition: layer.condition,
    residual: layer.residual,
    initial_state: layer.initialState ? true : undefined,
  };
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, JSON.stringify(value)]));
}
