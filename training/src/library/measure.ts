/** How a model sounds and what it costs, from a short stretch of standard playing. */
import { NativeModel } from '@tonewright/addon';
import { controlPlace, type LayerSpec, type ModelSpec, type Preset, weightCount } from '@tonewright/presets';
import { monoAudio, peakOf } from '../audio/channels.js';
import { synthesiseGuitar } from '../audio/guitar.js';
import { resample } from '../audio/resample.js';
import { integratedLoudness } from '../metrics/loudness.js';
import type { Measurement, Problem } from './entry.js';

/** Most operations that one file is worth: a second or so. */
const affordable = 4e9;
/** Long enough to time a model; loudness needs blocks of 400 ms. */
export const timedSeconds = 0.1;
const heardSeconds = 1;
const highestRate = 192_000;
/** Louder than the dry signal by so much, an unwary listener jumps. */
const farLouderDb = 12;
const silentPeak = 1e-5;

const dryRate = 48_000;
/** From the first chord on, so that the start is not silence. */
const dry = synthesiseGuitar({ seconds: 0.5 + heardSeconds, sampleRate: dryRate }).subarray(0.5 * dryRate);
const dryLoudness = integratedLoudness([dry], dryRate);

let kept = monoAudio(dry, dryRate);

/** The standard playing at another rate; the last one is kept, since most files of a library share theirs. */
async function playingAt(sampleRate: number): Promise<Float32Array> {
  const rate = Math.min(highestRate, Math.round(sampleRate));
  if (kept.sampleRate !== rate) kept = await resample(monoAudio(dry, dryRate), rate);
  return kept.channels[0];
}

/**
 * Plays a preset as long as it is affordable. The self-test of a file that has one is run first, by the reader that
 * the plugin has. @throws NativeError when it fails or the engine cannot play the model
 */
export async function measure(
  preset: Preset,
  bytes: Uint8Array,
): Promise<{ measurement: Partial<Measurement>; problems: Problem[] }> {
  const { spec, metadata, selfTest } = preset;
  const loudness = Number.isFinite(metadata.loudness) ? metadata.loudness : undefined;
  const stated: Partial<Measurement> = loudness === undefined ? {} : { loudness, loudnessFrom: 'metadata' };
  const most = affordable / costOf(spec) - (spec.settleSamples ?? 0) - (selfTest?.input.length ?? 0);
  const playing = await playingAt(spec.sampleRate);
  const timed = Math.round(timedSeconds * spec.sampleRate);
  if (most < timed) return { measurement: stated, problems: [tooCostly, ...loud(loudness)] };

  const model = selfTest ? NativeModel.read(bytes) : NativeModel.create(spec, preset.weights);
  const knobs = preset.controls.map((control) => controlPlace(control, control.default));
  const { macsPerSample, receptiveFieldSamples, latencySamples } = model.info;
  const load = await loadOf(model, spec, playing.subarray(0, timed), knobs);
  const cost = { macsPerSample, receptiveFieldSamples, latencySamples, load };
  const isMeasured = loudness === undefined && most >= playing.length && spec.sampleRate <= highestRate;
  const output = await model.process(playing.subarray(0, isMeasured ? playing.length : timed), knobs);
  if (!isMeasured) return { measurement: { ...cost, ...stated }, problems: [...odd(output), ...loud(loudness)] };
  const heard = integratedLoudness([output], spec.sampleRate);
  const measured: Partial<Measurement> = Number.isFinite(heard) ? { loudness: heard, loudnessFrom: 'measured' } : {};
  return { measurement: { ...cost, ...measured }, problems: [...odd(output), ...loud(heard)] };
}

/** Operations per sample before anything runs: each weight is used once; an activation costs some, a pool all its taps. */
function costOf({ layers }: ModelSpec): number {
  const ofLayer = ({ type, outputs, taps = 1 }: LayerSpec) => outputs * (10 + (type === 'maxPool' ? taps : 0));
  return layers.reduce((sum, layer) => sum + weightCount(layer) + ofLayer(layer), 0);
}

const mostRounds = 5;
const mostTimingMs = 200;
const mostKinds = 1000;
/** Layers and rates that were timed in earnest already: one round is enough for further models of them. */
const timedKinds = new Set<string>();

/** Share of a core that playing takes at the model's rate: the best of some rounds over `playing`. */
export async function loadOf(
  model: NativeModel,
  spec: ModelSpec,
  playing: Float32Array,
  knobs: number[],
): Promise<number> {
  const kind = JSON.stringify([spec.layers, spec.sampleRate]);
  const rounds = timedKinds.has(kind) ? 1 : mostRounds;
  if (timedKinds.size < mostKinds) timedKinds.add(kind);
  const began = performance.now();
  let seconds = Infinity;
  for (let round = 0; round < rounds && (round === 0 || performance.now() - began < mostTimingMs); round++)
    seconds = Math.min(seconds, await model.secondsOf(playing, knobs));
  return (seconds * spec.sampleRate) / playing.length;
}

const tooCostly: Problem = { severity: 'warning', message: 'It is too costly to be played in a scan.' };

function odd(output: Float32Array): Problem[] {
  if (!output.every(Number.isFinite))
    return [{ severity: 'error', message: 'Its output is not finite: the training diverged, or the file is damaged.' }];
  return peakOf(output) < silentPeak ? [{ severity: 'warning', message: 'It plays silence.' }] : [];
}

function loud(loudness = Number.NEGATIVE_INFINITY): Problem[] {
  if (!(loudness > dryLoudness + farLouderDb)) return [];
  const message = `It is far louder than its input: ${loudness.toFixed(1)} against ${dryLoudness.toFixed(1)} LUFS.`;
  return [{ severity: 'warning', message }];
}
