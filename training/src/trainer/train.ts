import { rm } from 'node:fs/promises';
import type { TrainerOptions, TrainingPair, TrainingProgress, TrainingResult } from '@tonewright/addon';
import type { Control, ModelSpec } from '@tonewright/presets';
import { identify } from '../linear/identify.js';
import { recurrentWeights } from '../linear/recurrentWeights.js';
import { readArchitecture } from '../model/architecture.js';
import { foldOutputGain } from '../model/foldGain.js';
import { autoSettings } from './autoSettings.js';
import { makeTrainer } from './backends/backend.js';
import { type Checkpoint, fingerprintOf, readCheckpoint, writeCheckpoint } from './checkpoint.js';
import { type AlignedPair, splitPairs, trainingPairs } from './dataset.js';
import type { TrainingSettings } from './settings.js';

export interface TrainingRequest {
  settings: TrainingSettings;
  /** All at one sample rate. */
  pairs: AlignedPair[];
  /** Separate recordings to validate on; without them the end of each pair is kept for it. */
  validationPairs?: AlignedPair[];
  /** More to train on, which is not validated on. */
  lessons?: TrainingPair[];
  controls: Control[];
  /** A path from input to output beside the layers; undefined: as the architecture has it. */
  skip?: boolean;
  checkpointPath: string;
  /** Wall time between checkpoints. */
  checkpointSeconds: number;
  resume: boolean;
  /** The epochs of the checkpoint that a resumed training goes on from. */
  onResume?: (history: TrainingProgress[]) => void;
  /** `epochs` is how many are planned. */
  onProgress?: (progress: TrainingProgress, epochs: number) => void;
  /** Now and then, while it trains: a better model than before. */
  onBest?: (best: BestSoFar) => void;
  /** Ends the training at the next update; the best weights so far are kept. */
  signal?: AbortSignal;
}

export interface BestSoFar {
  spec: ModelSpec;
  weights: Float32Array;
  epoch: number;
  validationEsr: number;
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
  const fingerprint = fingerprintOf(options, request.settings.backend);
  const trainer = await makeTrainer(request.settings.backend, options);
  const history: TrainingProgress[] = [];
  if (request.resume) {
    const checkpoint = await readCheckpoint(request.checkpointPath, fingerprint);
    trainer.restore(checkpoint.state);
    history.push(...checkpoint.history);
    request.onResume?.(checkpoint.history);
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
    let best: TrainingProgress | undefined; // not told yet
    const result = await trainer.run(({ state, weights, ...progress }) => {
      history.push(progress);
      if (request.signal?.aborted) cancel(); // maybe before it ran: a first result is kept all the same
      if (progress.best) best = progress;
      if (state) save(state);
      request.onProgress?.(progress, options.epochs);
      if (!weights || !best) return;
      const { epoch, validationEsr } = best;
      best = undefined;
      request.onBest?.({ ...foldOutputGain(options.spec, weights), epoch, validationEsr });
    });
    const finished = result.reason === 'epochs' || result.reason === 'patience';
    if (!finished) save(trainer.state());
    await writing;
    if (finished) await rm(request.checkpointPath, { force: true });
    const samples = options.training.reduce((sum, { audio }) => sum + audio.length, 0);
    const { spec, weights } = foldOutputGain(options.spec, result.weights);
    return {
      spec,
      result: { ...result, weights },
      history,
      samplesPerSecond: (samples * result.epochs) / result.seconds,
    };
  } finally {
    request.signal?.removeEventListener('abort', cancel);
  }
}

function trainerOptions(request: TrainingRequest): TrainerOptions {
  const { settings, pairs, controls } = request;
  const { sampleRate } = pairs[0];
  const { arch, backend, minutes, memory, validation, take, segment, warmup, tbptt, ...rest } = settings;
  const { layers, headGain, identified, ...architecture } = readArchitecture(arch, 1 + controls.length);
  const skip = request.skip ?? architecture.skip;
  const outputGainDb = skip ? 0 : 20 * Math.log10(headGain);
  const separate = request.validationPairs?.flatMap((pair) => trainingPairs(pair));
  const split = splitPairs(pairs, separate ? 0 : validation);
  const training = [...split.training, ...(request.lessons ?? [])];
  const seconds = training.reduce((sum, { audio }) => sum + audio.length, 0) / sampleRate;
  const auto = autoSettings(settings, layers, { seconds, takeSamples: take });
  return {
    ...rest,
    spec: { layers, skip, inputGainDb: 0, outputGainDb, sampleRate },
    optimiser: auto.optimiser,
    initialisation: auto.initialisation,
    epochs: auto.epochs,
    batch: auto.batch,
    learningRate: auto.learningRate,
    training,
    validation: separate ?? split.validation,
    maxSeconds: minutes * 60,
    segmentSamples: take || Math.round(auto.segment * sampleRate),
    warmupSamples: auto.warmup,
    tbpttSamples: auto.tbptt,
    fromRest: take > 0,
    longestMemorySamples: memory * sampleRate,
    checkpointSeconds: request.checkpointSeconds,
    ...(identified ? { initialWeights: recurrentWeights(identify(training, layers[0].outputs - 1)) } : {}),
  };
}
