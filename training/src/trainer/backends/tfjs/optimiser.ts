import type { TrainerOptions } from '@tonewright/addon';
import { UserError } from '../../../errors.js';

const [beta1, beta2, epsilon] = [0.9, 0.999, 1e-8];

/**
 * Adam (Kingma and Ba 2015) with decoupled weight decay (AdamW, Loshchilov and Hutter 2019), a limit of the gradient's
 * norm and an exponential moving average of the weights, as native/training/optimiser.hpp has them.
 */
export class Optimiser {
  first: Float32Array;
  second: Float32Array;
  average: Float32Array;
  steps = 0;

  /** @throws UserError for an optimiser that this back end does not have */
  constructor(
    private readonly options: TrainerOptions,
    weights: Float32Array,
  ) {
    if (options.optimiser === 'soap')
      throw new UserError("--backend tfjs has no soap. Give --optimiser adam or adamw, or use '--backend native'.");
    this.first = new Float32Array(weights.length);
    this.second = new Float32Array(weights.length);
    this.average = weights.slice();
  }

  /** One update of `weights`. False, and nothing changed, when the gradient is not finite. */
  step(weights: Float32Array, gradient: Float32Array, learningRate: number): boolean {
    const norm = Math.sqrt(gradient.reduce((sum, g) => sum + g * g, 0));
    if (!Number.isFinite(norm)) return false;
    const { clip, ema, optimiser, weightDecay } = this.options;
    const scale = clip > 0 && norm > clip ? clip / norm : 1;
    const n = ++this.steps;
    const rate = learningRate / (1 - beta1 ** n);
    const correction = 1 / Math.sqrt(1 - beta2 ** n);
    const keep = optimiser === 'adamw' ? 1 - learningRate * weightDecay : 1;
    const decay = Math.min(ema, (1 + n) / (10 + n));
    for (let i = 0; i < weights.length; i++) {
      const g = scale * gradient[i];
      this.first[i] = beta1 * this.first[i] + (1 - beta1) * g;
      this.second[i] = beta2 * this.second[i] + (1 - beta2) * g * g;
      weights[i] = keep * weights[i] - (rate * this.first[i]) / (correction * Math.sqrt(this.second[i]) + epsilon);
      this.average[i] = decay * this.average[i] + (1 - decay) * weights[i];
    }
    return true;
  }
}

/** The learning rate over its peak at `progress` 0..1 of the run; constant and plateau are 1 throughout. */
export function scheduleRatio(options: TrainerOptions, progress: number): number {
  const { schedule, learningRateWarmup, finalLearningRate } = options;
  const oneCycle = schedule === 'one-cycle';
  if (!oneCycle && schedule !== 'cosine') return 1;
  const ease = (from: number, to: number, x: number) =>
    to + (from - to) * 0.5 * (1 + Math.cos(Math.PI * Math.min(1, x)));
  const rise = oneCycle && learningRateWarmup === 0 ? 0.3 : learningRateWarmup;
  if (progress < rise) return oneCycle ? ease(1 / 25, 1, progress / rise) : progress / rise;
  return ease(1, finalLearningRate, (progress - rise) / (1 - rise));
}
