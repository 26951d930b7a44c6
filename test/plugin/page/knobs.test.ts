import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newPage } from '../../ui/serve.js';
import { canOpen, type Opened, openPlugin, textOfKnob } from './openPlugin.js';

describe.skipIf(!canOpen)('knobs in the page', () => {
  let opened: Opened;
  let browser: Opened['browser'];
  let page: Opened['page'];
  let url: Opened['url'];
  let errors: Opened['errors'];

  beforeAll(async () => {
    opened = await openPlugin();
    ({ browser, page, url, errors } = opened);
  });
  afterAll(() => opened?.close());

  const textOf = (id: string, on = page) => textOfKnob(on, id);
  const meterText = (name: string) => page.textContent(`#meter-${name} output`);

  test('shows what has a sound: levels, CPU and a spectrum', async () => {
    await expect.poll(() => meterText('input')).toBe('−12.0 dB');
    await expect.poll(() => page.textContent('#cpu')).toMatch(/^\d+\.\d %$/);
    // The line of the spectrum has the accent's colour; the axes have not.
    const amberPixels = () =>
      page.$eval('#spectrum', (element) => {
        const canvas = element as unknown as {
          width: number;
          height: number;
          getContext(kind: '2d'): { getImageData(...area: number[]): { data: Uint8ClampedArray } };
        };
        const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
        let count = 0;
        for (let i = 0; i < data.length; i += 4) if (data[i + 3] > 200 && data[i] - data[i + 2] > 90) count += 1;
        return count;
      });
    await expect.poll(amberPixels).toBeGreaterThan(100);
  });

  test('turns a knob by mouse, by key, by wheel and by typing, and back by double click', async () => {
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
    await page.mouse.move(x, y);
    await page.mouse.wheel(0, -100);
    await expect.poll(() => textOf('output')).toBe('-38.1 dB');
    await knob.press('Enter');
    await page.keyboard.type('-6');
    await page.keyboard.press('Enter');
    await expect.poll(() => textOf('output')).toBe('-6.00 dB');
    // The reading holds a peak for a while.
    await expect.poll(() => meterText('output')).toBe('−18.0 dB');

    await knob.dblclick();
    await expect.poll(() => textOf('output')).toBe('0.00 dB');
    await expect.poll(() => knob.getAttribute('aria-valuetext')).toBe('0.00 dB');
  });

  test('moves finer with Shift', async () => {
    const travel = async (isFine: boolean) => {
      const knob = page.locator('#control-bass');
      await knob.press('Delete');
      await expect.poll(() => knob.getAttribute('aria-valuenow')).toBe('50');
      const box = (await knob.boundingBox())!;
      await page.mouse.move(box.x + 20, box.y + 20);
      if (isFine) await page.keyboard.down('Shift');
      await page.mouse.down();
      await page.mouse.move(box.x + 20, box.y - 20, { steps: 8 });
      await page.mouse.up();
      await page.keyboard.up('Shift');
      return Number(await knob.getAttribute('aria-valuenow')) - 50;
    };
    expect(await travel(false)).toBeCloseTo(20, 0);
    expect(await travel(true)).toBeCloseTo(2, 1);
    await page.locator('#control-bass').press('Delete');
  });

  test('undoes what a knob did, as one step', async () => {
    const knob = page.locator('#control-treble');
    const box = (await knob.boundingBox())!;
    await page.mouse.move(box.x + 20, box.y + 20);
    await page.mouse.down();
    await page.mouse.move(box.x + 20, box.y - 30, { steps: 10 });
    await page.mouse.up();
    await expect.poll(() => textOf('treble')).toBe('6.00 dB');
    await page.keyboard.press('Control+z');
    await expect.poll(() => textOf('treble')).toBe('0.00 dB');
    await expect.poll(() => knob.getAttribute('aria-valuenow')).toBe('50');
    await page.click('#redo');
    await expect.poll(() => textOf('treble')).toBe('6.00 dB');
    await knob.press('Delete');
  });

  test('shows the same in a second page', async () => {
    const other = await newPage(browser);
    await other.goto(url);
    await other.waitForSelector('#control-mix');
    await other.locator('#control-mix').press('Home');
    await expect.poll(() => textOf('mix')).toMatch(/^0/);
    await other.locator('#control-mix').press('Delete');
    await expect.poll(() => textOf('mix')).toMatch(/^100/);
    await other.close();
  });

  test('1,000 changes within a second lose no last value, and another page shows it', async () => {
    const other = await newPage(browser);
    await other.goto(url);
    await other.waitForSelector('#control-mid');
    const box = (await page.locator('#control-mid').boundingBox())!;
    const start = { clientX: box.x + 20, clientY: box.y + 20, pointerId: 1, button: 0, bubbles: true };
    await page.$eval(
      '#control-mid',
      async (knob, at) => {
        // Made by the page itself: the mouse of the test is too slow.
        const scope = globalThis as unknown as { PointerEvent: new (type: string, init: object) => Event };
        const fire = (type: string, part: object) =>
          knob.dispatchEvent(new scope.PointerEvent(type, { ...at, ...part }));
        (knob as unknown as { setPointerCapture(): void }).setPointerCapture = () => {};
        fire('pointerdown', {});
        for (let i = 1; i <= 1000; i += 1) {
          fire('pointermove', { clientY: at.clientY - (i % 2 === 0 ? i / 20 : 100 - i / 20) });
          if (i % 20 === 0) await new Promise((resolve) => setTimeout(resolve, 15));
        }
        fire('lostpointercapture', {});
      },
      start,
    );
    await expect.poll(() => textOf('mid')).toBe('6.00 dB');
    await expect.poll(() => textOf('mid', other)).toBe('6.00 dB');
    await expect.poll(() => other.getAttribute('#control-mid', 'aria-valuenow')).toBe('75');
    await page.locator('#control-mid').press('Delete');
    await other.close();
  });

  test('holds two settings, and copies one to the other', async () => {
    await page.locator('#control-input').press('End');
    await expect.poll(() => textOf('input')).toBe('24.0 dB');
    await page.click('#slot-b');
    await expect.poll(() => page.getAttribute('#slot-b', 'aria-pressed')).toBe('true');
    await page.locator('#control-input').press('Home');
    await expect.poll(() => textOf('input')).toBe('-24.0 dB');
    await page.click('#slot-a');
    await expect.poll(() => textOf('input')).toBe('24.0 dB');
    await page.click('#copy');
    await page.click('#slot-b');
    await expect.poll(() => page.getAttribute('#slot-b', 'aria-pressed')).toBe('true');
    await expect.poll(() => textOf('input')).toBe('24.0 dB');
    await page.locator('#control-input').press('Delete');
    await page.click('#slot-a');
  });

  test('reports no error', () => expect(errors).toEqual([]));
});
