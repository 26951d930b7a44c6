import type { LossAndGradient, TrainerOptions, TrainingProgress, TrainingResult } from '@tonewright/addon';
import { seededRandom } from '../../../audio/random.js';
import { UserError } from '../../../errors.js';
import type { Trainer } from '../backend.js';
import { batchesOf, cutSequences } from './batches.js';
import { initialWeights } from './initialise.js';
import type { TensorFlow } from './layers.js';
import { meanEnergy } from './loss.js';
import { Optimiser, scheduleRatio } from './optimiser.js';
import { type Errors, Player } from './player.js';
import { readState, writeState } from './state.js';

/** What moves with the epochs, beside the weights. */
const fresh = {
  ...{ epoch: 0, bestEpoch: 0, bestEsr: Number.MAX_VALUE, sinceBest: 0, sinceDrop: 0 },
  ...{ rateFactor: 1, recoveries: 0, seconds: 0 },
};

/** After a divergence training goes on from the best weights at half the rate, so often. */
const maxRecoveries = 3;
const plateauPatience = 5;

const samplesOf = (pairs: TrainerOptions['training']) => pairs.reduce((sum, { audio }) => sum + audio.length, 0);

/** Lets timers, signals and files have their turn between updates, which block. */
const breathe = () => new Promise(setImmediate);

/** The native trainer's way of training, by TensorFlow.js. Its random numbers, and so its weights, are others. */
export class TfjsTrainer implements Trainer {
  private readonly player: Player;
  /** Samples of a sequence: whole chunks. */
  private readonly sequenceSamples: number;
  private weights: Float32Array;
  private best: Float32Array;
  private optimiser: Optimiser;
  private numbers = { ...fresh };
  private cancelled = false;
  private started = 0;
  /** As of the end of the last full epoch. */
  private saved: Uint8Array;

  /** @throws UserError for options that this back end does not have */
  constructor(
    tf: TensorFlow,
    private readonly options: TrainerOptions,
  ) {
    const { spec, tbpttSamples, segmentSamples, seed, longestMemorySamples } = options;
    if (options.feedback || options.withoutBiases || options.initialisation === 'orthogonal')
      throw new UserError(
        'Feedback, training without biases and orthogonal weights are the native back end’s alone. Take --backend native.',
      );
    this.player = new Player(tf, options);
    const round = options.fromRest ? Math.ceil : Math.round;
    this.sequenceSamples = tbpttSamples * Math.max(1, round(segmentSamples / tbpttSamples));
    this.weights = options.initialWeights?.slice() ?? initialWeights(spec, longestMemorySamples, seededRandom(seed));
    this.best = this.weights.slice();
    this.optimiser = new Optimiser(options, this.weights);
    this.saved = this.snapshot();
  }

  firstGradient(): LossAndGradient {
    const [batch] = batchesOf(cutSequences(this.options.training, this.sequenceSamples), this.options.batch);
    this.player.begin(batch, this.weights);
    const result = this.player.backpropagate(this.weights);
    this.player.end();
    return result;
  }

  async run(onProgress: (progress: TrainingProgress) => void): Promise<TrainingResult> {
    const { checkpointSeconds } = this.options;
    this.cancelled = false;
    this.load(this.saved);
    this.started = performance.now() - 1000 * this.numbers.seconds;
    if (this.options.initialWeights && this.numbers.epoch === 0) await this.validateStart();
    let lastSaved = this.numbers.seconds;
    let reason = this.stopReason();
    while (!reason) {
      const begun = this.elapsed();
      const trainingLoss = await this.trainEpoch();
      if (this.cancelled) break;
      const samplesPerSecond = samplesOf(this.options.training) / (this.elapsed() - begun);
      if (trainingLoss === undefined && this.numbers.recoveries >= maxRecoveries) reason = 'diverged';
      else if (trainingLoss === undefined) this.recover();
      const progress = await this.endEpoch();
      const due = checkpointSeconds > 0 && progress.seconds - lastSaved >= checkpointSeconds;
      if (due) lastSaved = progress.seconds;
      const saved = due ? { state: this.saved, weights: this.best.slice() } : {};
      onProgress({ ...progress, trainingLoss: trainingLoss ?? Number.NaN, samplesPerSecond, ...saved });
      reason ??= this.stopReason();
    }
    this.load(this.saved);
    return this.result(reason ?? 'cancelled');
  }

  cancel(): void {
    this.cancelled = true;
  }

  state(): Uint8Array {
    return this.saved;
  }

  restore(state: Uint8Array): void {
    this.load(state);
    this.saved = this.snapshot();
  }

  private elapsed = () => (performance.now() - this.started) / 1000;

  private timeIsUp = () => this.options.maxSeconds > 0 && this.elapsed() >= this.options.maxSeconds;

  private stopReason(): TrainingResult['reason'] | undefined {
    const { epochs, patience } = this.options;
    if (this.numbers.epoch >= epochs) return 'epochs';
    if (patience > 0 && this.numbers.sinceBest >= patience) return 'patience';
    return this.timeIsUp() ? 'time' : undefined;
  }

  private rateAt(epochsDone: number): number {
    const { epochs, maxSeconds, learningRate } = this.options;
    const progress = Math.max(epochsDone / epochs, maxSeconds > 0 ? this.elapsed() / maxSeconds : 0);
    return learningRate * this.numbers.rateFactor * scheduleRatio(this.options, progress);
  }

  /** The mean loss over an epoch, or over what of it there was time for; undefined when it diverged. */
  private async trainEpoch(): Promise<number | undefined> {
    const { training, fromRest, seed, batch: lanes, tbpttSamples } = this.options;
    const random = seededRandom(seed + 7919 * (this.numbers.epoch + 1));
    const batches = batchesOf(cutSequences(training, this.sequenceSamples, random, !fromRest), lanes);
    const chunks = this.sequenceSamples / tbpttSamples;
    const updates = batches.length * chunks;
    let [sum, done] = [0, 0];
    for (; done < updates && !this.cancelled && !this.timeIsUp(); done++) {
      if (done % chunks === 0) this.player.begin(batches[done / chunks], this.weights);
      const { loss, gradient } = this.player.backpropagate(this.weights);
      const rate = this.rateAt(this.numbers.epoch + done / updates);
      if (!Number.isFinite(loss) || !this.optimiser.step(this.weights, gradient, rate)) return undefined;
      sum += loss;
      await breathe();
    }
    this.player.end();
    return (sum * lanes * tbpttSamples) / ((samplesOf(training) * Math.max(1, done)) / updates);
  }

  /** Weights that were given are the best until others are better. */
  private async validateStart(): Promise<void> {
    this.numbers.bestEsr = (await this.validate(this.weights)).validationEsrPreEmphasised;
    this.saved = this.snapshot();
  }

  /** Back to the best weights at half the rate. */
  private recover(): void {
    this.numbers.recoveries++;
    this.numbers.rateFactor *= 0.5;
    this.weights = this.best.slice();
    this.optimiser = new Optimiser(this.options, this.weights);
  }

  /** Validates and keeps the state. */
  private async endEpoch(): Promise<Omit<TrainingProgress, 'trainingLoss' | 'samplesPerSecond'>> {
    const { numbers, options } = this;
    const candidate = options.ema > 0 ? this.optimiser.average : this.weights;
    const validation = await this.validate(candidate);
    const best = validation.validationEsrPreEmphasised < numbers.bestEsr;
    numbers.epoch++;
    numbers.sinceBest++;
    numbers.sinceDrop++;
    if (best) {
      this.best = candidate.slice();
      numbers.bestEsr = validation.validationEsrPreEmphasised;
      numbers.bestEpoch = numbers.epoch;
      numbers.sinceBest = numbers.sinceDrop = 0;
    } else if (options.schedule === 'plateau' && numbers.sinceDrop >= plateauPatience) {
      numbers.rateFactor *= 0.5;
      numbers.sinceDrop = 0;
    }
    numbers.seconds = this.elapsed();
    this.saved = this.snapshot();
    const { epoch, seconds, recoveries } = numbers;
    return { epoch, seconds, recoveries, ...validation, best, learningRate: this.rateAt(epoch) };
  }

  /** The error-to-signal ratios on the validation recordings, cut into about as many sequences as there are lanes. */
  private async validate(weights: Float32Array) {
    const { batch: lanes, validation, tbpttSamples, fromRest, preEmphasis } = this.options;
    const longest = Math.max(...validation.map(({ audio }) => audio.length));
    const share = fromRest ? longest : Math.ceil(longest / Math.max(1, Math.floor(lanes / validation.length)));
    const chunks = Math.ceil(share / tbpttSamples);
    const sum: Errors = { plain: 0, emphasised: 0 };
    for (const batch of batchesOf(cutSequences(validation, chunks * tbpttSamples), lanes)) {
      this.player.begin(batch, weights);
      for (let chunk = 0; chunk < chunks; chunk++) {
        const { plain, emphasised } = this.player.play(weights);
        sum.plain += plain;
        sum.emphasised += emphasised;
        await breathe();
      }
    }
    this.player.end();
    const energy = (coefficient: number) => samplesOf(validation) * meanEnergy(validation, coefficient);
    return {
      validationEsr: sum.plain / energy(0),
      validationEsrPreEmphasised: sum.emphasised / energy(Number(preEmphasis)),
    };
  }

  private async result(reason: TrainingResult['reason']): Promise<TrainingResult> {
    const { epoch: epochs, bestEpoch, seconds, recoveries } = this.numbers;
    const validation = await this.validate(this.best);
    return { reason, epochs, bestEpoch, seconds, recoveries, ...validation, weights: Float32Array.from(this.best) };
  }

  private snapshot(): Uint8Array {
    const { first, second, average, steps } = this.optimiser;
    const arrays = { weights: this.weights, best: this.best, first, second, average };
    return writeState({ numbers: { ...this.numbers, steps }, arrays });
  }

  private load(bytes: Uint8Array): void {
    const { numbers, arrays } = readState(bytes);
    const { steps, ...rest } = numbers;
    if (arrays.weights.length !== this.weights.length)
      throw new UserError('The checkpoint belongs to another model. Start without --resume.');
    this.numbers = { ...fresh, ...rest };
    this.weights = arrays.weights;
    this.best = arrays.best;
    this.optimiser = new Optimiser(this.options, this.weights);
    Object.assign(this.optimiser, { first: arrays.first, second: arrays.second, average: arrays.average, steps });
  }
}
