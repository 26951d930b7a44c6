/**
 * Plucked strings: a noise burst runs round a delay line of one period and loses its highs on the way.
 * Karplus & Strong, "Digital Synthesis of Plucked-String and Drum Timbres", CMJ 7(2), 1983; pick position, damping and glides after
 * Jaffe & Smith, "Extensions of the Karplus-Strong Plucked-String Algorithm", same issue.
 */
import { peakOf } from './channels.js';
import { onePoleHighPass } from './filters.js';
import type { Random } from './random.js';

export interface Glide {
  /** Semitones away from the pitch that the string arrives at; negative bends down. */
  semitones: number;
  /** The glide begins `startSeconds` after the pick and takes `riseSeconds`. */
  startSeconds: number;
  riseSeconds: number;
  /** Vibrato once it is there. */
  vibratoSemitones?: number;
}

export interface PluckedNote {
  /** 69 is A4, 440 Hz; fractions are allowed. */
  midiNote: number;
  seconds: number;
  /** Peak. */
  level: number;
  /** Where the pick hits the string, as a share of its length: 0.05 at the bridge, 0.5 in the middle. */
  pickPosition: number;
  /** Low-pass of the pluck, two poles: a soft thumb 750, a hard pick 2800. */
  pickCutoffHz: number;
  /** Time in which the fundamental falls by 60 dB. */
  decaySeconds: number;
  /** Damping of the highs on each round: 3000 muted, 15000 open. */
  dampingHz: number;
  glide?: Glide;
}

export const midiToHz = (midiNote: number): number => 440 * 2 ** ((midiNote - 69) / 12);

const RELEASE_SECONDS = 0.012;
const PICKUP_HZ = 20;
const VIBRATO_HZ = 5.5;
/** A glide is followed in steps of this many samples; smooth enough, since each step is a few cents at most. */
const GLIDE_STEP = 16;

/** a of y += a (x - y), a low-pass with -3 dB near the cut-off. */
const onePoleGain = (cutoffHz: number, sampleRate: number): number =>
  1 - Math.exp((-2 * Math.PI * cutoffHz) / sampleRate);

/** Delay of that low-pass at one frequency, in samples: what the delay line must be shorter. */
function onePoleDelay(gain: number, radians: number): number {
  const pole = 1 - gain;
  return Math.atan2(pole * Math.sin(radians), 1 - pole * Math.cos(radians)) / radians;
}

/** One period of low-passed noise, seen from the pick: the string starts as the difference of itself and its reflection. */
function excitation(note: PluckedNote, period: number, sampleRate: number, random: Random): Float64Array {
  const length = Math.max(2, Math.round(period));
  const burst = new Float64Array(length);
  const gain = onePoleGain(note.pickCutoffHz, sampleRate);
  let low = 0;
  let lower = 0;
  for (let n = 0; n < length; n++) {
    low += gain * (2 * random() - 1 - low);
    lower += gain * (low - lower);
    burst[n] = lower;
  }
  const reflection = Math.max(1, Math.round(note.pickPosition * period));
  const mean = burst.reduce((sum, value) => sum + value, 0) / length;
  return burst.map((value, n) => value - mean - (n >= reflection ? burst[n - reflection] - mean : 0));
}

function semitonesAt(glide: Glide, seconds: number): number {
  const share = Math.max(0, Math.min(1, (seconds - glide.startSeconds) / glide.riseSeconds));
  const vibrato = share === 1 ? (glide.vibratoSemitones ?? 0) * Math.sin(2 * Math.PI * VIBRATO_HZ * seconds) : 0;
  return glide.semitones * share * share * (3 - 2 * share) + vibrato;
}

/** Weights of 4 samples for a delay of 1 + fraction behind the first (cubic Lagrange). */
function lagrangeWeights(fraction: number, weights: Float64Array): void {
  const d = 1 + fraction;
  weights[0] = (-(d - 1) * (d - 2) * (d - 3)) / 6;
  weights[1] = (d * (d - 2) * (d - 3)) / 2;
  weights[2] = (-d * (d - 1) * (d - 3)) / 2;
  weights[3] = (d * (d - 1) * (d - 2)) / 6;
}

/** The vibrating string itself, not yet scaled. */
function vibrate(note: PluckedNote, length: number, sampleRate: number, random: Random): Float32Array {
  const frequencyHz = midiToHz(note.midiNote);
  const damping = onePoleGain(note.dampingHz, sampleRate);
  const burst = excitation(note, sampleRate / frequencyHz, sampleRate, random);
  const string = new Float32Array(length);
  const weights = new Float64Array(4);
  let whole = 0;
  let roundGain = 0;
  const tune = (hz: number) => {
    const delay = sampleRate / hz - onePoleDelay(damping, (2 * Math.PI * hz) / sampleRate);
    whole = Math.max(2, Math.floor(delay));
    lagrangeWeights(Math.max(0, delay - whole), weights);
    roundGain = 10 ** (-3 / (note.decaySeconds * hz));
  };
  tune(frequencyHz);
  let low = 0;
  for (let n = 0; n < length; n++) {
    if (note.glide && n % GLIDE_STEP === 0) tune(frequencyHz * 2 ** (semitonesAt(note.glide, n / sampleRate) / 12));
    let back = 0;
    for (let k = 0, at = n - whole + 1; k < 4; k++, at--) if (at >= 0 && at < n) back += weights[k] * string[at];
    low += damping * (back - low);
    string[n] = (n < burst.length ? burst[n] : 0) + roundGain * low;
  }
  return withoutOffset(string, sampleRate);
}

/** A magnetic pickup hears movement only: a one-pole high-pass far below the lowest string. */
function withoutOffset(string: Float32Array, sampleRate: number): Float32Array {
  const high = onePoleHighPass(PICKUP_HZ, sampleRate);
  return string.map(high);
}

/** One note, `seconds` long with a short release at its end, its peak at `level`. */
export function pluckString(note: PluckedNote, sampleRate: number, random: Random): Float32Array {
  const length = Math.max(1, Math.round(note.seconds * sampleRate));
  const string = vibrate(note, length, sampleRate, random);
  const peak = peakOf(string);
  const scale = peak > 0 ? note.level / peak : 0;
  const release = Math.round(RELEASE_SECONDS * sampleRate);
  for (let n = 0; n < length; n++) string[n] *= scale * Math.min(1, (length - n) / release);
  return string;
}

/** A note on its place in a piece. */
export interface ScoreNote extends PluckedNote {
  startSeconds: number;
}

/** Plays a score; notes are added where they overlap, and cut at the end. */
export function playScore(
  score: readonly ScoreNote[],
  lengthSamples: number,
  sampleRate: number,
  random: Random,
): Float32Array {
  const mix = new Float32Array(lengthSamples);
  for (const note of score) {
    const start = Math.round(note.startSeconds * sampleRate);
    const sound = pluckString(note, sampleRate, random);
    const end = Math.min(sound.length, lengthSamples - start);
    for (let n = 0; n < end; n++) mix[start + n] += sound[n];
  }
  return mix;
}
