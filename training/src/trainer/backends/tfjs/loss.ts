// The losses as native/training/loss.hpp has them: relative to the training targets' mean energy, over a whole batch.
import type { Scalar, Tensor, Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import type { TrainerOptions, TrainingPair } from '@tonewright/addon';
import { UserError } from '../../../errors.js';
import type { TensorFlow } from './layers.js';

/** Mean square of all targets through 1 - coefficient z^-1, from silence. */
export function meanEnergy(pairs: TrainingPair[], coefficient: number): number {
  let [sum, count] = [0, 0];
  for (const { target } of pairs) {
    for (let n = 0; n < target.length; n++) sum += (target[n] - (n > 0 ? coefficient * target[n - 1] : 0)) ** 2;
    count += target.length;
  }
  return sum / count;
}

/** Sizes of the transform, which are the windows', with hops of a quarter. */
const stftSizes = [512, 256, 128];
const powerFloor = 1e-8;

interface Resolution {
  size: number;
  /** Windowed cosines and sines: [size][2 bins]. */
  basis: Tensor2D;
}

/** One chunk's output and target, [time][lane]; what does not count is masked by 0. */
interface Chunk {
  output: Tensor2D;
  target: Tensor2D;
  mask: Tensor2D;
  /** The last error of the chunk before, [1][lane]. */
  before: Tensor2D;
}

export class Loss {
  private readonly coefficient: number;
  private readonly energy: number;
  private readonly emphasisedEnergy: number;
  private readonly resolutions: Resolution[];

  /** @throws UserError for losses that this back end does not have */
  constructor(
    private readonly tf: TensorFlow,
    private readonly options: TrainerOptions,
  ) {
    if (typeof options.preEmphasis !== 'number')
      throw new UserError(
        "--backend tfjs has no A-weighting. Give --pre-emphasis a number, or use '--backend native'.",
      );
    this.coefficient = options.preEmphasis;
    this.energy = meanEnergy(options.training, 0);
    this.emphasisedEnergy = meanEnergy(options.training, this.coefficient);
    if (!(this.energy > 0 && this.emphasisedEnergy > 0))
      throw new UserError('The training targets are silent; give recordings with sound in them.');
    const spectral = options.loss.some(({ kind }) => kind === 'mrstft');
    if (spectral && options.tbpttSamples < stftSizes[0])
      throw new UserError(`--tbptt: the STFT loss expects chunks of at least ${stftSizes[0]} samples.`);
    this.resolutions = spectral ? stftSizes.map((size) => ({ size, basis: this.basis(size) })) : [];
  }

  /** The weighted sum, and the errors' energies, plain and emphasised. */
  evaluate(chunk: Chunk) {
    const { tf } = this;
    const error: Tensor2D = tf.mul(tf.sub(chunk.output, chunk.target), chunk.mask);
    const [steps] = error.shape;
    const delayed = tf.slice(tf.concat([chunk.before, error], 0), [0, 0], [steps, -1]);
    const filtered: Tensor2D = tf.sub(error, tf.mul(this.coefficient, delayed));
    const terms = this.options.loss.map(({ kind, weight }) => tf.mul(weight, this.terms[kind](error, filtered, chunk)));
    return {
      loss: tf.addN(terms) as Scalar,
      plain: tf.sum(tf.square(error)) as Scalar,
      emphasised: tf.sum(tf.square(filtered)) as Scalar,
      last: tf.slice(error, [steps - 1, 0], [1, -1]) as Tensor2D,
    };
  }

  private readonly terms: Record<
    TrainerOptions['loss'][number]['kind'],
    (error: Tensor2D, filtered: Tensor2D, chunk: Chunk) => Scalar
  > = {
    esr: (_, filtered) => this.mean(this.tf.square(filtered), this.emphasisedEnergy),
    mse: (error) => this.mean(this.tf.square(error)),
    mae: (error) => this.mean(this.tf.abs(error)),
    dc: (error) => this.mean(this.tf.square(this.tf.sum(error, 0)), this.options.tbpttSamples * this.energy),
    mrstft: (_, __, { output, target, mask }) => this.spectral(this.tf.mul(output, mask), this.tf.mul(target, mask)),
  };

  /** Sum over a batch's samples, divided by their number and by `unit`. */
  private mean(values: Tensor, unit = 1): Scalar {
    const { batch, tbpttSamples } = this.options;
    return this.tf.div(this.tf.sum(values), batch * tbpttSamples * unit);
  }

  /** Spectral convergence and log magnitude distance of each lane (Yamamoto et al. 2020), the mean over resolutions. */
  private spectral(output: Tensor2D, target: Tensor2D): Scalar {
    const { tf } = this;
    const losses = this.resolutions.map((resolution) => {
      const [y, x] = [this.magnitudes(output, resolution), this.magnitudes(target, resolution)];
      const perLane = (values: Tensor3D) => tf.sum(values, [0, 2]);
      const convergence = tf.div(perLane(tf.square(tf.sub(y, x))), perLane(tf.square(x)));
      const logs = tf.mean(tf.abs(tf.log(tf.div(y, x))), [0, 2]);
      return tf.sum(tf.add(tf.sqrt(tf.add(convergence, 1e-20)), logs));
    });
    return tf.div(tf.addN(losses), losses.length * this.options.batch);
  }

  /** [frame][lane][bin] of a signal [time][lane]. */
  private magnitudes(signal: Tensor2D, { size, basis }: Resolution): Tensor3D {
    const { tf } = this;
    const [steps, lanes] = signal.shape;
    const count = Math.floor((steps - size) / (size / 4)) + 1;
    const frames = Array.from({ length: count }, (_, f) =>
      tf.transpose(tf.slice(signal, [(f * size) / 4, 0], [size, -1])),
    );
    const parts = tf.square(tf.matMul(tf.concat(frames, 0) as Tensor2D, basis));
    const [real, imaginary] = tf.split(parts, 2, 1);
    const power = tf.maximum(tf.add(real, imaginary), powerFloor);
    return tf.reshape(tf.sqrt(power), [count, lanes, size / 2 + 1]);
  }

  private basis(size: number): Tensor2D {
    const bins = size / 2 + 1;
    const rows = Array.from({ length: size }, (_, n) => {
      const window = 0.5 - 0.5 * Math.cos((2 * Math.PI * (n + 0.5)) / size);
      return Array.from({ length: 2 * bins }, (_, k) => {
        const angle = (2 * Math.PI * (k % bins) * n) / size;
        return window * (k < bins ? Math.cos(angle) : Math.sin(angle));
      });
    });
    return this.tf.tensor2d(rows);
  }
}
