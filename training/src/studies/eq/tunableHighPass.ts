/**
 * A high-pass of second order whose cut-off is a knob, in the layers of a GRU network. Of the poles at some positions of
 * the knob the first two stages know how far from the centre they lie: each takes away what a one-pole low-pass of its
 * signal follows, which leaves exactly nothing of a constant, so that what lies far below the cut-off is right however
 * small it is. The last stage turns them: it takes away a part of what a low-pass with these poles lets through.
 *
 * In a GRU the update gate is how far a state moves in a sample: a sigmoid, here of the knob and of a curve over it.
 * Signals are small where they pass a tanh, so that it hardly bends them.
 */
import { LeastSquares } from '../../linear/leastSquares.js';
import type { Pole } from '../../linear/stateSpace.js';

/** What was found at a position of the knob, 0 to 1: a pair of conjugate poles. */
export interface Setting {
  position: number;
  pole: Pole;
}

/** `--arch` text. */
export const network = 'gru:4+dense:2/linear+gru:5+dense:2/linear+gru:4';

const level = 0.002;
/** Of a gate that is open, as good as. */
const open = 20;
/** Rises e-fold with every third of the knob's way, as gates do beside a straight line over a knob of 20 to 1. */
const bend = { slope: 1.5, offset: -2.5 };
const curveAt = (position: number) => Math.tanh(bend.slope * position + bend.offset);

const gates = { update: 0, reset: 1, candidate: 2 } as const;
type Gate = keyof typeof gates;

/** A reset-after GRU of two inputs, signal and knob (native/engine/spec.hpp for the order of its weights), and a dense layer. */
class Stage {
  private readonly gru: Float32Array;
  private readonly dense: Float32Array;
  private used = 0;

  constructor(
    private readonly units: number,
    private readonly outputs: number,
  ) {
    this.gru = new Float32Array(3 * units * (2 + units + 2));
    this.dense = new Float32Array((units + 1) * outputs);
  }

  get weights(): number[] {
    return [...this.gru, ...this.dense];
  }

  input(from: 'signal' | 'knob', gate: Gate, unit: number, weight: number): void {
    this.set(from === 'signal' ? 0 : 1, gate, unit, weight);
  }
  state(from: number, gate: Gate, unit: number, weight: number): void {
    this.set(2 + from, gate, unit, weight);
  }
  bias(gate: Gate, unit: number, value: number): void {
    this.set(2 + this.units, gate, unit, value);
  }
  output(unit: number, to: number, weight: number): void {
    this.dense[unit * this.outputs + to] = weight / level;
  }
  private set(row: number, gate: Gate, unit: number, value: number): void {
    this.gru[(3 * row + gates[gate]) * this.units + unit] = value;
  }

  /** A unit that moves as its gates say. */
  unit(): number {
    return this.used++;
  }

  /** A unit that is its candidate at once. */
  private prompt(): number {
    const unit = this.unit();
    this.bias('update', unit, -open);
    return unit;
  }

  pass(from: 'signal' | 'knob'): number {
    const unit = this.prompt();
    this.input(from, 'candidate', unit, level);
    return unit;
  }

  curve(): number {
    const unit = this.prompt();
    this.input('knob', 'candidate', unit, bend.slope);
    this.bias('candidate', unit, bend.offset);
    return unit;
  }

  /** The state of a sample ago. */
  past(of: number): number {
    const unit = this.prompt();
    this.bias('reset', unit, open);
    this.state(of, 'candidate', unit, 1);
    return unit;
  }

  /** Lets a gate follow values between 0 and 1 at the settings, as nearly as line and curve can. */
  tune(gate: Gate, unit: number, curve: number, settings: Setting[], value: (setting: Setting) => number): void {
    const rows = new LeastSquares(3);
    for (const setting of settings) {
      const share = value(setting);
      rows.add([1, setting.position, curveAt(setting.position)], Math.log(share / (1 - share)));
    }
    const [constant, slope, bending] = rows.solve();
    this.bias(gate, unit, constant);
    this.input('knob', gate, unit, slope);
    this.state(curve, gate, unit, bending);
  }
}

const radius = ({ pole }: Setting) => Math.hypot(...pole);

/** (z - 1) / (z - r) times r or, of the follower's state of a sample ago, times 1; with r the radius of the poles. */
function firstOrder(settings: Setting[], isOfPast: boolean): number[] {
  const stage = new Stage(isOfPast ? 5 : 4, 2);
  const [signal, knob, curve, follower] = [stage.pass('signal'), stage.pass('knob'), stage.curve(), stage.unit()];
  stage.input('signal', 'candidate', follower, level);
  stage.tune('update', follower, curve, settings, radius);
  stage.output(signal, 0, 1);
  stage.output(isOfPast ? stage.past(follower) : follower, 0, -1);
  stage.output(knob, 1, 1);
  return stage.weights;
}

/** (z - r)^2 over the poles: the signal, less the second state of a pair that turns with them. */
function secondOrder(settings: Setting[]): number[] {
  const turn = ({ pole: [real, imaginary] }: Setting) => imaginary / (1 - real);
  const most = 1.02 * Math.max(...settings.map(turn)); // the reset gate stays below 1
  const stage = new Stage(4, 1);
  const [signal, curve, first, second] = [stage.pass('signal'), stage.curve(), stage.unit(), stage.unit()];
  for (const unit of [first, second]) {
    stage.tune('update', unit, curve, settings, ({ pole: [real] }) => real);
    stage.tune('reset', unit, curve, settings, (setting) => turn(setting) / most);
  }
  stage.input('signal', 'candidate', first, level);
  stage.state(second, 'candidate', first, -most);
  stage.state(first, 'candidate', second, most);
  const shares = settings.map((setting) => {
    const [real, imaginary] = setting.pole;
    return (2 * (radius(setting) - real)) / ((1 - real) * imaginary);
  });
  stage.output(signal, 0, 1);
  stage.output(second, 0, -shares.reduce((sum, share) => sum + share, 0) / shares.length);
  return stage.weights;
}

/** Flat weights of `network`. */
export const weightsFor = (settings: Setting[]): Float32Array =>
  Float32Array.of(...firstOrder(settings, false), ...firstOrder(settings, true), ...secondOrder(settings));
