import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Audio, readWav, writeWav } from '../../training/src/audio/wav.js';
import { tonewright } from '../training/commands/tonewright.js';
import { bundles, type Job, type Rendered, render } from './host.js';

const presets = fileURLToPath(new URL('../parity/presets', import.meta.url));
const rates = [44100, 48000, 96000, 192000];
const blocks = {
  1: [1],
  17: [17],
  64: [64],
  480: [480],
  512: [512],
  2048: [2048],
  changing: [64, 1, 512, 0, 17, 2048],
};

/** Only the model: what `tonewright render` plays. */
const flat = { dcBlock: 0, levelMatch: 0 };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tonewright-plugin-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Two channels of decaying notes with some noise, different in pitch and in level. */
function playing(sampleRate: number, seconds = 0.4): Audio {
  let seed = 1;
  const noise = () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed / 2 ** 31 - 1;
  };
  const channel = (hz: number, gain: number) =>
    Float32Array.from({ length: Math.round(sampleRate * seconds) }, (_, n) => {
      const t = (n / sampleRate) % 0.2;
      return gain * (Math.exp(-8 * t) * Math.sin(2 * Math.PI * hz * t) + 0.05 * noise());
    });
  return { sampleRate, channels: [channel(110, 0.7), channel(293.7, 0.3)] };
}

async function dryFile(sampleRate: number): Promise<string> {
  const path = join(folder, `dry-${sampleRate}.wav`);
  await writeWav(path, playing(sampleRate));
  return path;
}

let count = 0;
const newFile = () => join(folder, `wet-${count++}.wav`);

/** What `tonewright render` makes of it. */
async function reference(preset: string, input: string, words: string[] = []): Promise<Audio> {
  const output = newFile();
  const run = await tonewright('render', '--preset', preset, '--in', input, '--out', output, ...words);
  expect(run.code, run.stderr).toBe(0);
  return readWav(output);
}

function largestDifference(a: Audio, b: Audio): number {
  expect(a.channels.length).toBe(b.channels.length);
  let largest = 0;
  a.channels.forEach((channel, c) => {
    expect(channel.length).toBe(b.channels[c].length);
    channel.forEach((x, n) => {
      largest = Math.max(largest, Math.abs(x - b.channels[c][n]));
    });
  });
  return largest;
}

/** Renders all jobs, and says how far each is from what `expected` says of it. */
async function differences(jobs: Job[], expected: (job: Job) => Audio): Promise<Record<string, number>> {
  const results = await render(jobs);
  const far: Record<string, number> = {};
  for (const [i, job] of jobs.entries()) {
    const difference = largestDifference(await readWav(results[i].output), expected(job));
    if (!(difference <= 1e-5)) far[JSON.stringify({ ...job, output: undefined })] = difference;
  }
  return far;
}

describe.each(Object.entries(bundles))('%s', (_format, plugin) => {
  test.each(['tonewright-gru8.json', 'aida-x-lstm12.json', 'nam-wavenet.nam'])(
    'plays %s as `tonewright render` does, at every rate and block size',
    async (name) => {
      const preset = join(presets, name);
      for (const rate of rates) {
        const input = await dryFile(rate);
        const wet = await reference(preset, input);
        expect(Math.max(...wet.channels[0].map(Math.abs))).toBeGreaterThan(0.01);
        const jobs = Object.values(blocks).map((sizes) => ({
          plugin,
          preset,
          input,
          output: newFile(),
          values: flat,
          blocks: sizes,
        }));
        expect(await differences(jobs, () => wet)).toEqual({});
      }
    },
    300_000,
  );

  test('plays every preset of the parity suite as `tonewright render` does', async () => {
    const input = await dryFile(48000);
    const wet: Record<string, Audio> = {};
    const jobs: Job[] = [];
    for (const name of (await readdir(presets)).filter((file) => /\.(json|nam)$/.test(file))) {
      const preset = join(presets, name);
      const { controls } = JSON.parse((await tonewright('info', preset, '--json')).stdout);
      const places = Object.fromEntries(
        controls.map((control: { min: number; max: number; default: number }, i: number) => [
          `knob${i + 1}`,
          (control.default - control.min) / (control.max - control.min),
        ]),
      );
      jobs.push({ plugin, preset, input, output: newFile(), values: { ...flat, ...places } });
      wet[preset] = await reference(preset, input);
    }
    expect(jobs.length).toBeGreaterThan(20);
    expect(await differences(jobs, (job) => wet[job.preset!])).toEqual({});
  });

  test('oversamples as `tonewright render` does', async () => {
    const preset = join(presets, 'tonewright-gru8.json');
    const input = await dryFile(48000);
    for (const oversampling of [1, 2, 3]) {
      const wet = await reference(preset, input, ['--oversample', String(2 ** oversampling)]);
      const job = { plugin, preset, input, output: newFile(), values: { ...flat, oversampling } };
      expect(await differences([job], () => wet)).toEqual({});
    }
  });

  // JUCE's LV2 has the ports of one layout, stereo.
  test.runIf(plugin === bundles.VST3)('plays mono, and mono to stereo', async () => {
    const preset = join(presets, 'tonewright-gru8.json');
    const input = await dryFile(48000);
    const [left] = (await reference(preset, input)).channels;
    const job = (outputs: number) => ({ plugin, preset, input, output: newFile(), values: flat, inputs: 1, outputs });
    const expected = (job: Job) => ({ sampleRate: 48000, channels: job.outputs === 2 ? [left, left] : [left] });
    expect(await differences([job(1), job(2)], expected)).toEqual({});
  });

  test('reports the latency that it has', async () => {
    const preset = join(presets, 'tonewright-gru8.json');
    const job = (values: Record<string, number>) => ({ plugin, preset, output: newFile(), values });
    const input = await dryFile(44100);
    const [plain, oversampled, bypassed] = await render([
      { ...job(flat), input },
      { ...job({ ...flat, oversampling: 2 }), input },
      // The host's own: of an LV2 it is a port, not state.
      { ...job({ ...flat, oversampling: 2 }), input, changes: [{ frame: 0, id: 'bypass', value: 1 }] },
    ]);
    expect(plain.latencySamples).toBe(0);
    expect(oversampled.latencySamples).toBeGreaterThan(0);
    expect(bypassed.latencySamples).toBe(oversampled.latencySamples);
    expect(largestDifference(await readWav(bypassed.output), await readWav(input))).toBeLessThan(1e-6);
  });

  test('plays on behind NaN, infinity and denormals', async () => {
    const sampleRate = 48000;
    const poisons = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 3e38, 1e-40];
    const { channels } = playing(sampleRate, 1);
    const clean = join(folder, 'clean.wav');
    const input = join(folder, 'poisoned.wav');
    await writeFile(clean, floatWav(channels, sampleRate));
    const start = 9600;
    for (const channel of channels) {
      for (let n = 0; n < 480; n++) channel[start + n] = poisons[n % poisons.length];
    }
    await writeFile(input, floatWav(channels, sampleRate));
    for (const name of ['tonewright-gru8.json', 'aida-x-lstm12.json', 'nam-wavenet.nam']) {
      for (const values of [{}, { bass: 6, mid: -3, gate: -60, oversampling: 1 }]) {
        const preset = join(presets, name);
        const job = (input: string) => ({ plugin, preset, input, output: newFile(), values, blocks: [64, 480, 1, 0] });
        const [poisoned, healthy] = await render([job(input), job(clean)]);
        const wet = await readFloatWav(poisoned);
        const wanted = await readFloatWav(healthy);
        for (const [c, channel] of wet.entries()) {
          expect(channel.every(Number.isFinite)).toBe(true);
          // From 50 ms behind the poison on it sounds as if that had not been.
          const behind = channel.slice(start + 480 + 2400);
          const healthyBehind = wanted[c].slice(start + 480 + 2400);
          expect(power(behind)).toBeGreaterThan(0.8 * power(healthyBehind));
          expect(power(behind)).toBeLessThan(1.2 * power(healthyBehind));
        }
      }
    }
  });

  test('changes parameters while it plays', async () => {
    const input = await dryFile(48000);
    const job = { plugin, input, output: newFile(), values: flat, blocks: [64] };
    const [result] = await render([{ ...job, changes: [{ frame: 9600, id: 'output', value: -40 }] }]);
    const wet = await readWav(result.output);
    const dry = await readWav(input);
    for (const [c, channel] of wet.channels.entries()) {
      for (let n = 0; n < 9600; n++) expect(Math.abs(channel[n] - dry.channels[c][n])).toBeLessThan(1e-6);
      for (let n = 14400; n < channel.length; n++)
        expect(Math.abs(channel[n] - 0.01 * dry.channels[c][n])).toBeLessThan(1e-6);
    }
  });
});

test('the VST3 plays doubles', async () => {
  const preset = join(presets, 'tonewright-gru8.json');
  const input = await dryFile(48000);
  const wet = await reference(preset, input);
  const job = { plugin: bundles.VST3, preset, input, output: newFile(), values: flat, double: true };
  expect(await differences([job], () => wet)).toEqual({});
});

const power = (samples: Float32Array) => samples.reduce((sum, x) => sum + x * x, 0) / samples.length;

/** As writeWav, which refuses samples that are not finite. */
function floatWav(channels: Float32Array[], sampleRate: number): Buffer {
  const frames = channels[0].length;
  const wav = Buffer.alloc(44 + 4 * channels.length * frames);
  wav.write('RIFF', 0);
  wav.writeUInt32LE(wav.length - 8, 4);
  wav.write('WAVEfmt ', 8);
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(3, 20); // floats
  wav.writeUInt16LE(channels.length, 22);
  wav.writeUInt32LE(sampleRate, 24);
  wav.writeUInt32LE(4 * channels.length * sampleRate, 28);
  wav.writeUInt16LE(4 * channels.length, 32);
  wav.writeUInt16LE(32, 34);
  wav.write('data', 36);
  wav.writeUInt32LE(wav.length - 44, 40);
  for (let n = 0, at = 44; n < frames; n++)
    for (const channel of channels) {
      wav.writeFloatLE(channel[n], at);
      at += 4;
    }
  return wav;
}

/** As readWav, which refuses samples that are not finite. */
async function readFloatWav({ output, frames }: Rendered): Promise<Float32Array[]> {
  const wav = await readFile(output);
  const data = wav.subarray(wav.indexOf('data') + 8);
  const width = Math.round(data.length / 4 / frames);
  return Array.from({ length: width }, (_, c) =>
    Float32Array.from({ length: frames }, (_, n) => data.readFloatLE(4 * (n * width + c))),
  );
}
