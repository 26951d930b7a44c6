/** From a recorded impulse response to a room's document. docs/rooms.md says which parts are classical and which are learnt. */
import { type Audio, frameCount } from '../audio/channels.js';
import { UserError } from '../errors.js';
import { arrivalBands, renderArrivals } from './arrivals.js';
import {
  colourOf,
  correct,
  correctedSeconds,
  followCurve,
  followResidual,
  knots,
  within,
  worstDistance,
} from './corrections.js';
import { DiffuseNoise, THIRD_OCTAVE_HZ } from './diffuse.js';
import { ROOM_VERSION, type RoomChannel, type RoomDocument, rounded } from './document.js';
import { fitArrivals } from './fitArrivals.js';
import { fitDispersion } from './fitDispersion.js';
import { diffuseBands } from './fitSlopes.js';
import { type BandCurve, bandCurves, bandEnergies, HEARD_DB, measureRoom, onsetOf, withoutOffset } from './measure.js';
import { channelSeed, midRt60, renderChannel } from './render.js';

export interface FitOptions {
  name?: string;
  /** Of the noise that the diffuse sound is made of. */
  seed?: number;
  /** Of the refinement; 0 leaves the slopes as they are, without corrections and colour. */
  rounds?: number;
}

const DEFAULT_ROUNDS = 6;
/** In these the colour is learnt, in the others the corrections. */
const COLOUR_ROUNDS = [0, 3];
/** Behind them. */
const CURVE_ROUNDS = 8;
const COLOUR_LIMITS_DB: [number, number] = [-30, 12];
/** The colour is taken from this share of the RT60. */
const COLOUR_SHARE = 0.5;
const LEAST_RENDERED_SECONDS = 0.3;
/** Before the onset, for its rise. */
const RISE_SECONDS = 0.0005;

interface Refinement {
  channelIndex: number;
  rounds: number;
  recorded: BandCurve[];
  /** From the start on: the arrivals, and what they leave of the recording. */
  early: Float64Array;
  residual: Float32Array;
}

/** Renders, compares and corrects, round by round. */
function refine(channel: RoomChannel, document: RoomDocument, refinement: Refinement): void {
  const { channelIndex, rounds, recorded, early, residual } = refinement;
  const { sampleRate } = document;
  const seconds = Math.max(LEAST_RENDERED_SECONDS, ...channel.diffuse.map(correctedSeconds));
  const length = Math.max(early.length, Math.ceil(seconds * sampleRate));
  const noiseSource = new DiffuseNoise(length, sampleRate, channelSeed(document.seed, channelIndex), true);
  const anchors = channel.diffuse.map((band) => [...band.corrections.db]);
  const coloured = Math.round(COLOUR_SHARE * midRt60(channel) * sampleRate);
  const render = () => renderChannel(document, channel, { channelIndex, length, noiseSource, early });
  for (let round = 0; round < rounds; round++) {
    const rendered = render();
    if (COLOUR_ROUNDS.includes(round)) {
      const diffuse = rendered.map((x, n) => x - (early[n] ?? 0));
      const colour = colourOf(residual.slice(0, coloured), diffuse.slice(0, coloured), channel.diffuse, sampleRate);
      channel.colourDb = channel.colourDb.map((db, third) => within(db + colour[third], ...COLOUR_LIMITS_DB));
      continue;
    }
    const energies = bandEnergies(rendered, sampleRate);
    for (const [b, band] of channel.diffuse.entries()) correct(band, recorded[b], energies[b], anchors[b], sampleRate);
  }
  followCurves(channel, recorded, render, sampleRate);
}

/** Corrects each band by the distance of the decay curves and keeps its best. */
function followCurves(
  channel: RoomChannel,
  recorded: BandCurve[],
  render: () => Float32Array,
  sampleRate: number,
): void {
  const best = channel.diffuse.map(({ corrections }) => ({ db: corrections.db, distance: Number.POSITIVE_INFINITY }));
  for (let round = 0; round < CURVE_ROUNDS; round++) {
    const rendered = bandCurves(render(), sampleRate, 0);
    for (const [b, band] of channel.diffuse.entries()) {
      const distance = worstDistance(recorded[b], rendered[b]);
      if (distance < best[b].distance) best[b] = { db: band.corrections.db, distance };
      followCurve(band, recorded[b], rendered[b]);
    }
  }
  for (const [b, { corrections }] of channel.diffuse.entries()) corrections.db = best[b].db;
}

function fitChannel(samples: Float32Array, document: RoomDocument, channelIndex: number, rounds: number): RoomChannel {
  const { sampleRate, dispersion, arrivalBandsHz: centresHz } = document;
  const onset = onsetOf(samples, sampleRate);
  if (onset > MOST_LEAD_SECONDS * sampleRate)
    throw new UserError(
      `Expected a response that starts within ${MOST_LEAD_SECONDS} s; found its start after ${(onset / sampleRate).toFixed(1)} s. Cut the silence before it.`,
    );
  const start = dispersion ? 0 : Math.max(0, onset - Math.round(RISE_SECONDS * sampleRate));
  const room = samples.subarray(start);
  const shape = { centresHz, sampleRate, dispersion };
  const arrivals = fitArrivals(room, shape);
  const early = renderArrivals(arrivals, shape);
  const residual = room.map((x, n) => x - (early[n] ?? 0));
  const recorded = bandCurves(samples, sampleRate, start);
  if (recorded.every(({ decayDb }) => decayDb < HEARD_DB))
    throw new UserError(
      `Expected a response that decays by ${HEARD_DB} dB in one octave band at least; found none that does before its noise or its end. Record it longer or louder.`,
    );
  const measured = measureRoom(samples, sampleRate).bands;
  const channel: RoomChannel = {
    predelaySeconds: start / sampleRate,
    arrivals,
    diffuse: diffuseBands(recorded, measured, sampleRate),
    colourDb: THIRD_OCTAVE_HZ.map(() => 0),
  };
  if (rounds === 0) return channel;
  const energies = bandEnergies(residual, sampleRate);
  for (const [b, band] of channel.diffuse.entries()) {
    if (recorded[b].decayDb < HEARD_DB) continue;
    const seconds = knots(band, recorded[b]);
    band.corrections = { seconds, db: seconds.map(() => 0) };
    followResidual(band, { ...recorded[b], energies: energies[b] }, sampleRate);
  }
  refine(channel, document, { channelIndex, rounds, recorded, early, residual });
  return channel;
}

const MOST_SECONDS = 60;
const MOST_LEAD_SECONDS = 5;
const RATES: [lowest: number, highest: number] = [8000, 192000];

function checkRecording(recording: Audio): void {
  const { sampleRate } = recording;
  if (sampleRate < RATES[0] || sampleRate > RATES[1])
    throw new UserError(`Expected a room at ${RATES[0]} to ${RATES[1]} Hz; found ${sampleRate} Hz. Convert it first.`);
  const seconds = frameCount(recording) / sampleRate;
  if (seconds > MOST_SECONDS)
    throw new UserError(
      `Expected an impulse response of at most ${MOST_SECONDS} s; found ${seconds.toFixed(1)} s. Cut it where nothing is heard any more.`,
    );
}

/**
 * Fits every channel (two at most) of a recorded response.
 * @throws UserError for a response that is silent, shorter than 0.1 s or longer than a minute
 */
export function fitRoom(recording: Audio, options: FitOptions = {}): RoomDocument {
  const { name = 'room', seed = 1, rounds = DEFAULT_ROUNDS } = options;
  checkRecording(recording);
  const { sampleRate } = recording;
  const channels = recording.channels.slice(0, 2).map(withoutOffset);
  const document: RoomDocument = {
    tonewrightRoom: ROOM_VERSION,
    name,
    sampleRate,
    seconds: frameCount(recording) / sampleRate,
    seed,
    dispersion: fitDispersion(channels[0], sampleRate),
    arrivalBandsHz: arrivalBands(sampleRate),
    channels: [],
  };
  document.channels = channels.map((samples, channelIndex) => fitChannel(samples, document, channelIndex, rounds));
  return rounded(document);
}
