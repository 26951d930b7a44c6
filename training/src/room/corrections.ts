/** The learnt part of the diffuse sound: what must be added to a band's slopes, and between the bands, to have the recording's energies. */
import { powerToDb } from '../audio/channels.js';
import { nextPowerOfTwo, powerSpectrum, realFft } from '../audio/fft.js';
import { octavePlace, powerAt, THIRD_OCTAVE_HZ } from './diffuse.js';
import type { DiffuseBand } from './document.js';
import { type BandCurve, STEP_SECONDS } from './measure.js';

/** Until the decay has fallen this far, or meets the noise, it is corrected. */
const CORRECTED_DB = 65;

/** Times of a band's corrections: close together at first, then apart by a part of the decay. */
export function knots(band: DiffuseBand, length: number): number[] {
  const widthHz = band.centreHz * Math.SQRT1_2;
  const closest = Math.max(0.004, 0.8 / widthHz);
  const times = [0];
  const loudest = Math.max(...Array.from({ length: 50 }, (_, k) => powerAt(band, 0.002 * k)));
  for (let t = closest; t < length * STEP_SECONDS; t += Math.max(closest, Math.min(0.3 * t, 0.07 * band.rt60Seconds))) {
    const levelDb = powerToDb(powerAt(band, t));
    if (levelDb < band.noiseDb || levelDb < powerToDb(loudest) - CORRECTED_DB) break;
    times.push(t);
  }
  return times;
}

/** Sums of `values` under the triangles of a band's times, over the band's power. */
function underKnots(band: DiffuseBand, value: (step: number) => number, steps: number): Float64Array {
  const { seconds } = band.corrections;
  const sums = new Float64Array(seconds.length);
  if (seconds.length === 0) return sums;
  const end = seconds[seconds.length - 1];
  let k = 0;
  for (let step = 0; step < steps; step++) {
    const t = (step + 0.5) * STEP_SECONDS;
    if (t > end && seconds.length > 1) break;
    while (k + 2 < seconds.length && t >= seconds[k + 1]) k++;
    const share = seconds.length > 1 ? (t - seconds[k]) / (seconds[k + 1] - seconds[k]) : 0;
    const weighted = value(step) / powerAt(band, t);
    sums[k] += (1 - share) * weighted;
    if (seconds.length > 1) sums[k + 1] += share * weighted;
  }
  return sums;
}

const CORRECTION_LIMITS_DB: [number, number] = [-50, 25];
/** As far as tilting may go: what a document may say. */
const TILT_LIMITS_DB: [number, number] = [-90, 90];
/** How far the rendered whole may move a band's corrections from what the residual alone says: down, where neighbours reach over, and up. */
const MOVED_DB: [down: number, up: number] = [-24, 6];
/** Each round's share of the way to the mean of the neighbours: against corrections that fight each other. */
const SMOOTHING = 0.1;

export const within = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value));

function smooth(db: number[]): number[] {
  return db.map((value, k) => {
    const neighbours = 0.5 * ((db[k - 1] ?? value) + (db[k + 1] ?? value));
    return value + SMOOTHING * (neighbours - value);
  });
}

const diffuseEnergy = (band: DiffuseBand, sampleRate: number) => (step: number) =>
  powerAt(band, (step + 0.5) * STEP_SECONDS) * sampleRate * STEP_SECONDS;

const noiseEnergy = (band: DiffuseBand, sampleRate: number) => 10 ** (band.noiseDb / 10) * sampleRate * STEP_SECONDS;

/** The corrections that give a band the energies of the residual: what the arrivals leave of the recording. */
export function followResidual(band: DiffuseBand, residual: Float64Array, sampleRate: number): void {
  const noise = noiseEnergy(band, sampleRate);
  const [low, high] = CORRECTION_LIMITS_DB;
  for (let round = 0; round < 4; round++) {
    const wanted = underKnots(band, (step) => residual[step] - noise, residual.length);
    const found = underKnots(band, diffuseEnergy(band, sampleRate), residual.length);
    const followed = band.corrections.db.map((db, k) => within(db + powerToDb(wanted[k] / found[k]), low, high));
    band.corrections.db = smooth(followed);
  }
}

/** One step of a band's corrections towards the recording's energies: multiplicative, as those that minimise the Itakura-Saito divergence. */
export function correct(
  band: DiffuseBand,
  recorded: BandCurve,
  rendered: Float64Array,
  anchorDb: number[],
  sampleRate: number,
): void {
  const steps = Math.min(recorded.energies.length, rendered.length);
  const noise = noiseEnergy(band, sampleRate);
  const wanted = underKnots(band, (step) => recorded.energies[step] - noise, steps);
  const found = underKnots(band, (step) => rendered[step], steps);
  const diffuse = underKnots(band, diffuseEnergy(band, sampleRate), steps);
  band.corrections.db = band.corrections.db.map((db, k) => {
    const factor = 1 + (wanted[k] - found[k]) / Math.max(found[k], diffuse[k]);
    return within(db + powerToDb(within(factor, 0.5, 2)), anchorDb[k] + MOVED_DB[0], anchorDb[k] + MOVED_DB[1]);
  });
}

/** Of what is missing in a round of tilting: levels move the curve's ends, too. */
const TILTED_SHARE = 0.6;

/** Tilts a band's corrections so that a measured RT60 comes nearer to the wanted one. */
export function tilt({ corrections }: DiffuseBand, wantedSeconds: number, foundSeconds: number): void {
  const dbPerSecond = TILTED_SHARE * (60 / foundSeconds - 60 / wantedSeconds);
  corrections.db = corrections.db.map((db, k) => within(db + dbPerSecond * corrections.seconds[k], ...TILT_LIMITS_DB));
}

/** Level of the residual's third octaves over the render's; 0 in bands that have no corrections, because their noise hides them. */
export function colourOf(
  residual: Float32Array,
  rendered: Float32Array,
  bands: readonly DiffuseBand[],
  sampleRate: number,
): number[] {
  const fft = realFft(nextPowerOfTwo(Math.max(residual.length, rendered.length)));
  const [wanted, found] = [residual, rendered].map((samples) => powerSpectrum(fft.forward(samples)));
  return THIRD_OCTAVE_HZ.map((hz, third) => {
    const { band, share } = octavePlace(third, bands.length);
    if (bands[share < 0.5 ? band : band + 1].corrections.seconds.length === 0) return 0;
    const from = Math.round((hz * 2 ** (-1 / 6) * fft.size) / sampleRate);
    const to = Math.min(fft.size / 2, Math.round((hz * 2 ** (1 / 6) * fft.size) / sampleRate));
    if (to <= from) return 0;
    let [a, b] = [0, 0];
    for (let k = from; k < to; k++) {
      a += wanted[k];
      b += found[k];
    }
    return powerToDb(a / b);
  });
}
