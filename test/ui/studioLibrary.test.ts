/** The studio's library and its choice of models, as a user meets them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readPreset } from '@tonewright/presets';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectNoViolations } from './axe.js';
import { type OpenedStudio, openStudio } from './openStudio.js';
import { dist, hasBrowser } from './serve.js';

describe.skipIf(!hasBrowser)('the studio', () => {
  let opened: OpenedStudio;
  let page: Page;

  beforeAll(async () => {
    opened = await openStudio({ libDaisy: join(dist, 'none') });
    page = opened.page;
  });
  afterAll(() => opened?.close());

  const isAccessible = () => expectNoViolations(page);
  const preset = (name: string) => page.getByRole('article', { name });
  const more = async (name: string, what: string) => {
    await page.getByRole('button', { name: `More to do with ${name}` }).click();
    await page.getByRole('menuitem', { name: what }).click();
  };
  const downloaded = async (click: Promise<void>): Promise<[string, Buffer]> => {
    const [download] = await Promise.all([page.waitForEvent('download'), click]);
    return [download.suggestedFilename(), readFileSync(await download.path())];
  };

  test('says of each model what it takes, and of one of the user too', async () => {
    await page.getByRole('tab', { name: 'Train' }).click();
    await page.getByRole('radio', { name: 'Large' }).check();
    await page.getByText(/2,521 weights.*Not for a pedal: it needs \d+ bytes of memory/).waitFor();
    await expect.poll(() => page.getByText(/^Plugin [\d.]+ %, browser [\d.]+ %, (pedal|not for)/).count()).toBe(5);
    await isAccessible();
    await page.getByRole('radio', { name: 'Another' }).check();
    await page.getByLabel('Network').fill('gru:12');
    await page
      .getByText(/^Plugin 0\.\d %, browser .* %, pedal \d\d %$/)
      .nth(2)
      .waitFor();
    await page.getByLabel('Network').fill('gru:16'); // one of those above, and still the user's
    expect(await page.getByRole('radio', { name: 'Another' }).isChecked()).toBe(true);
    await page.getByLabel('Network').fill('gnu:12');
    await page
      .getByRole('alert')
      .getByText(/'gnu:12' is not an architecture/)
      .waitFor();
    await isAccessible();
    await page.getByRole('radio', { name: 'Another' }).press('ArrowUp');
    expect(await page.getByRole('radio', { name: 'WaveNet, standard' }).isChecked()).toBe(true);
  });

  test('takes a preset in, edits all its texts, and copies it', async () => {
    await page.getByRole('tab', { name: 'Library' }).click();
    await page.getByText('The bin is empty.').waitFor();
    const files = ['tube-clean', 'nano-crunch'].map((name) => `presets/factory/${name}.json`);
    for (const file of files) await page.setInputFiles('input[type=file]', file);
    await preset('Nano Crunch').waitFor();
    await preset('Tube Clean')
      .getByText(/gru:16, 48000 Hz, 929 weights/)
      .waitFor();
    await preset('Tube Clean').getByRole('button', { name: 'Edit' }).click();
    await page.getByLabel('Gear').fill('My amp');
    await page.getByLabel('Tags').fill('clean, , sparkling');
    await page.getByLabel('Notes').fill('Bright, at noon.\nNew valves.');
    await isAccessible();
    await page.getByRole('button', { name: 'Save' }).click();
    await preset('Tube Clean').getByText('My amp').waitFor();
    const { preset: saved } = readPreset(readFileSync(join(opened.folder, 'presets/tube-clean.json')));
    expect(saved.metadata).toMatchObject({
      name: 'Tube Clean',
      gear: 'My amp',
      tags: ['clean', 'sparkling'],
      description: 'Bright, at noon.\nNew valves.',
    });
    await more('Tube Clean', 'Duplicate');
    await expect.poll(() => preset('Tube Clean').count()).toBe(2);
  });

  test('converts, says what is lost, and refuses in words', async () => {
    await more('Nano Crunch', 'Convert');
    const dialog = page.getByRole('dialog', { name: 'Convert Nano Crunch' });
    await dialog.getByText('It cannot be said in that format.').waitFor(); // AIDA-X has no WaveNet
    await isAccessible();
    await dialog.getByLabel('For').selectOption('nam');
    await dialog.getByText(/self-test is left out|Nothing is lost/).waitFor();
    const [name, bytes] = await downloaded(dialog.getByRole('link', { name: 'Download' }).click());
    expect(name).toBe('nano-crunch.nam');
    expect(readPreset(bytes).format).toBe('nam');
    await dialog.getByRole('button', { name: 'Add to the library' }).click();
    await page.getByText('nano-crunch.nam is in the library.').waitFor();
    expect(
      readPreset(readFileSync(join(opened.folder, 'presets/nano-crunch.nam'))).preset.spec.layers.length,
    ).toBeGreaterThan(5);
  });

  test('puts presets into the part for a pedal, in their order, where an image cannot be built', async () => {
    await page.getByRole('button', { name: 'Put on a pedal' }).click();
    const dialog = page.getByRole('dialog', { name: 'Presets for a pedal' });
    await dialog.getByText(/LIBDAISY_DIR/).waitFor();
    await expect.poll(() => dialog.getByRole('checkbox', { name: 'Nano Crunch' }).first().isDisabled()).toBe(true);
    for (const i of [1, 0]) await dialog.getByRole('checkbox', { name: 'Tube Clean' }).nth(i).check();
    expect(await dialog.getByText('number 1').count()).toBe(1);
    await dialog.getByText('7.5 KB of 256.0 KB').waitFor();
    await dialog.getByRole('switch').click();
    await dialog.getByText('3.9 KB of 256.0 KB').waitFor();
    await isAccessible();
    await dialog.getByRole('button', { name: 'Make presets.bank' }).click();
    const [name, bytes] = await downloaded(dialog.getByRole('link', { name: 'Download presets.bank' }).click());
    expect(name).toBe('presets.bank');
    expect(bytes.toString('latin1').match(/Tube Clean/g)).toHaveLength(2);
    await isAccessible();
    await page.keyboard.press('Escape');
  });

  test('throws away, brings back, and empties the bin when it is sure', async () => {
    const remove = async () => {
      await page.getByRole('button', { name: 'More to do with Tube Clean' }).first().click();
      await page.getByRole('menuitem', { name: 'To the bin' }).click();
    };
    await remove();
    await page.getByText(/^Tube Clean.* is in the bin\./).waitFor();
    await expect.poll(() => preset('Tube Clean').count()).toBe(1);
    await isAccessible();
    await page.getByRole('button', { name: /^Bring back the preset tube-clean/ }).click();
    await expect.poll(() => preset('Tube Clean').count()).toBe(2);
    await page.getByText('The bin is empty.').waitFor();
    await remove();
    await page.getByRole('button', { name: 'Empty the bin' }).click();
    await page.getByText(/The one thing in it will be gone for good/).waitFor();
    await page.getByRole('button', { name: 'Keep them' }).click();
    await page.getByRole('button', { name: /^Bring back/ }).waitFor();
    await page.getByRole('button', { name: 'Empty the bin' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Empty the bin' }).click();
    await page.getByText('The bin is empty.').waitFor();
    expect(readdirSync(join(opened.folder, 'bin'))).toEqual([]);
  });
});
