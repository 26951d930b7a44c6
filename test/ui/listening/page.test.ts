/** The page that studies hand out: one file, opened without a server. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AbxAnswer, ListeningResults } from '@tonewright/training/listening-test';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { integratedLoudness } from '../../../training/dist/metrics/loudness.js';
import { listeningPage } from '../../../training/dist/report/listening.js';
import { expectNoViolations } from '../axe.js';
import { dist, hasBrowser, newPage, openBrowser } from '../serve.js';

const RATE = 48000;
const sine = (hz: number, level: number) =>
  Float32Array.from({ length: 2 * RATE }, (_, n) => level * Math.sin((2 * Math.PI * hz * n) / RATE));
const [REFERENCE_HZ, CANDIDATE_HZ] = [750, 3000];
const title = 'Drive </script><b>three</b> models';
const html = () =>
  listeningPage({
    title,
    trials: 12,
    items: [
      {
        name: 'Riff',
        sampleRate: RATE,
        reference: sine(REFERENCE_HZ, 0.5),
        candidates: [{ name: 'small', samples: sine(CANDIDATE_HZ, 0.05) }],
        anchors: [{ name: 'hum', samples: sine(150, 0.2) }],
      },
    ],
  });

/** In the page: the seed is known, and what leaves for the ears is measured. */
function listenIn(): void {
  // biome-ignore lint/suspicious/noExplicitAny: the browser's own, unknown to Node's types
  const page = globalThis as any;
  page.crypto.getRandomValues = (values: Uint32Array) => values.fill(7);
  const { connect } = page.AudioNode.prototype;
  page.AudioNode.prototype.connect = function (target: unknown, ...rest: unknown[]) {
    if (target === this.context.destination) {
      page.ears = new page.AnalyserNode(this.context, { fftSize: 8192, smoothingTimeConstant: 0 });
      connect.call(this, page.ears);
    }
    return connect.call(this, target, ...rest);
  };
}

describe.skipIf(!hasBrowser)('the page of a listening test', () => {
  let browser: Browser;
  let page: Page;
  let folder: string;
  const faults: string[] = [];
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tonewright-listening-'));
    writeFileSync(join(folder, 'test.html'), html());
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true });
  });
  beforeEach(async () => {
    page = await newPage(browser, { viewport: { width: 600, height: 400 } });
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
    page.on('request', (request) => /^(file|data|blob):/.test(request.url()) || faults.push(request.url()));
    await page.addInitScript(listenIn);
    await page.goto(pathToFileURL(join(folder, 'test.html')).href);
  });
  afterEach(async () => {
    expect(faults.splice(0)).toEqual([]);
    await page.close();
  });

  /** By keyboard alone. */
  const begin = async (kind: 'rating' | 'abx') => {
    await page.getByLabel('What you do').selectOption(kind);
    await page.getByLabel('Your name').fill('Ann');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Riff' }).waitFor();
  };
  const results = async (): Promise<ListeningResults[]> => {
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByText('Download as JSON').click()]);
    return JSON.parse(readFileSync(await file.path(), 'utf8'));
  };
  /** Frequency and level of what is heard, once it has settled. */
  const heard = async () => {
    await page.waitForTimeout(300);
    return page.evaluate(() => {
      // biome-ignore lint/suspicious/noExplicitAny: see listenIn
      const { ears } = globalThis as any;
      const [bins, wave] = [new Float32Array(ears.frequencyBinCount), new Float32Array(ears.fftSize)];
      ears.getFloatFrequencyData(bins);
      ears.getFloatTimeDomainData(wave);
      const hz = (bins.indexOf(Math.max(...bins)) * ears.context.sampleRate) / ears.fftSize;
      return { hz, rms: Math.sqrt(wave.reduce((sum, value) => sum + value * value, 0) / wave.length) };
    });
  };

  test('A/B/X: X cannot be read off the page, sounds as the results say, and is counted', async () => {
    await begin('abx');
    const seen: { page: string; hz: number }[] = [];
    for (let trial = 1; trial <= 12; trial++) {
      await page.getByRole('heading', { name: `${trial} of 12` }).waitFor();
      expect(await page.getByRole('button', { name: 'X is A' }).isDisabled()).toBe(true);
      for (const key of ['b', 'a', 'x']) await page.keyboard.press(key);
      const { hz } = trial <= 4 ? await heard() : { hz: 0 };
      const source = await page.evaluate(() => {
        // biome-ignore lint/suspicious/noExplicitAny: the browser's own, unknown to Node's types
        const { documentElement } = (globalThis as any).document;
        return documentElement.outerHTML.replaceAll(/\d+ of 12|value="[\d.]+"/g, '');
      });
      seen.push({ page: source, hz });
      await page.keyboard.press('1');
    }
    const [{ answers, seed, listener, kind }] = await results();
    expect({ kind, listener, seed }).toEqual({ kind: 'abx', listener: 'Ann', seed: 7 });
    const isA = (answers as AbxAnswer[]).map(({ x }) => x === 'a');
    expect(new Set(isA).size).toBe(2); // else nothing is compared below
    expect(new Set(seen.map((trial) => trial.page)).size).toBe(1);
    expect(seen.slice(0, 4).map(({ hz }) => Math.abs(hz - REFERENCE_HZ) < 20)).toEqual(isA.slice(0, 4));
    expect(await page.locator('table').innerText()).toContain(`${isA.filter(Boolean).length} of 12`);
    expect(await page.$('#listening-test')).toBeNull();
  });

  test('a rating: the sounds are matched in loudness, looped, rated by keys and summed up', async () => {
    await begin('rating');
    await expectNoViolations(page);
    const levels: number[] = [];
    for (const rating of ['2', '3', '4']) {
      await page.keyboard.press('x');
      const { hz, rms } = await heard();
      if (Math.abs(hz - CANDIDATE_HZ) < 20) levels.push(rms);
      await page.keyboard.press(rating); // not before the reference was heard
      await page.keyboard.press('a');
      expect((await heard()).hz).toBeCloseTo(REFERENCE_HZ, -2);
      await page.keyboard.press(rating);
    }
    await page.getByRole('heading', { name: 'Results' }).waitFor();
    await expectNoViolations(page);
    const [{ answers }] = await results();
    expect(answers.map((answer) => (answer as { rating: number }).rating)).toEqual([2, 3, 4]);
    expect(answers.map((answer) => (answer as { role: string }).role).sort()).toEqual([
      ...['anchor', 'candidate', 'reference'],
    ]);
    expect(levels).toHaveLength(1);
    const weight = (hz: number) => integratedLoudness([sine(hz, 0.5)], RATE);
    const matched = weight(REFERENCE_HZ) - weight(CANDIDATE_HZ);
    expect(20 * Math.log10(levels[0] / (0.5 * Math.SQRT1_2))).toBeCloseTo(matched, 1);
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByText('Download as CSV').click()]);
    expect(file.suggestedFilename()).toBe('Drive-script-b-three-b-models.csv');
    expect(
      readFileSync(await file.path(), 'utf8')
        .trim()
        .split('\r\n'),
    ).toHaveLength(4);
  });

  test.each(['dark', 'light'] as const)('keeps nobody out: %s', async (colorScheme) => {
    await page.emulateMedia({ colorScheme });
    await page.getByRole('heading', { name: title }).waitFor();
    await expectNoViolations(page);
    await begin('abx');
    await expectNoViolations(page);
    const wide = await page.evaluate(() => {
      // biome-ignore lint/suspicious/noExplicitAny: the browser's own, unknown to Node's types
      const { scrollWidth, clientWidth } = (globalThis as any).document.documentElement;
      return scrollWidth - clientWidth;
    });
    expect(wide).toBe(0);
  });

  test('ended early, what was answered is there', async () => {
    await begin('abx');
    for (const key of ['b', 'a', 'x', '2']) await page.keyboard.press(key);
    await page.getByRole('heading', { name: '2 of 12' }).waitFor();
    await page.getByRole('button', { name: 'End here' }).click();
    expect((await results())[0].answers).toHaveLength(1);
  });

  test('a damaged test says so', async () => {
    const path = join(folder, 'damaged.html');
    writeFileSync(path, html().replace(/"wav":"UklGR/, '"wav":"AAAAA'));
    await page.goto(pathToFileURL(path).href);
    await page.getByText('The test in this page is damaged (Riff, reference).').waitFor();
    await page.goto(pathToFileURL(join(dist, 'listening/index.html')).href);
    await page.getByText('The test in this page is damaged').waitFor();
  });
});
