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
  if (activation === 'prelu')
    return { type: 'PReLU', negative_slopes: Array.from(slopes!, (slope) => Number(formatFloat32(slope))) };
  const name = names[activation];
  if (!name) throw notExpressible(`NAM has no activation ${activation} there`);
  return name;
}
