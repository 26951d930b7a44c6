import {
  NativeModel,
  NativeTrainer,
  type TrainerOptions,
  type TrainingPair,
  type TrainingProgress,
} from '@tonewright/addon';
import type { LayerSpec, ModelSpec } from '@tonewright/presets';
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

/** A model without gains and without a path beside its layers. */
export const modelOf = (layers: LayerSpec[], weights: Float32Array, sampleRate: number): NativeModel =>
  NativeModel.create({ ...bare, layers, sampleRate }, weights);

const bare = { skip: false, inputGainDb: 0, outputGainDb: 0 };

function trainerOf({ network, sampleRate, skip = false, ...lesson }: Lesson) {
  const { layers } = readArchitecture(network, 1 + lesson.training[0].controls.length);
  const spec: ModelSpec = { ...bare, layers, skip, sampleRate };
  return { spec, trainer: new NativeTrainer({ ...plain, validation: lesson.training, ...lesson, spec }) };
}

/** The weights that a lesson would start from. @throws NativeError */
export const startingWeights = (lesson: Lesson): Float32Array => trainerOf(lesson).trainer.weights();

/** Trains to the end and keeps the best weights by validation. @throws NativeError */
export async function learn(lesson: Lesson): Promise<Learnt> {
  const { spec, trainer } = trainerOf(lesson);
  const history: TrainingProgress[] = [];
  const { weights, seconds } = await trainer.run((progress) => history.push(progress));
  return { model: NativeModel.create(spec, weights), spec, weights, history, seconds };
}

/** The sample to come, from each sample: what a model that continues a signal learns. */
export const toContinue = (signal: Float32Array): TrainingPair => ({
  audio: signal.subarray(0, -1),
  target: signal.subarray(1),
  controls: [],
});
