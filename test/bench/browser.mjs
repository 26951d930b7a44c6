// What the signal chain costs in a browser: an lstm:40 in an AudioWorklet, in quanta of 128 frames, beside the same
// rendering without it; and whether the sound keeps up for a minute while its spectrum is drawn.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { writePreset } from '../../presets/dist/index.js';
import { randomPreset } from './randomPreset.mjs';

const dist = fileURLToPath(new URL('../../ui/dist/sound', import.meta.url));
const types = { '.html': 'text/html', '.js': 'text/javascript', '.wasm': 'application/wasm', '.css': 'text/css' };
const row = (name, value, unit) => console.log(JSON.stringify({ name, value: Number(value.toPrecision(3)), unit }));
const SECONDS = 30;
const RUNS = 7;

const server = createServer(async ({ url }, response) => {
  const body = await readFile(join(dist, url === '/' ? 'index.html' : url)).catch(() => undefined);
  response.writeHead(body ? 200 : 404, { 'content-type': types[extname(url)] ?? 'text/html' });
  response.end(body);
});
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--autoplay-policy=no-user-gesture-required'],
});
try {
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  await page.waitForFunction(() => window.sound);
  for (const arch of ['lstm:16', 'lstm:40']) {
    const file = [...Buffer.from(writePreset(randomPreset(arch)))];
    const shares = [];
    for (let i = 0; i < RUNS; i++) {
      const { chain, empty } = await page.evaluate(([file, s]) => window.sound.cost(file, s), [file, SECONDS]);
      shares.push((100 * (chain - empty)) / SECONDS);
    }
    row(`browser: ${arch} mono in a worklet`, shares.sort((a, b) => a - b)[RUNS >> 1], '% of a core');
    if (arch !== 'lstm:40') continue;
    row(
      'browser: lstm:40, 60 s live with the spectrum drawn, behind the clock by',
      1000 * (await page.evaluate(([file, s]) => window.sound.lag(file, s), [file, 60])),
      'ms',
    );
  }
} finally {
  await browser.close();
  server.close();
}
