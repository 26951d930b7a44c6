import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

// The real plugin, its server and its page, in Debian's Chromium. `npm run build -- --plugin` builds the server.
const server = join(process.env.PLUGIN_BUILD ?? 'build/plugin', 'test/page/page_server');
const browserPath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const preset = 'tonewright-lstm6-knobs.json';
const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

describe.skipIf(!existsSync(server) || !existsSync(browserPath))('the page in a browser', () => {
  const home = mkdtempSync(join(tmpdir(), 'tonewright-page-'));
  const presets = join(home, 'presets');
  let plugin: ChildProcess;
  let browser: Browser;
  let page: Page;
  let url: string;
  const errors: string[] = [];

  beforeAll(async () => {
    mkdirSync(presets);
    for (const name of [preset, 'tonewright-gru8.json']) cpSync(join('test/parity/presets', name), join(presets, name));
    plugin = spawn(server, {
      env: { ...process.env, TONEWRIGHT_HOME: home, DISPLAY: '' },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    url = await new Promise((resolve, reject) => {
      createInterface({ input: plugin.stdout! }).once('line', resolve);
      plugin.once('exit', (code) => reject(new Error(`the server ended with ${code}`)));
    });
    browser = await chromium.launch({ executablePath: browserPath, args: quiet });
    page = await browser.newPage({ viewport: { width: 1500, height: 860 } });
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
    await page.goto(url);
    await page.waitForSelector('#control-input');
  });

  afterAll(async () => {
    await browser?.close();
    plugin?.kill();
    rmSync(home, { recursive: true });
  });

  const textOf = (id: string) => page.locator(`.control:has(#control-${id}) .value`).textContent();

  test('shows what has a sound: levels, CPU and a spectrum', async () => {
    await expect.poll(() => page.textContent('#peak-input')).toBe('−12.0 dB');
    await expect.poll(() => page.textContent('#cpu')).toMatch(/^\d+\.\d %$/);
    await expect
      .poll(() =>
        page.$eval('#spectrum', (canvas) =>
          (canvas as unknown as { getContext(kind: '2d'): { getImageData(...area: number[]): { data: number[] } } })
            .getContext('2d')
            .getImageData(0, 0, 300, 150)
            .data.some((byte) => byte > 0),
        ),
      )
      .toBe(true);
  });

  test('turns a knob by mouse, by key and by typing, and back by double click', async () => {
    const knob = page.locator('#control-output');
    const box = (await knob.boundingBox())!;
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    const before = await textOf('output');
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + 30, y, { steps: 4 });
    await page.mouse.up();
    await expect.poll(() => textOf('output')).not.toBe(before);

    await knob.press('Home');
    await expect.poll(() => textOf('output')).toBe('-40.0 dB');
    await knob.press('ArrowUp');
    await expect.poll(() => textOf('output')).toBe('-39.4 dB');
    await knob.press('Enter');
    await page.keyboard.type('-6');
    await page.keyboard.press('Enter');
    await expect.poll(() => textOf('output')).toBe('-6.00 dB');
    // The reading holds a peak for a while.
    await expect.poll(() => page.textContent('#peak-output'), { timeout: 10_000 }).toBe('−18.0 dB');

    await knob.dblclick();
    await expect.poll(() => textOf('output')).toBe('0.00 dB');
    await expect.poll(() => knob.getAttribute('aria-valuetext')).toBe('0.00 dB');
  });

  test('shows the same in a second page', async () => {
    const other = await browser.newPage();
    await other.goto(url);
    await other.waitForSelector('#control-mix');
    await other.locator('#control-mix').press('Home');
    await expect.poll(() => textOf('mix')).toMatch(/^0/);
    await other.locator('#control-mix').press('Delete');
    await expect.poll(() => textOf('mix')).toMatch(/^100/);
    await other.close();
  });

  test('finds presets in a folder and loads one with its knobs', async () => {
    await page.click('#folders-box summary');
    await page.fill('#folder-path', presets);
    await page.press('#folder-path', 'Enter');
    await expect.poll(() => page.locator('#entries li').count()).toBe(2);
    await page.fill('#search-text', 'knobs');
    await expect.poll(() => page.locator('#entries li').count()).toBe(1);
    await page.click('#entries .entry');
    await expect.poll(() => page.locator('#entries li[aria-current]').count()).toBe(1);
    await expect.poll(() => page.textContent('#preset-name')).not.toBe('No preset');
    await expect.poll(() => page.locator('[id^="control-knob"]:visible').count()).toBeGreaterThan(0);
  });

  test('takes a dropped file, and says why it does not take a broken one', async () => {
    const json = { name: 'broken.json', mimeType: 'application/json', buffer: Buffer.from('{"not": "a preset"}') };
    await page.setInputFiles('#preset-file', json);
    await expect.poll(() => page.textContent('#problems')).toContain('broken');
    await page.setInputFiles('#preset-file', join('test/parity/presets/tonewright-gru8.json'));
    await expect.poll(() => page.textContent('#metadata')).toContain('GRU');
  });

  test('says when the plugin is gone', async () => {
    expect(errors).toEqual([]);
    expect(await page.isVisible('#lost')).toBe(false);
    plugin.stdin!.end();
    expect(await new Promise((resolve) => plugin.once('exit', resolve))).toBe(0);
    await expect.poll(() => page.isVisible('#lost')).toBe(true);
  });
});
