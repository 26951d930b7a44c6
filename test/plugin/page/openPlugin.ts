/** The real plugin, its server and its page, in Debian's Chromium. `npm run build -- --plugin` builds the server. */
import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Browser, Page } from 'playwright-core';
import { hasBrowser, newPage, openBrowser } from '../../ui/serve.js';

export const server = join(process.env.PLUGIN_BUILD ?? 'build/plugin', 'test/page/page_server');
export const canOpen = existsSync(server) && hasBrowser;

/** The preset with two knobs. */
export const knobs = 'tonewright-lstm6-knobs.json';

export interface Opened {
  plugin: ChildProcess;
  browser: Browser;
  page: Page;
  url: string;
  /** The plugin's own folder, and one of two presets that its library does not know yet. */
  home: string;
  presets: string;
  /** What went wrong in the page, by its console. */
  errors: string[];
  close: () => Promise<void>;
}

export async function openPlugin(): Promise<Opened> {
  const home = mkdtempSync(join(tmpdir(), 'tonewright-page-'));
  const presets = join(home, 'presets');
  mkdirSync(presets);
  for (const name of [knobs, 'tonewright-gru8.json']) cpSync(join('test/parity/presets', name), join(presets, name));
  const plugin = spawn(server, {
    env: { ...process.env, TONEWRIGHT_HOME: home, DISPLAY: '' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: plugin.stdout! }).once('line', resolve);
    plugin.once('exit', (code) => reject(new Error(`the server ended with ${code}`)));
  });
  const browser = await openBrowser();
  const page = await newPage(browser, { viewport: { width: 1500, height: 860 } });
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  await page.goto(url);
  await page.waitForSelector('#control-input');
  const close = async () => {
    await browser.close();
    plugin.kill();
    rmSync(home, { recursive: true });
  };
  return { plugin, browser, page, url, home, presets, errors, close };
}

/** The value of a parameter's knob, as it is read. */
export const textOfKnob = (page: Page, id: string) =>
  page.locator(`.knob:has(#control-${id}) .knob-value`).textContent();

/** The preset's own knobs on the screen. */
export const countKnobs = (page: Page) => page.locator('[role=slider][id^="control-knob"]:visible').count();

export async function addFolder(page: Page, folder: string): Promise<void> {
  await page.click('#folders summary');
  await page.fill('[name=folder]', folder);
  await page.press('[name=folder]', 'Enter');
}

/** A WAV file of 16 bits at 48 kHz: a single 1, then silence. */
export function impulse(frames: number): Buffer {
  const wav = Buffer.alloc(44 + 2 * frames);
  wav.write('RIFF', 0);
  wav.writeUInt32LE(wav.length - 8, 4);
  wav.write('WAVEfmt ', 8);
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(48000, 24);
  wav.writeUInt32LE(96000, 28);
  wav.writeUInt16LE(2, 32);
  wav.writeUInt16LE(16, 34);
  wav.write('data', 36);
  wav.writeUInt32LE(2 * frames, 40);
  wav.writeInt16LE(32767, 44);
  return wav;
}
