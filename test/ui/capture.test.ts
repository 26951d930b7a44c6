/** Recording a pedal in the browser; the browser's fake audio device plays what a pedal would send back. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Studio, startStudio } from '../../training/dist/studio/server.js';
import { makeCaptureSignal } from '../../training/src/audio/captureSignal.js';
import { decodeWav, encodeWav } from '../../training/src/audio/wav.js';
import { overdrive } from '../../training/src/devices/overdrive.js';
import { atomicWrite } from '../../training/src/io/atomicWrite.js';
import type { Recording } from '../../training/src/studio/api.js';
import { violations } from './axe.js';
import { browserPath, dist } from './serve.js';

/** The rate of the browser's fake device: nothing on the way is converted. */
const sampleRate = 44100;
const seconds = 20;
/** Silence before the pedal's answer, which starts when the page opens the input. */
const waitSeconds = 3;

let folder: string;
let studio: Studio;
let browser: Browser;
let page: Page;
let faults: string[];
let answer: Float32Array;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tonewright-capture-'));
  answer = overdrive.process(makeCaptureSignal({ seconds, sampleRate }).samples, sampleRate);
  const played = new Float32Array(answer.length + (waitSeconds + 1) * sampleRate);
  played.set(answer, waitSeconds * sampleRate);
  await atomicWrite(join(folder, 'pedal.wav'), encodeWav({ sampleRate, channels: [played] }, '16'));
});

afterAll(() => rmSync(folder, { recursive: true, maxRetries: 20, retryDelay: 50 }));

beforeEach(async () => {
  faults = [];
  studio = await startStudio({ folder: mkdtempSync(join(folder, 'studio-')), pages: join(dist, 'studio') });
});

afterEach(async () => {
  await browser?.close();
  await studio.close();
});

async function openPage(...flags: string[]): Promise<void> {
  browser = await chromium.launch({
    executablePath: browserPath,
    args: [
      '--use-fake-device-for-media-stream',
      `--use-file-for-fake-audio-capture=${join(folder, 'pedal.wav')}%noloop`,
      ...flags,
    ],
  });
  page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  await page.goto(studio.url);
}

const allowed = '--use-fake-ui-for-media-stream';
const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
const recordings = async () => (await (await fetch(`${studio.url}api/recordings`)).json()) as Recording[];

/** Everything up to the press of the button; the fake pedal starts when the devices are opened. */
async function prepare(): Promise<void> {
  await press('Choose the devices');
  await page.getByLabel('Name').fill('Fuzzy');
  await page.getByLabel('Knobs of the pedal').fill('gain=0.5');
  await page.getByLabel('Length').selectOption('20');
  await page.getByLabel('Sample rate').selectOption(`${sampleRate}`);
}

test('a pedal is recorded sample by sample, checked, and its round trip found', async () => {
  await openPage(allowed);
  await expect.poll(() => violations(page), { timeout: 5000 }).toEqual([]);
  await prepare();
  await press('Record');
  await page.getByText(/s to go/).waitFor();
  await expect.poll(() => violations(page), { timeout: 5000 }).toEqual([]);
  await page.getByText('ready to train').waitFor({ timeout: 60_000 });
  await expect.poll(() => violations(page), { timeout: 5000 }).toEqual([]);

  const [recording] = await recordings();
  expect(recording).toMatchObject({ name: 'Fuzzy', sampleRate, source: { controls: { gain: 0.5 } } });
  expect(recording.findings.filter(({ severity }) => severity === 'error' || severity === 'warning')).toEqual([]);
  await page.getByText(`round trip ${recording.delaySamples} samples`).waitFor();
  const response = await fetch(`${studio.url}api/recordings/${recording.id}/audio/wet`);
  const wet = decodeWav(Buffer.from(await response.arrayBuffer())).channels[0];
  expect(wet.length).toBe((seconds + 1) * sampleRate);
  const peaks = [wet, answer].map((samples) => samples.findIndex((x) => Math.abs(x) > 0.1));
  const delay = peaks[0] - peaks[1];
  const errors = answer.map((x, n) => (n + delay < wet.length ? Math.abs(x - wet[n + delay]) : 0));
  expect(errors.reduce((most, x) => Math.max(most, x))).toBeLessThan(2 ** -14); // 16 bits
  expect(Math.abs(recording.delaySamples! - delay)).toBeLessThan(12); // of the pedal's filters
  expect(faults).toEqual([]);
}, 120_000);
