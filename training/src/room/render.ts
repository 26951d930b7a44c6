/** From a room's document to an impulse response. */
import type { Audio } from '../audio/channels.js';
import { resample } from '../audio/resample.js';
import { renderArrivals } from './arrivals.js';
import { DiffuseNoise, octavePlace, powerAt } from './diffuse.js';
import type { Arrival, RoomChannel, RoomDocument } from './document.js';
import { measureRoom } from './measure.js';

export interface RoomKnobs {
  /** Times of everything, as a multiple: a room of twice the size has its reflections and its decay twice as long. */
  size?: number;
  /** In seconds: at 500 Hz and 1 kHz, the other bands in proportion; or by centre in Hz. */
  rt60?: number | Readonly<Record<number, number>>;
  /** Tilt of everything but the direct sound, in dB per octave around 1 kHz. */
  brightness?: number;
  /** From the source, as a multiple: the direct sound falls by 6 dB per doubling, the early reflections by 3, the diffuse sound not at all. */
  distance?: number;
  /** Silence before the direct sound; as recorded when absent. */
  predelaySeconds?: number;
  seed?: number;
  /** The recording's steady noise, too. */
  noise?: boolean;
}

export interface RenderOptions extends RoomKnobs {
  sampleRate?: number;
  /** 1: the first of the document; 2: a document of one channel gets a second one of other noise. As in the document when absent. */
  channels?: 1 | 2;
}

/** The decay is rendered until it has fallen this far, and not longer than this. */
const RENDERED_DB = 75;
const LONGEST_SECONDS = 20;
const FADE_SECONDS = 0.02;
const STEP_SECONDS = 0.001;
/** Noise of one channel has nothing to do with that of another. */
export const channelSeed = (seed: number, channelIndex: number) => seed + 7919 * channelIndex;

const tiltGain = (knobs: RoomKnobs, centreHz: number) =>
  10 ** (((knobs.brightness ?? 0) * Math.log2(centreHz / 1000)) / 20);

/** Mean RT60 of a channel at 500 Hz and 1 kHz. */
export function midRt60({ diffuse }: RoomChannel): number {
  const mid = diffuse.filter(({ centreHz }) => centreHz === 500 || centreHz === 1000);
  return mid.reduce((sum, { rt60Seconds }) => sum + rt60Seconds, 0) / mid.length;
}

/** How many times longer than recorded each band takes. */
function stretchesOf({ sampleRate }: RoomDocument, channel: RoomChannel, { size = 1, rt60 }: RoomKnobs): number[] {
  const { diffuse } = channel;
  if (rt60 === undefined) return diffuse.map(() => size);
  if (typeof rt60 === 'number') return diffuse.map(() => rt60 / midRt60(channel));
  const wanted = diffuse.map((band) => rt60[band.centreHz] ?? size * band.rt60Seconds);
  const stretches = diffuse.map((band, b) => wanted[b] / band.rt60Seconds);
  return reachRt60(wanted, stretches, channel, sampleRate);
}

const REACHING_ROUNDS = 4;
const REACHING_SEED = 1;

/** Neighbours reach into each other: the stretches of bands that differ are set by what the diffuse sound then measures. */
function reachRt60(wanted: number[], start: number[], channel: RoomChannel, sampleRate: number): number[] {
  let stretches = start;
  const length = Math.ceil(1.2 * Math.max(...wanted) * sampleRate);
  const noise = new DiffuseNoise(length, sampleRate, REACHING_SEED, true);
  for (let round = 0; round < REACHING_ROUNDS; round++) {
    const out = new Float32Array(length);
    addDiffuse(out, noise, diffusePowers(channel, stretches, {}), channel.colourDb);
    const { bands } = measureRoom(out, sampleRate);
    stretches = stretches.map((stretch, b) => {
      const change = wanted[b] / (bands[b].rt60Seconds ?? wanted[b]);
      return stretch * Math.min(1.5, Math.max(0.67, change));
    });
  }
  return stretches;
}

type Power = (seconds: number) => number;

function diffusePowers(channel: RoomChannel, stretches: readonly number[], knobs: RoomKnobs): Power[] {
  return channel.diffuse.map((band, b) => {
    const gain = tiltGain(knobs, band.centreHz) ** 2;
    return (seconds) => gain * powerAt(band, seconds / stretches[b]);
  });
}

function decaySeconds(powers: Power[]): number {
  const at = (seconds: number) => powers.reduce((sum, power) => sum + power(seconds), 0);
  const step = 0.02;
  let [loudest, seconds] = [0, 0];
  for (; seconds < LONGEST_SECONDS; seconds += step) {
    const power = at(seconds);
    loudest = Math.max(loudest, power);
    if (power < loudest * 10 ** (-RENDERED_DB / 10)) break;
  }
  return seconds;
}

/** Reflections die away as the diffuse sound of their band does. */
function turnedArrivals(
  { arrivals, diffuse }: RoomChannel,
  stretches: readonly number[],
  bandsHz: readonly number[],
  knobs: RoomKnobs,
): Arrival[] {
  const { size = 1, distance = 1 } = knobs;
  const places = bandsHz.map((hz) => diffuse.findIndex(({ centreHz }) => centreHz === hz));
  const decayGain = (seconds: number, place: number) =>
    10 ** (((3 * seconds) / diffuse[place].rt60Seconds) * (1 - size / stretches[place]));
  return arrivals.map(({ seconds, gains }, i) => ({
    seconds: size * seconds,
    gains: gains.map((gain, b) =>
      i === 0
        ? gain / distance
        : (gain * decayGain(seconds, places[b]) * tiltGain(knobs, bandsHz[b])) / Math.sqrt(distance),
    ),
  }));
}

/** Adds the diffuse sound and its steady noise to `out`, which starts with the room. Between the octaves' centres levels go by straight lines, in dB over log frequency. */
function addDiffuse(
  out: Float32Array,
  noise: DiffuseNoise,
  powers: Power[],
  colourDb: readonly number[],
  steadyDb?: readonly number[],
): void {
  const perStep = noise.sampleRate * STEP_SECONDS;
  const steps = Math.ceil(out.length / perStep) + 1;
  const levels = powers.map((power) =>
    Float64Array.from({ length: steps }, (_, step) => 0.5 * Math.log(power(step * STEP_SECONDS) + 1e-30)),
  );
  for (let third = 0; third < noise.count; third++) {
    const carrier = noise.third(third);
    const { band, share } = octavePlace(third, levels.length);
    const gain = 10 ** (colourDb[third] / 20);
    const steady = steadyDb ? 10 ** (steadyDb[Math.round(band + share)] / 10) : 0;
    const amplitude = (step: number) => {
      const decaying = gain * Math.exp((1 - share) * levels[band][step] + share * levels[band + 1][step]);
      return Math.sqrt(decaying * decaying + steady);
    };
    for (let step = 0, before = amplitude(0); step + 1 < steps; step++) {
      const after = amplitude(step + 1);
      const from = Math.ceil(step * perStep);
      const to = Math.min(out.length, Math.ceil((step + 1) * perStep));
      const slope = (after - before) / perStep;
      for (let n = from; n < to; n++) out[n] += carrier[n] * (before + (n - step * perStep) * slope);
      before = after;
    }
  }
}

export interface ChannelOptions extends RoomKnobs {
  channelIndex: number;
  /** From the start on, after the predelay; as long as the decay when absent. */
  length?: number;
  /** Known noise of that length and known arrivals, for a fit that renders again and again. */
  noiseSource?: DiffuseNoise;
  early?: Float64Array;
}

/** One channel at the document's rate, without the predelay. */
export function renderChannel(document: RoomDocument, channel: RoomChannel, options: ChannelOptions): Float32Array {
  const { sampleRate, arrivalBandsHz: centresHz } = document;
  const { size = 1 } = options;
  const dispersion = document.dispersion && {
    ...document.dispersion,
    ledSeconds: size * document.dispersion.ledSeconds,
  };
  const stretches = stretchesOf(document, channel, options);
  const powers = diffusePowers(channel, stretches, options);
  const arrivals = turnedArrivals(channel, stretches, centresHz, options);
  const lastSeconds = arrivals.reduce((last, { seconds }) => Math.max(last, seconds), 0) + 0.1;
  const wanted = options.noise ? document.seconds - channel.predelaySeconds : decaySeconds(powers);
  const length = options.length ?? Math.ceil(Math.max(wanted, lastSeconds) * sampleRate);
  const seed = channelSeed(options.seed ?? document.seed, options.channelIndex);
  const noiseSource = options.noiseSource ?? new DiffuseNoise(length, sampleRate, seed);
  const out = new Float32Array(length);
  const steadyDb = options.noise ? channel.diffuse.map(({ noiseDb }) => noiseDb) : undefined;
  addDiffuse(out, noiseSource, powers, channel.colourDb, steadyDb);
  const early = options.early ?? renderArrivals(arrivals, { centresHz, sampleRate, dispersion });
  for (let n = 0; n < Math.min(length, early.length); n++) out[n] += early[n];
  if (!options.noise) fadeOut(out, Math.round(FADE_SECONDS * sampleRate));
  return out;
}

function fadeOut(samples: Float32Array, length: number): void {
  const count = Math.min(length, samples.length);
  for (let n = 0; n < count; n++) samples[samples.length - 1 - n] *= n / count;
}

/**
 * Every channel of the room, at any sample rate: the response of the same room, scaled so that a convolution has the same gain.
 * @throws {AudioError} bad-argument for a rate that cannot be
 */
export async function renderRoom(document: RoomDocument, options: RenderOptions = {}): Promise<Audio> {
  const { sampleRate } = document;
  const count = options.channels ?? document.channels.length;
  const channels = Array.from({ length: count }, (_, channelIndex) => {
    const channel = document.channels[channelIndex] ?? document.channels[0];
    const samples = renderChannel(document, channel, { ...options, channelIndex });
    const predelay = Math.round(
      (options.predelaySeconds ?? (options.size ?? 1) * channel.predelaySeconds) * sampleRate,
    );
    const whole = new Float32Array(predelay + samples.length);
    whole.set(samples, predelay);
    return whole;
  });
  const longest = Math.max(...channels.map(({ length }) => length));
  const padded = channels.map((channel) => {
    const whole = new Float32Array(longest);
    whole.set(channel);
    return whole;
  });
  const rate = options.sampleRate ?? sampleRate;
  const audio = await resample({ sampleRate, channels: padded }, rate);
  if (rate !== sampleRate)
    for (const channel of audio.channels) for (let n = 0; n < channel.length; n++) channel[n] *= sampleRate / rate;
  return audio;
}
