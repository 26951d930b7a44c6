/** Hearing and comparing in the studio, from a training that runs to results in the folder. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { decodeWav } from '../../../training/dist/audio/wav.js';
import { loudestWindow } from '../../../training/dist/report/analysis.js';
import type { Job } from '../../../training/src/studio/api.js';
import { Engine } from '../../../ui/src/audio/engine.js';
import type { Client } from '../../training/studio/client.js';
import { expectNoViolations } from '../axe.js';
import { type OpenedStudio, openStudio } from '../openStudio.js';
import { hasBrowser } from '../serve.js';

/** In the page: keeps the last second of what leaves for the ears, sample by sample, however late the page is. */
function record(): void {
  // biome-ignore lint/suspicious/noExplicitAny: the browser's own, unknown to Node's types
  const page = globalThis as any;
  const tap = `registerProcessor('tap', class extends AudioWorkletProcessor {
    block = [];
    process([[samples]]) {
      if (samples) this.block.push(...samples);
      if (this.block.length >= 4096) this.port.postMessage(this.block.splice(0));
      return true;
    }
  })`;
  const { connect } = page.AudioNode.prototype;
  page.AudioNode.prototype.connect = function (target: unknown, ...rest: unknown[]) {
    const { context } = this;
    if (target === context.destination)
      context.audioWorklet.addModule(URL.createObjectURL(new Blob([tap], { type: 'text/javascript' }))).then(() => {
        const node = new page.AudioWorkletNode(context, 'tap', { channelCount: 1, channelCountMode: 'explicit' });
        page.heard = [];
        node.port.onmessage = ({ data }: { data: number[] }) => {
          page.heard = [...page.heard, data].slice(-12);
        };
        connect.call(this, node);
      });
    return connect.call(this, target, ...rest);
  };
}

/** How far `heard` is from any part of the loop at any gain: the power of the rest over its own. */
function distance(heard: Float32Array, loop: Float32Array): number {
  const probe = 600;
  const twice = new Float32Array(loop.length + probe);
  twice.set(loop);
  twice.set(loop.subarray(0, probe), loop.length);
  const loudest = loudestWindow(heard, 0, heard.length, probe);
  let [best, most] = [0, 0];
  for (let at = 0; at < loop.length; at++) {
    let [likeness, power] = [0, 1e-9];
    for (let n = 0; n < probe; n++) {
      const value = twice[at + n];
      likeness += value * heard[loudest + n];
      power += value * value;
    }
    if (likeness / Math.sqrt(power) > most) [best, most] = [at, likeness / Math.sqrt(power)];
  }
  const start = best - loudest + loop.length;
  const same = Float32Array.from(heard, (_, n) => loop[(start + n) % loop.length]);
  const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, n) => sum + value * b[n], 0);
  const gain = dot(heard, same) / dot(same, same);
  const rest = heard.map((value, n) => value - gain * same[n]);
  return dot(rest, rest) / dot(heard, heard);
}

/** A loop through the engine, as it comes around. */
async function played(file: Uint8Array, dry: Float32Array, knob?: number): Promise<Float32Array> {
  const engine = new Engine(await WebAssembly.compile(readFileSync('native/wasm/dist/tonewright.wasm')));
  const rack = engine.rack(48000);
  rack.load(engine.read(file), true);
  if (knob !== undefined) rack.set('knob1', knob);
  rack.process(dry.slice());
  const loop = dry.slice();
  rack.process(loop);
  return loop;
}

describe.skipIf(!hasBrowser)('the studio, for the ears', () => {
  let opened: OpenedStudio;
  let folder: string;
  let client: Client;
  let page: Page;
  let job: Job;
  beforeAll(async () => {
    opened = await openStudio({}, record);
    ({ folder, page, client } = opened);
    const recordings = [(await client.overdrive()).id];
    job = await client.train({ recordings, arch: 'gru:8', settings: { epochs: '100000' } });
  });
  afterAll(() => opened?.close());
  afterEach(() => {
    expect(opened.faults.splice(0)).toEqual([]);
  });

  const heard = async (): Promise<Float32Array> => {
    await page.waitForTimeout(1000);
    return Float32Array.from(await page.evaluate(() => (globalThis as unknown as { heard: number[][] }).heard.flat()));
  };
  const wav = (name: string) => decodeWav(readFileSync(join(folder, 'jobs', job.id, `${name}.wav`))).channels[0];
  const clean = () => expectNoViolations(page);

  test('a training is seen and heard while it runs: dry, device and preset', async () => {
    await page.getByRole('tab', { name: 'Train' }).click();
    await page.getByRole('button', { name: 'Listen' }).click();
    await page.getByRole('img', { name: /^Waveforms of device and preset after pass \d+$/ }).waitFor();
    expect(await page.locator('img[alt^=Spectrogram]').count()).toBe(3);
    await clean();
    await expect.poll(async () => Math.max(...(await heard()))).toBeGreaterThan(0.01);

    await client.call('POST', `jobs/${job.id}/stop`);
    await page.getByText('stopped').waitFor();
    job = await client.job(job.id);
    const loop = await played(readFileSync(join(folder, 'presets', job.preset!)), wav('dry'));
    for (const [choice, sound] of [
      ['Preset', loop],
      ['Device', wav('target')],
      ['Dry', wav('dry')],
    ] as const) {
      await page.getByRole('button', { name: choice, exact: true }).click();
      await expect.poll(async () => distance(await heard(), sound)).toBeLessThan(1e-6);
    }
  });

  test('a preset of the library is heard on a guitar and on a recording, and stops', async () => {
    await page.getByRole('tab', { name: 'Library' }).click();
    await page.getByRole('button', { name: 'Listen' }).click();
    const player = page.getByRole('region', { name: 'Player' });
    await player.getByLabel('Played on').selectOption({ label: 'A dry guitar' });
    await expect.poll(async () => Math.max(...(await heard()))).toBeGreaterThan(0.01);
    expect(await player.getByRole('button', { name: 'Device' }).count()).toBe(0);
    await player.getByLabel('Played on').selectOption({ label: 'Drive' });
    await player.getByRole('button', { name: 'Device' }).click();
    await clean();
    await player.getByRole('button', { name: 'Stop' }).click();
    await player.waitFor({ state: 'detached' });
  });

  test('a knob of a preset is heard as it is turned', async () => {
    const file = readFileSync('presets/factory/green-drive.json');
    const { upload } = (await client.upload(file)).body;
    await client.call('POST', 'presets', { upload, name: 'green.json' });
    await page.getByRole('article', { name: 'Green drive' }).getByRole('button', { name: 'Listen' }).click();
    const knob = page.getByRole('slider', { name: 'Drive' });
    const guitar = decodeWav(readFileSync('ui/generated/loop.wav')).channels[0];
    for (const [key, drive] of [
      ['Home', 0],
      ['End', 1],
    ] as const) {
      await knob.press(key);
      const loop = await played(file, guitar, drive);
      await expect.poll(async () => distance(await heard(), loop)).toBeLessThan(1e-5);
      const other = await played(file, guitar, 1 - drive);
      expect(distance(await heard(), other)).toBeGreaterThan(1e-3);
    }
    await clean();
    await page.getByRole('button', { name: 'Stop' }).click();
    await client.call('DELETE', 'presets/green.json');
  });

  /** Whether the browser asks before the page is closed or loaded again. */
  const isAsked = () => page.evaluate(() => !dispatchEvent(new Event('beforeunload', { cancelable: true })));

  test('a rating: presets against the device; answers that could not be saved stay and are saved again', async () => {
    await page.getByRole('tab', { name: 'Listen' }).click();
    await clean();
    await page.getByLabel('What is played').selectOption({ label: 'A dry guitar' });
    await page.getByText('A rating needs a recording of the device').waitFor();
    await page.getByLabel('What is played').selectOption({ label: 'The part kept from “Drive”' });
    await page.getByLabel('Your name').fill('Ann');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: '1 of 3' }).waitFor();
    await clean();
    expect(await isAsked()).toBe(true);
    await page.route('**/api/listening', (route) => route.abort());
    for (const rating of ['4', '3', '1']) for (const key of ['a', 'x', rating]) await page.keyboard.press(key);
    await page.getByText('These answers are not saved yet.').waitFor();
    expect(readdirSync(join(folder, 'listening'))).toEqual([]);
    opened.faults.splice(0); // the browser's own word on the lost request
    await page.unroute('**/api/listening');
    await page.getByRole('tab', { name: 'Train' }).click();
    expect(await isAsked()).toBe(true);
    await page.getByRole('tab', { name: 'Listen' }).click();
    await page.getByRole('button', { name: 'Save again' }).click();
    await page.getByText('Ann, 3 answers').waitFor();
    expect(await isAsked()).toBe(false);
    await clean();
    const [kept] = (await client.call('GET', 'listening')).body;
    expect(kept.results).toMatchObject({ listener: 'Ann', kind: 'rating', title: 'The part kept from “Drive”' });
    expect(kept.results.answers.map(({ role }: { role: string }) => role).sort()).toEqual([
      ...['anchor', 'candidate', 'reference'],
    ]);
  });

  test('A/B/X of a second listener; who leaves the page has ended it; to the bin', async () => {
    await page.getByLabel('What you do').selectOption('abx');
    await page.getByLabel('Your name').fill('Bo');
    await page.getByRole('button', { name: 'Begin' }).click();
    await page.getByRole('heading', { name: '1 of 12' }).waitFor();
    for (const key of ['a', 'b', 'x', '1', 'a', 'b', 'x', '2']) await page.keyboard.press(key);
    await page.getByRole('heading', { name: '3 of 12' }).waitFor();
    await page.getByRole('tab', { name: 'Library' }).click();
    await page.getByRole('tab', { name: 'Listen' }).click();
    await page.getByText('Bo, 2 answers').waitFor();
    await page.getByText('Ann, 3 answers').waitFor();
    await page.getByText('Too few trials to tell.').waitFor();
    await page.setViewportSize({ width: 600, height: 400 });
    await clean();
    const [{ id }] = (await client.call('GET', 'listening')).body;
    await page.getByRole('button', { name: 'To the bin: Ann' }).click();
    await page.getByText('Ann, 3 answers').waitFor({ state: 'detached' });
    expect(readdirSync(join(folder, 'bin'))).toContain(`listening-${id}`);
    await page.getByRole('tab', { name: 'Library' }).click();
    await page.getByRole('button', { name: 'Bring back the answers The part kept from “Drive”, Ann' }).click();
    await page.getByRole('tab', { name: 'Listen' }).click();
    await page.getByText('Ann, 3 answers').waitFor();
  });

  test('the server refuses answers that are none', async () => {
    const all = (await client.call('GET', 'listening')).body;
    const { results } = all.find((kept: { results: { kind: string } }) => kept.results.kind === 'abx');
    const answers = [{ ...results.answers[0], answer: 'c' }];
    expect((await client.call('POST', 'listening', { ...results, answers })).status).toBe(400);
    expect((await client.call('POST', 'listening', { ...results, answers: [] })).status).toBe(400);
    expect((await client.call('DELETE', 'listening/none')).status).toBe(404);
  });
});
