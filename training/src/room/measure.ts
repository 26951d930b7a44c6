/**
 * What a room does, measured on its impulse response: RT60 and levels by octave bands, and energy-decay curves (M. R. Schroeder, "New method of
 * measuring reverberation time", JASA 37, 1965; ISO 3382-1) with the recording's noise taken out and the decay behind it put in.
 */
import { peakOf, powerToDb } from '../audio/channels.js';
import { UserError } from '../errors.js';
import { splitBands } from './bands.js';
import { type DecayModel, decayAt, decayFrom, fitDecay } from './decayModel.js';

/** Energy-decay curves have a point for each of these. */
export const STEP_SECONDS = 0.001;
/** Intervals of the decay model, in steps. */
export const INTERVAL_STEPS = 10;
export const INTERVAL_SECONDS = INTERVAL_STEPS * STEP_SECONDS;
/** The response starts where it first comes this near to its peak (ISO 3382-1, 5.3.3: at least 20 dB below). */
const ONSET_SHARE = 0.1;
const LEAST_SECONDS = 0.1;
/** A band that the noise hides sooner says nothing. */
export const HEARD_DB = 15;

export interface BandMeasures {
  centreHz: number;
  /** From the fall of the curve from -5 to -35 dB (T30), or -25 dB (T20) where the noise hides the rest; absent where it hides that too. */
  rt60Seconds?: number;
  rt60Range?: 'T30' | 'T20';
  /** Early decay time: six times the fall from 0 to -10 dB. */
  edtSeconds?: number;
  /** Energy without the noise, of all bands' sum, in dB. */
  levelDb: number;
  /** How far the curve falls until the decay meets the noise. */
  decayDb: number;
  /** Of the noise's power to that of a full-scale square wave. */
  noiseDb: number;
  /** Energy still to come at each step from the onset on, without noise. */
  remaining: Float64Array;
}

export interface RoomMeasures {
  sampleRate: number;
  seconds: number;
  /** Silence before the response starts. */
  onsetSeconds: number;
  bands: BandMeasures[];
  /** Mean of the RT60 at 500 Hz and 1 kHz. */
  midRt60Seconds?: number;
  /** Early (first 80 ms) to late energy, in dB. */
  clarityDb: number;
}

/** A band's energies and its curve, from the onset on. */
export interface BandCurve {
  centreHz: number;
  /** Per step; what rings before the onset counts to the first. */
  energies: Float64Array;
  model: DecayModel;
  /** The interval at which the model starts. */
  first: number;
  /** The step at which the decay meets the noise, fades out or is cut off; behind it the model goes on. */
  end: number;
  /** Energy still to come at each step, without noise. */
  remaining: Float64Array;
  /** How far that falls until the decay meets the noise. */
  decayDb: number;
}

/** Without a constant offset, which the end of the recording shows. */
export function withoutOffset(samples: Float32Array): Float32Array {
  const end = samples.subarray(Math.floor(0.9 * samples.length));
  const offset = end.reduce((sum, x) => sum + x, 0) / Math.max(1, end.length);
  return samples.map((x) => x - offset);
}

/** @throws UserError for a response that is silent or too short. */
export function onsetOf(samples: Float32Array, sampleRate: number): number {
  const tooShort = (seconds: number) =>
    new UserError(
      `Expected an impulse response of at least ${LEAST_SECONDS} s; found ${seconds.toFixed(3)} s behind its start. A cabinet needs no room model: load it as it is.`,
    );
  if (samples.length < LEAST_SECONDS * sampleRate) throw tooShort(samples.length / sampleRate);
  const peak = peakOf(samples);
  if (!(peak > 0)) throw new UserError('Expected an impulse response; found silence. Check the file and its channel.');
  const onset = samples.findIndex((sample) => Math.abs(sample) >= ONSET_SHARE * peak);
  const seconds = (samples.length - onset) / sampleRate;
  if (seconds < LEAST_SECONDS) throw tooShort(seconds);
  return onset;
}

/** Energy per step from sample `start` on; what lies before counts to the first. */
function stepEnergies(band: Float64Array, start: number, sampleRate: number): Float64Array {
  const steps = Math.floor((band.length - start) / (sampleRate * STEP_SECONDS));
  const energies = new Float64Array(steps);
  const edge = (k: number) => start + Math.round(k * sampleRate * STEP_SECONDS);
  for (let k = 0; k < steps; k++)
    for (let n = k === 0 ? 0 : edge(k); n < edge(k + 1); n++) energies[k] += band[n] * band[n];
  return energies;
}

/** Energies per step of each octave band, from sample 0 on. */
export function bandEnergies(samples: Float32Array, sampleRate: number): Float64Array[] {
  const { bands, lead } = splitBands(samples, sampleRate);
  return bands.map((band) => stepEnergies(band.subarray(0, lead + samples.length), lead, sampleRate));
}

function sumGroups(values: Float64Array, size: number): Float64Array {
  const sums = new Float64Array(Math.floor(values.length / size));
  for (let k = 0; k < sums.length * size; k++) sums[Math.floor(k / size)] += values[k];
  return sums;
}

/** The model is fitted from the loudest moment on: before it a response builds up. */
function fitFromLoudest(energies: Float64Array): { model: DecayModel; first: number } {
  const intervals = sumGroups(energies, INTERVAL_STEPS);
  let first = 0;
  for (let k = 0; k < intervals.length / 3; k++) if (intervals[k] > intervals[first]) first = k;
  return { model: fitDecay(intervals.subarray(first), INTERVAL_SECONDS), first };
}

type Decay = Pick<BandCurve, 'energies' | 'model' | 'first' | 'end'>;

/** A step's energy without the noise; behind the end the model's. */
export function decayEnergy({ energies, model, first, end }: Decay, step: number): number {
  if (step < end) return energies[step] - model.noise / INTERVAL_STEPS;
  return decayAt(model, INTERVAL_SECONDS, (step + 0.5) / INTERVAL_STEPS - first - 0.5) / INTERVAL_STEPS;
}

function remainingEnergy(decay: Decay): Float64Array {
  const { energies, model, first, end } = decay;
  const remaining = new Float64Array(energies.length);
  for (let k = end; k < energies.length; k++)
    remaining[k] = decayFrom(model, INTERVAL_SECONDS, k / INTERVAL_STEPS - first);
  let rest = remaining[end];
  for (let k = end - 1; k >= 0; k--) {
    rest += decayEnergy(decay, k);
    remaining[k] = Math.max(remaining[k + 1], rest);
  }
  return remaining;
}

/** The curves of all octave bands from sample `start` on. */
export function bandCurves(samples: Float32Array, sampleRate: number, start: number): BandCurve[] {
  const { centresHz, lead, bands } = splitBands(samples, sampleRate);
  return bands.map((band, index) => {
    const energies = stepEnergies(band.subarray(0, lead + samples.length), lead + start, sampleRate);
    const { model, first } = fitFromLoudest(energies);
    let knee = 1;
    while (knee < model.length && decayAt(model, INTERVAL_SECONDS, knee) > model.noise) knee++;
    const end = Math.min(energies.length - 1, (first + knee) * INTERVAL_STEPS);
    const decay = { energies, model, first, end };
    const remaining = remainingEnergy(decay);
    return { ...decay, centreHz: centresHz[index], remaining, decayDb: -powerToDb(remaining[end] / remaining[0]) };
  });
}

/** A straight line through the curve between two levels; undefined when it does not fall that far. */
function decayTime(curveDb: Float64Array, fromDb: number, untilDb: number): number | undefined {
  const from = curveDb.findIndex((level) => level <= fromDb);
  const to = curveDb.findIndex((level) => level <= untilDb);
  if (from < 0 || to < 0) return undefined;
  const last = Math.max(to, from + 1);
  let [n, x, y, xx, xy] = [0, 0, 0, 0, 0];
  for (let k = from; k <= last && k < curveDb.length; k++) {
    n++;
    x += k;
    y += curveDb[k];
    xx += k * k;
    xy += k * curveDb[k];
  }
  const slope = (n * xy - x * y) / (n * xx - x * x);
  return slope < 0 ? (-60 / slope) * STEP_SECONDS : undefined;
}

function measureBand(curve: BandCurve, whole: number): BandMeasures {
  const { remaining, model, decayDb } = curve;
  const curveDb = remaining.map((energy) => powerToDb(energy / remaining[0]));
  const range = decayDb >= 35 ? 'T30' : decayDb >= 25 ? 'T20' : undefined;
  const rt60Seconds = range && decayTime(curveDb, -5, range === 'T30' ? -35 : -25);
  return {
    centreHz: curve.centreHz,
    rt60Seconds,
    rt60Range: rt60Seconds === undefined ? undefined : range,
    edtSeconds: decayDb >= 10 ? decayTime(curveDb, 0, -10) : undefined,
    levelDb: powerToDb(remaining[0] / whole),
    decayDb,
    noiseDb: powerToDb(model.noise),
    remaining,
  };
}

/** Energy still to come in all of these bands. */
export function sumOf(bands: readonly { remaining: Float64Array }[]): Float64Array {
  const sum = new Float64Array(Math.max(...bands.map(({ remaining }) => remaining.length)));
  for (const { remaining } of bands) for (let k = 0; k < remaining.length; k++) sum[k] += remaining[k];
  return sum;
}

/** The curve of all bands that rise above their noise, in dB of its start, a point for each step from the onset on. */
export function decayCurveDb({ bands }: RoomMeasures, centresHz = heardBands(bands)): Float64Array {
  const whole = sumOf(bands.filter(({ centreHz }) => centresHz.includes(centreHz)));
  return whole.map((energy) => powerToDb(energy / whole[0]));
}

/** The bands whose decay the noise does not hide; all where it hides every one. */
export function heardBands(bands: readonly BandMeasures[]): number[] {
  const heard = bands.filter(({ decayDb }) => decayDb >= HEARD_DB);
  return (heard.length > 0 ? heard : bands).map(({ centreHz }) => centreHz);
}

/** @param startSeconds where it starts; its onset when absent. @throws UserError for a response that is silent or shorter than 0.1 s. */
export function measureRoom(recording: Float32Array, sampleRate: number, startSeconds?: number): RoomMeasures {
  const samples = withoutOffset(recording);
  const onset = startSeconds === undefined ? onsetOf(samples, sampleRate) : Math.round(startSeconds * sampleRate);
  const curves = bandCurves(samples, sampleRate, onset);
  const whole = sumOf(curves);
  const bands = curves.map((curve) => measureBand(curve, whole[0]));
  const mid = bands.filter(({ centreHz, rt60Seconds }) => (centreHz === 500 || centreHz === 1000) && rt60Seconds);
  const late = whole[Math.min(whole.length - 1, Math.round(0.08 / STEP_SECONDS))];
  return {
    sampleRate,
    seconds: samples.length / sampleRate,
    onsetSeconds: onset / sampleRate,
    bands: bands.map((band) => ({ ...band, noiseDb: band.noiseDb - powerToDb(sampleRate * INTERVAL_SECONDS) })),
    midRt60Seconds: mid.length > 0 ? mid.reduce((sum, band) => sum + band.rt60Seconds!, 0) / mid.length : undefined,
    clarityDb: powerToDb((whole[0] - late) / late),
  };
}
