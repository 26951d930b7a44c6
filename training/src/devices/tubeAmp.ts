/** Tube preamplifier: two 12AX7 stages with grid current, cathode bias and coupling capacitors. */

import { chain, type Filter, onePoleHighPass, onePoleLowPass } from '../audio/filters.js';
import { defineDevice } from './device.js';
import { oversample } from './oversampling.js';

const OVERSAMPLING = 8;

/** 12AX7; N. Koren, "Improved vacuum tube models for SPICE simulations", Glass Audio 8(5), 1996. */
const TRIODE = { mu: 100, exponent: 1.4, kg1: 1060, kp: 600, kvb: 300 };
const SUPPLY_VOLTS = 300;
const PLATE_OHM = 100e3;
const CATHODE_OHM = 1500;
const CATHODE_FARAD = 1e-6;
const COUPLING_FARAD = 22e-9;
const GRID_LEAK_OHM = 1e6;
const STOPPER_OHM = 68e3;
/** The grid conducts like a resistor once it is positive. */
const GRID_ON_OHM = 2700;
const GRID_KNEE_VOLTS = 0.05;

/** ln(1 + e^x) without overflow. */
const softplus = (x: number): number => (x > 30 ? x : Math.log1p(Math.exp(x)));

/** Plate current in amperes (Koren, equations 4 and 5). */
export function plateCurrent(plateToCathode: number, gridToCathode: number): number {
  const { mu, exponent, kg1, kp, kvb } = TRIODE;
  const plate = Math.max(0, plateToCathode);
  const effective = (plate / kp) * softplus(kp * (1 / mu + gridToCathode / Math.sqrt(kvb + plate * plate)));
  return (2 * effective ** exponent) / kg1;
}

const gridCurrent = (gridToCathode: number): number =>
  (GRID_KNEE_VOLTS * softplus(gridToCathode / GRID_KNEE_VOLTS)) / GRID_ON_OHM;

/** Plate-to-cathode voltage on the load line: x + R i(x, grid) = supply, whose left side grows with x; by bisection. */
function loadLine(supply: number, gridToCathode: number): number {
  let low = 0;
  let high = supply;
  for (let step = 0; step < 50; step++) {
    const middle = (low + high) / 2;
    if (middle + PLATE_OHM * plateCurrent(middle, gridToCathode) < supply) low = middle;
    else high = middle;
  }
  return low;
}

const GRID_MIN = -8;
const GRID_MAX = 4;
const GRID_STEPS_PER_VOLT = 400;

type Table = Float64Array;

const tables = new Map<number, Table>();

function loadLineTable(supply: number): Table {
  let table = tables.get(supply);
  if (!table) {
    const length = (GRID_MAX - GRID_MIN) * GRID_STEPS_PER_VOLT + 2;
    table = Float64Array.from({ length }, (_, i) => loadLine(supply, GRID_MIN + i / GRID_STEPS_PER_VOLT));
    tables.set(supply, table);
  }
  return table;
}

function lookUp(table: Table, gridToCathode: number): number {
  const position = (Math.max(GRID_MIN, Math.min(GRID_MAX, gridToCathode)) - GRID_MIN) * GRID_STEPS_PER_VOLT;
  const whole = Math.floor(position);
  return table[whole] + (position - whole) * (table[whole + 1] - table[whole]);
}

/**
 * Plate-to-cathode voltage for a grid and a cathode voltage. The load line is looked up for two supplies, as the cathode, which rises by a few volts,
 * takes its share of the supply; between them the answer is as good as linear.
 */
function plateLookUp(): (gridToCathode: number, cathode: number) => number {
  const spread = 5;
  const full = loadLineTable(SUPPLY_VOLTS);
  const less = loadLineTable(SUPPLY_VOLTS - spread);
  return (gridToCathode, cathode) => {
    const plate = lookUp(full, gridToCathode);
    return plate + (cathode / spread) * (lookUp(less, gridToCathode) - plate);
  };
}

/** The grid behind its stopper: grid + R i(grid - cathode) = open, by Newton's method from the last sample's answer. */
function solveGrid(guess: number, open: number, cathode: number): number {
  let grid = guess;
  for (let round = 0; round < 12; round++) {
    const excess = grid + STOPPER_OHM * gridCurrent(grid - cathode) - open;
    const conducting = 1 / (1 + Math.exp(-(grid - cathode) / GRID_KNEE_VOLTS));
    const step = excess / (1 + (STOPPER_OHM / GRID_ON_OHM) * conducting);
    grid -= step;
    if (Math.abs(step) < 1e-7) break;
  }
  return grid;
}

/**
 * One stage: coupling capacitor, grid leak and stopper, triode with a bypassed cathode resistor, plate resistor. Capacitors move slowly against a
 * sample at the oversampled rate, so they step forward (Euler); grid and plate are solved for each sample. Output: plate voltage against rest.
 */
export function triodeStage(sampleRate: number): Filter {
  const plateToCathode = plateLookUp();
  const currentAt = (plate: number, cathode: number) => (SUPPLY_VOLTS - cathode - plate) / PLATE_OHM;
  let cathode = 1.5;
  for (let settle = 0; settle < 200; settle++) {
    cathode += 0.5 * (CATHODE_OHM * currentAt(plateToCathode(-cathode, cathode), cathode) - cathode);
  }
  const rest = plateToCathode(-cathode, cathode) + cathode;
  let coupling = 0;
  let grid = 0;
  return (u) => {
    const open = u - coupling;
    grid = solveGrid(grid, open, cathode);
    coupling += (open / GRID_LEAK_OHM + gridCurrent(grid - cathode)) / (COUPLING_FARAD * sampleRate);
    const plate = plateToCathode(grid - cathode, cathode);
    const output = plate + cathode - rest;
    cathode += (currentAt(plate, cathode) - cathode / CATHODE_OHM) / (CATHODE_FARAD * sampleRate);
    return output;
  };
}

export const tubeAmp = defineDevice({
  id: 'tube-amp',
  name: 'Tube preamplifier',
  description:
    'Two 12AX7 stages after Koren with grid current, cathode bias and coupling capacitors; the gain knob lies between them.',
  controls: [{ id: 'gain', name: 'Gain', min: 0, max: 1, default: 0.5 }],
  render(input, sampleRate, { gain }) {
    const rate = OVERSAMPLING * sampleRate;
    // The divider after the first stage, an audio-taper potentiometer.
    const divider = 0.01 * 100 ** gain;
    const circuit = chain(
      triodeStage(rate),
      onePoleHighPass(20, rate),
      (volts) => divider * volts,
      // The divider's resistance into the Miller capacitance of the second triode.
      onePoleLowPass(7000, rate),
      triodeStage(rate),
      onePoleHighPass(20, rate),
      onePoleLowPass(9000, rate),
    );
    const output = oversample(input, OVERSAMPLING, circuit);
    return output.map((volts) => volts / 250);
  },
});
