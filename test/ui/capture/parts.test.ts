import { expect, test } from 'vitest';
import { decodeWav } from '../../../training/src/audio/wav.js';
import type { Recording } from '../../../training/src/studio/api.js';
import { judgeLevel } from '../../../ui/src/capture/level.js';
import { wavFile } from '../../../ui/src/capture/wavFile.js';
import { knobValuesText, readKnobValues } from '../../../ui/src/studio/capture/knobValues.js';
import { groupTakes, knobRanges } from '../../../ui/src/studio/takes.js';

test('a take is a WAV file with every bit of its samples', async () => {
  const samples = Float32Array.from({ length: 10_001 }, (_, n) => Math.sin(n) / 3);
  const chunks = [samples.slice(0, 4096), samples.slice(4096, 8192), samples.slice(8192)];
  const recorded = { sampleRate: 44100, chunks, frames: 10_001, gaps: [], peak: 0, fullScale: 0 };
  const file = decodeWav(Buffer.from(await wavFile(recorded).arrayBuffer()));
  expect(file.sampleRate).toBe(44100);
  expect(file.bitDepth).toBe('32f');
  expect(file.channels).toEqual([samples]);
});

test.each([
  [0.0005, 0, 'silent'],
  [0.03, 0, 'quiet'],
  [0.3, 0, 'good'],
  [0.99, 0, 'good'],
  [1, 1, 'clipping'],
] as const)('a peak of %d with %d samples at full scale is %s', (peak, fullScale, verdict) => {
  expect(judgeLevel({ peak, fullScale })).toBe(verdict);
});

test('positions of knobs are read as people type them', () => {
  expect(readKnobValues('gain=0.25')).toEqual({ gain: 0.25 });
  expect(readKnobValues(' gain = .5 , tone_2=-3;drive=10. ')).toEqual({ gain: 0.5, tone_2: -3, drive: 10 });
  expect(readKnobValues('')).toEqual({});
  expect(knobValuesText(readKnobValues('gain=0.25,tone=1'))).toBe('gain=0.25, tone=1');
  for (const wrong of ['gain', 'gain=', 'gain=loud', '2gain=1', 'gain=0,5', 'gain=1 tone=2'])
    expect(() => readKnobValues(wrong), wrong).toThrow(/Expected names and numbers such as gain=0.25/);
  expect(() => readKnobValues('gain=1, gain=2')).toThrow(/Expected each knob once; found “gain” twice/);
});

const take = (id: string, name: string, controls?: Record<string, number>) =>
  ({ id, name, source: { name, dry: { captureSeconds: 20 }, wet: { upload: '' }, controls } }) as unknown as Recording;

test('takes of one name at several settings belong together, all else stands alone', () => {
  const groups = groupTakes([
    take('a', 'Fuzz', { gain: 0.2, tone: 0.5 }),
    take('b', 'Amp'),
    take('c', 'Fuzz', { tone: 0.5, gain: 0.8 }),
    take('d', 'Amp'),
    take('e', 'Fuzz', { gain: 0.4 }), // of other knobs
    take('f', 'Boost', { level: 1 }),
    take('g', 'Boost', { level: 1 }), // at the same setting
  ]);
  expect(groups.map(({ recordings }) => recordings.map(({ id }) => id).join(''))).toEqual([
    'ac',
    'b',
    'd',
    'e',
    'f',
    'g',
  ]);
  expect(knobRanges(groups[0].recordings)).toEqual({ gain: { min: 0.2, max: 0.8 } });
});
