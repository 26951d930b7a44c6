// What the plugin's page costs, in a browser that draws by software: its size, its first view, its pictures a second.
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { chromium } from 'playwright-core';

const root = fileURLToPath(new URL('../..', import.meta.url));
const server = join(process.env.PLUGIN_BUILD ?? join(root, 'build/plugin'), 'test/page/page_server');
const home = mkdtempSync(join(tmpdir(), 'tonewright-bench-'));
const row = (name, value, unit) => console.log(JSON.stringify({ name, value: Number(value.toPrecision(3)), unit }));
const SECONDS = 10;

const bundle = join(root, 'ui/dist/plugin');
const bytes = readdirSync(bundle).reduce((sum, name) => sum + gzipSync(readFileSync(join(bundle, name))).length, 0);
row('plugin page: bundle, gzipped', bytes / 1000, 'kB');

const plugin = spawn(server, {
  env: { ...process.env, TONEWRIGHT_HOME: home, DISPLAY: '' },
  stdio: ['pipe', 'pipe', 'inherit'],
});
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run'],
});
try {
  const url = await new Promise((resolve) => createInterface({ input: plugin.stdout }).once('line', resolve));
  for (const [width, height, scale] of [
    [600, 400, 1],
    [1280, 800, 1],
    [2560, 1440, 2],
  ]) {
    const page = await browser.newPage({ viewport: { width, height }, deviceScaleFactor: scale });
    const name = `plugin page, ${width} x ${height}${scale > 1 ? ` at ${scale} pixels a point` : ''}`;
    const begun = performance.now();
    await page.goto(url);
    await page.waitForSelector('#control-input');
    row(`${name}: first view`, performance.now() - begun, 'ms');
    await page.waitForTimeout(1000);
    const tools = await page.context().newCDPSession(page);
    await tools.send('Performance.enable');
    const busySeconds = async () => {
      const { metrics } = await tools.send('Performance.getMetrics');
      return metrics.find((metric) => metric.name === 'TaskDuration').value;
    };
    const before = await busySeconds();
    const pictures = await page.evaluate(
      (seconds) =>
        new Promise((resolve) => {
          let count = 0;
          const end = performance.now() + 1000 * seconds;
          const draw = (now) => {
            count += 1;
            if (now < end) requestAnimationFrame(draw);
            else resolve(count);
          };
          requestAnimationFrame(draw);
        }),
      SECONDS,
    );
    row(`${name}: pictures a second, meters and spectrum`, pictures / SECONDS, '1/s');
    row(`${name}: main thread busy`, (100 * ((await busySeconds()) - before)) / SECONDS, '% of a core');
    await page.close();
  }
  console.error(`on ${cpus().length} cores`);
} finally {
  await browser.close();
  plugin.stdin.end();
  rmSync(home, { recursive: true });
}
