/** Presets on their way elsewhere, and what comes back from the bin. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Studio, startStudio } from '../../../training/dist/studio/server.js';
import type { BinItem, ModelCost, PedalPlan, PresetInfo } from '../../../training/src/studio/api.js';
import { Client } from './client.js';

let folder: string;
let studio: Studio;
let client: Client;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tonewright-studio-'));
  studio = await startStudio({ folder, libDaisy: join(folder, 'no-libDaisy') });
  client = new Client(studio.url);
});

afterAll(async () => {
  await studio.close();
  rmSync(folder, { recursive: true, maxRetries: 20, retryDelay: 50 });
});

async function add(name: string): Promise<string> {
  const { upload } = (await client.upload(readFileSync(`presets/factory/${name}.json`))).body;
  return (await client.call('POST', 'presets', { upload, name: `${name}.json` })).body.file;
}

const bin = async () => (await client.call('GET', 'bin')).body as BinItem[];
const files = async () => ((await client.call('GET', 'presets')).body as PresetInfo[]).map(({ file }) => file);

test('presets, recordings and trainings come back from the bin as they were', async () => {
  expect(await bin()).toEqual([]);
  await add('mid-scoop');
  await client.call('DELETE', 'presets/mid-scoop.json');
  await add('mid-scoop');
  const recording = await client.overdrive();
  const job = await client.train({ recordings: [recording.id], arch: 'gru:4', settings: { epochs: '1' } });
  const finished = await client.until(
    () => client.job(job.id),
    ({ state }) => state === 'finished',
  );
  await client.call('DELETE', `jobs/${job.id}`);
  await client.call('DELETE', `recordings/${recording.id}`);
  expect((await bin()).map(({ kind, name }) => `${kind} ${name}`).sort()).toEqual([
    'job Drive',
    'preset mid-scoop.json',
    'recording Drive',
  ]);

  for (const { id } of await bin()) expect((await client.call('POST', `bin/${id}/restore`)).status).toBe(200);
  expect(await bin()).toEqual([]);
  expect(await files()).toEqual(['Drive.json', 'mid-scoop 2.json', 'mid-scoop.json']); // its name was taken meanwhile
  expect(await client.recording(recording.id)).toEqual(recording);
  expect(await client.job(job.id)).toEqual(finished);
  const audio = await fetch(`${client.url}api/recordings/${recording.id}/audio/wet`);
  expect((await audio.arrayBuffer()).byteLength).toBeGreaterThan(1_000_000);
});

test('a training whose recording is in the bin says so; an emptied bin is empty', async () => {
  const recording = await client.overdrive();
  const { id } = await client.train({ recordings: [recording.id], arch: 'lstm:24', settings: { epochs: '400' } });
  await client.call('POST', `jobs/${id}/stop`);
  await client.until(
    () => client.job(id),
    ({ state }) => state === 'stopped',
  );
  await client.call('DELETE', `recordings/${recording.id}`);
  const refused = await client.call('POST', `jobs/${id}/resume`);
  expect(refused).toMatchObject({ status: 409, body: { error: expect.stringMatching(/bring it back from the bin/i) } });
  expect((await client.call('POST', 'bin/..%2Frecordings/restore')).status).toBe(404);
  expect((await client.call('DELETE', 'bin')).status).toBe(200);
  expect(await bin()).toEqual([]);
  expect(readdirSync(join(folder, 'bin'))).toEqual([]);
});

test('a network says what it takes before it is trained', async () => {
  const cost = async (arch: string, more = '') =>
    (await client.call('GET', `model-cost?arch=${encodeURIComponent(arch)}${more}`)).body as ModelCost;
  const [small, large] = [await cost('gru:8'), await cost('wavenet:a1-standard')];
  expect(small).toMatchObject({ weights: 273, pedal: { problems: [] } });
  expect(small.pedal.loadPercent).toBeGreaterThan(10);
  expect(small.pedal.loadPercent).toBeLessThan(20);
  expect(small.pluginPercent).toBeGreaterThan(0);
  expect(large.multiplyAdds).toBeGreaterThan(20 * small.multiplyAdds);
  expect(large.pluginPercent).toBeGreaterThan(small.pluginPercent);
  expect(large.browserPercent).toBeGreaterThan(large.pluginPercent);
  expect(large.pedal.problems.join()).toMatch(/cycles/);
  expect((await cost('gru:8', '&knobs=2')).weights).toBe(273 + 2 * 24);
  expect((await cost('gru:8', '&rate=96000')).pedal.problems.join()).toMatch(/48000/);
  expect((await client.call('GET', 'model-cost?arch=gnu')).body.error).toMatch(/is not an architecture/);
  expect((await client.call('GET', 'model-cost?arch=lstm:999')).body.error).toMatch(/at most 1000000 weights/);
  expect((await client.call('GET', 'model-cost?arch=gru:8&knobs=99')).body.error).toMatch(/0 to 15 knobs/);
});

test('the presets for a pedal: which fit, what an image lacks, and the part that is made without it', async () => {
  for (const name of ['tube-clean', 'nano-crunch']) await add(name);
  const plan = (await client.call('GET', 'pedal')).body as PedalPlan;
  expect(plan.missing.join()).toMatch(/libDaisy is not in .*LIBDAISY_DIR/);
  const [clean, nano] = ['tube-clean', 'nano-crunch'].map(
    (name) => plan.presets.find(({ file }) => file === `${name}.json`)!,
  );
  expect(clean).toMatchObject({ name: 'Tube Clean', loadPercent: 29, flashBytes: 3840, problems: [] });
  expect(nano.problems.join()).toMatch(/memory/);

  expect((await client.call('GET', 'pedal/bank')).body.error).toMatch(/Make the image first/);
  const made = await client.call('POST', 'pedal', {
    presets: ['tube-clean.json', 'nano-crunch.json'],
    weights: 'int16',
  });
  expect(made.body).toMatchObject({ hasImage: false, leftOut: [expect.stringMatching(/nano-crunch/)] });
  const bank = Buffer.from(await (await fetch(`${client.url}api/pedal/bank`)).arrayBuffer());
  expect(bank.length).toBe(made.body.bankBytes);
  expect(bank.includes('Tube Clean')).toBe(true);
  expect(existsSync(join(folder, 'pedal/report.json'))).toBe(true);
  const refused = await client.call('POST', 'pedal', { presets: ['nano-crunch.json'] });
  expect(refused).toMatchObject({ status: 400, body: { error: expect.stringMatching(/None of the 1 presets fits/) } });
  expect((await client.call('POST', 'pedal', { presets: ['nothing.json'] })).status).toBe(404);
});

test.runIf(process.env.LIBDAISY_DIR)(
  'an image for the Daisy Seed',
  async () => {
    const place = mkdtempSync(join(tmpdir(), 'tonewright-studio-'));
    const other = await startStudio({ folder: place });
    try {
      const user = new Client(other.url);
      const { upload } = (await user.upload(readFileSync('presets/factory/tube-clean.json'))).body;
      await user.call('POST', 'presets', { upload, name: 'Clean.json' });
      expect((await user.call('GET', 'pedal')).body.missing).toEqual([]);
      expect((await user.call('POST', 'pedal', { presets: ['Clean.json'] })).body.hasImage).toBe(true);
      const read = async (which: string) =>
        Buffer.from(await (await fetch(`${user.url}api/pedal/${which}`)).arrayBuffer());
      expect((await read('image')).includes(await read('bank'))).toBe(true);
    } finally {
      await other.close();
      rmSync(place, { recursive: true, maxRetries: 20, retryDelay: 50 });
    }
  },
  600_000,
);
