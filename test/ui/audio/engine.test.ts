import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NativeModel } from '@tonewright/addon';
import { chainParameters, controlPlace } from '@tonewright/presets';
import { beforeAll, describe, expect, test } from 'vitest';
import { Engine, PresetRefused } from '../../../ui/src/audio/engine.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const folders = ['test/parity/presets', 'presets/factory'].map((folder) => join(root, folder));

let module: WebAssembly.Module;
beforeAll(async () => {
  module = await WebAssembly.compile(await readFile(join(root, 'native/wasm/dist/tonewright.wasm')));
});

/** Decaying notes with some noise. */
function playing(frames: number, sampleRate: number): Float32Array {
  let seed = 1;
  const noise = () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed / 2 ** 31 - 1;
  };
  return Float32Array.from({ length: frames }, (_, n) => {
    const t = (n / sampleRate) % 0.2;
    return 0.6 * Math.exp(-8 * t) * Math.sin(2 * Math.PI * 110 * t) + 0.03 * noise();
  });
}

const largest = (samples: Float32Array) => samples.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
const difference = (a: Float32Array, b: Float32Array) => largest(a.map((x, i) => x - b[i]));

const files = (
  await Promise.all(folders.map(async (folder) => (await readdir(folder)).map((name) => join(folder, name))))
)
  .flat()
  .filter((path) => /\.(json|nam)$/.test(path));

const refused: { name: string; text: string }[] = JSON.parse(
  await readFile(join(root, 'test/parity/refused.json'), 'utf8'),
);

describe('the engine in WebAssembly', () => {
  test.each(files.map((path) => [path.slice(root.length), path]))('plays %s as the addon does', async (_, path) => {
    const bytes = await readFile(path);
    const engine = new Engine(module);
    const preset = engine.read(bytes);
    const { facts } = preset;
    const native = NativeModel.read(bytes);
    expect(facts.sampleRate).toBe(native.info.sampleRate);
    expect(facts.name).toBe(native.info.name);
    expect(facts.multiplyAddsPerSample).toBe(native.info.macsPerSample);
    const input = playing(12_000, facts.sampleRate);
    const places = native.info.controls.map((control) => controlPlace(control, control.default));
    const [wanted, reference] = await Promise.all([
      native.process(input, places),
      NativeModel.read(bytes, { instructions: 'reference' }).process(input, places),
    ]);
    const rack = engine.rack(facts.sampleRate);
    rack.load({ ...preset, facts: { ...facts, chain: [] } }, true);
    for (const id of ['dcBlock', 'levelMatch'] as const) rack.set(id, 0);
    rack.load({ ...preset, facts: { ...facts, chain: [] } }, true);
    const output = input.slice();
    for (let start = 0; start < output.length; start += 128) rack.process(output.subarray(start, start + 128));
    if (!path.endsWith('rtneural-conv.json')) expect(largest(wanted)).toBeGreaterThan(1e-3); // a ReLU that stays shut
    // Where the order of a sum is heard, two of the addon's own ways are as far apart.
    expect(difference(output, wanted)).toBeLessThan(Math.max(1e-5, 4 * difference(wanted, reference)));
  });

  test('fades to another preset: no step, and the second one plays', async () => {
    const engine = new Engine(module);
    const [first, second] = await Promise.all(
      ['tube-clean', 'warm-edge'].map(async (name) => engine.read(await readFile(join(folders[1], `${name}.json`)))),
    );
    const rack = engine.rack(48_000);
    rack.load(first, true);
    const tone = Float32Array.from({ length: 48_000 }, (_, n) => 0.2 * Math.sin((2 * Math.PI * 110 * n) / 48_000));
    const step = (samples: Float32Array) =>
      samples.slice(1).reduce((m, x, i) => Math.max(m, Math.abs(x - samples[i])), 0);
    const play = (from: number, to: number) => {
      const part = tone.slice(from, to);
      for (let n = 0; n < part.length; n += 128) rack.process(part.subarray(n, n + 128));
      return part;
    };
    const before = play(0, 12_000);
    rack.load(second);
    const change = play(12_000, 24_000);
    const after = play(24_000, 36_000);
    expect(step(change)).toBeLessThan(1.2 * Math.max(step(before.subarray(6000)), step(after)));
    const alone = new Engine(module).rack(48_000);
    alone.load(second, true);
    const wanted = tone.slice(0, 36_000);
    for (let n = 0; n < wanted.length; n += 128) alone.process(wanted.subarray(n, n + 128));
    expect(difference(after, wanted.subarray(24_000))).toBeLessThan(0.01);
  });

  test('a preset that is loaded while another fades in comes after it, without a step, also after one at once', async () => {
    const engine = new Engine(module);
    const [first, second, third] = await Promise.all(
      ['tube-clean', 'warm-edge', 'green-drive'].map(async (name) =>
        engine.read(await readFile(join(folders[1], `${name}.json`))),
      ),
    );
    const block = (n: number) =>
      Float32Array.from({ length: 128 }, (_, i) => 0.2 * Math.sin((2 * Math.PI * 110 * (128 * n + i)) / 48_000));
    const step = (samples: number[]) => samples.slice(1).reduce((m, x, i) => Math.max(m, Math.abs(x - samples[i])), 0);
    for (const into of [0, 1, 2, 3]) {
      const rack = engine.rack(48_000);
      let n = 0;
      const play = (blocks: number) =>
        Array.from({ length: blocks }, () => {
          const audio = block(n++);
          rack.process(audio);
          return [...audio];
        }).flat();
      rack.load(second, true);
      play(100);
      const steady = [step(play(100))];
      for (const preset of [third, first]) {
        rack.load(preset, true);
        play(100);
        steady.push(step(play(100)));
      }
      rack.load(second);
      const change = play(38 + into);
      rack.load(third);
      change.push(...play(300));
      expect(step(change)).toBeLessThan(1.5 * Math.max(...steady));
      rack.load(second);
      play(39); // in the fade
      rack.load(first, true);
      play(100);
      rack.load(third);
      expect(step(play(300).slice(-12_800))).toBeCloseTo(steady[1], 3);
    }
  });

  test('what a new preset says of knobs and chain is not heard before it is', async () => {
    const engine = new Engine(module);
    const [first, second] = [
      engine.read(await readFile(join(root, 'test/parity/presets/tonewright-lstm6-knobs.json'))),
      engine.read(await readFile(join(folders[1], 'tube-clean.json'))),
    ];
    const chain: (typeof second.facts)['chain'] = [
      { id: 'output', value: -30 },
      { id: 'bass', value: 12 },
      { id: 'mix', value: 40 },
    ];
    const rate = first.facts.sampleRate;
    const other = { ...second, facts: { ...second.facts, sampleRate: rate, chain } };
    const [changing, alone] = [engine.rack(rate), engine.rack(rate)];
    const input = playing(rate, rate);
    const play = (rack: typeof alone, from: number, to: number) => {
      const part = input.slice(from * rate, to * rate);
      for (let n = 0; n < part.length; n += 128) rack.process(part.subarray(n, n + 128));
      return part;
    };
    for (const rack of [changing, alone]) {
      rack.load(first, true);
      rack.set('knob1', 0.8);
      play(rack, 0, 0.25);
    }
    changing.load(other);
    for (const id of ['knob1', 'knob2'] as const) changing.set(id, 0.1);
    changing.set('treble', -12);
    expect(play(changing, 0.25, 0.34)).toEqual(play(alone, 0.25, 0.34));
    play(changing, 0.34, 0.5);
    play(alone, 0.34, 0.5);
    expect(largest(play(changing, 0.5, 1))).toBeLessThan(0.5 * largest(play(alone, 0.5, 1)));
  });

  test('asks for no memory while it plays and its parameters change', async () => {
    const engine = new Engine(module);
    const presets = ['green-drive', 'tube-clean'];
    const [first, second] = await Promise.all(
      presets.map(async (name) => engine.read(await readFile(join(folders[1], `${name}.json`)))),
    );
    const rack = engine.rack(48_000);
    rack.load(first, true);
    const block = playing(128, 48_000);
    const { memoryBytes } = engine;
    for (let load = 0; load < 40; load++) {
      const before = engine.allocations;
      rack.load(load % 2 ? first : second, load % 5 === 4);
      const after = engine.allocations;
      expect(after).toBeGreaterThan(before);
      for (let i = 0; i < 500; i++) {
        for (const { id, min, max } of chainParameters) rack.set(id, min + ((i % 100) / 99) * (max - min));
        rack.process(block);
        block.set(playing(128, 48_000));
      }
      expect(engine.allocations).toBe(after);
    }
    expect(engine.memoryBytes).toBe(memoryBytes);
    expect(block.every(Number.isFinite)).toBe(true);
  });

  test.each(refused)('refuses $name', ({ text }) => {
    const engine = new Engine(module);
    let error: unknown;
    try {
      engine.read(Buffer.from(text));
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(PresetRefused);
    expect((error as PresetRefused).message.length).toBeGreaterThan(20);
  });

  test('refuses a preset whose self-test fails, a damaged image and another sample rate', async () => {
    const engine = new Engine(module);
    const good = await readFile(join(folders[1], 'tube-clean.json'));
    const json = JSON.parse(good.toString());
    json.output_batch[100] += 0.1;
    expect(() => engine.read(Buffer.from(JSON.stringify(json)))).toThrow(/self-test/i);
    const preset = engine.read(good);
    const image = preset.image.slice();
    image[300] ^= 1;
    expect(() => engine.rack(48_000).load({ ...preset, image })).toThrow(/damaged/);
    expect(() => engine.rack(44_100).load(preset)).toThrow(/48000 Hz/);
  });
});
