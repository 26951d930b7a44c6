import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newPage } from '../../ui/serve.js';
import { addFolder, canOpen, type Opened, openPlugin } from './openPlugin.js';

declare global {
  interface Window {
    heard?: AnalyserNode;
  }
}

describe.skipIf(!canOpen)('hearing a preset before it is loaded', () => {
  let opened: Opened;
  let page: Opened['page'];
  beforeAll(async () => {
    opened = await openPlugin();
    await addFolder(opened.page, opened.presets);
    page = await newPage(opened.browser, { viewport: { width: 1500, height: 860 } });
    page.on('pageerror', (error) => opened.errors.push(error.message));
    page.on('console', (message) => message.type() === 'error' && opened.errors.push(message.text()));
    // What goes to the ears is listened to on its way.
    await page.addInitScript(() => {
      const { connect } = AudioNode.prototype;
      AudioNode.prototype.connect = function (this: AudioNode, ...to: unknown[]) {
        if (to[0] instanceof AudioDestinationNode) {
          window.heard = new AnalyserNode(to[0].context as AudioContext);
          connect.call(this, window.heard);
        }
        return Reflect.apply(connect, this, to);
      } as typeof connect;
    });
    await page.goto(opened.url);
    await page.waitForSelector('#entries li:has-text("Two knobs")');
  });
  afterAll(() => opened.close());

  /** The loudest sample of some tenths of a second. */
  const peak = () =>
    page.evaluate(async () => {
      let most = 0;
      const samples = new Float32Array(2048);
      for (let i = 0; i < 12 && window.heard; i++) {
        window.heard.getFloatTimeDomainData(samples);
        most = samples.reduce((m, x) => Math.max(m, Math.abs(x)), most);
        await new Promise((done) => setTimeout(done, 30));
      }
      return most;
    });
  const first = () => page.locator('#entries li:has-text("Two knobs") .audition');
  const second = () => page.locator('#entries li:not(:has-text("Two knobs")) .audition').first();

  test('plays a dry guitar through it, goes over to another and stops; nothing is loaded', async () => {
    const loaded = await page.textContent('#preset-name');
    await first().click();
    await expect.poll(peak).toBeGreaterThan(0.005);
    expect(await first().getAttribute('aria-pressed')).toBe('true');
    await second().click();
    await expect.poll(() => first().getAttribute('aria-pressed')).toBe('false');
    await expect.poll(peak).toBeGreaterThan(0.005);
    await second().click();
    await expect.poll(() => second().getAttribute('aria-pressed')).toBe('false');
    expect(await page.textContent('#preset-name')).toBe(loaded);
    expect(opened.errors).toEqual([]);
  });
});
