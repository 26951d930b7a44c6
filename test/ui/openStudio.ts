/** A studio with an empty folder, and a browser on it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { type Studio, type StudioOptions, startStudio } from '../../training/dist/studio/server.js';
import { Client } from '../training/studio/client.js';
import { dist, newPage, openBrowser } from './serve.js';

export interface OpenedStudio {
  folder: string;
  studio: Studio;
  page: Page;
  client: Client;
  /** Errors of the page, and what it says of errors. */
  faults: string[];
  close: () => Promise<void>;
}

/** @param script runs in the page before its own ones */
export async function openStudio(options: Partial<StudioOptions> = {}, script?: () => void): Promise<OpenedStudio> {
  const folder = mkdtempSync(join(tmpdir(), 'tonewright-studio-'));
  const studio = await startStudio({ folder, pages: join(dist, 'studio'), ...options });
  const browser = await openBrowser();
  const page = await newPage(browser, { viewport: { width: 1280, height: 800 } });
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  if (script) await page.addInitScript(script);
  await page.goto(studio.url);
  const close = async () => {
    await browser.close();
    await studio.close();
    rmSync(folder, { recursive: true, maxRetries: 20, retryDelay: 50 });
  };
  return { folder, studio, page, client: new Client(studio.url), faults, close };
}
