import type { ActivationName } from '../../types.js';
import { notExpressible } from '../common.js';
import { formatFloat32 } from '../json.js';

const names: Partial<Record<ActivationName, string>> = {
  tanh: 'Tanh',
  relu: 'ReLU',
  sigmoid: 'Sigmoid',
  silu: 'SiLU',
  leakyRelu: 'LeakyReLU',
  hardTanh: 'Hardtanh',
  hardSwish: 'Hardswish',
  leakyHardTanh: 'LeakyHardtanh',
  softSign: 'Softsign',
};

/** An activation in a config of NAM; `slopes` are those of prelu. */
export function namActivation(activation: ActivationName, slopes?: Float32Array): string | object {
  if (activation === 'prelu') return preluOf(Array.from(slopes!, (slope) => Number(formatFloat32(slope))));
  const name = names[activation];
  if (!name) throw notExpressible(`NAM has no activation ${activation} there`);
  return name;
}

/** One slope for all channels where they have the same: layers of other widths may share the config. */
function preluOf(slopes: number[]): object {
  const [slope] = slopes;
  const isOne = slope !== 0.01 && slopes.every((other) => other === slope);
  return isOne ? { type: 'PReLU', negative_slope: slope } : { type: 'PReLU', negative_slopes: slopes };
}
