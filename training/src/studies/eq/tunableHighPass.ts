/**
 * A high-pass of second order whose cut-off is a knob, in the layers of a GRU network. Two stages, written down, take away
 * what a one-pole low-pass of the signal follows: each leaves exactly nothing of a constant, so that what lies far below
 * the cut-off is right however small. What they lack, a gentle rise around the cut-off, is learnt by a last stage, whose
 * errors are then a share of what has come through.
 *
 * In a GRU the update gate is how far a state moves in a sample; as a sigmoid of the knob it grows about exponentially, as
 * the cut-off does. Signals are small where they pass a tanh, so that it hardly bends them.
 */
import type { LayerSpec } from '@tonewright/presets';

export interface Tuning {
  /** Hz, for the knob from 0 to 1; a logarithmic taper. */
  cutoffAt: (position: number) => number;
  sampleRate: number;
}

const level = 0.02;
const gates = { update: 0, reset: 1, candidate: 2 } as const;
type Gate = keyof typeof gates;

/** Flat weights of a reset-after GRU (native/engine/spec.hpp) by name; 0 at first. */
class GruWeights {
  constructor(
    readonly inputs: number,
    readonly units: number,
    readonly flat: Float32Array = new Float32Array(3 * units * (inputs + units + 2)),
  ) {}
  private at = (row: number, gate: Gate, unit: number) => (3 * row + gates[gate]) * this.units + unit;
  input = (from: number, gate: Gate, unit: number) => this.at(from, gate, unit);
  state = (from: number, gate: Gate, unit: number) => this.at(this.inputs + from, gate, unit);
  bias = (gate: Gate, unit: number) => this.at(this.inputs + this.units, gate, unit);
  /** Of the state's side. */
  stateBias = (gate: Gate, unit: number) => this.at(this.inputs + this.units + 1, gate, unit);
}

const logit = (share: number) => Math.log(share / (1 - share));

/** A gate that is a sigmoid of the knob, input 1, and right at both ends. */
function tune({ flat, input, bias }: GruWeights, gate: Gate, unit: number, [low, high]: number[]): void {
  flat[bias(gate, unit)] = logit(low);
  flat[input(1, gate, unit)] = logit(high) - logit(low);
}

/** The unit's state is its input, at once. */
function pass({ flat, input, bias }: GruWeights, from: number, unit: number): void {
  flat[bias('update', unit)] = -20;
  flat[input(from, 'candidate', unit)] = level;
}

/** A stage: what it leaves of its signal, and the knob. Inputs and outputs are signal and knob. */
function stage({ cutoffAt, sampleRate }: Tuning): Float32Array {
  const gru = new GruWeights(2, 3);
  pass(gru, 0, 0);
  const keeps = [0, 1].map((end) => Math.exp((-Math.SQRT2 * Math.PI * cutoffAt(end)) / sampleRate));
  tune(gru, 'update', 1, keeps);
  gru.flat[gru.input(0, 'candidate', 1)] = level;
  pass(gru, 1, 2);
  const dense = [1 / level, 0, -1 / level, 0, 0, 1 / level, 0, 0]; // [3][2], biases
  return Float32Array.of(...gru.flat, ...dense);
}

const stageLayers: LayerSpec[] = [
  { type: 'gru', activation: 'tanh', inputs: 2, outputs: 3, resetAfter: true },
  { type: 'dense', activation: 'linear', inputs: 3, outputs: 2 },
];

/** The two stages alone, for what the last one has to learn from. */
export function firstStages(tuning: Tuning): { layers: LayerSpec[]; weights: Float32Array } {
  const signal: LayerSpec = { type: 'dense', activation: 'linear', inputs: 2, outputs: 1 };
  return {
    layers: [...stageLayers, ...stageLayers, signal],
    weights: Float32Array.of(...stage(tuning), ...stage(tuning), 1, 0, 0),
  };
}

/**
 * What the last stage, a GRU with a path beside it, begins as: (2 - sqrt 2) w s / (s^2 + sqrt(2) w s + w^2) beside 1, with
 * w the cut-off, of two states, h0' = w/sqrt(2) (x - h0 - h1) and h1' = w/sqrt(2) (h0 - h1). The reset gate takes the
 * little that the turning between them lacks at high cut-offs.
 */
export function lastStage(random: Float32Array, units: number, { cutoffAt, sampleRate }: Tuning): Float32Array {
  const weights = random.slice();
  const gru = new GruWeights(2, units, weights);
  const step = (hz: number) => (Math.PI * Math.SQRT2 * hz) / sampleRate;
  const moves = [0, 1].map((end) => 1 - Math.exp(-step(cutoffAt(end))) * Math.cos(step(cutoffAt(end))));
  const turns = [0, 1].map((end) => (Math.exp(-step(cutoffAt(end))) * Math.sin(step(cutoffAt(end)))) / moves[end]);
  const turning = 1.01; // the reset gate is below 1
  for (const unit of [0, 1]) {
    for (const gate of Object.keys(gates) as Gate[]) {
      for (let from = 0; from < 2; from++) weights[gru.input(from, gate, unit)] = 0;
      for (let from = 0; from < units; from++) weights[gru.state(from, gate, unit)] = 0;
      weights[gru.bias(gate, unit)] = 0;
      weights[gru.stateBias(gate, unit)] = 0;
    }
    tune(
      gru,
      'update',
      unit,
      moves.map((move) => 1 - move),
    );
    tune(
      gru,
      'reset',
      unit,
      turns.map((turn) => turn / turning),
    );
  }
  weights[gru.input(0, 'candidate', 0)] = level;
  weights[gru.state(1, 'candidate', 0)] = -turning;
  weights[gru.state(0, 'candidate', 1)] = turning;
  const output = 3 * units * (2 + units + 2);
  const share = (2 - Math.SQRT2) * Math.SQRT2;
  weights.fill(0, output);
  weights[output] = share / level;
  weights[output + 1] = -share / level;
  return weights;
}

/** All stages as one network without a path beside it: a unit more in the last stage takes that one's place. */
export function joined(
  last: Float32Array,
  units: number,
  tuning: Tuning,
): { layers: LayerSpec[]; weights: Float32Array } {
  const [narrow, wide] = [new GruWeights(2, units, last), new GruWeights(2, units + 1)];
  for (const gate of Object.keys(gates) as Gate[])
    for (let unit = 0; unit < units; unit++) {
      for (let from = 0; from < 2; from++)
        wide.flat[wide.input(from, gate, unit)] = last[narrow.input(from, gate, unit)];
      for (let from = 0; from < units; from++)
        wide.flat[wide.state(from, gate, unit)] = last[narrow.state(from, gate, unit)];
      wide.flat[wide.bias(gate, unit)] = last[narrow.bias(gate, unit)];
      wide.flat[wide.stateBias(gate, unit)] = last[narrow.stateBias(gate, unit)];
    }
  pass(wide, 0, units);
  const output = last.subarray(3 * units * (2 + units + 2));
  return {
    layers: [
      ...stageLayers,
      ...stageLayers,
      { ...stageLayers[0], outputs: units + 1 },
      { type: 'dense', activation: 'linear', inputs: units + 1, outputs: 1 },
    ],
    weights: Float32Array.of(
      ...stage(tuning),
      ...stage(tuning),
      ...wide.flat,
      ...output.subarray(0, units),
      1 / level,
      output[units],
    ),
  };
}
