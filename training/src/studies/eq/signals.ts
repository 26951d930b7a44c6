/** What the networks learn and are measured on, and how it is given to them. */
import type { TrainingPair } from '@tonewright/addon';
import { highPass } from '../../audio/filters.js';
import { seededRandom } from '../../audio/random.js';
import { testProgramme } from '../../audio/testSignals.js';
import { filter, type Iir, ofBiquad } from '../../linear/iir.js';
import type { Lesson } from '../learn.js';

export const sampleRate = 44100;

/** The cut-off over the knob's way: a logarithmic taper. */
export const knobRange = { low: 100, high: 2000 };
export const cutoffAt = (position: number) => knobRange.low * (knobRange.high / knobRange.low) ** position;

export interface Data {
  training: TrainingPair;
  /** New pieces of the same kinds. */
  validation: TrainingPair;
  /** Recorded, or played: nothing like the training signals. */
  voice: TrainingPair;
  seconds: number;
}

export const equaliser = (hz: number): Iir => ofBiquad(highPass(hz, Math.SQRT1_2, sampleRate));

export const through = (system: Iir, audio: Float32Array, controls: number[] = []): TrainingPair => ({
  audio,
  target: Float32Array.from(filter(system, audio)),
  controls,
});

export const programme = (seconds: number, seed: number) => testProgramme(seconds, sampleRate, seededRandom(seed));

/** Chunks follow one another with their state; the source starts anew from a window for each sample. */
export const inSequence = {
  sampleRate,
  segmentSamples: sampleRate,
  warmupSamples: 1024,
  fromRest: false,
  batch: 32,
  tbpttSamples: 512,
  schedule: 'cosine',
} satisfies Partial<Lesson>;
