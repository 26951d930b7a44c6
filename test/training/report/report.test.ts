import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { synthesiseGuitar } from '../../../training/src/audio/guitar.js';
import { decodeWav } from '../../../training/src/audio/wav.js';
import { evaluate } from '../../../training/src/metrics/evaluate.js';
import { esrBySecond, harmonicLevels, loudestWindow, transferCurve } from '../../../training/src/report/analysis.js';
import { lineChart } from '../../../training/src/report/chart.js';
import { encodePng, gradient } from '../../../training/src/report/png.js';
import { type ReportData, renderReport, writeReport } from '../../../training/src/report/report.js';
import { spectrogramFigure } from '../../../training/src/report/spectrogram.js';

const RATE = 48000;
const dry = synthesiseGuitar({ seconds: 3, seed: 6 });
const distort = (input: Float32Array) => input.map((value) => 0.9 * Math.tanh(4 * value));
const target = distort(dry);
const output = target.map((value, n) => value + (n > 2 * RATE ? 0.05 : 0.005) * Math.sin(n));

const data: ReportData = {
  title: 'Fuzz <script>alert(1)</script>',
  date: new Date('2026-11-21T10:20:30Z'),
  curve: [1, 2, 3].map((epoch) => ({
    epoch,
    trainingLoss: 1 / epoch,
    validationLoss: 2 / epoch,
    validationEsr: 0.1 / epoch,
  })),
  bestEpoch: 3,
  evaluation: evaluate(target, output, RATE),
  audio: { sampleRate: RATE, dry, target, output },
  renderModel: distort,
  renderDevice: distort,
  findings: [{ id: 'delay', severity: 'warning', message: 'Late & "loud".', advice: '' }],
  command: 'tonewright train "dry & wet.wav"',
};

test('one file, without scripts or anything from outside, and foreign text is escaped', async () => {
  const html = await renderReport(data);
  expect(html.match(/<script|https?:|url\(|@import/)).toBeNull();
  for (const [, source] of html.matchAll(/(?:src|href)="([^"]{0,40})/g))
    expect(source).toMatch(/^data:(image\/png|audio\/wav);base64,/);
  expect(html).toContain('Fuzz &lt;script&gt;');
  expect(html).toContain('tonewright train &quot;dry &amp; wet.wav&quot;');
  expect(html).toContain('Late &amp; &quot;loud&quot;.');
  expect(html).toContain('2026-11-21 10:20 UTC');
  expect(html).toContain('prefers-color-scheme: dark');
  for (const title of [
    'Listening',
    'Training',
    'Waveforms',
    'Spectrograms',
    'Response',
    'Figures',
    'Recordings',
    'To do it again',
  ]) {
    expect(html).toContain(`<h2>${title}</h2>`);
  }
});

test('the players hold the sound to 16 bits, dry, device, model', async () => {
  const html = await renderReport(data);
  const sounds = [...html.matchAll(/data:audio\/wav;base64,([^"]+)/g)].map(([, base64]) =>
    decodeWav(Buffer.from(base64, 'base64')),
  );
  expect(sounds.length).toBe(3);
  [dry, target, output].forEach((samples, i) => {
    expect(sounds[i].channels[0].length).toBe(samples.length);
    expect(sounds[i].channels[0].every((value, n) => Math.abs(value - samples[n]) <= 2 ** -15)).toBe(true);
  });
});

test('long recordings are cut to 15 s, and what is not known is left out', async () => {
  const long = synthesiseGuitar({ seconds: 17 });
  const html = await renderReport({
    title: 'T',
    audio: { sampleRate: RATE, dry: long, target: long, output: long },
    command: 'c',
  });
  const [, base64] = html.match(/data:audio\/wav;base64,([^"]+)/)!;
  expect(decodeWav(Buffer.from(base64, 'base64')).channels[0].length).toBe(15 * RATE);
  for (const title of ['Training', 'Response', 'Figures', 'Recordings'])
    expect(html).not.toContain(`<h2>${title}</h2>`);
});

test('silence and signals of different length: a page, and an error', async () => {
  const silence = new Float32Array(RATE);
  const page = renderReport({
    title: 'T',
    audio: { sampleRate: RATE, dry: silence, target: silence, output: silence },
    command: 'c',
  });
  expect(await page).not.toContain('NaN');
  const unequal = { ...data, audio: { ...data.audio, output: silence } };
  await expect(renderReport(unequal)).rejects.toThrow(
    /one length in the report; found 144000, 144000 and 48000 samples/,
  );
});

test('it is written as a whole', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tonewright-report-'));
  await writeReport(join(folder, 'report.html'), data);
  const written = await readFile(join(folder, 'report.html'), 'utf8');
  expect(written === (await renderReport(data))).toBe(true);
  await rm(folder, { recursive: true });
});

test('the worst second is the one with the error, the loudest window the one with the sound', () => {
  const seconds = esrBySecond(target, output, RATE);
  expect(seconds.map(({ startSamples }) => startSamples)).toEqual([0, RATE, 2 * RATE]);
  expect(seconds[2].esr).toBeGreaterThan(10 * Math.max(seconds[0].esr, seconds[1].esr));
  const burst = new Float32Array(1000);
  burst.fill(1, 600, 650);
  expect(loudestWindow(burst, 0, 1000, 50)).toBe(600);
});

test('transfer curve and harmonics of known functions', async () => {
  for (const [x, y] of await transferCurve(distort, RATE)) expect(y).toBeCloseTo(0.9 * Math.tanh(4 * x), 5);
  // x + x^2 / 2: a sine of amplitude a has a second harmonic of a^2 / 4.
  const rows = await harmonicLevels((input) => input.map((x) => x + (x * x) / 2), RATE);
  const amplitude = 10 ** (-18 / 20);
  expect(rows[1][0]).toBeCloseTo(-18, 3);
  expect(rows[1][1]).toBeCloseTo(20 * Math.log10(amplitude ** 2 / 4), 3);
  expect(rows[1][2]).toBeLessThan(-120);
});

/** Width, height and pixels of a PNG that `encodePng` made. */
function decodePng(png: Buffer): { width: number; height: number; pixels: Buffer } {
  const width = png.readUInt32BE(16);
  const height = png.readUInt32BE(20);
  const at = png.indexOf('IDAT');
  const rows = inflateSync(png.subarray(at + 4, at + 4 + png.readUInt32BE(at - 4)));
  const lines = Array.from({ length: height }, (_, row) =>
    rows.subarray(row * (width + 1) + 1, (row + 1) * (width + 1)),
  );
  return { width, height, pixels: Buffer.concat(lines) };
}

test('a PNG gives its pixels back; its palette runs from stop to stop', () => {
  const palette = gradient([
    [0, 0, 0],
    [255, 100, 0],
  ]);
  expect([...palette.subarray(0, 3), ...palette.subarray(765)]).toEqual([0, 0, 0, 255, 100, 0]);
  const png = encodePng(Uint8Array.of(1, 2, 3, 4, 5, 6), 3, 2, palette);
  expect(decodePng(png)).toEqual({ width: 3, height: 2, pixels: Buffer.of(1, 2, 3, 4, 5, 6) });
});

test('a full-scale sine of 1 kHz is one bright line at its place in the spectrogram', () => {
  const sine = Float32Array.from({ length: RATE }, (_, n) => Math.sin((2 * Math.PI * 1000 * n) / RATE));
  const [, base64] = spectrogramFigure(sine, RATE, 'sine').match(/base64,([^"]+)/)!;
  const { width, height, pixels } = decodePng(Buffer.from(base64, 'base64'));
  const column = Array.from({ length: height }, (_, row) => pixels[row * width + (width >> 1)]);
  const brightest = column.indexOf(Math.max(...column));
  expect(column[brightest]).toBeGreaterThan(245);
  const hertz = 50 * (RATE / 2 / 50) ** ((height - 0.5 - brightest) / height);
  expect(hertz / 1000).toBeCloseTo(1, 1);
});

test('a chart places the ends of its range on the ends of its frame', () => {
  const svg = lineChart({
    title: 't',
    x: { label: 'x', range: [0, 10] },
    y: { label: 'y', range: [1, 100], logarithmic: true },
    series: [
      {
        name: 's',
        ink: 'target',
        points: [
          [0, 1],
          [5, 10],
          [10, 100],
        ],
      },
    ],
    height: 250,
  });
  expect(svg).toContain('d="M70.0 210.0L268.0 110.0L466.0 10.0"');
});
