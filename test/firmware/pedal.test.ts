import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NativeModel } from '@tonewright/addon';
import { readPreset, writePreset } from '@tonewright/presets';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { synthesiseGuitar } from '../../training/src/audio/guitar.js';
import { readWav, writeWav } from '../../training/src/audio/wav.js';
import { tonewright } from '../training/commands/tonewright.js';
import { armPedal, isEmulated, onHost, onQemu } from './qemu.js';

const factory = fileURLToPath(new URL('../../presets/factory', import.meta.url));
const sampleRate = 48_000;
const block = 64;

let folder: string;
let dry: string;
let playing: Float32Array;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tonewright-pedal-'));
  dry = join(folder, 'dry.wav');
  playing = synthesiseGuitar({ seconds: 2.6, sampleRate, seed: 3 });
  await writeWav(dry, { sampleRate, channels: [playing] });
});
afterAll(() => rm(folder, { recursive: true }));

async function bankOf(paths: string[], ...words: string[]) {
  const out = await mkdtemp(join(folder, 'bank-'));
  const run = await tonewright(
    'firmware',
    ...paths,
    '--board',
    'mps2-an500',
    '--bank-only',
    '--out',
    out,
    '--json',
    ...words,
  );
  expect(run.code, run.stderr).toBe(0);
  return { bank: join(out, 'presets.bank'), result: JSON.parse(run.stdout) };
}

async function script(lines: string[]) {
  const path = join(folder, `script-${lines.length}.txt`);
  await writeFile(path, `${lines.join('\n')}\n`);
  return path;
}

const largest = (samples: Float32Array) => samples.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
const difference = (a: Float32Array, b: Float32Array) => largest(a.map((x, i) => x - b[i]));

describe.runIf(isEmulated)('the pedal on QEMU', () => {
  test('sounds as the host build does, through presets, knobs, feet and MIDI, on every factory preset that fits', async () => {
    const files = (await readdir(factory)).sort().map((name) => join(factory, name));
    const { bank, result } = await bankOf(files);
    expect(result.presets.length).toBeGreaterThanOrEqual(10);
    const steps = result.presets.flatMap((_: object, i: number) => [
      `${140 * i} midi c0 ${i.toString(16).padStart(2, '0')}`,
      `${140 * i + 40} knob ${1 + (i % 6)} ${0.2 + 0.06 * i}`,
      `${140 * i + 90} midi b0 4a ${(40 + 5 * i).toString(16)}`,
    ]);
    const path = await script([
      ...steps,
      '1420 foot left down',
      '1430 foot left up',
      '1450 foot left down',
      '1460 foot left up',
    ]);
    const wets = ['host.wav', 'qemu.wav'].map((name) => join(folder, name));
    const ours = await onHost([bank, path, dry, wets[0]]);
    const theirs = await onQemu(armPedal, [bank, path, dry, wets[1]]);
    expect(theirs.filter((line) => !line.machine)).toEqual(ours);
    expect(theirs.at(-1).instructionsPerSample).toBeLessThan(7000);
    const [host, qemu] = await Promise.all(wets.map(async (wet) => (await readWav(wet)).channels[0]));
    for (const [i, file] of files.filter((_, i) => i < result.presets.length).entries()) {
      // Some presets answer to the order of a sum: how far the host's own two ways are apart is what can be asked for.
      const bytes = await readFile(file);
      const ways = await Promise.all(
        (['best', 'reference'] as const).map((instructions) => {
          const model = NativeModel.read(bytes, { instructions });
          return model.process(
            playing,
            model.info.controls.map(() => 0.5),
          );
        }),
      );
      const span = [140 * i * block, 140 * (i + 1) * block];
      const [a, b] = [host.subarray(...span), qemu.subarray(...span)];
      expect(largest(a), file).toBeGreaterThan(0.01);
      expect(difference(a, b), file).toBeLessThan(Math.max(1e-5, 16 * difference(ways[0], ways[1])));
    }
  });

  test("plays a preset as the plugin's engine does", async () => {
    const file = await readFile(join(factory, 'tube-clean.json'));
    const { preset } = readPreset(file);
    const { loudness: _, ...metadata } = preset.metadata;
    const flat = join(folder, 'flat.json'); // no level match, no DC blocker: only the model
    await writeFile(flat, writePreset({ ...preset, metadata, chain: { dcBlock: 0 } }));
    const { bank } = await bankOf([flat]);
    const wet = join(folder, 'plain.wav');
    await onQemu(armPedal, [bank, await script([]), dry, wet]);
    const pedal = (await readWav(wet)).channels[0].subarray(0, playing.length);
    expect(difference(pedal, await NativeModel.read(file).process(playing))).toBeLessThan(1e-5);
  });

  test('takes what was measured: bypassed 113 instructions a sample, with all of it at work 285', async () => {
    const none = join(folder, 'none.bank');
    await writeFile(none, Buffer.alloc(64));
    const wet = join(folder, 'chain.wav');
    const flat = (await onQemu(armPedal, [none, await script([]), dry, wet])).at(-1);
    expect(difference((await readWav(wet)).channels[0], playing)).toBe(0);
    const work = ['47 60', '49 60', '4a 20', '4b 60', '4c 50', '46 50', '07 50'].map((bytes) => `0 midi b0 ${bytes}`);
    const busy = (await onQemu(armPedal, [none, await script(['0 midi b0 50 00', ...work]), dry, wet])).at(-1);
    expect(Math.abs(flat.instructionsPerSample / 113 - 1)).toBeLessThan(0.02);
    expect(Math.abs(busy.instructionsPerSample / 285 - 1), `${busy.instructionsPerSample}`).toBeLessThan(0.02);
  });
});

const energy = (samples: Float32Array) => samples.reduce((sum, x) => sum + x * x, 0);

test('weights of 16 bits take half the flash and sound nearly the same', async () => {
  const path = join(factory, 'tube-clean.json');
  const [floats, packed] = [await bankOf([path]), await bankOf([path], '--weights', 'int16')];
  expect(packed.result.bankBytes).toBeLessThan(0.75 * floats.result.bankBytes);
  const wets = [join(folder, 'floats.wav'), join(folder, 'packed.wav')];
  const none = await script([]);
  for (const [i, { bank }] of [floats, packed].entries()) await onHost([bank, none, dry, wets[i]]);
  const [a, b] = await Promise.all(wets.map(async (wet) => (await readWav(wet)).channels[0]));
  const error = energy(a.map((x, i) => x - b[i])) / energy(a);
  expect(error).toBeGreaterThan(0);
  expect(error).toBeLessThan(1e-6);
  expect(Math.abs(10 * Math.log10(error) - packed.result.presets[0].weightsErrorDb)).toBeLessThan(15);
});

test.each([
  [['--board', 'nothing'], /expected one of daisy-seed, mps2-an500, found 'nothing'/],
  [['--board', 'mps2-an500', '--weights', 'int4'], /expected float or int16, found 'int4'/],
  [['--board', 'daisy-seed', '--libdaisy-dir', ''], /needs libDaisy/],
])('firmware with %j is refused', async (words, message) => {
  const run = await tonewright('firmware', join(factory, 'tube-clean.json'), '--out', folder, ...words);
  expect(run.code).toBe(1);
  expect(run.stderr).toMatch(message);
});

const libDaisy = process.env.LIBDAISY_DIR;

test.runIf(libDaisy)(
  'eleven factory presets, three of them of 24 units, go into one image for the Daisy Seed',
  async () => {
    const out = join(folder, 'daisy');
    const files = (await readdir(factory)).sort().map((name) => join(factory, name));
    const run = await tonewright('firmware', ...files, '--libdaisy-dir', libDaisy!, '--out', out, '--json');
    expect(run.code, run.stderr).toBe(0);
    expect(JSON.parse(run.stdout).presets.length).toBe(11);
    const image = await readFile(join(out, 'build/pedal.bin'));
    expect(image.length).toBeGreaterThan(100_000);
    expect(image.length).toBeLessThan(480 * 1024);
    expect(image.includes(await readFile(join(out, 'presets.bank')))).toBe(true);
  },
  600_000,
);

test('fit says what fits, why not, and what would', async () => {
  const [small, large] = [join(factory, 'tube-clean.json'), join(factory, 'nano-crunch.json')];
  const fits = await tonewright('fit', small, '--json');
  expect(fits.code).toBe(0);
  expect(JSON.parse(fits.stdout).presets[0].fits).toBe(true);
  const not = await tonewright('fit', large);
  expect(not.code).toBe(1);
  expect(not.stdout).toMatch(/does not fit/);
  expect(not.stdout).toMatch(/would fit +gru:\d+/);
});
