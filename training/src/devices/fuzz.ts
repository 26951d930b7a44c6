/** Fuzz: one transistor whose base rectifies what drives it, so that loud notes shift its own working point and choke it. */

import { chain, type Filter, onePoleHighPass, onePoleLowPass } from '../audio/filters.js';
import { defineDevice } from './device.js';
import { oversample } from './oversampling.js';

const OVERSAMPLING = 8;
const SUPPLY_VOLTS = 9;
const CURRENT_GAIN = 90;
const COLLECTOR_OHM = 10e3;
const BIAS_OHM = 2.2e6;
const SOURCE_OHM = 10e3;
const COUPLING_FARAD = 100e-9;
const MILLER_HZ = 5000;
const SATURATION_CURRENT = 1e-14;
const THERMAL_VOLTAGE = 0.02583;
/** Collector voltage when the transistor is fully on. */
const LOWEST_COLLECTOR = 0.1;

/** Ebers-Moll, forward part. */
const baseCurrent = (volts: number): number =>
  (SATURATION_CURRENT / CURRENT_GAIN) * Math.expm1(volts / THERMAL_VOLTAGE);

/** A smooth saturation: the drop across the collector resistor bends over as the collector comes down to the emitter. */
function collectorVolts(base: number): number {
  const full = SUPPLY_VOLTS - LOWEST_COLLECTOR;
  const drop = CURRENT_GAIN * baseCurrent(base) * COLLECTOR_OHM;
  return SUPPLY_VOLTS - drop / (1 + (drop / full) ** 4) ** 0.25;
}

/** The base voltage at which the bias resistor feeds just the base; by bisection. */
function restingBase(): number {
  let low = 0;
  let high = 1;
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (baseCurrent(middle) < (SUPPLY_VOLTS - middle) / BIAS_OHM) low = middle;
    else high = middle;
  }
  return low;
}

/**
 * Source and coupling capacitor feed the base: i = C dq/dt with u = Rs i + q + v, and i + (V - v) / Rb = ib(v). Loud peaks charge the capacitor through
 * the base diode; it comes back slowly through the bias resistor, and the transistor starves meanwhile. Backward Euler (the trapezoidal rule
 * would ring at the diode's knee) with Newton's method, its step limited to a few thermal voltages.
 */
export function transistorStage(sampleRate: number): Filter {
  const perSample = 1 / (COUPLING_FARAD * sampleRate);
  const resistance = SOURCE_OHM + perSample;
  const atRest = restingBase();
  const quiet = collectorVolts(atRest);
  let base = atRest;
  let charge = -atRest;
  return (u) => {
    for (let iteration = 0; iteration < 40; iteration++) {
      const intoBase = baseCurrent(base);
      const current = (u - base - charge) / resistance + (SUPPLY_VOLTS - base) / BIAS_OHM - intoBase;
      const conductance = 1 / resistance + 1 / BIAS_OHM + intoBase / THERMAL_VOLTAGE;
      const step = Math.max(-4 * THERMAL_VOLTAGE, Math.min(4 * THERMAL_VOLTAGE, current / conductance));
      base += step;
      if (Math.abs(step) < 1e-8) break;
    }
    charge += ((u - base - charge) / resistance) * perSample;
    return collectorVolts(base) - quiet;
  };
}

export const fuzz = defineDevice({
  id: 'fuzz',
  name: 'Fuzz',
  description:
    'One transistor stage with a coupling capacitor that its base diode charges: asymmetric, gated, alive to the level.',
  controls: [{ id: 'fuzz', name: 'Fuzz', min: 0, max: 1, default: 0.6 }],
  render(input, sampleRate, { fuzz: amount }) {
    const rate = OVERSAMPLING * sampleRate;
    const gain = 0.5 * 20 ** amount;
    const circuit = chain(
      (sample) => gain * sample,
      // Miller capacitance of the transistor against the source.
      onePoleLowPass(MILLER_HZ, rate),
      transistorStage(rate),
      onePoleHighPass(30, rate),
      onePoleLowPass(6000, rate),
    );
    const output = oversample(input, OVERSAMPLING, circuit);
    return output.map((sample) => 0.11 * sample);
  },
});
