/**
 * The engine and the trainer's kernels in Node. Everything that takes time runs on threads of its own and returns a
 * promise; every error is a NativeError that says what was expected, what was found and what to do.
 */
import { createRequire } from 'node:module';
import type { Binding, NativeModelHandle, NativeTrainerHandle } from './binding.js';
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

export type * from './types.js';

const binding = createRequire(import.meta.url)('../build/Release/tonewright.node') as Binding;

export class NativeError extends Error {
  override name = 'NativeError';
}

function guarded<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw new NativeError((error as Error).message);
  }
}

async function guardedAsync<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw new NativeError((error as Error).message);
  }
}

/** A model ready to play. */
export class NativeModel {
  private constructor(private readonly handle: NativeModelHandle) {}

  /**
   * Reads a preset (the bytes of a JSON file in any format that the product reads) with the reader that the plugin
   * has, and runs its self-test. @throws NativeError when it is not valid or does not sound as it should
   */
  static read(json: Uint8Array, options?: ReadOptions): NativeModel {
    return guarded(() => new NativeModel(new binding.Model(json, options)));
  }

  /** A model from its weights image (native/engine/image.md). @throws NativeError when it is damaged */
  static fromImage(image: Uint8Array): NativeModel {
    return guarded(() => new NativeModel(new binding.Model(image, 'image')));
  }

  /** A model from its description and flat weights (order: native/engine/spec.hpp). @throws NativeError */
  static create(spec: ModelSpec, weights: Float32Array, options?: ModelOptions): NativeModel {
    return guarded(() => new NativeModel(new binding.Model(spec, weights, options)));
  }

  get info(): ModelInfo {
    return this.handle.info;
  }

  /**
   * The model's output from its start, on a thread of its own, in time with the audio: any latency is taken out.
   * @param audio samples at the model's rate, or at that of `playing`
   * @param controls one value 0..1 for each further input; a Float32Array of the audio's length for one that moves
   * @param playing at another rate or oversampled; left out: as the model is
   */
  process(audio: Float32Array, controls: (number | Float32Array)[] = [], playing?: RateRequest): Promise<Float32Array> {
    return guardedAsync(() => this.handle.process(audio, controls, playing));
  }

  /**
   * Processor time that playing `audio` takes a fresh model, in seconds: without its start, and whatever else this
   * computer does meanwhile.
   */
  secondsOf(audio: Float32Array, controls: number[] = []): Promise<number> {
    return guardedAsync(() => this.handle.secondsOf(audio, controls));
  }

  /**
   * What a model without controls makes of a seed on its own: after the seed, each output is the next input.
   * @returns the `samples` that follow the seed. @throws NativeError when the model has controls
   */
  generate(seed: Float32Array, samples: number): Promise<Float32Array> {
    return guardedAsync(() => this.handle.generate(seed, samples));
  }

  /** How the model would be played, and how late. @throws NativeError when it cannot be */
  atRate(playing: RateRequest): RateInfo {
    return guarded(() => this.handle.atRate(playing));
  }

  /** The weights image that the engine plays from (native/engine/image.md). @throws NativeError for RTNeural */
  image(): Uint8Array {
    return guarded(() => this.handle.image());
  }
}

/** A training: made once, run to its end or cancelled, and resumed from a state. */
export class NativeTrainer {
  private readonly handle: NativeTrainerHandle;

  /** @throws NativeError when an option or the data cannot be used */
  constructor(options: TrainerOptions) {
    this.handle = guarded(() => new binding.Trainer(options));
  }

  /** Trains on threads of its own until epochs, patience or time end it, or `cancel` is called. */
  run(onProgress: (progress: TrainingProgress) => void): Promise<TrainingResult> {
    return guardedAsync(() => this.handle.run(onProgress));
  }

  /** Loss and gradient of the first chunk of the first batch: what the first update sees. */
  firstGradient(): LossAndGradient {
    return guarded(() => this.handle.firstGradient());
  }

  /** Flat, as of the last update; before a run those that it starts from. */
  weights(): Float32Array {
    return guarded(() => this.handle.weights());
  }

  /** Ends `run` at the next update; it then resolves with what was reached. */
  cancel(): void {
    this.handle.cancel();
  }

  /** All that a later trainer with the same options needs to go on exactly; valid between and after runs. */
  state(): Uint8Array {
    return guarded(() => this.handle.state());
  }

  /** Goes on from `state`. @throws NativeError when it belongs to other options or is damaged */
  restore(state: Uint8Array): void {
    guarded(() => this.handle.restore(state));
  }
}
