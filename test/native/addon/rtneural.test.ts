// RTNeural as the engine: in a build that has it (RTNEURAL_DIR) it sounds as Tonewright's own; in others it says so.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Engine, NativeModel, type RateRequest } from '@tonewright/addon';
import { type ModelSpec, weightCount, writePreset } from '@tonewright/presets';
import { afterAll, describe, expect, test } from 'vitest';
import { seededRandom } from '../../../training/src/audio/random.js';
import { readWav, writeWav } from '../../../training/src/audio/wav.js';
import { parseArchitecture } from '../../../training/src/model/architecture.js';
import { hasRtNeural, largestDifference } from './support.js';

const random = seededRandom(5);
const uniform = (length: number) => Float32Array.from({ length }, () => random() - 0.5);

function randomModel(arch: string, inputs = 1) {
  const layers = parseArchitecture(arch, inputs);
  const spec: ModelSpec = { layers, skip: true, inputGainDb: 3, outputGainDb: -2, sampleRate: 48000 };
  return { spec, weights: uniform(weightCount(spec)) };
}

const folder = mkdtempSync(join(tmpdir(), 'tonewright-rtneural-'));
afterAll(() => rmSync(folder, { recursive: true }));
const audio = uniform(24_000);

function tonewright(...words: string[]): string {
  return execFileSync(process.execPath, ['training/bin/tonewright.js', ...words], { encoding: 'utf8', stdio: 'pipe' });
}

async function writeFiles() {
  const { spec, weights } = randomModel('gru:10');
  writeFileSync(join(folder, 'preset.json'), writePreset({ spec, weights, controls: [], metadata: {} }));
  await writeWav(join(folder, 'in.wav'), { sampleRate: 48000, channels: [audio] });
}

const renderWords = (engine: string, out: string) =>
  ['render', '--preset', join(folder, 'preset.json'), '--in', join(folder, 'in.wav'), '--engine', engine].concat(
    '--out',
    join(folder, out),
  );

test('RTNeural is in the build that was asked to have it', () => {
  if (process.env.RTNEURAL_DIR) expect(hasRtNeural).toBe(true);
});

test.skipIf(hasRtNeural)('without RTNeural in the build, asking for it says how to get it', async () => {
  const { spec, weights } = randomModel('gru:8');
  expect(() => NativeModel.create(spec, weights, { engine: 'rtneural' })).toThrow(/RTNEURAL_DIR.*npm run build/);
  await writeFiles();
  expect(() => tonewright(...renderWords('rtneural', 'out.wav'))).toThrow(/RTNEURAL_DIR/);
});

test('an engine that there is not is refused with the names of those that there are', async () => {
  await writeFiles();
  expect(() => tonewright(...renderWords('magic', 'out.wav'))).toThrow(/--engine: expected .*rtneural, found 'magic'/);
});

describe.skipIf(!hasRtNeural)('RTNeural (skipped in a build without it)', () => {
  test.each([
    ['gru:16', 1, /^fixed sizes/],
    ['lstm:24', 2, /^fixed sizes/],
    ['gru:10', 1, /^free sizes/],
    ['lstm:7+gru:5+dense:6/elu', 3, /^free sizes/],
    ['dense:9/relu+dense:4/sigmoid', 1, /^free sizes/],
  ])("%s of %i inputs sounds as on Tonewright's own engine", async (arch, inputs, variant) => {
    const { spec, weights } = randomModel(arch, inputs);
    const model = NativeModel.create(spec, weights, { engine: 'rtneural' });
    expect(model.info).toMatchObject({ engine: 'rtneural', variant: expect.stringMatching(variant), inputs });
    const controls = [0.3, 0.8].slice(0, inputs - 1);
    const own = await NativeModel.create(spec, weights).process(audio, controls);
    expect(largestDifference(own, audio)).toBeGreaterThan(0.01);
    expect(largestDifference(await model.process(audio, controls), own)).toBeLessThan(1e-5);
  });

  test.each<RateRequest>([
    { sampleRate: 96_000 },
    { sampleRate: 44_100 },
    { oversampling: 2 },
    { sampleRate: 88_200, oversampling: 4 },
    { sampleRate: 96_000, oversampling: 2, method: 'resample' },
  ])("played at %j it takes the same way and sounds as Tonewright's own engine", async (playing) => {
    for (const arch of ['lstm:24', 'gru:10', 'conv:4@5*2/tanh+gru:8']) {
      const { spec, weights } = randomModel(arch);
      const modelOf = (engine: Engine) => NativeModel.create(spec, weights, { engine });
      const [own, other] = [modelOf('tonewright'), modelOf('rtneural')];
      expect(other.atRate(playing)).toEqual(own.atRate(playing));
      const expected = await own.process(audio, [], playing);
      expect(largestDifference(await other.process(audio, [], playing), expected), arch).toBeLessThan(1e-5);
    }
  });

  test('a ratio that is not whole is resampled, since the states of RTNeural cannot be interpolated', () => {
    const { spec, weights } = randomModel('gru:8');
    const methodOf = (engine: Engine) =>
      NativeModel.create(spec, weights, { engine }).atRate({ sampleRate: 110_250 }).method;
    expect([methodOf('tonewright'), methodOf('rtneural')]).toEqual(['correct', 'resample']);
  });

  test.each([
    ['rnn:6', /layers\[0\].*simple recurrent/],
    ['gru-before:6', /layers\[0\].*resets/],
    ['gru:8+dense:4/gelu', /layers\[1\].*activations/],
  ])('%s is refused with the layer and the reason', (arch, reason) => {
    const { spec, weights } = randomModel(arch);
    expect(() => NativeModel.create(spec, weights, { engine: 'rtneural' })).toThrow(reason);
  });

  test('render --engine rtneural writes what render writes', async () => {
    await writeFiles();
    for (const engine of ['tonewright', 'rtneural']) tonewright(...renderWords(engine, `${engine}.wav`));
    const [own, other] = await Promise.all(
      ['tonewright', 'rtneural'].map((engine) => readWav(join(folder, `${engine}.wav`))),
    );
    expect(largestDifference(own.channels[0], other.channels[0])).toBeLessThan(1e-5);
    const info = JSON.parse(tonewright('info', join(folder, 'preset.json'), '--engine', 'rtneural', '--json'));
    expect(info.cost).toMatchObject({ engine: 'rtneural', memoryBytes: null });
  });
});
