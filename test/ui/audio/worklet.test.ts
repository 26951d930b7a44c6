import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NativeModel } from '@tonewright/addon';
import { controlPlace } from '@tonewright/presets';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { synthesiseGuitar } from '../../../training/src/audio/guitar.js';
import { hasBrowser, newPage, openBrowser, servePage } from '../serve.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** Presets of every family that there is, and of every format. */
const files = ['test/parity/presets', 'presets/factory'].flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((name) => /\.(json|nam)$/.test(name))
    .map((name) => `${folder}/${name}`),
);

describe.skipIf(!hasBrowser)('sound in Chromium', () => {
  let browser: Browser;
  let site: { url: string; close: () => void };
  let page: Page;
  beforeAll(async () => {
    browser = await openBrowser();
    site = await servePage('sound');
    page = await newPage(browser);
    await page.goto(site.url);
  });
  afterAll(async () => {
    await browser?.close();
    site?.close();
  });

  test.each(files)('the worklet plays %s as `tonewright render` does', async (name) => {
    const file = await readFile(`${root}/${name}`);
    const model = NativeModel.read(file);
    const input = synthesiseGuitar({ seconds: 0.25, sampleRate: model.info.sampleRate });
    const places = model.info.controls.map((control) => controlPlace(control, control.default));
    const wanted = await model.process(input, places);
    const reference = await NativeModel.read(file, { instructions: 'reference' }).process(input, places);
    const output = await page.evaluate(([file, input]) => window.sound.render(file, input, true), [
      [...file],
      [...input],
    ] as [number[], number[]]);
    expect(output.length).toBe(wanted.length);
    const farFrom = (other: ArrayLike<number>) =>
      wanted.reduce((most, x, i) => Math.max(most, Math.abs(x - other[i])), 0);
    if (!name.endsWith('rtneural-conv.json')) expect(wanted.some((x) => Math.abs(x) > 1e-3)).toBe(true); // a ReLU that stays shut
    // Where the order of a sum is heard, two of the addon's own ways are as far apart.
    expect(farFrom(output)).toBeLessThan(Math.max(1e-5, 4 * farFrom(reference)));
  });

  test('a player loops a recording through two presets, fades, measures, and two equal presets null', async () => {
    const file = [...(await readFile(`${root}/presets/factory/tube-clean.json`))];
    const dry = [...synthesiseGuitar({ seconds: 1, sampleRate: 48_000 })];
    const seen = await page.evaluate(
      async ([file, dry]) => {
        const { Player, readPreset } = window.sound;
        const player = await Player.open(48_000);
        // Before there is time: what two presets have heard differently they forget but slowly.
        await player.context.suspend();
        const preset = await readPreset(Uint8Array.from(file));
        await player.load('a', preset);
        await player.load('b', preset);
        await player.start();
        const { context } = player;
        /** The largest that is measured within some time, by the clock of the sound. */
        const most = async (ms: number, read: () => number) => {
          let largest = 0;
          const end = context.currentTime + ms / 1000;
          while (context.currentTime < end) {
            await new Promise((done) => setTimeout(done, 10));
            largest = Math.max(largest, read());
          }
          return largest;
        };
        const wait = (ms: number) => most(ms, () => 0);
        const peak = () => player.measured.peak;
        const silent = await most(200, peak);
        await player.setLoop(Float32Array.from({ length: 4800 }, (_, n) => 0.5 * Math.sin((2 * Math.PI * n) / 48)));
        await player.run(true);
        await wait(1000);
        const { rms } = player.measured;
        await player.setLoop(Float32Array.from(dry));
        await player.run(true);
        const loud = await most(1500, peak);
        await player.hear('a');
        await wait(600);
        const wet = await most(1500, peak);
        const spectrum = Math.max(...player.measured.spectrum);
        await player.setNullTest(['a', 'b']);
        await wait(300);
        const equal = await most(1200, () => player.measured.nullPeak);
        await player.setNullTest(['a', 'dry']);
        await wait(300);
        const unequal = await most(1200, () => player.measured.nullPeak);
        await player.run(false);
        await wait(700);
        const stopped = await most(200, peak);
        await wait(1500); // what was stopped is forgotten by now
        await player.run(true);
        const again = await most(1500, peak);
        // Two loops were played: the one that is heard no more is gone.
        await wait(1500);
        const files = (await Reflect.get(player, 'source').listVirtualFileSystem()) as string[];
        await player.close();
        return { files, again, silent, rms, loud, wet, spectrum, equal, unequal, stopped };
      },
      [file, dry] as [number[], number[]],
    );
    expect(seen.silent).toBe(0);
    expect(seen.rms).toBeCloseTo(0.5 * Math.SQRT1_2, 3);
    expect(seen.loud).toBeGreaterThan(0.3);
    expect(seen.wet).toBeGreaterThan(0.01);
    expect(seen.spectrum).toBeGreaterThan(0);
    expect(20 * Math.log10(seen.equal + 1e-9)).toBeLessThan(-120);
    expect(seen.unequal).toBeGreaterThan(0.01);
    expect(seen.stopped).toBeLessThan(1e-3);
    expect(seen.again).toBeGreaterThan(0.01);
    expect(seen.files.filter((name) => name.startsWith('dry'))).toHaveLength(1);
  });

  test('a preset of another rate and a file that is none are refused in words', async () => {
    const said = await page.evaluate(
      async (file) => {
        const { Player, readPreset } = window.sound;
        const message = (error: unknown) => (error as Error).message;
        const player = await Player.open(44_100);
        const preset = await readPreset(Uint8Array.from(file));
        const rate = await player.load('a', preset).then(() => '', message);
        await player.close();
        return [rate, await readPreset(Uint8Array.from([123, 125])).then(() => '', message)];
      },
      [...(await readFile(`${root}/presets/factory/tube-clean.json`))],
    );
    expect(said[0]).toMatch(/48000 Hz/);
    expect(said[1]).toMatch(/not known/);
  });
});
