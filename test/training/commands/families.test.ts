import { afterAll, beforeAll, expect, test } from 'vitest';
import { seededRandom } from '../../../training/src/audio/random.js';
import { readWav, writeWav } from '../../../training/src/audio/wav.js';
import { temporaryFolder, tonewright } from './tonewright.js';

const folder = temporaryFolder();
const [dry, wet] = ['dry.wav', 'wet.wav'].map(folder.path);
const takeSamples = 2000;
const pair = ['--input', dry, '--target', wet, '--delay', '0', '--force'];

/** Takes of a device that clicks when it is switched on, which it is before each of them. */
beforeAll(async () => {
  const random = seededRandom(4);
  const input = Float32Array.from({ length: 60 * takeSamples }, () => 0.8 * (random() - 0.5));
  const click = (n: number) => 0.5 * Math.exp(-(n % takeSamples) / 400);
  const output = input.map((x, n) => 0.5 * x - 0.2 * (input[n - 2] ?? 0) + click(n));
  await writeWav(dry, { sampleRate: 8000, channels: [input] }, '32f');
  await writeWav(wet, { sampleRate: 8000, channels: [output] }, '32f');
});
afterAll(folder.remove);

test('takes that each start from rest are trained and measured from rest', async () => {
  const out = folder.path('takes.json');
  const words = ['--arch', 'gru:8', '--epochs', '30', '--take', `${takeSamples}`, '--out', out, '--json'];
  const trained = await tonewright('train', ...pair, ...words);
  expect(trained.code, trained.stderr).toBe(0);
  expect(trained.json.esr).toBeLessThan(0.02);
  const measured = ['eval', '--preset', out, '--input', dry, '--target', wet, '--json'];
  const [asTrained, joined] = [await tonewright(...measured), await tonewright(...measured, '--take', '0')];
  expect(asTrained.json).toMatchObject({ takeSamples, esr: expect.closeTo(trained.json.esr, 2) });
  expect(joined.json.esr).toBeGreaterThan(0.1);
});

test.each(['wavenet:a2-lite', 'wavenet:4x3@3*2,2x3@2*3'])(
  '%s is trained, has no gains, and sounds the same as a .nam file',
  async (arch) => {
    const [out, nam] = [folder.path('preset.json'), folder.path('preset.nam')];
    const words = [
      '--arch',
      arch,
      '--epochs',
      '3',
      '--segment',
      '0.5',
      '--warmup',
      '0',
      '--tbptt',
      '500',
      '--out',
      out,
    ];
    const trained = await tonewright('train', ...pair, ...words);
    expect(trained.code, trained.stderr).toBe(0);
    const info = (await tonewright('info', out, '--json')).json;
    expect(info).toMatchObject({ skip: false, inputGainDb: 0, outputGainDb: 0, selfTest: 'passed' });
    expect((await tonewright('convert', '--in', out, '--out', nam, '--to', 'nam')).code).toBe(0);
    const played = await Promise.all(
      [out, nam].map(async (preset) => {
        const wav = `${preset}.wav`;
        expect((await tonewright('render', '--preset', preset, '--in', dry, '--out', wav)).code).toBe(0);
        return (await readWav(wav)).channels[0];
      }),
    );
    for (let n = 0; n < played[0].length; n++) expect(Math.abs(played[0][n] - played[1][n])).toBeLessThan(1e-6);
  },
);
