/** A studio with an empty folder, and a browser on it whose audio input plays a file: what a pedal would send back. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { type Studio, type StudioOptions, startStudio } from '../../../training/dist/studio/server.js';
import { makeCaptureSignal } from '../../../training/src/audio/captureSignal.js';
import { writeWav } from '../../../training/src/audio/wav.js';
import type { Recording } from '../../../training/src/studio/api.js';
import { dist, newPage, openBrowser } from '../serve.js';

/** The rate of the browser's fake device: nothing on the way is converted. */
export const sampleRate = 44100;
export const seconds = 20;
/** Silence before the pedal's answer, which starts when the page opens the input. */
const waitSeconds = 3;

/** The shortest capture signal through a pedal. */
export const answerOf = (pedal: (samples: Float32Array) => Float32Array) =>
  pedal(makeCaptureSignal({ seconds, sampleRate }).samples);

/** Keeps the page's audio contexts, nodes and inputs within a test's reach. */
const reach = `
  globalThis.reach = { contexts: [], tracks: [], nodes: [] };
  AudioWorkletNode = class extends AudioWorkletNode {
    constructor(...words) {
      super(...words);
      reach.nodes.push(this);
    }
  };
  AudioContext = class extends AudioContext {
    constructor(options) {
      super(options);
      reach.contexts.push(this);
    }
  };
  const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (wanted) => {
    const stream = await ask(wanted);
    reach.tracks.push(...stream.getTracks());
    return stream;
  };
`;

export interface OpenOptions {
  /** What comes in, from when the input is opened. */
  answer?: Float32Array;
  isAllowed?: boolean;
  server?: Partial<StudioOptions>;
  /** Runs in the page before its own scripts. */
  script?: string;
}

export class CapturePage {
  readonly faults: string[] = [];

  private constructor(
    readonly folder: string,
    readonly studio: Studio,
    readonly browser: Browser,
    readonly page: Page,
  ) {
    page.on('pageerror', (error) => this.faults.push(error.message));
    page.on('console', (message) => message.type() === 'error' && this.faults.push(message.text()));
  }

  static async open({ answer, isAllowed = true, server, script = reach }: OpenOptions = {}): Promise<CapturePage> {
    const folder = mkdtempSync(join(tmpdir(), 'tonewright-capture-'));
    const flags = ['--use-fake-device-for-media-stream'];
    if (isAllowed) flags.push('--use-fake-ui-for-media-stream');
    if (answer) {
      const played = new Float32Array(answer.length + (waitSeconds + 1) * sampleRate);
      played.set(answer, waitSeconds * sampleRate);
      // The pedal is at the right input, something else at the left.
      const channels = [played.map((_, n) => (n % 100 < 50 ? 0.1 : -0.1)), played];
      await writeWav(join(folder, 'pedal.wav'), { sampleRate, channels }, { bitDepth: '16' });
      flags.push(`--use-file-for-fake-audio-capture=${join(folder, 'pedal.wav')}%noloop`);
    }
    const studio = await startStudio({ folder: join(folder, 'studio'), pages: join(dist, 'studio'), ...server });
    const browser = await openBrowser(flags);
    const page = await newPage(browser, { viewport: { width: 1280, height: 800 } });
    await page.addInitScript(script);
    await page.goto(studio.url);
    return new CapturePage(folder, studio, browser, page);
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.studio.close();
    rmSync(this.folder, { recursive: true, maxRetries: 20, retryDelay: 50 });
  }

  press = (name: string) => this.page.getByRole('button', { name, exact: true }).click();
  sees = (text: string | RegExp) => this.page.getByText(text).first().waitFor();

  isGone = (text: string) => this.page.getByText(text).first().waitFor({ state: 'detached' });

  async choose(settings: Record<string, string>): Promise<void> {
    for (const [label, value] of Object.entries(settings)) {
      const field = this.page.getByLabel(label, { exact: true });
      if (await field.evaluate((element) => element.tagName === 'SELECT')) await field.selectOption(value);
      else await field.fill(value);
    }
  }

  /** Up to the press of the button; the answer begins when the devices are opened. */
  async prepare(): Promise<void> {
    await this.press('Choose the devices');
    await this.choose({ Name: 'Fuzzy', 'Knobs of the pedal': 'gain=0.5', Length: `${seconds}` });
    await this.choose({ 'Sample rate': `${sampleRate}`, 'Input channel': '1' });
    await this.page.locator('button:enabled', { hasText: /^Record$/ }).waitFor();
  }

  async record(): Promise<void> {
    await this.press('Record');
    await this.sees(/\d s to go/);
  }

  recordings = async (): Promise<Recording[]> => (await fetch(`${this.studio.url}api/recordings`)).json();
}
