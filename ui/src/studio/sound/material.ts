/** What presets can be played on: the parts kept from trainings, recordings of the folder, and a loop of dry guitar. */
import type { Job, Recording } from '@tonewright/training/studio-api';
import loopUrl from '../../../generated/loop.wav?url';
import { studio } from '../../strings/studio.js';
import { knobValuesText } from '../capture/knobValues.js';
import { address } from '../client.js';

export interface Material {
  id: string;
  label: string;
  dry: string;
  /** What a device made of it, and by how much that lags behind. */
  target?: string;
  delaySeconds: number;
  /** Where the device's knobs were. */
  controls?: Record<string, number>;
  /** Length; not known of what is short enough to be played whole. */
  seconds?: number;
}

export interface OpenMaterial {
  dry: Float32Array;
  target?: Float32Array;
}

/** Longer ones are played in part. */
export const partSeconds = 20;
/** Where the part begins by itself: capture signals have their playing there. */
export const partBegins = (seconds = 0) => (seconds > 2 * partSeconds ? 0.4 * seconds : 0);

export const loop: Material = { id: 'loop', label: studio.sound.loop, dry: loopUrl, delaySeconds: 0 };

export function keptPart({ id, name }: Job): Material {
  const audio = (which: string) => address(`jobs/${id}/audio/${which}`);
  const label = studio.sound.kept(name);
  return { id: `job ${id}`, label, dry: audio('dry'), target: audio('target'), delaySeconds: 0 };
}

function ofRecording({ id, name, source, delaySamples = 0, sampleRate = 1, seconds }: Recording): Material {
  const audio = (which: string) => address(`recordings/${id}/audio/${which}`);
  const delaySeconds = delaySamples / sampleRate;
  const { controls } = source;
  const label = [name, knobValuesText(controls)].filter(Boolean).join(', ');
  return { id: `recording ${id}`, label, dry: audio('dry'), target: audio('wet'), delaySeconds, controls, seconds };
}

export const hasKeptPart = (job: Job) => job.previewEpoch !== undefined || job.preset !== undefined;

/** The newest first. */
export const materialsOf = (recordings: Recording[], jobs: Job[]): Material[] => [
  loop,
  ...jobs.filter(hasKeptPart).map(keptPart).reverse(),
  ...recordings
    .filter(({ state }) => state === 'ready')
    .map(ofRecording)
    .reverse(),
];

/** Mono, at this rate, of one length. @throws Error when it cannot be fetched */
export async function openMaterial(
  { dry, target, delaySeconds, seconds }: Material,
  sampleRate: number,
  from = partBegins(seconds),
): Promise<OpenMaterial> {
  const cut = (samples: Float32Array, start: number) => {
    const first = Math.max(0, Math.round(start * sampleRate));
    return samples.slice(first, first + partSeconds * sampleRate);
  };
  const [input, output] = await Promise.all([decode(dry, sampleRate), target && decode(target, sampleRate)]);
  if (!output) return { dry: cut(input, from) };
  const [first, second] = [cut(input, from), cut(output, from + delaySeconds)];
  const length = Math.min(first.length, second.length);
  return { dry: first.subarray(0, length), target: second.subarray(0, length) };
}

async function decode(url: string, sampleRate: number): Promise<Float32Array> {
  const response = await fetch(url);
  if (!response.ok) throw new Error((await response.json()).error);
  const context = new OfflineAudioContext(1, 1, sampleRate);
  const buffer = await context.decodeAudioData(await response.arrayBuffer());
  const mono = new Float32Array(buffer.length);
  for (let c = 0; c < buffer.numberOfChannels; c++)
    for (const [n, value] of buffer.getChannelData(c).entries()) mono[n] += value / buffer.numberOfChannels;
  return mono;
}
