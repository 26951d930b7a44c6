import { rm } from 'node:fs/promises';
import {
  NativeTrainer,
  type TrainerOptions,
  type TrainingPair,
  type TrainingProgress,
  type TrainingResult,
} from '@tonewright/addon';
import type { Control, ModelSpec } from '@tonewright/presets';
import { parseArchitecture } from '../model/architecture.js';
import { type Checkpoint, fingerprintOf, readCheckpoint, writeCheckpoint } from './checkpoint.js';
import { type AlignedPair, splitPairs, trainingPair } from './dataset.js';
import type { TrainingSettings } from './settings.js';

export interface TrainingRequest {
  settings: TrainingSettings;
  /** All at one sample rate. */
  pairs: AlignedPair[];
  /** Separate recordings to validate on; without them the end of each pair is kept for it. */
  validationPairs?: AlignedPair[];
  controls: Control[];
  skip: boolean;
  checkpointPath: string;
  /** Wall time between checkpoints. */
  checkpointSeconds: number;
  resume: boolean;
  onProgress?: (progress: TrainingProgress) => void;
  /** Ends the training at the next update; the best weights so far are kept. */
  signal?: AbortSignal;
}

export interface Training {
  spec: ModelSpec;
  result: TrainingResult;
  history: TrainingProgress[];
  /** Samples trained on over the wall time of the training, everything included. */
  samplesPerSecond: number;
}

/**
 * Trains from aligned recordings. A checkpoint is written every few seconds and when the training ends early, so that a
 * killed, cancelled or timed run can be resumed; a finished one leaves none.
 * @throws NativeError for options that do not fit; UserError for a checkpoint that does not
 */
export async function train(request: TrainingRequest): Promise<Training> {
  const options = trainerOptions(request);
  const fingerprint = fingerprintOf(options);
  const trainer = new NativeTrainer(options);
  const history: TrainingProgress[] = [];
  if (request.resume) {
    const checkpoint = await readCheckpoint(request.checkpointPath, fingerprint);
    trainer.restore(checkpoint.state);
    history.push(...checkpoint.history);
  }
  let writing = Promise.resolve();
  const save = (state: Uint8Array) => {
    const checkpoint: Checkpoint = { fingerprint, history: [...history], state };
    writing = writing.then(() => writeCheckpoint(request.checkpointPath, checkpoint));
    writing.catch(() => trainer.cancel());
  };
  const cancel = () => trainer.cancel();
  request.signal?.addEventListener('abort', cancel);
  try {
    const result = await trainer.run(({ state, ...progress }) => {
      history.push(progress);
      if (state) save(state);
      request.onProgress?.(progress);
    });
    const finished = result.reason === 'epochs' || result.reason === 'patience';
    if (!finished) save(trainer.state());
    await writing;
    if (finished) await rm(request.checkpointPath, { force: true });
    const samples = options.training.reduce((sum, { audio }) => sum + audio.length, 0);
    return { spec: options.spec, result, history, samplesPerSecond: (samples * result.epochs) / result.seconds };
  } finally {
    request.signal?.removeEventListener('abort', cancel);
  }
}

function trainerOptions(request: TrainingRequest): TrainerOptions {
  const { settings, pairs, controls, skip } = request;
  const { sampleRate } = pairs[0];
  const { arch, batch, learningRate, minutes, segment, warmup, tbptt, memory, validation, ...rest } = settings;
  const layers = parseArchitecture(arch, 1 + controls.length);
  const separate = request.validationPairs?.map((pair) => trainingPair(pair));
  const split = splitPairs(pairs, separate ? 0 : validation);
  return {
    ...rest,
    batch: batch || batchFor(split.training, sampleRate),
    spec: { layers, skip, inputGainDb: 0, outputGainDb: 0, sampleRate },
    learningRate: learningRate || (layers.some(({ outputs }) => outputs >= 24) ? 0.01 : 0.02),
    training: split.training,
    validation: separate ?? split.validation,
    maxSeconds: minutes * 60,
    segmentSamples: Math.round(segment * sampleRate),
    warmupSamples: warmup,
    tbpttSamples: tbptt,
    longestMemorySamples: memory * sampleRate,
    checkpointSeconds: request.checkpointSeconds,
  };
}

/** Little material wants many updates rather than large batches; more of it keeps two threads busy. */
function batchFor(pairs: TrainingPair[], sampleRate: number): number {
  const seconds = pairs.reduce((sum, { audio }) => sum + audio.length, 0) / sampleRate;
  return seconds < 60 ? 16 : 32;
}
