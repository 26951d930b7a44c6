/** Whether a response is a spring's, and which. */
import { arrivalBands, renderArrivals } from './arrivals.js';
import { bandCentres } from './bands.js';
import { type Dispersion, findSpring } from './dispersion.js';
import { fitArrivals } from './fitArrivals.js';
import { bandEnergies } from './measure.js';

const LOSSES_SECONDS = [0.0125, 0.025, 0.05, 0.1, 0.2, 0.4];
/** The first echoes tell. */
const LOSS_PART_SECONDS = 0.2;

/** The dispersion of a spring, with the loss on the long ways near its cut-off that leaves least of the recording there. */
export function fitDispersion(samples: Float32Array, sampleRate: number): Dispersion | undefined {
  const spring = findSpring(samples, sampleRate);
  if (!spring) return undefined;
  const { cutoffHz, ledSeconds } = spring;
  const centresHz = arrivalBands(sampleRate);
  const band = bandCentres(sampleRate).findIndex((hz) => hz * Math.SQRT2 > cutoffHz);
  const part = samples.subarray(0, Math.round(LOSS_PART_SECONDS * sampleRate));
  let best: { dispersion?: Dispersion; left: number } = { left: Number.POSITIVE_INFINITY };
  for (const rt60Seconds of LOSSES_SECONDS) {
    const dispersion: Dispersion = { law: 'spring', cutoffHz, ledSeconds, rt60Seconds };
    const shape = { centresHz, sampleRate, dispersion };
    const early = renderArrivals(fitArrivals(part, shape), shape);
    const residual = part.map((x, n) => x - (early[n] ?? 0));
    const left = bandEnergies(residual, sampleRate)[band].reduce((a, b) => a + b, 0);
    if (left < best.left) best = { dispersion, left };
  }
  return best.dispersion;
}
