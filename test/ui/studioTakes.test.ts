/** Takes at several settings, of virtual devices and of files, as a user brings them in and trains on them. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Client } from '../training/studio/client.js';
import { expectNoViolations } from './axe.js';
import { type OpenedStudio, openStudio } from './openStudio.js';

let opened: OpenedStudio;
let page: Page;
let client: Client;

beforeAll(async () => {
  opened = await openStudio();
  ({ page, client } = opened);
});
afterAll(() => opened?.close());

const noViolations = () => expectNoViolations(page);
const open = (tab: string) => page.getByRole('tab', { name: tab }).click();
const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
const ready = (count: number) =>
  client.until(client.recordings, (all) => all.length === count && all.every(({ state }) => state === 'ready'));

/** As if they were dragged from a folder onto the page. */
const drop = (files: { name: string; url: string }[]) =>
  page.evaluate(async (wanted) => {
    const transfer = new DataTransfer();
    for (const { name, url } of wanted) transfer.items.add(new File([await (await fetch(url)).blob()], name));
    for (const type of ['dragover', 'drop'])
      document.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: transfer }));
  }, files);

test('takes of a virtual device and a dropped file train together, in the range that is typed', async () => {
  await client.overdrive(20, { drive: 0.2, tone: 0.5 });
  await client.overdrive(20, { drive: 0.9, tone: 0.5 });

  // A third take from a file of which the capture signal was the dry side.
  await open('Recordings');
  const made = await client.overdrive(20, { drive: 0.4 });
  await page.getByLabel('What was played').selectOption('20');
  await drop([{ name: 'take 3.wav', url: `${opened.studio.url}api/recordings/${made.id}/audio/wet` }]);
  await page.getByText('take 3.wav').waitFor();
  await page.getByLabel('Name').fill('Drive');
  await page.getByLabel('Knobs of the pedal').fill('drive=0.4; tone=0.5');
  await noViolations();
  await press('Add and check');
  await client.call('DELETE', `recordings/${made.id}`);
  const takes = await ready(3);
  expect(takes.map(({ source }) => source.controls)).toEqual([0.2, 0.9, 0.4].map((drive) => ({ drive, tone: 0.5 })));

  await open('Train');
  await page.getByText('Drive: 3 takes at several settings').waitFor({ state: 'attached' });
  await page.getByLabel('Drive, drive=0.2, tone=0.5').uncheck();
  await page.getByLabel('drive: lowest').fill('1');
  await page.getByText('Expected a number above the lowest.').waitFor();
  expect(await page.getByRole('button', { name: 'Train', exact: true }).isDisabled()).toBe(true);
  await page.getByLabel('drive: lowest').fill('0');
  await page.getByLabel('drive: highest').fill('1');
  expect(await page.getByLabel('tone: lowest').count()).toBe(0);
  await noViolations();
  await press('Train');
  const [job] = await client.until(
    async () => (await client.call('GET', 'jobs')).body,
    (jobs) => jobs.length === 1,
  );
  expect(job).toMatchObject({ recordings: [takes[1].id, takes[2].id], ranges: { drive: { min: 0, max: 1 } } });
  await client.until(
    () => client.job(job.id),
    ({ state, history }) => state === 'failed' || history.length > 1,
  );
  expect((await client.job(job.id)).error).toBeUndefined();
});

test('the knobs of a virtual device are set before it is recorded', async () => {
  await open('Recordings');
  await page.getByText('Its knobs').click();
  await page.getByRole('slider', { name: 'Drive', exact: true }).press('Home');
  await press('Record it');
  const recorded = await client.until(client.recordings, (all) => all.length === 4);
  expect(recorded[3].source.controls).toMatchObject({ drive: 0 });
  await noViolations();
});
