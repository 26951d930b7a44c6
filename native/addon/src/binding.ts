/** What the compiled addon exports; `index.ts` gives it a friendlier face. */
import type {
  LossAndGradient,
  ModelInfo,
  ModelOptions,
  ModelSpec,
  RateInfo,
  RateRequest,
  ReadOptions,
  TrainerOptions,
  TrainingProgress,
  TrainingResult,
} from './types.js';

export interface NativeModelHandle {
  readonly info: ModelInfo;
  process(audio: Float32Array, controls: (number | Float32Array)[], playing?: RateRequest): Promise<Float32Array>;
  secondsOf(audio: Float32Array, controls: number[]): Promise<number>;
  generate(seed: Float32Array, samples: number): Promise<Float32Array>;
  atRate(playing: RateRequest): RateInfo;
  image(): Uint8Array;
}

export interface NativeTrainerHandle {
  run(onProgress: (progress: TrainingProgress) => void): Promise<TrainingResult>;
  firstGradient(): LossAndGradient;
  weights(): Float32Array;
  cancel(): void;
  state(): Uint8Array;
  restore(state: Uint8Array): void;
}

export interface Binding {
  Model: {
    new (json: Uint8Array, options?: ReadOptions): NativeModelHandle;
    new (image: Uint8Array, kind: 'image'): NativeModelHandle;
    new (spec: ModelSpec, weights: Float32Array, options?: ModelOptions): NativeModelHandle;
  };
  Trainer: new (options: TrainerOptions) => NativeTrainerHandle;
}
