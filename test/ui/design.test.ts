import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { expectNoViolations } from './axe.js';
import { hasBrowser, newPage, openBrowser, servePage } from './serve.js';

describe.skipIf(!hasBrowser)('the components, in their gallery', () => {
  let browser: Browser;
  let gallery: { url: string; close: () => void };
  let page: Page;
  beforeAll(async () => {
    browser = await openBrowser();
    gallery = await servePage('gallery');
  });
  afterAll(async () => {
    await browser?.close();
    gallery?.close();
  });
  beforeEach(async () => {
    await page?.close();
    page = await newPage(browser, { viewport: { width: 900, height: 800 } });
    await page.goto(gallery.url);
    await page.waitForSelector('#gain');
  });

  const gain = async () => Number(await page.getAttribute('#gain', 'aria-valuenow'));

  test.each(['dark', 'light'] as const)('keep nobody out: %s', async (colorScheme) => {
    await page.emulateMedia({ colorScheme });
    await expectNoViolations(page);
    await page.click('text=Open a dialog');
    await page.waitForTimeout(250); // it has faded in
    await expectNoViolations(page);
    await page.keyboard.press('Escape');
    await page.click('text=Say');
    await page.click('button[aria-label=More]');
    await expectNoViolations(page);
  });

  test.each(['dark', 'light'] as const)('are large enough to hit, 24 pixels each way: %s', async (colorScheme) => {
    await page.emulateMedia({ colorScheme });
    const small = await page.$$eval('button:not([hidden]), select, input, [role=slider]', (all) =>
      all
        .map((element) => {
          const { closest } = element as unknown as { closest(selector: string): unknown };
          const target = (closest.call(element, 'label') ?? element) as typeof element;
          const { width, height } = (
            target as unknown as { getBoundingClientRect(): { width: number; height: number } }
          ).getBoundingClientRect();
          return { html: (element as unknown as { outerHTML: string }).outerHTML.slice(0, 80), width, height };
        })
        .filter(({ width, height }) => width < 24 || height < 24),
    );
    expect(small).toEqual([]);
  });

  test('a knob turns by every key that a slider knows', async () => {
    await page.focus('#gain');
    const steps: [string, number][] = [
      ['Home', 0],
      ['ArrowUp', 1],
      ['ArrowRight', 2],
      ['Shift+ArrowUp', 2.1],
      ['PageUp', 12.1],
      ['PageDown', 2.1],
      ['ArrowLeft', 1.1],
      ['End', 100],
      ['ArrowDown', 99],
      ['Delete', 50],
    ];
    for (const [key, value] of steps) {
      await page.keyboard.press(key);
      expect(await gain(), key).toBeCloseTo(value, 5);
    }
    expect(await page.getAttribute('#gain', 'aria-valuetext')).toBe('5.0');
  });

  test('a movement is one gesture, whether by mouse, wheel or key', async () => {
    const gestures = async () => (await page.textContent('#gestures'))!.trim();
    const box = (await page.locator('#gain').boundingBox())!;
    await page.mouse.move(box.x + 40, box.y + 40);
    await page.mouse.down();
    await page.mouse.move(box.x + 40, box.y + 20, { steps: 5 });
    await page.mouse.up();
    await expect.poll(gestures).toBe('begin end');
    expect(await gain()).toBeCloseTo(45, 1);
    for (let i = 0; i < 3; i += 1) await page.mouse.wheel(0, 100);
    await expect.poll(gestures).toBe('begin end begin end');
    await page.keyboard.press('ArrowUp');
    await expect.poll(gestures).toBe('begin end begin end begin end');
  });

  test('a typed value is taken by Enter and left by Escape', async () => {
    await page.focus('#gain');
    await page.keyboard.press('Enter');
    await page.keyboard.type('7.5');
    await page.keyboard.press('Enter');
    expect(await gain()).toBe(75);
    await page.keyboard.press('Enter');
    await page.keyboard.type('1');
    await page.keyboard.press('Escape');
    expect(await gain()).toBe(75);
    expect(
      await page.evaluate(
        () => (globalThis as unknown as { document: { activeElement: { id: string } } }).document.activeElement.id,
      ),
    ).toBe('gain');
  });

  test('a menu, a dialog and tabs work by key, and give the focus back', async () => {
    const focused = () =>
      page.evaluate(() => {
        const { activeElement } = (
          globalThis as unknown as { document: { activeElement: { textContent: string; ariaLabel: string } } }
        ).document;
        return activeElement.ariaLabel ?? activeElement.textContent;
      });
    await page.focus('button[aria-label=More]');
    await page.keyboard.press('Enter');
    await expect.poll(focused).toBe('Duplicate');
    await page.keyboard.press('ArrowDown');
    expect(await focused()).toBe('Delete');
    await page.keyboard.press('Escape');
    expect(await focused()).toBe('More');
    await page.focus('text=Open a dialog');
    await page.keyboard.press('Enter');
    await page.waitForSelector('dialog[open]');
    await page.keyboard.press('Escape');
    await expect.poll(focused).toBe('Open a dialog');
    await page.focus('[role=tab][aria-selected=true]');
    await page.keyboard.press('ArrowRight');
    expect(await focused()).toBe('Two');
    expect(await page.textContent('[role=tabpanel]')).toBe('The second.');
  });

  test('the theme follows the system until it is chosen, and is kept', async () => {
    const theme = () => page.getAttribute('html', 'data-theme');
    await page.emulateMedia({ colorScheme: 'light' });
    await expect.poll(theme).toBe('light');
    await page.click('button[aria-label="Dark colours"]');
    expect(await theme()).toBe('dark');
    await page.reload();
    await page.waitForSelector('#gain');
    expect(await theme()).toBe('dark');
  });

  test('nothing moves for those who want it so', async () => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    const moving = await page.$$eval('*', (all) => {
      const { getComputedStyle } = globalThis as unknown as {
        getComputedStyle(of: unknown): { transitionDuration: string; animationName: string };
      };
      return all.filter((element) => {
        const { transitionDuration, animationName } = getComputedStyle(element);
        return transitionDuration !== '0s' || animationName !== 'none';
      }).length;
    });
    expect(moving).toBe(0);
  });
});
