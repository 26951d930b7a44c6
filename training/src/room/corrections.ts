/** The learnt part of the diffuse sound: what must be added to a band's slopes, and between the bands, to have the recording's energies. */
import { powerToDb } from '../audio/channels.js';
import { nextPowerOfTwo, powerSpectrum, realFft } from '../audio/fft.js';
import { CURVE_DOWN_TO_DB } from './compare.js';
import { octavePlace, powerAt, THIRD_OCTAVE_HZ } from './diffuse.js';
import type { DiffuseBand } from './document.js';
import { type BandCurve, decayEnergy, STEP_SECONDS } from './measure.js';

/** Until the decay has fallen this far, or ends in the recording, it is corrected. */
const CORRECTED_DB = 65;
/** Behind the last of the times the decay goes on as the recording's model does; so much of it, as a share of the RT60, says how. */
const TAIL_SHARE = 0.2;

/** Where the decay bends so far from a straight line between two times, and is as loud as a comparison asks for, there is one between them. */
const BENT_DB = 0.5;
const BENT_ABOVE_DB = -50;
/** In two, one after the other. */
const MOST_DIVISIONS = 4;

/** Times of a band's corrections: close together at first and where the decay is uneven, else apart by a part of it. */
export function knots({ centreHz, rt60Seconds }: DiffuseBand, { end, remaining }: BandCurve): number[] {
  const curveDb = remaining.map((energy) => powerToDb(energy / remaining[0]));
  const faint = curveDb.findIndex((db) => db < -CORRECTED_DB);
  const last = STEP_SECONDS * (faint < 0 ? end : Math.min(end, faint));
  const closest = Math.max(0.004, 0.8 / (centreHz * Math.SQRT1_2));
  const isBent = (from: number, to: number) => {
    const [start, stop] = [from, to].map((seconds) => Math.floor(seconds / STEP_SECONDS));
    const slope = (curveDb[stop] - curveDb[start]) / (stop - start);
    const bend = (db: number, k: number) => Math.abs(db - curveDb[start] - slope * k) > BENT_DB;
    return curveDb[start] > BENT_ABOVE_DB && curveDb.subarray(start, stop).some(bend);
  };
  const divided = (from: number, to: number, divisions = MOST_DIVISIONS): number[] => {
    const middle = (from + to) / 2;
    if (divisions === 0 || to - from < 2 * closest || !isBent(from, to)) return [from];
    return [...divided(from, middle, divisions - 1), ...divided(middle, to, divisions - 1)];
  };
  const times: number[] = [];
  for (let t = 0, step = closest; t < last - closest / 2; t += step) {
    step = Math.max(closest, Math.min(0.3 * t, 0.07 * rt60Seconds));
    times.push(...divided(t, Math.min(t + step, last)));
  }
  return [...times, Math.max(last, closest)];
}

/** Until then a band is compared with the recording. */
export const correctedSeconds = ({ corrections, rt60Seconds }: DiffuseBand): number =>
  (corrections.seconds.at(-1) ?? 0) + TAIL_SHARE * rt60Seconds;

/** Sums of energies per step under the triangles of a band's times, over the band's power. */
function underKnots(band: DiffuseBand, energy: (step: number) => number): Float64Array {
  const { seconds } = band.corrections;
  const last = seconds.length - 1;
  const sums = new Float64Array(seconds.length);
  const steps = Math.floor(correctedSeconds(band) / STEP_SECONDS);
  for (let step = 0, k = 0; step < steps; step++) {
    const t = (step + 0.5) * STEP_SECONDS;
    while (k < last && t >= seconds[k + 1]) k++;
    const share = k < last ? (t - seconds[k]) / (seconds[k + 1] - seconds[k]) : 0;
    const weighted = energy(step) / powerAt(band, t);
    sums[k] += (1 - share) * weighted;
    if (k < last) sums[k + 1] += share * weighted;
  }
  return sums;
}

const CORRECTION_LIMITS_DB: [number, number] = [-90, 90];
/** How far the rendered whole may move a band's corrections from what the residual alone says: down, where neighbours reach over, and up. */
const MOVED_DB: [down: number, up: number] = [-24, 6];
/** Each round's share of the way to the mean of the neighbours: against corrections that fight each other. */
const SMOOTHING = 0.1;
const FOLLOWING_ROUNDS = 8;

export const within = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value));

function smooth(db: number[]): number[] {
  return db.map((value, k) => {
    const neighbours = 0.5 * ((db[k - 1] ?? value) + (db[k + 1] ?? value));
    return value + SMOOTHING * (neighbours - value);
  });
}

/** What a band's power at each of its times must be multiplied with: as updates that minimise the Itakura-Saito divergence of decay and noise. */
function factors(band: DiffuseBand, wanted: BandCurve, sampleRate: number, found?: Float64Array): Float64Array {
  const samples = sampleRate * STEP_SECONDS;
  const noise = underKnots(band, (step) => (step < wanted.end ? 10 ** (band.noiseDb / 10) * samples : 0));
  const decay = underKnots(band, (step) => decayEnergy(wanted, step));
  const diffuse = underKnots(band, (step) => powerAt(band, (step + 0.5) * STEP_SECONDS) * samples);
  const whole = found ? underKnots(band, (step) => found[step] ?? 0) : diffuse;
  return decay.map((energy, k) => 1 + (energy - whole[k]) / (Math.max(whole[k], diffuse[k]) + noise[k]));
}

/** The corrections that give a band alone the energies of the residual: what the arrivals leave of the recording. */
export function followResidual(band: DiffuseBand, residual: BandCurve, sampleRate: number): void {
  const { corrections } = band;
  for (let round = 0; round < FOLLOWING_ROUNDS; round++) {
    const by = factors(band, residual, sampleRate);
    corrections.db = smooth(
      corrections.db.map((db, k) => within(db + powerToDb(within(by[k], 0.03, 30)), ...CORRECTION_LIMITS_DB)),
    );
  }
}

/** One step of a band's corrections towards the recording's energies. */
export function correct(
  band: DiffuseBand,
  recorded: BandCurve,
  rendered: Float64Array,
  anchorDb: number[],
  sampleRate: number,
): void {
  const { corrections } = band;
  const by = factors(band, recorded, sampleRate, rendered);
  corrections.db = corrections.db.map((db, k) =>
    within(db + powerToDb(within(by[k], 0.5, 2)), anchorDb[k] + MOVED_DB[0], anchorDb[k] + MOVED_DB[1]),
  );
}

/** Of the curves' distance in a step: what is added to a band lifts its curve before, too. */
const CURVE_SHARE = 0.6;
const MOST_CURVE_DB = 6;

/** How far a band's rendered decay curve lies below the recording's, in dB. */
function distances({ remaining: wanted }: BandCurve, { remaining: found }: BandCurve): Float64Array {
  return wanted.slice(0, found.length).map((energy, step) => powerToDb(energy / found[step]));
}

/** The largest distance of the curves of a band. */
export function worstDistance(recorded: BandCurve, rendered: BandCurve): number {
  const least = recorded.remaining[0] * 10 ** (CURVE_DOWN_TO_DB / 10);
  return distances(recorded, rendered).reduce(
    (worst, db, step) => (recorded.remaining[step] > least ? Math.max(worst, Math.abs(db)) : worst),
    0,
  );
}

/** One step of a band's corrections towards the recording's decay curve. */
export function followCurve({ corrections }: DiffuseBand, recorded: BandCurve, rendered: BandCurve): void {
  const db = distances(recorded, rendered);
  corrections.db = corrections.db.map((value, k) => {
    const step = Math.min(db.length - 1, Math.round(corrections.seconds[k] / STEP_SECONDS));
    return within(value + CURVE_SHARE * within(db[step], -MOST_CURVE_DB, MOST_CURVE_DB), ...CORRECTION_LIMITS_DB);
  });
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
