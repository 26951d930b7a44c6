import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AudioErrorCode } from '../../../training/src/audio/audioError.js';
import { readRawPcm8, writeRawPcm8 } from '../../../training/src/audio/rawPcm.js';
import { type BitDepth, decodeWav, encodeWav, readWav, writeWav } from '../../../training/src/audio/wav.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tonewright-wav-'));
});
afterAll(() => rm(folder, { recursive: true }));

const sine = (length: number, cycles: number, gain = 0.9) =>
  Float32Array.from({ length }, (_, n) => gain * Math.sin((2 * Math.PI * cycles * n) / length));

const largestDifference = (a: Float32Array, b: Float32Array) =>
  a.reduce((largest, value, n) => Math.max(largest, Math.abs(value - b[n])), 0);

/** Half a quantisation step of each depth. */
const ROUNDING: Record<BitDepth, number> = {
  '8': 2 ** -8,
  '16': 2 ** -16,
  '24': 2 ** -24,
  '32': 2 ** -25,
  '32f': 0,
  '64f': 0,
};

describe('WAV round trip', () => {
  for (const bitDepth of Object.keys(ROUNDING) as BitDepth[]) {
    for (const width of [1, 2, 3]) {
      test(`${bitDepth}, ${width} channel(s), odd length: within half a step`, async () => {
        const channels = Array.from({ length: width }, (_, c) => sine(1001, 3 + c));
        const path = join(folder, `${bitDepth}-${width}.wav`);
        await writeWav(path, { sampleRate: 44100, channels }, { bitDepth });
        const read = await readWav(path);
        expect(read.sampleRate).toBe(44100);
        expect(read.bitDepth).toBe(bitDepth);
        expect(read.channels.length).toBe(width);
        read.channels.forEach((channel, c) => {
          expect(channel.length).toBe(1001);
          expect(largestDifference(channel, channels[c])).toBeLessThanOrEqual(ROUNDING[bitDepth]);
        });
      });
    }
  }

  test('integers clip at full scale instead of wrapping', () => {
    const loud = Float32Array.of(2, -2, 1, -1);
    const [read] = decodeWav(Buffer.from(encodeWav({ sampleRate: 48000, channels: [loud] }, '16'))).channels;
    expect([...read]).toEqual([32767 / 32768, -1, 32767 / 32768, -1]);
  });

  test('reading and writing again gives the same 16- and 24-bit numbers', () => {
    for (const bitDepth of ['8', '16', '24'] as const) {
      const once = encodeWav({ sampleRate: 48000, channels: [sine(999, 7, 1)] }, bitDepth);
      expect(encodeWav(decodeWav(Buffer.from(once)), bitDepth)).toEqual(once);
    }
  });

  test('the RIFF length says what the file has, also with a pad byte', () => {
    const bytes = Buffer.from(encodeWav({ sampleRate: 48000, channels: [sine(11, 1)] }, '24'));
    expect(bytes.readUInt32LE(4)).toBe(bytes.length - 8);
    expect(bytes.length % 2).toBe(0);
  });

  test('an extensible header and chunks before the data are understood', () => {
    const samples = encodeWav({ sampleRate: 48000, channels: [sine(64, 2)] }, '24');
    const plain = decodeWav(Buffer.from(samples));
    const fmt = Buffer.alloc(48);
    fmt.write('fmt ', 0, 'latin1');
    fmt.writeUInt32LE(40, 4);
    fmt.writeUInt16LE(0xfffe, 8);
    Buffer.from(samples).copy(fmt, 10, 22, 36);
    fmt.writeUInt16LE(22, 24);
    fmt.writeUInt16LE(24, 26);
    fmt.writeUInt16LE(1, 32);
    const junk = Buffer.from('JUNK\x03\0\0\0abc\0', 'latin1');
    const riff = Buffer.concat([Buffer.from(samples.subarray(0, 12)), junk, fmt, Buffer.from(samples.subarray(36))]);
    riff.writeUInt32LE(riff.length - 8, 4);
    expect(decodeWav(riff)).toEqual(plain);
  });
});

function patched(bytes: Buffer, write: (bytes: Buffer) => void): Buffer {
  write(bytes);
  return bytes;
}
const patch32 = (bytes: Buffer, at: number, value: number) => patched(bytes, (b) => b.writeUInt32LE(value, at));
const patch16 = (bytes: Buffer, at: number, value: number) => patched(bytes, (b) => b.writeUInt16LE(value, at));
const patchFloat = (bytes: Buffer, at: number, value: number) => patched(bytes, (b) => b.writeFloatLE(value, at));

describe('bad WAV files say what was expected and found', () => {
  const good = () => Buffer.from(encodeWav({ sampleRate: 48000, channels: [sine(100, 2)] }));
  const cases: [string, AudioErrorCode, () => Buffer, RegExp][] = [
    ['an empty file', 'not-wav', () => Buffer.alloc(0), /empty file/],
    ['text', 'not-wav', () => Buffer.from('hello, this is no sound at all'), /begins with 'hell'/],
    ['a header without data', 'not-wav', () => good().subarray(0, 36), /no data chunk/],
    ['a file cut off', 'truncated', () => good().subarray(0, 244), /100 samples.*found 50 samples/],
    [
      'a header that was never completed',
      'truncated',
      () => patch32(good(), 40, 0),
      /finished WAV.*100 samples.*says 0/,
    ],
    ['no samples', 'empty', () => patch32(good().subarray(0, 44), 40, 0), /0 samples/],
    ['a NaN', 'not-finite', () => patchFloat(good(), 44 + 4 * 17, Number.NaN), /NaN at sample 17/],
    ['an infinity', 'not-finite', () => patchFloat(good(), 44, -Infinity), /-Infinity at sample 0/],
    ['mu-law', 'unsupported-codec', () => patch16(good(), 20, 7), /mu-law/],
    ['12-bit PCM', 'unsupported-codec', () => patch16(patch16(good(), 20, 1), 34, 12), /PCM, 12 bits/],
  ];
  for (const [name, code, make, message] of cases) {
    test(name, async () => {
      const path = join(folder, 'bad.wav');
      await writeFile(path, make());
      await expect(readWav(path)).rejects.toMatchObject({ name: 'AudioError', code });
      await expect(readWav(path)).rejects.toThrow(message);
    });
  }

  test('a missing file and a folder', async () => {
    await expect(readWav(join(folder, 'nowhere.wav'))).rejects.toMatchObject({ code: 'missing-file' });
    await expect(readWav(folder)).rejects.toMatchObject({ code: 'unreadable-file' });
  });

  test('a zero-length data chunk before silence is not walked as chunks', async () => {
    const silence = Buffer.from(encodeWav({ sampleRate: 48000, channels: [new Float32Array(3_000_000)] }));
    expect(() => decodeWav(patch32(silence, 40, 0))).toThrow(/says 0/);
  });

  test('nothing is written for NaN or no samples', async () => {
    const path = join(folder, 'never.wav');
    await expect(
      writeWav(path, { sampleRate: 48000, channels: [Float32Array.of(0, Number.NaN)] }),
    ).rejects.toMatchObject({
      code: 'not-finite',
    });
    await expect(writeWav(path, { sampleRate: 48000, channels: [new Float32Array(0)] })).rejects.toMatchObject({
      code: 'empty',
    });
    expect(await readdir(folder)).not.toContain('never.wav');
  });
});

test('raw 8-bit: silence is 128, full scale reaches 0 and 255', async () => {
  const path = join(folder, 'raw.pcm');
  await writeRawPcm8(path, { sampleRate: 8000, channels: [Float32Array.of(0, -1, 1, 0.5)] });
  expect([...(await readFile(path))]).toEqual([128, 0, 255, 192]);
  const { channels, sampleRate } = await readRawPcm8(path, 8000);
  expect(sampleRate).toBe(8000);
  expect([...channels[0]]).toEqual([0, -1, 127 / 128, 0.5]);
  await expect(readRawPcm8(join(folder, 'nowhere.pcm'), 8000)).rejects.toMatchObject({ code: 'missing-file' });
});
