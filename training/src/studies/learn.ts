import {
  NativeModel,
  NativeTrainer,
  type TrainerOptions,
  type TrainingPair,
  type TrainingProgress,
} from '@tonewright/addon';
import type { ModelSpec } from '@tonewright/presets';
import { readArchitecture } from '../model/architecture.js';

/** A network and what it learns; the rest of the trainer's options is plain: Adam at 1e-3, squared error, random weights. */
export interface Lesson extends Partial<Omit<TrainerOptions, 'spec' | 'training' | 'validation'>> {
  /** `--arch` text. */
  network: string;
  sampleRate: number;
  /** A path from input to output beside the layers; default none. */
  skip?: boolean;
  training: TrainingPair[];
  /** Default: the training pairs themselves, as where one signal is to be learnt by heart. */
  validation?: TrainingPair[];
}

export interface Learnt {
  model: NativeModel;
  spec: ModelSpec;
  weights: Float32Array;
  history: TrainingProgress[];
  /** Of training. */
  seconds: number;
}

const plain = {
  epochs: 100,
  maxSeconds: 0,
  batch: 16,
  segmentSamples: 1 << 30,
  warmupSamples: 0,
  tbpttSamples: 512,
  fromRest: true,
  optimiser: 'adam',
  weightDecay: 0,
  schedule: 'constant',
  learningRate: 1e-3,
  finalLearningRate: 0.01,
  learningRateWarmup: 0,
  clip: 0,
  ema: 0,
  loss: [{ kind: 'esr', weight: 1 }],
  preEmphasis: 0,
  patience: 0,
  seed: 1,
  longestMemorySamples: 0,
  threads: 0,
  checkpointSeconds: 0,
} satisfies Partial<TrainerOptions>;

/** Trains to the end and keeps the best weights by validation. @throws NativeError */
export async function learn({ network, sampleRate, skip = false, ...lesson }: Lesson): Promise<Learnt> {
  const { layers } = readArchitecture(network, 1 + lesson.training[0].controls.length);
  const spec: ModelSpec = { layers, skip, inputGainDb: 0, outputGainDb: 0, sampleRate };
  const trainer = new NativeTrainer({ ...plain, validation: lesson.training, ...lesson, spec });
  const history: TrainingProgress[] = [];
  const result = await trainer.run((progress) => history.push(progress));
  return {
    model: NativeModel.create(spec, result.weights),
    spec,
    weights: result.weights,
    history,
    seconds: result.seconds,
  };
}

/** The sample to come, from each sample: what a model that continues a signal learns. */
export const toContinue = (signal: Float32Array): TrainingPair => ({
  audio: signal.subarray(0, -1),
  target: signal.subarray(1),
  controls: [],
});
