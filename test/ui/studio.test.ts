/** The studio as a new user meets it, in a browser. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Studio, startStudio } from '../../training/dist/studio/server.js';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
let folder: string;
let studio: Studio;
let browser: Browser;
let page: Page;
const faults: string[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tonewright-studio-'));
  studio = await startStudio({ folder, pages: resolve('ui/dist/studio') });
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium' });
  page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
});

afterAll(async () => {
  await browser?.close();
  await studio?.close();
  rmSync(folder, { recursive: true, maxRetries: 20, retryDelay: 50 });
});

/** What axe-core has against the page as it is. */
async function violations(): Promise<string[]> {
  await page.evaluate(axeSource);
  return page.evaluate(async () => {
    // biome-ignore lint/suspicious/noExplicitAny: axe is put into the page as a global
    const found = await (globalThis as any).axe.run();
    return found.violations.map(({ id, nodes }: { id: string; nodes: { html: string }[] }) => `${id} ${nodes[0].html}`);
  });
}

test('from an empty folder to a preset that is heard, in less than two minutes', async () => {
  await page.goto(studio.url);
  await page.getByRole('tab', { name: 'Recordings' }).click();
  await page.getByText('No recordings yet').waitFor();
  await expect.poll(violations, { timeout: 5000 }).toEqual([]);
  await page.getByRole('button', { name: 'Record it' }).click();
  await page.getByText('ready to train').waitFor({ timeout: 90_000 });
  await expect.poll(violations, { timeout: 5000 }).toEqual([]);

  await page.getByRole('tab', { name: 'Train' }).click();
  await page.getByText(/^Plugin 0\.\d %, browser \d.*%, pedal 1\d %$/).waitFor();
  await page.getByRole('button', { name: 'Train' }).click();
  await page.locator('.curve canvas').waitFor({ timeout: 30_000 });
  await expect.poll(violations, { timeout: 5000 }).toEqual([]);
  await page.getByText('finished').waitFor({ timeout: 90_000 });
  await expect.poll(violations, { timeout: 5000 }).toEqual([]);
  await page.getByRole('button', { name: 'Listen' }).click();
  await page
    .getByRole('region', { name: 'Player' })
    .getByText(/−\d+\.\d dB/)
    .waitFor(); // it sounds
  await page.getByRole('button', { name: 'Stop' }).click();

  await page.getByRole('tab', { name: 'Library' }).click();
  await page.getByRole('button', { name: 'Edit' }).click();
  await page.getByLabel('Gear').fill('My pedal');
  await expect.poll(violations, { timeout: 5000 }).toEqual([]);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('My pedal').waitFor();
  expect(faults).toEqual([]);
}, 240_000);

test('says so when the server is gone', async () => {
  await studio.close();
  await page.getByText('does not answer').waitFor();
  await expect.poll(violations, { timeout: 5000 }).toEqual([]);
});
