/** What a user of the studio expects without thinking of it: one's place is kept, long and many things fit, mistakes are taken back. */
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Client } from '../training/studio/client.js';
import { expectNoViolations } from './axe.js';
import { type OpenedStudio, openStudio } from './openStudio.js';
import { hasBrowser } from './serve.js';

describe.skipIf(!hasBrowser)('the studio', () => {
  let opened: OpenedStudio;
  let page: Page;
  let client: Client;

  beforeAll(async () => {
    opened = await openStudio();
    ({ page, client } = opened);
  });
  afterAll(() => opened?.close());

  const open = (tab: string) => page.getByRole('tab', { name: tab }).click();
  const shown = () => page.getByRole('tab', { selected: true }).textContent();
  const noViolations = () => expectNoViolations(page);
  /** As if it were dragged from a folder onto the page; true when the page takes it, and the browser does not open it. */
  const drop = (name: string) =>
    page.evaluate((file) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File(['?'], file));
      const event = (type: string) => new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: transfer });
      document.dispatchEvent(event('dragover'));
      return !document.dispatchEvent(event('drop'));
    }, name);

  test('a reload, Back and Forward keep the page, and what was typed', async () => {
    await page.getByLabel('Knobs of the pedal').fill('gain=0.25');
    await open('Train');
    await page.getByRole('radio', { name: 'Large' }).check();
    await page.reload();
    expect(await shown()).toBe('Train');
    await expect.poll(() => page.title()).toBe('Train · Tonewright Studio');
    await expect.poll(() => page.getByRole('radio', { name: 'Large' }).isChecked()).toBe(true);
    await page.goBack();
    await expect.poll(shown).toBe('Capture');
    expect(await page.getByLabel('Knobs of the pedal').inputValue()).toBe('gain=0.25');
    await page.goForward();
    await expect.poll(shown).toBe('Train');
  });

  test('a recording gets another name, however long, and comes back from the bin at once', async () => {
    await client.overdrive(20, { drive: 0.5 });
    await open('Recordings');
    const recording = (name: string) => page.getByRole('article', { name });
    await recording('Drive').getByRole('button', { name: 'More to do' }).click();
    await page.getByRole('menuitem', { name: 'Rename' }).click();
    await noViolations();
    const longWord = 'W'.repeat(200);
    await page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).fill(longWord);
    await page.keyboard.press('Enter');
    await recording(longWord).waitFor();
    for (const width of [320, 600, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    }
    await recording(longWord).getByRole('button', { name: 'To the bin' }).click();
    await page.getByText('No recordings yet').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click(); // before it goes
    await recording(longWord).waitFor();
    await noViolations();
  });

  test('a file dropped on the wrong page is left alone, and it says where it belongs', async () => {
    await open('Capture');
    expect(await drop('take.wav')).toBe(true);
    await page.getByText('Drop WAV files on the page Recordings').waitFor();
    await open('Recordings');
    expect(await drop('song.mp3')).toBe(true);
    await page.getByText('Expected WAV files; found song.mp3.').waitFor();
  });

  test('several files come into the library, and each that does not is named', async () => {
    await open('Library');
    const factory = ['tube-clean', 'nano-crunch'].map((name) => `presets/factory/${name}.json`);
    const wrong = join(opened.folder, 'uploads', 'nonsense.json');
    writeFileSync(wrong, '{}');
    await page.setInputFiles('input[type=file]', [factory[0], wrong, factory[1]]);
    await page.getByText('2 presets').waitFor();
    await page.getByText(/^nonsense\.json: /).waitFor();
  });

  test('many presets are searched, in the order of their numbers, and rated when they are chosen', async () => {
    const preset = JSON.parse(readFileSync('presets/factory/tube-clean.json', 'utf8'));
    for (let i = 1; i <= 10; i++) {
      preset.metadata.name = i === 5 ? `Mine 5 ${'with a long name '.repeat(10)}` : `Mine ${i}`;
      writeFileSync(join(opened.folder, 'presets', `mine ${i}.json`), JSON.stringify(preset));
    }
    copyFileSync('presets/factory/tube-clean.json', join(opened.folder, 'presets', 'same name.json'));
    await page.reload();
    await page.getByText('13 presets').waitFor();
    await page.getByRole('heading', { name: 'Tube Clean (same name.json)' }).waitFor();
    await page.getByRole('searchbox').fill('mine gru');
    await page.getByText('10 of 13 presets').waitFor();
    const names = await page.getByRole('heading', { name: /^Mine/ }).allTextContents();
    expect(names.map((name) => name.slice(0, 7).trim())).toEqual(Array.from({ length: 10 }, (_, i) => `Mine ${i + 1}`));
    const files = (await client.call('GET', 'presets')).body.map(({ file }: { file: string }) => file);
    expect(files.slice(0, 10)).toEqual(Array.from({ length: 10 }, (_, i) => `mine ${i + 1}.json`));
    await page.getByRole('searchbox').fill('fuzz');
    await noViolations();
    await page.getByRole('button', { name: 'Show all' }).click();
    await page.getByText('13 presets').waitFor();
    await open('Listen');
    await page.getByRole('checkbox', { name: 'Mine 10' }).waitFor();
    expect(await page.getByRole('checkbox', { checked: true }).count()).toBe(0);
    // None lies over the next one, however long its name is.
    const squeezed = await page
      .locator('.many label')
      .evaluateAll((labels) => labels.filter(({ scrollHeight, clientHeight }) => scrollHeight > clientHeight).length);
    expect(squeezed).toBe(0);
    await noViolations();
  });

  test('what has the focus is not below the player, in a small window', async () => {
    await page.setViewportSize({ width: 600, height: 400 });
    await open('Library');
    const mine = page.getByRole('article', { name: 'Mine 1', exact: true });
    await mine.getByRole('button', { name: 'Listen' }).click();
    const player = page.getByRole('region', { name: 'Player' });
    await player.waitFor();
    await mine.getByRole('button', { name: 'Edit' }).click();
    const name = mine.getByRole('textbox', { name: 'Name' });
    await expect.poll(() => name.evaluate((field) => field === document.activeElement)).toBe(true);
    const [field, bar] = [(await name.boundingBox())!, (await player.boundingBox())!];
    expect(field.y + field.height).toBeLessThanOrEqual(bar.y);
    await name.press('Enter');
    const edit = mine.getByRole('button', { name: 'Edit' });
    await expect.poll(() => edit.evaluate((button) => button === document.activeElement)).toBe(true);
    expect(opened.faults.filter((fault) => !fault.includes('400'))).toEqual([]);
  });
});
