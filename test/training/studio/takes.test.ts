import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NativeModel } from '@tonewright/addon';
import { readPreset } from '@tonewright/presets';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Studio, startStudio } from '../../../training/dist/studio/server.js';
import { synthesiseGuitar } from '../../../training/src/audio/guitar.js';
import { overdrive } from '../../../training/src/devices/overdrive.js';
import { esr } from '../../../training/src/metrics/errors.js';
import type { NewJob, Recording } from '../../../training/src/studio/api.js';
import { knobsOfTakes } from '../../../training/src/studio/takes.js';
import { Client } from './client.js';

let folder: string;
let studio: Studio;
let client: Client;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tonewright-takes-'));
  studio = await startStudio({ folder });
  client = new Client(studio.url);
});

afterAll(async () => {
  await studio.close();
  rmSync(folder, { recursive: true, maxRetries: 20, retryDelay: 50 });
});

test('takes at several settings train a preset whose knob does what the device’s does', async () => {
  const drives = [0.2, 0.9];
  const takes = await Promise.all(drives.map((drive) => client.overdrive(20, { drive, tone: 0.5 })));
  const recordings = takes.map(({ id }) => id);
  const ranges = { drive: { min: 0, max: 1 } };
  const { id } = await client.train({ recordings, ranges, arch: 'gru:8', settings: { epochs: '40' } });
  const job = await client.until(
    () => client.job(id),
    ({ state }) => state === 'finished' || state === 'failed',
    100,
  );
  expect(job.error).toBeUndefined();
  const { preset } = readPreset(readFileSync(join(folder, 'presets', job.preset!)));
  expect(preset.controls).toMatchObject([{ id: 'drive', min: 0, max: 1, default: 0.2 }]);

  const model = NativeModel.create(preset.spec, preset.weights);
  const guitar = synthesiseGuitar({ seconds: 4, sampleRate: 48000, seed: 7 });
  const heard = await Promise.all(drives.map((drive) => model.process(guitar, [drive])));
  const wanted = drives.map((drive) => overdrive.process(guitar, 48000, { drive, tone: 0.5 }));
  for (const [i, output] of heard.entries()) {
    expect(esr(wanted[i], output), `drive ${drives[i]}`).toBeLessThan(0.03);
    const nearest = wanted.map((target) => esr(target, output));
    expect(nearest.indexOf(Math.min(...nearest))).toBe(i);
  }
});

const take = (name: string, controls?: Record<string, number>) =>
  ({ name, source: { name, dry: { captureSeconds: 20 }, wet: { upload: '' }, controls } }) as Recording;

test('takes that do not belong together are refused with what to do', () => {
  const low = take('Low', { drive: 0.2 });
  const refusal = (others: Recording[], ranges?: NewJob['ranges']) => () => knobsOfTakes([low, ...others], ranges);
  expect(refusal([take('Two', { drive: 0.9, tone: 0.1 })])).toThrow(
    /the same knobs in all takes: drive in Low, found drive, tone in Two. Leave that take out/,
  );
  expect(refusal([take('Plain')])).toThrow(/drive in Low, found none in Plain/);
  expect(refusal([take('Same', { drive: 0.2 })])).toThrow(/at several settings of a knob; found all the same/);
  const high = take('High', { drive: 0.9 });
  expect(refusal([high], { drive: { min: 0, max: 0.5 } })).toThrow(/drive: expected values from 0 to 0.5; found 0.9/);
  expect(refusal([high])()).toMatchObject({ controls: [{ id: 'drive', min: 0.2, max: 0.9 }], positions: [[0], [1]] });
  expect(refusal([])()).toEqual({ controls: [], positions: [[]] });
});

test('requests of another form are refused', async () => {
  const job = (recordings: string[]) => client.call('POST', 'jobs', { name: 'x', recordings, arch: 'gru:4' });
  expect(await job([])).toMatchObject({ status: 400, body: { error: expect.stringMatching(/fewer than 1/) } });
  expect(await job(['a', 'a'])).toMatchObject({ status: 400, body: { error: expect.stringMatching(/duplicate/) } });
  expect(await job(['a'])).toMatchObject({ status: 404, body: { error: expect.stringMatching(/no recording 'a'/) } });
  const named = { name: 'x', device: 'fuzz', captureSeconds: 20, sampleRate: 48000, controls: { '': 1 } };
  expect((await client.call('POST', 'recordings', named)).status).toBe(400);
});

test('a recording is checked anew when asked', async () => {
  const made = await client.overdrive();
  const { body } = await client.call('POST', `recordings/${made.id}/check`);
  expect(body).toMatchObject({ state: 'checking', findings: [] });
  expect(await client.checked(made.id)).toEqual(made);
});
