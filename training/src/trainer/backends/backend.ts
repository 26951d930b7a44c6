import type { LossAndGradient, TrainerOptions, TrainingProgress, TrainingResult } from '@tonewright/addon';

export const backendNames = ['native', 'tfjs'] as const;
export type BackendName = (typeof backendNames)[number];

/** A training: made once, run to its end or cancelled, and resumed from a state. Errors are those of the options. */
export interface Trainer {
  /** Trains until epochs, patience or time end it, or `cancel` is called. */
  run(onProgress: (progress: TrainingProgress) => void): Promise<TrainingResult>;
  /** Loss and gradient of the first chunk of the first batch: what the first update sees. */
  firstGradient(): LossAndGradient;
  /** Ends `run` at the next update; it then resolves with what was reached. */
  cancel(): void;
  /** All that a later trainer with the same options needs to go on; valid between and after runs. */
  state(): Uint8Array;
  restore(state: Uint8Array): void;
}

/** Libraries are loaded only when a back end is used. */
const makers: Record<BackendName, (options: TrainerOptions) => Promise<Trainer>> = {
  native: async (options) => new (await import('@tonewright/addon')).NativeTrainer(options),
  tfjs: async (options) => (await import('./tfjs.js')).makeTfjsTrainer(options),
};

/** A trainer of the back end that is named. @throws NativeError, UserError for options that cannot be used */
export const makeTrainer = (backend: BackendName, options: TrainerOptions): Promise<Trainer> =>
  makers[backend](options);
