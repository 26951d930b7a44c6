import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Preset, writePreset } from '@tonewright/presets';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectNoViolations } from '../../ui/axe.js';
import { newPage } from '../../ui/serve.js';
import { addFolder, canOpen, type Opened, openPlugin, server, textOfKnob } from './openPlugin.js';

/** A preset with all the knobs that a plugin shows. */
function eightKnobs(): string {
  const names = ['Gain', 'Bass', 'Middle', 'Treble', 'Presence', 'Depth', 'Sag', 'Volume'];
  const preset: Preset = {
    spec: {
      layers: [{ type: 'dense', activation: 'linear', inputs: 9, outputs: 1 }],
      skip: false,
      inputGainDb: 0,
      outputGainDb: 0,
      sampleRate: 48_000,
    },
    weights: Float32Array.from({ length: 10 }, (_, i) => (i === 0 ? 1 : 0)),
    controls: names.map((name) => ({ id: name.toLowerCase(), name, min: 0, max: 10, default: 5 })),
    metadata: { name: 'Full amp' },
    chain: {},
  };
  return writePreset(preset);
}

describe.skipIf(!canOpen)('the page', () => {
  let opened: Opened;
  let plugin: Opened['plugin'];
  let browser: Opened['browser'];
  let page: Opened['page'];
  let url: Opened['url'];
  let errors: Opened['errors'];

  beforeAll(async () => {
    opened = await openPlugin();
    ({ plugin, browser, page, url, errors } = opened);
    await writeFile(join(opened.presets, 'eight.json'), eightKnobs());
    await addFolder(page, opened.presets);
    await page.click('#entries li:has-text("Two knobs") .entry');
    await page.waitForSelector('#control-knob2');
  });
  afterAll(() => opened?.close());

  const textOf = (id: string, on = page) => textOfKnob(on, id);

  test.each([
    [600, 400, 'dark'],
    [600, 400, 'light'],
    [1280, 800, 'dark'],
    [1280, 800, 'light'],
    [2560, 1440, 'dark'],
  ] as const)(
    'has all of the chain on the screen at %i x %i, %s, and nothing that keeps people out',
    async (width, height, colorScheme) => {
      const other = await newPage(browser, { viewport: { width, height }, colorScheme });
      await other.goto(url);
      await other.waitForSelector('#control-presence');
      await other.waitForTimeout(300); // levels have come
      for (const id of [
        'control-input',
        'control-knob2',
        'control-presence',
        'control-output',
        'meter-output',
        'settings-button',
      ]) {
        const box = (await other.locator(`#${id}`).boundingBox())!;
        expect(box.x + box.width, id).toBeLessThanOrEqual(width);
        expect(box.y + box.height, id).toBeLessThanOrEqual(height);
      }
      await expectNoViolations(other);
      await other.screenshot({ path: join(dirname(server), `page-${width}x${height}-${colorScheme}.png`) });
      await other.click('#settings-button');
      await other.waitForSelector('#control-levelMatch');
      await other.waitForTimeout(250); // the dialog has faded in
      await expectNoViolations(other);
      await other.close();
    },
  );

  test.each([
    [600, 400],
    [800, 500],
  ])('has eight knobs of a preset on the screen at %i x %i, whole and apart', async (width, height) => {
    await page.click('#entries li:has-text("Full amp") .entry');
    const other = await newPage(browser, { viewport: { width, height } });
    await other.goto(url);
    await other.waitForSelector('#control-knob8');
    await other.waitForTimeout(300);
    await other.screenshot({ path: join(dirname(server), `page-eight-${width}x${height}.png`) });
    const boxes = await other
      .locator('.stage .knob')
      .evaluateAll((knobs) => knobs.map((knob) => (knob as unknown as Element).getBoundingClientRect().toJSON()));
    expect(boxes.length).toBe(8 + 9); // and the chain's
    for (const [i, a] of boxes.entries()) {
      expect(a.right, `${i}`).toBeLessThanOrEqual(width);
      expect(a.bottom, `${i}`).toBeLessThanOrEqual(height);
      for (const b of boxes.slice(i + 1))
        expect(a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top).toBe(true);
    }
    const meter = (await other.locator('#meter-output').boundingBox())!;
    expect(meter.y + meter.height).toBeLessThanOrEqual(height);
    const cut = await other
      .locator('.stage-preset .knob-label, .stage-preset .knob-value')
      .evaluateAll((texts) =>
        texts.filter((text) => text.scrollWidth > text.clientWidth).map((text) => text.innerHTML),
      );
    expect(cut).toEqual([]);
    await expectNoViolations(other);
    await other.close();
    await page.click('#entries li:has-text("Two knobs") .entry');
    await page.waitForSelector('#control-knob3', { state: 'detached' });
  });

  test('on a small window the library opens over the chain, ready to search, and Escape goes back', async () => {
    const other = await newPage(browser, { viewport: { width: 600, height: 400 } });
    await other.goto(url);
    await other.waitForSelector('#control-input');
    expect(await other.isVisible('#library')).toBe(false);
    await other.focus('#open-library');
    await other.keyboard.press('Enter');
    await other.waitForSelector('#library [name=search]:focus');
    await other.keyboard.type('knobs');
    await expect.poll(() => other.locator('#entries li').count()).toBe(1);
    await expectNoViolations(other);
    await other.keyboard.press('Escape');
    await expect.poll(() => other.isVisible('#library')).toBe(false);
    await other.waitForSelector('#open-library:focus');
    await other.close();
  });

  test('the chain keeps its place when presets with and without knobs take turns', async () => {
    const place = async () => (await page.locator('.stage-tone').boundingBox())!;
    const before = await place();
    await page.click('#clear-preset');
    await expect.poll(() => page.textContent('#preset-name')).toBe('No preset');
    expect(await place()).toEqual(before);
    await page.click('#entries li:has-text("Two knobs") .entry');
    await page.waitForSelector('#control-knob2');
    expect(await place()).toEqual(before);
  });

  test('says when the connection is lost, and comes back by itself with what has changed meanwhile', async () => {
    const other = await newPage(browser);
    let cut = () => {};
    await other.routeWebSocket(/bridge$/, (socket) => {
      const plug = socket.connectToServer();
      cut = () => {
        socket.close();
        plug.close();
      };
    });
    await other.goto(url);
    await other.waitForSelector('#control-presence');
    expect(await other.isVisible('#lost')).toBe(false);
    cut();
    await other.waitForSelector('#lost');
    await page.locator('#control-presence').press('End');
    await expect.poll(() => other.isVisible('#lost')).toBe(false);
    await expect.poll(() => textOf('presence', other)).toBe('12.0 dB');
    await page.locator('#control-presence').press('Delete');
    await expect.poll(() => textOf('presence', other)).toBe('0.00 dB');
    await other.close();
  });

  test('says when the plugin is gone', async () => {
    expect(errors).toEqual([]);
    expect(await page.isVisible('#lost')).toBe(false);
    plugin.stdin!.end();
    expect(await new Promise((resolve) => plugin.once('exit', resolve))).toBe(0);
    await expect.poll(() => page.isVisible('#lost')).toBe(true);
  });
});
