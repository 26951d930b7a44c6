import { expect, test } from 'vitest';
import { formatDecibels, LevelBallistics } from '../../ui/src/design/levels.js';
import { readFrame } from '../../ui/src/plugin/meterFrame.js';

/** As docs/bridge.md says it. */
function frame({
  version = 1,
  clips = 0,
  levels,
  bins,
}: {
  version?: number;
  clips?: number;
  levels: number[];
  bins: number[];
}) {
  const channels = levels.length / 4;
  const view = new DataView(new ArrayBuffer(16 + 4 * levels.length + bins.length));
  [version, channels, clips, 0].forEach((byte, i) => void view.setUint8(i, byte));
  view.setUint32(4, bins.length, true);
  view.setFloat32(8, 48000, true);
  view.setFloat32(12, 0.25, true);
  levels.forEach((level, i) => void view.setFloat32(16 + 4 * i, level, true));
  bins.forEach((bin, i) => void view.setUint8(16 + 4 * levels.length + i, bin));
  return view.buffer;
}

test('a frame of two channels is read as the bridge writes it', () => {
  const read = readFrame(
    frame({ clips: 0b1010, levels: [1, 0.5, 0.25, 0.125, 0.75, 0.375, 2, 1], bins: [0, 40, 240] }),
  )!;
  expect(read.sampleRate).toBe(48000);
  expect(read.cpu).toBe(0.25);
  expect(read.input).toEqual([
    { peak: 1, rms: 0.5, clipped: false },
    { peak: 0.75, rms: 0.375, clipped: true },
  ]);
  expect(read.output).toEqual([
    { peak: 0.25, rms: 0.125, clipped: false },
    { peak: 2, rms: 1, clipped: true },
  ]);
  expect([...read.spectrum]).toEqual([0, 40, 240]);
});

test('a frame of another version or cut short is left out', () => {
  expect(readFrame(frame({ version: 2, levels: [1, 1, 1, 1], bins: [] }))).toBeUndefined();
  expect(readFrame(frame({ levels: [1, 1, 1, 1], bins: [1, 2, 3] }).slice(0, -1))).toBeUndefined();
  expect(readFrame(new ArrayBuffer(3))).toBeUndefined();
});

test('a meter falls by 24 dB a second, holds its peak for 1.5 s and remembers a clip', () => {
  const level = new LevelBallistics();
  level.take([{ peak: 1, rms: 0.5, clipped: true }], 10_000);
  expect(level.peaks[0]).toBe(0);
  expect(level.rms[0]).toBeCloseTo(-6.02, 2);
  for (let now = 10_010; now <= 11_000; now += 10) level.take([{ peak: 0, rms: 0 }], now);
  expect(level.peaks[0]).toBeCloseTo(-24, 5);
  expect(level.held).toBe(0);
  level.take([{ peak: 0, rms: 0 }], 11_600);
  expect(level.held).toBe(-60);
  expect(level.clipped).toBe(true);
});

test('levels are said with a minus sign, and silence as such', () => {
  expect(formatDecibels(-12.04)).toBe('−12.0 dB');
  expect(formatDecibels(-60)).toBe('−∞ dB');
});
