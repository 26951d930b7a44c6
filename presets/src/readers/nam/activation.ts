// Activations of .nam configs.
import { describe, mismatch, PresetError } from '../../errors.js';
import { floatAt } from '../../tensors.js';
import type { ActivationName } from '../../types.js';
import type { Activation } from '../layerList.js';
import { Fields } from './fields.js';

const plain: Record<string, ActivationName> = {
  Tanh: 'tanh',
  ReLU: 'relu',
  Sigmoid: 'sigmoid',
  SiLU: 'silu',
  Hardtanh: 'hardTanh',
  Hardswish: 'hardSwish',
  Softsign: 'softSign',
};

const withSlopes: Record<string, (fields: Fields) => Activation> = {
  LeakyReLU: (fields) => leaky([fields.number('negative_slope', 0.01)]),
  PReLU: (fields) => {
    const one = fields.has('negative_slope') || !fields.has('negative_slopes');
    const slopes = one ? [fields.number('negative_slope', 0.01)] : fields.list('negative_slopes');
    return leaky(slopes.map((slope, index) => floatAt(slope, `${fields.at('negative_slopes')}[${index}]`)));
  },
  LeakyHardtanh: (fields) => {
    const [low, high] = [fields.number('min_val', -1), fields.number('max_val', 1)];
    const [lowSlope, highSlope] = [fields.number('min_slope', 0.01), fields.number('max_slope', 0.01)];
    const common = low === -1 && high === 1 && [lowSlope, highSlope].every(isCommonSlope);
    return common ? { name: 'leakyHardTanh' } : { name: 'piecewise', low, high, lowSlope, highSlope };
  },
};
withSlopes.LeakyHardTanh = withSlopes.LeakyHardtanh;

const isCommonSlope = (slope: number) => Math.fround(slope) === Math.fround(0.01);

const leaky = (slopes: number[]): Activation =>
  slopes.length === 1 && isCommonSlope(slopes[0]) ? { name: 'leakyRelu' } : { name: 'prelu', slopes };

/** An activation by name, or an object of its type and parameters. */
export function activationAt(json: unknown, path: string, unknown: string[]): Activation {
  const isName = typeof json === 'string';
  const fields = new Fields(isName ? {} : json, path, unknown);
  const type = isName ? json : fields.get('type');
  if (typeof type !== 'string') throw mismatch(path, 'the name of an activation', type);
  if (Object.hasOwn(plain, type)) return { name: plain[type] };
  if (Object.hasOwn(withSlopes, type)) return withSlopes[type](fields);
  const known = [...Object.keys(plain), ...Object.keys(withSlopes)].join(', ');
  throw new PresetError(
    'unsupported',
    path,
    `the activation ${describe(type)} is not supported`,
    `Supported: ${known}.`,
  );
}

/** Throws unless the slopes of a prelu can be used in turn for `channels`. */
export function checkSlopes(activation: Activation, channels: number, path: string): Activation {
  if (activation.name === 'prelu' && channels % (activation.slopes?.length ?? 1) !== 0) {
    throw mismatch(path, `1 or ${channels} slopes`, activation.slopes);
  }
  return activation;
}
