// Plays batches of sequences chunk by chunk, and differentiates the loss of a chunk by the weights.
import type { Scalar, Tensor, Tensor2D } from '@tensorflow/tfjs';
import type { LossAndGradient, TrainerOptions } from '@tonewright/addon';
import { parametersOf } from '@tonewright/presets';
import { gather, type Sequence } from './batches.js';
import type { TensorFlow } from './layers.js';
import { Loss } from './loss.js';
import { Network, type NetworkState, tensorsOfState } from './network.js';

/** Sums of squared errors, plain and pre-emphasised. */
export interface Errors {
  plain: number;
  emphasised: number;
}

export class Player {
  private readonly network: Network;
  private readonly loss: Loss;
  private batch: Sequence[] = [];
  private position = 0;
  /** Where the next chunk goes on, and the last error, [1][lane]. */
  private carried?: { state: NetworkState; before: Tensor2D };

  /** @throws UserError for options that this back end does not have */
  constructor(
    private readonly tf: TensorFlow,
    private readonly options: TrainerOptions,
  ) {
    this.network = new Network(tf, options.spec);
    this.loss = new Loss(tf, options);
  }

  /** Another batch, at rest and then played through its warm-up. */
  begin(batch: Sequence[], weights: Float32Array): void {
    const { tf } = this;
    const { batch: lanes, warmupSamples, tbpttSamples } = this.options;
    this.end();
    const tensors = this.network.unpack(weights);
    const state = this.network.reset(tensors, lanes);
    tf.dispose(tensors);
    this.carried = { state, before: tf.zeros([1, lanes]) };
    this.batch = batch;
    this.position = -warmupSamples;
    while (this.position < 0) this.play(weights, Math.min(tbpttSamples, -this.position));
  }

  /** Gives the batch's memory back. */
  end(): void {
    if (this.carried) this.tf.dispose([...tensorsOfState(this.carried.state), this.carried.before]);
    this.carried = undefined;
  }

  /** The errors of the batch's next `steps` samples. */
  play(weights: Float32Array, steps = this.options.tbpttSamples): Errors {
    return this.tf.tidy(() => {
      const { plain, emphasised } = this.forward(this.network.unpack(weights), steps);
      return { plain: plain.dataSync()[0], emphasised: emphasised.dataSync()[0] };
    });
  }

  /** The loss of the batch's next chunk and its gradient, which does not reach back into the chunk before. */
  backpropagate(weights: Float32Array): LossAndGradient {
    const { tf, options } = this;
    return tf.tidy(() => {
      const lossOf = (...tensors: Tensor[]) => this.forward(tensors, options.tbpttSamples).loss as Scalar;
      const { value, grads } = tf.valueAndGrads(lossOf)(this.network.unpack(weights));
      const gradient = new Float32Array(weights.length);
      for (const [k, { offset }] of parametersOf(options.spec).entries()) gradient.set(grads[k].dataSync(), offset);
      return { loss: value.dataSync()[0], gradient };
    });
  }

  private forward(weights: Tensor[], steps: number) {
    const { tf } = this;
    const { batch: lanes, spec } = this.options;
    const { state, before } = this.carried!;
    const samples = gather(this.batch, lanes, this.position, steps, 10 ** (spec.inputGainDb / 20));
    const played = this.network.forward(
      weights,
      tf.tensor3d(samples.input, [steps, lanes, spec.layers[0].inputs]),
      state,
    );
    const errors = this.loss.evaluate({
      output: played.output,
      target: tf.tensor2d(samples.target, [steps, lanes]),
      mask: tf.tensor2d(samples.mask, [steps, lanes]),
      before,
    });
    this.end();
    this.carried = { state: played.state, before: errors.last };
    for (const tensor of [...tensorsOfState(played.state), errors.last]) tf.keep(tensor);
    this.position += steps;
    return errors;
  }
}
