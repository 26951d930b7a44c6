/**
 * An LSTM layer in plain double precision whose initial state is an input with a gradient, which the trainer's kernels do
 * not have: for the auxiliary loss, where one network begins from another's state. Gates i, f, g, o; forward, then
 * backward over the same steps.
 */
import type { Random } from '../../audio/random.js';

export interface LstmState {
  hidden: Float64Array;
  cell: Float64Array;
}

export class PlainLstm {
  /** [4 units][inputs + units + 1], the last column the bias. */
  readonly weights: Float64Array;
  readonly gradient: Float64Array;
  private readonly columns: number;
  private inputsSeen: Float64Array[] = [];
  private gates: Float64Array[] = [];
  private states: LstmState[] = [];

  constructor(
    private readonly inputs: number,
    readonly units: number,
    random: Random,
  ) {
    this.columns = inputs + units + 1;
    const limit = 1 / Math.sqrt(units);
    this.weights = Float64Array.from({ length: 4 * units * this.columns }, () => limit * (2 * random() - 1));
    this.gradient = new Float64Array(this.weights.length);
  }

  rest(): LstmState {
    return { hidden: new Float64Array(this.units), cell: new Float64Array(this.units) };
  }

  /** The hidden states of each step. */
  forward(inputs: Float64Array[], start: LstmState): Float64Array[] {
    this.inputsSeen = inputs;
    this.gates = [];
    this.states = [start];
    for (const input of inputs) this.step(input);
    return this.states.slice(1).map(({ hidden }) => hidden);
  }

  /** After so many steps of the last `forward`. */
  stateAfter(steps: number): LstmState {
    return this.states[steps];
  }

  private step(input: Float64Array): void {
    const { units, columns, weights } = this;
    const before = this.states[this.states.length - 1];
    const gates = new Float64Array(4 * units);
    for (let row = 0; row < 4 * units; row++) {
      let at = row * columns;
      let sum = 0;
      for (let k = 0; k < input.length; k++) sum += weights[at++] * input[k];
      for (let k = 0; k < units; k++) sum += weights[at++] * before.hidden[k];
      sum += weights[at];
      gates[row] = row >= 2 * units && row < 3 * units ? Math.tanh(sum) : 1 / (1 + Math.exp(-sum));
    }
    const after = this.rest();
    for (let k = 0; k < units; k++) {
      after.cell[k] = gates[units + k] * before.cell[k] + gates[k] * gates[2 * units + k];
      after.hidden[k] = gates[3 * units + k] * Math.tanh(after.cell[k]);
    }
    this.gates.push(gates);
    this.states.push(after);
  }

  /**
   * Adds to `gradient`.
   * @param outputs d(loss)/d(hidden) of each step
   * @param at gradients of the state after some steps, from elsewhere
   * @returns of the inputs, and of the state to start from
   */
  backward(outputs: Float64Array[], at = new Map<number, LstmState>()): { inputs: Float64Array[]; start: LstmState } {
    const { units, columns, weights, gradient } = this;
    const inputGradients: Float64Array[] = [];
    let later = this.rest();
    for (let t = outputs.length - 1; t >= 0; t--) {
      const [gates, before, after, input] = [this.gates[t], this.states[t], this.states[t + 1], this.inputsSeen[t]];
      const given = at.get(t + 1);
      const sums = new Float64Array(4 * units);
      const earlier = this.rest();
      for (let k = 0; k < units; k++) {
        const [i, f, g, o] = [gates[k], gates[units + k], gates[2 * units + k], gates[3 * units + k]];
        const tanh = Math.tanh(after.cell[k]);
        const hidden = outputs[t][k] + later.hidden[k] + (given?.hidden[k] ?? 0);
        const cell = later.cell[k] + (given?.cell[k] ?? 0) + hidden * o * (1 - tanh * tanh);
        sums[k] = cell * g * i * (1 - i);
        sums[units + k] = cell * before.cell[k] * f * (1 - f);
        sums[2 * units + k] = cell * i * (1 - g * g);
        sums[3 * units + k] = hidden * tanh * o * (1 - o);
        earlier.cell[k] = cell * f;
      }
      const inputGradient = new Float64Array(this.inputs);
      for (let row = 0; row < 4 * units; row++) {
        const delta = sums[row];
        let place = row * columns;
        for (let k = 0; k < input.length; k++, place++) {
          gradient[place] += delta * input[k];
          inputGradient[k] += delta * weights[place];
        }
        for (let k = 0; k < units; k++, place++) {
          gradient[place] += delta * before.hidden[k];
          earlier.hidden[k] += delta * weights[place];
        }
        gradient[place] += delta;
      }
      inputGradients[t] = inputGradient;
      later = earlier;
    }
    return { inputs: inputGradients, start: later };
  }
}

/** A linear output of a sequence of hidden states. */
export class PlainReadout {
  readonly weights: Float64Array;
  readonly gradient: Float64Array;

  constructor(
    private readonly units: number,
    random: Random,
  ) {
    const limit = 1 / Math.sqrt(units);
    this.weights = Float64Array.from({ length: units + 1 }, () => limit * (2 * random() - 1));
    this.gradient = new Float64Array(units + 1);
  }

  forward = (hidden: Float64Array[]): Float64Array =>
    Float64Array.from(hidden, (state) =>
      state.reduce((sum, h, k) => sum + this.weights[k] * h, this.weights[this.units]),
    );

  /** Gradients of the hidden states from those of the outputs; adds to `gradient`. */
  backward(hidden: Float64Array[], outputs: Float64Array): Float64Array[] {
    return hidden.map((state, t) => {
      for (let k = 0; k < this.units; k++) this.gradient[k] += outputs[t] * state[k];
      this.gradient[this.units] += outputs[t];
      return Float64Array.from(state, (_, k) => outputs[t] * this.weights[k]);
    });
  }
}

/** Adam (Kingma and Ba 2015) over parts that hold weights and their gradient, which it clears. */
export class PlainAdam {
  private readonly moments: Float64Array[][];
  private steps = 0;

  constructor(
    private readonly parts: { weights: Float64Array; gradient: Float64Array }[],
    private readonly rate: number,
  ) {
    this.moments = parts.map(({ weights }) => [new Float64Array(weights.length), new Float64Array(weights.length)]);
  }

  step(): void {
    this.steps++;
    const [first, second] = [1 - 0.9 ** this.steps, 1 - 0.999 ** this.steps];
    for (const [i, { weights, gradient }] of this.parts.entries()) {
      const [m, v] = this.moments[i];
      for (let k = 0; k < weights.length; k++) {
        m[k] = 0.9 * m[k] + 0.1 * gradient[k];
        v[k] = 0.999 * v[k] + 0.001 * gradient[k] ** 2;
        weights[k] -= (this.rate * (m[k] / first)) / (Math.sqrt(v[k] / second) + 1e-8);
      }
      gradient.fill(0);
    }
  }
}
