/** The player as a page has it, rendered offline in Chromium and held to the addon. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { NativeModel } from '@tonewright/addon';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { synthesiseGuitar } from '../../../training/src/audio/guitar.js';
import { integratedLoudness } from '../../../training/src/metrics/loudness.js';
import { hasBrowser, newPage, openBrowser, servePage } from '../serve.js';

const rate = 48_000;
const file = await readFile(fileURLToPath(new URL('../../../presets/factory/tube-clean.json', import.meta.url)));
const load = (isFlat: boolean) => ({ at: 0, load: file.toString('base64'), isFlat });

const text = (samples: Float32Array) => Buffer.from(samples.buffer).toString('base64');
const seconds = (samples: Float32Array, from: number, to?: number) => samples.slice(from * rate, to && to * rate);
const difference = (a: Float32Array, b: Float32Array) =>
  a.reduce((most, x, i) => Math.max(most, Math.abs(x - b[i])), 0);
const largestStep = (samples: Float32Array) =>
  samples.slice(1).reduce((most, x, i) => Math.max(most, Math.abs(x - samples[i])), 0);
const tone = (hertz: number, length: number) =>
  Float32Array.from({ length: length * rate }, (_, n) => 0.5 * Math.sin((2 * Math.PI * hertz * n) / rate));

describe.skipIf(!hasBrowser)('the player', () => {
  let browser: Browser;
  let site: { url: string; close: () => void };
  let page: Page;
  beforeAll(async () => {
    browser = await openBrowser();
    site = await servePage('sound');
    page = await newPage(browser);
    await page.goto(site.url);
  });
  afterAll(async () => {
    await browser?.close();
    site?.close();
  });

  type Deeds = Parameters<typeof window.sound.playOffline>[2];
  const play = async (length: number, deeds: Deeds) => {
    const output = await page.evaluate(([rate, length, deeds]) => window.sound.playOffline(rate, length, deeds), [
      rate,
      length,
      deeds,
    ] as [number, number, Deeds]);
    return new Float32Array(Uint8Array.from(Buffer.from(output, 'base64')).buffer);
  };

  // Silence first: what begins fades in.
  const guitar = synthesiseGuitar({ seconds: 1, sampleRate: rate });
  const dry = new Float32Array(1.5 * rate);
  dry.set(guitar, 0.5 * rate);
  const target = dry.map((x) => Math.tanh(3 * x));
  const loop = { at: 0, loop: text(dry), target: text(target) };

  test('plays the loop, the target and a preset as `tonewright render` does', async () => {
    const wanted = { dry, target, a: await NativeModel.read(file).process(dry, []) };
    for (const heard of ['dry', 'target', 'a'] as const) {
      const output = await play(1.5, [loop, load(true), { at: 0, hear: heard }, { at: 0, run: true }]);
      expect(difference(seconds(output, 0.5), seconds(wanted[heard], 0.5)), heard).toBeLessThan(1e-5);
    }
  });

  test('fades from one source to another without a step, and to nothing else', async () => {
    const [first, second] = [tone(110, 1), tone(110, 1).map((x) => -0.5 * x)];
    const output = await play(1, [
      { at: 0, loop: text(first), target: text(second) },
      { at: 0, run: true },
      { at: 0.5, hear: 'target' },
    ]);
    expect(largestStep(seconds(output, 0.2))).toBeLessThan(1.5 * largestStep(first));
    expect(difference(seconds(output, 0.2, 0.49), seconds(first, 0.2, 0.49))).toBeLessThan(1e-5);
    expect(difference(seconds(output, 0.8), seconds(second, 0.8))).toBeLessThan(1e-5);
  });

  test('fades from one loop to another, and to silence, without a step', async () => {
    const [first, second] = [tone(110, 1), tone(165, 0.2)];
    const output = await play(1.5, [
      { at: 0, loop: text(first) },
      { at: 0, run: true },
      { at: 0.504, loop: text(second) },
      { at: 1, run: false },
    ]);
    expect(difference(seconds(output, 0.2, 0.5), seconds(first, 0.2, 0.5))).toBeLessThan(1e-5);
    expect(largestStep(seconds(output, 0.2))).toBeLessThan(1.5 * largestStep(second));
    const late = seconds(output, 0.8, 0.99);
    expect(Math.sqrt(late.reduce((sum, x) => sum + x * x, 0) / late.length)).toBeCloseTo(0.5 * Math.SQRT1_2, 2);
    expect(Math.max(...seconds(output, 1.3))).toBe(0);
  });

  test('plays dry, target and preset equally loud when it is to', async () => {
    const quiet = synthesiseGuitar({ seconds: 2, sampleRate: rate }).map((x) => 0.2 * x);
    const loud = quiet.map((x) => Math.tanh(50 * x));
    const levels: Record<string, number> = {};
    for (const heard of ['dry', 'target', 'a'] as const)
      for (const isMatched of [false, true]) {
        const output = await play(4, [
          { at: 0, loop: text(quiet), target: text(loud) },
          load(false),
          { at: 0, hear: heard },
          { at: 0, isMatched },
          { at: 0, run: true },
        ]);
        levels[`${heard}${isMatched ? ', matched' : ''}`] = integratedLoudness([seconds(output, 2)], rate);
      }
    expect(Math.abs(levels.dry - levels.target)).toBeGreaterThan(10);
    expect(Math.abs(levels.dry + 18)).toBeGreaterThan(6);
    for (const heard of ['dry', 'target', 'a']) expect(levels[`${heard}, matched`]).toBeCloseTo(-18, 1);
  });
});
