/** Overdrive: an op-amp stage that lifts and filters, then two diodes across a capacitor that clip, then a tone control. */

import { chain, type Filter, onePoleHighPass, onePoleLowPass } from '../audio/filters.js';
import { defineDevice } from './device.js';
import { oversample } from './oversampling.js';

const OVERSAMPLING = 8;

/** 2.2 kOhm into 10 nF with a pair of 1N4148 across it. */
const RESISTANCE = 2200;
const CAPACITANCE = 10e-9;
const SATURATION_CURRENT = 2.52e-9;
/** Emission coefficient times thermal voltage. */
const DIODE_VOLTAGE = 1.752 * 0.02583;

/**
 * dv/dt = (u - v) / (R C) - 2 Is / C sinh(v / (n Vt)); Yeh, Abel & Smith, "Simplified, physically-informed models of distortion and overdrive guitar
 * effects pedals", DAFx-07. Trapezoidal rule, solved by Newton's method with the step limited to a few diode voltages, where sinh is tame.
 */
export function diodeClipper(sampleRate: number): Filter {
  const half = 0.5 / sampleRate;
  const charge = 1 / (RESISTANCE * CAPACITANCE);
  const leak = (2 * SATURATION_CURRENT) / CAPACITANCE;
  let v = 0;
  let slope = 0;
  return (u) => {
    const known = v + half * slope;
    for (let iteration = 0; iteration < 30; iteration++) {
      const growth = Math.exp(v / DIODE_VOLTAGE);
      const sinh = 0.5 * (growth - 1 / growth);
      const cosh = 0.5 * (growth + 1 / growth);
      const error = v - known - half * ((u - v) * charge - leak * sinh);
      const step = error / (1 + half * (charge + (leak / DIODE_VOLTAGE) * cosh));
      v -= Math.max(-2 * DIODE_VOLTAGE, Math.min(2 * DIODE_VOLTAGE, step));
      if (Math.abs(step) < 1e-7) break;
    }
    // What the trapezoidal rule says of the solution.
    slope = (v - known) / half;
    return v;
  };
}

/** What a 9 V battery leaves on either side. */
const RAIL_VOLTS = 4.3;

/**
 * Limits to +-limit with little aliasing: the mean of the limiter between two samples, from its antiderivative (Parker, Zavalishin & Le Bivic,
 * "Reducing the aliasing of nonlinear waveshaping using continuous-time convolution", DAFx-16).
 */
function hardClip(limit: number): Filter {
  const clip = (x: number) => Math.max(-limit, Math.min(limit, x));
  const integral = (x: number) => (Math.abs(x) <= limit ? (x * x) / 2 : limit * Math.abs(x) - (limit * limit) / 2);
  let last = 0;
  let lastIntegral = 0;
  return (x) => {
    const now = integral(x);
    const change = x - last;
    const output = Math.abs(change) < 1e-6 ? clip((x + last) / 2) : (now - lastIntegral) / change;
    last = x;
    lastIntegral = now;
    return output;
  };
}

/** Non-inverting op-amp: 1 + gain in the band between the corner of its 4.7 kOhm and 47 nF and that of its feedback capacitor of 51 pF. */
function opAmpStage(drive: number, sampleRate: number): Filter {
  const feedback = 51e3 + 500e3 * drive ** 2;
  const high = onePoleHighPass(1 / (2 * Math.PI * 4700 * 47e-9), sampleRate);
  const low = onePoleLowPass(1 / (2 * Math.PI * feedback * 51e-12), sampleRate);
  const gain = feedback / 4700;
  const rails = hardClip(RAIL_VOLTS);
  return (sample) => {
    const lifted = sample + low(gain * high(sample));
    return rails(lifted);
  };
}

export const overdrive = defineDevice({
  id: 'overdrive',
  name: 'Diode overdrive',
  description:
    'Op-amp gain of 12 to 118, then a diode clipper solved by the trapezoidal rule, then a low-pass tone control.',
  controls: [
    { id: 'drive', name: 'Drive', min: 0, max: 1, default: 0.5 },
    { id: 'tone', name: 'Tone', min: 0, max: 1, default: 0.5 },
  ],
  render(input, sampleRate, { drive, tone }) {
    const rate = OVERSAMPLING * sampleRate;
    const toneHz = 700 * 10 ** tone;
    const circuit = chain(
      onePoleHighPass(15, rate),
      opAmpStage(drive, rate),
      diodeClipper(rate),
      onePoleLowPass(toneHz, rate),
      onePoleHighPass(15, rate),
    );
    return oversample(input, OVERSAMPLING, circuit);
  },
});
