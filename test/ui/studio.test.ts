/** The studio as a new user meets it, in a browser. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectNoViolations } from './axe.js';
import { type OpenedStudio, openStudio } from './openStudio.js';

let opened: OpenedStudio;
let page: Page;

beforeAll(async () => {
  opened = await openStudio();
  page = opened.page;
});
afterAll(() => opened?.close());

const isAccessible = () => expectNoViolations(page);

test('from an empty folder to a preset that is heard, in less than two minutes', async () => {
  await page.getByRole('tab', { name: 'Recordings' }).click();
  await page.getByText('No recordings yet').waitFor();
  await isAccessible();
  await page.getByRole('button', { name: 'Record it' }).click();
  await page.getByText('ready to train').waitFor();
  await isAccessible();

  await page.getByRole('tab', { name: 'Train' }).click();
  await page.getByText(/^Plugin 0\.\d %, browser \d.*%, pedal 1\d %$/).waitFor();
  await page.getByRole('button', { name: 'Train' }).click();
  await page.locator('.curve canvas').waitFor();
  await isAccessible();
  await page.getByText('finished').waitFor();
  await isAccessible();
  await page.getByRole('button', { name: 'Listen' }).click();
  await page
    .getByRole('region', { name: 'Player' })
    .getByText(/−\d+\.\d dB/)
    .waitFor(); // it sounds
  await page.getByRole('button', { name: 'Stop' }).click();

  await page.getByRole('tab', { name: 'Library' }).click();
  await page.getByRole('button', { name: 'Edit' }).click();
  await page.getByLabel('Gear').fill('My pedal');
  await isAccessible();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('My pedal').waitFor();
  expect(opened.faults).toEqual([]);
});

test('says so when the server is gone', async () => {
  await opened.studio.close();
  await page.getByText('does not answer').waitFor();
  await isAccessible();
});
