/**
 * The auxiliary reconstruction loss of Trinh et al. ("Learning longer-term dependencies in RNNs with auxiliary losses",
 * 2018): from the state of the main network at an anchor, a small network has to give the samples that led there.
 */
import { seededRandom } from '../../audio/random.js';
import { type LstmState, PlainAdam, PlainLstm, PlainReadout } from './plainLstm.js';

export interface AuxiliaryOptions {
  units: number;
  auxiliaryUnits: number;
  /** Samples that are reconstructed. */
  segment: number;
  /** On the auxiliary loss alone. */
  pretraining: number;
  /** On both. */
  joint: number;
  learningRate: number;
  seed: number;
}

export interface AuxiliaryRun {
  /** Of the main network: each sample from the true one before. */
  output: Float32Array;
  /** Of the main network, running free from the first sample. */
  free: Float32Array;
  /** Of each epoch: mean squared errors. */
  history: { main: number; auxiliary: number }[];
}

const asInputs = (samples: Float32Array) => Array.from(samples, (sample) => Float64Array.of(sample));

/** The mean squared error and its gradient. */
function squaredError(output: Float64Array, target: Float32Array) {
  const gradient = output.map((value, n) => (2 * (value - target[n])) / target.length);
  const loss = output.reduce((sum, value, n) => sum + (value - target[n]) ** 2, 0) / target.length;
  return { loss, gradient };
}

/** The auxiliary network's first layer has fewer units than the main one: it starts from the state of the first of those. */
const part = ({ hidden, cell }: LstmState, units: number): LstmState => ({
  hidden: hidden.slice(0, units),
  cell: cell.slice(0, units),
});

const widened = ({ hidden, cell }: LstmState, units: number): LstmState => {
  const wide = { hidden: new Float64Array(units), cell: new Float64Array(units) };
  wide.hidden.set(hidden);
  wide.cell.set(cell);
  return wide;
};

/** Full BPTT over the whole signal, one anchor an epoch at a place drawn anew. */
export function trainWithAuxiliary(signal: Float32Array, options: AuxiliaryOptions): AuxiliaryRun {
  const { units, auxiliaryUnits, segment, pretraining, joint, learningRate, seed } = options;
  const random = seededRandom(seed);
  const main = new PlainLstm(1, units, random);
  const readout = new PlainReadout(units, random);
  const first = new PlainLstm(1, auxiliaryUnits, random);
  const second = new PlainLstm(auxiliaryUnits, auxiliaryUnits, random);
  const auxiliaryReadout = new PlainReadout(auxiliaryUnits, random);
  const parts = [main, readout, first, second, auxiliaryReadout];
  const inputs = asInputs(signal.subarray(0, -1));
  const target = signal.subarray(1);
  const history: AuxiliaryRun['history'] = [];
  let adam = new PlainAdam(parts, learningRate);
  for (let epoch = 0; epoch < pretraining + joint; epoch++) {
    if (epoch === pretraining) adam = new PlainAdam(parts, learningRate);
    const anchor = segment + Math.floor(random() * (inputs.length - segment));
    const hidden = main.forward(inputs, main.rest());
    // The segment that ends at the anchor, each sample from the one before.
    const past = signal.subarray(anchor - segment, anchor + 1);
    const state = part(main.stateAfter(anchor), auxiliaryUnits);
    const lower = first.forward(asInputs(past.subarray(0, -1)), state);
    const upper = second.forward(lower, second.rest());
    const rebuilt = squaredError(auxiliaryReadout.forward(upper), past.subarray(1));
    const back = second.backward(auxiliaryReadout.backward(upper, rebuilt.gradient));
    const atAnchor = widened(first.backward(back.inputs).start, units);
    const predicted = squaredError(readout.forward(hidden), target);
    const silent = epoch < pretraining;
    const wanted = silent ? predicted.gradient.fill(0) : predicted.gradient;
    main.backward(readout.backward(hidden, wanted), new Map([[anchor, atAnchor]]));
    adam.step();
    history.push({ main: predicted.loss, auxiliary: rebuilt.loss });
  }
  const output = Float32Array.from(readout.forward(main.forward(inputs, main.rest())));
  return { output, free: runFree(main, readout, signal), history };
}

function runFree(main: PlainLstm, readout: PlainReadout, signal: Float32Array): Float32Array {
  const free = new Float32Array(signal.length);
  free[0] = signal[0];
  let state = main.rest();
  for (let n = 1; n < free.length; n++) {
    const hidden = main.forward([Float64Array.of(free[n - 1])], state);
    state = main.stateAfter(1);
    free[n] = readout.forward(hidden)[0];
  }
  return free;
}
