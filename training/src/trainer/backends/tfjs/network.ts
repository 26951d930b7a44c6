import type { Tensor, Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import { type ModelSpec, type Parameter, parametersOf } from '@tonewright/presets';
import { forward, type RecurrentState, recur, type Sources, type TensorFlow, type Weights } from './layers.js';

/** Where a chunk goes on: the last samples of what convolutions read ([0]: the model's input), and recurrent states. */
export interface NetworkState {
  histories: (Tensor3D | undefined)[];
  recurrent: (RecurrentState | undefined)[];
}

const isRecurrent = (type: string) => type === 'rnn' || type === 'gru' || type === 'lstm';
const decibels = (gain: number) => 10 ** (gain / 20);

/** A model over several sequences at once: [time][lane][channel]. */
export class Network {
  private readonly parameters: Parameter[];
  /** Samples to keep of the model's input ([0]) and of each layer's output. */
  private readonly kept: number[];

  constructor(
    private readonly tf: TensorFlow,
    private readonly spec: ModelSpec,
  ) {
    this.parameters = parametersOf(spec);
    this.kept = Array(spec.layers.length + 1).fill(0);
    for (const [i, { source = i - 1, taps = 1, dilation = 1 }] of spec.layers.entries())
      this.kept[source + 1] = Math.max(this.kept[source + 1], (taps - 1) * dilation);
  }

  /** A tensor for each of `parametersOf`. */
  unpack(weights: Float32Array): Tensor[] {
    return this.parameters.map(({ offset, size, shape }) =>
      this.tf.tensor(weights.slice(offset, offset + size), shape),
    );
  }

  /** The state of a reset: recurrent layers at their initial state, convolutions as if inputs had been 0 for ever. */
  reset(weights: Tensor[], lanes: number): NetworkState {
    const { tf, spec } = this;
    let state: NetworkState = { histories: [], recurrent: [] };
    tf.tidy(() => {
      state = this.run(weights, tf.zeros([1, lanes, spec.layers[0].inputs]) as Tensor3D).state;
      for (const tensor of tensorsOfState(state)) tf.keep(tensor);
    });
    return state;
  }

  /**
   * One chunk: the audio that comes out, [time][lane], and where the next one goes on, which gradients do not pass.
   * @param input [time][lane][input]; the input gain is in it already
   */
  forward(weights: Tensor[], input: Tensor3D, state: NetworkState): { output: Tensor2D; state: NetworkState } {
    const { tf, spec } = this;
    const { output, state: next } = this.run(weights, input, state);
    const audio = (x: Tensor3D) => tf.squeeze(tf.slice(x, [0, 0, 0], [-1, -1, 1]), [2]) as Tensor2D;
    const sum = spec.skip ? tf.add(audio(output), audio(input)) : audio(output);
    return { output: tf.mul(sum, decibels(spec.outputGainDb)), state: next };
  }

  /** Every layer in turn; without a state, what one silent sample gives that has been going on for ever. */
  private run(weights: Tensor[], input: Tensor3D, state?: NetworkState): { output: Tensor3D; state: NetworkState } {
    const { tf, spec } = this;
    const [steps, lanes] = input.shape;
    const full: Tensor3D[] = [];
    const add = (x: Tensor3D) => {
      const rows = this.kept[full.length];
      const past = rows > 0 ? (state?.histories[full.length] ?? tf.tile(x, [rows, 1, 1])) : undefined;
      full.push(past ? tf.concat([past, x], 0) : x);
    };
    const from: Sources = {
      steps,
      rows: (layer, back = 0) => tf.slice(full[layer + 1], [this.kept[layer + 1] - back, 0, 0], [steps, -1, -1]),
    };
    const recurrent: NetworkState['recurrent'] = [];
    add(input);
    for (const [i, layer] of spec.layers.entries()) {
      const own = this.weightsOf(weights, i);
      const source = layer.source ?? i - 1;
      if (!isRecurrent(layer.type)) {
        add(forward(tf, layer, own, source, from));
      } else if (state) {
        const run = recur(tf, layer, own, from.rows(source), state.recurrent[i]!);
        recurrent[i] = run.state;
        add(run.output);
      } else {
        recurrent[i] = this.initialState(own, lanes, layer.outputs);
        add(tf.expandDims(recurrent[i]!.h, 0) as Tensor3D);
      }
    }
    const last = full.at(-1)!;
    const histories = full.map((x, k) =>
      this.kept[k] > 0 ? tf.slice(x, [x.shape[0] - this.kept[k], 0, 0], [-1, -1, -1]) : undefined,
    );
    return { output: tf.slice(last, [last.shape[0] - steps, 0, 0], [-1, -1, -1]), state: { histories, recurrent } };
  }

  private initialState({ initialState, initialCell }: Weights, lanes: number, units: number): RecurrentState {
    const { tf } = this;
    const rows = (row?: Tensor) =>
      (row ? tf.tile(tf.reshape(row, [1, units]), [lanes, 1]) : tf.zeros([lanes, units])) as Tensor2D;
    return { h: rows(initialState), c: rows(initialCell) };
  }

  private weightsOf(weights: Tensor[], layer: number): Weights {
    return Object.fromEntries(
      this.parameters.flatMap((parameter, k) => (parameter.layer === layer ? [[parameter.name, weights[k]]] : [])),
    );
  }
}

/** Every tensor of a state. */
export const tensorsOfState = ({ histories, recurrent }: NetworkState): Tensor[] =>
  [...histories, ...recurrent.flatMap((state) => (state ? [state.h, state.c] : []))].filter((x) => x !== undefined);
