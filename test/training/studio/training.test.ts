import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { NativeModel } from '@tonewright/addon';
import { readPreset } from '@tonewright/presets';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { decodeWav, encodeWav } from '../../../training/src/audio/wav.js';
import { overdrive } from '../../../training/src/devices/overdrive.js';
import type { JobPreview, PresetInfo } from '../../../training/src/studio/api.js';
import { Client } from './client.js';

let folder: string;
let server: ChildProcess;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tonewright-studio-'));
});

afterEach(async () => {
  await end('SIGTERM');
  rmSync(folder, { recursive: true, maxRetries: 20, retryDelay: 50 });
});

/** The command as a user starts it. */
async function start(): Promise<Client> {
  server = spawn(process.execPath, [resolve('training/bin/tonewright.js'), 'studio', folder, '--json']);
  const line = await new Promise<string>((done, fail) => {
    server.stdout?.once('data', (data) => done(String(data)));
    server.once('exit', (code) => fail(new Error(`The studio ended with ${code}.`)));
  });
  return new Client(JSON.parse(line).url);
}

async function end(signal: NodeJS.Signals): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = new Promise((done) => server.once('exit', done));
  server.kill(signal);
  await ended;
}

const slow = { arch: 'lstm:24', settings: { epochs: '400' } };

test('from an empty folder to a preset, with everything told on the way', async () => {
  const client = await start();
  const { events, close } = client.listen();
  const recording = await client.overdrive(60);
  expect(recording.state).toBe('ready');
  expect(recording.findings.map(({ id }) => id)).toContain('delay');
  expect(Math.abs(recording.delaySamples!)).toBeLessThan(12); // Of its filters: a virtual device has no latency.

  const { id } = await client.train({ recordings: [recording.id], arch: 'gru:8', settings: { epochs: '10' } });
  const job = await client.until(
    () => client.job(id),
    ({ state }) => state === 'finished' || state === 'failed',
  );
  expect(job.error).toBeUndefined();
  expect(job.history.map(({ epoch }) => epoch)).toEqual(Array.from({ length: 10 }, (_, i) => i + 1));
  expect(job.esr).toBeLessThan(0.15);
  expect(events[0].type).toBe('snapshot');
  expect(events.filter(({ type }) => type === 'progress')).toHaveLength(10);
  const checks = events.flatMap((event) => (event.type === 'recording' ? [event.recording.findings.length] : []));
  expect(checks.slice(0, 4)).toEqual([0, 1, 2, 3]); // as they arrive
  expect(checks.at(-1)).toBe(recording.findings.length);
  close();

  const bytes = readFileSync(join(folder, 'presets', 'Drive.json'));
  expect(readPreset(bytes).preset.metadata.name).toBe('Drive');
  const [listed] = (await client.call('GET', 'presets')).body as PresetInfo[];
  expect(listed).toMatchObject({ file: 'Drive.json', loads: true, problems: [] });
  const read = async (which: string) => {
    const response = await fetch(`${client.url}api/jobs/${id}/audio/${which}`);
    return decodeWav(Buffer.from(await response.arrayBuffer())).channels[0];
  };
  const [target, output] = [await read('target'), await read('preset')];
  const power = (samples: Float32Array) => samples.reduce((sum, x) => sum + x * x, 0);
  const difference = target.map((x, n) => x - output[n]);
  expect(target.length).toBeGreaterThan(10_000);
  expect(power(difference) / power(target)).toBeLessThan(0.15);
});

test('files of the user are checked, and their delay is found', async () => {
  const client = await start();
  const made = await client.overdrive();
  const dry = await fetch(`${client.url}api/recordings/${made.id}/audio/dry`);
  const dryBytes = Buffer.from(await dry.arrayBuffer());
  const signal = await fetch(`${client.url}api/capture-signal?seconds=20&rate=48000`);
  const played = decodeWav(Buffer.from(await signal.arrayBuffer())).channels[0];
  const errors = decodeWav(dryBytes).channels[0].map((x, n) => Math.abs(x - played[n]));
  expect(errors.reduce((most, x) => Math.max(most, x))).toBeLessThan(2 ** -22); // 24 bits
  expect((await client.call('GET', 'capture-signal?seconds=1')).status).toBe(400);
  const { channels, sampleRate } = decodeWav(dryBytes);
  const wet = new Float32Array(channels[0].length + 321);
  wet.set(overdrive.process(channels[0], sampleRate), 321);
  const uploads = await Promise.all(
    [dryBytes, encodeWav({ channels: [wet], sampleRate })].map((b) => client.upload(b)),
  );
  const [dryUpload, wetUpload] = uploads.map(({ body }) => ({ upload: body.upload }));
  const { body } = await client.call('POST', 'recordings', { name: 'Files', dry: dryUpload, wet: wetUpload });
  const checked = await client.checked(body.id);
  expect(checked.error).toBeUndefined();
  expect(checked.state).toBe('ready');
  expect(checked.delaySamples! - made.delaySamples!).toBeCloseTo(321, 0);
});

test('the best preset so far can be seen and heard while it trains', async () => {
  const client = await start();
  const { id } = await client.train({ recordings: [(await client.overdrive()).id], ...slow });
  const preview = async () => {
    const { previewEpoch = 0 } = await client.job(id);
    return previewEpoch ? ((await client.call('GET', `jobs/${id}/preview`)).body as JobPreview) : undefined;
  };
  const first = (await client.until(preview, (found) => found !== undefined))!;
  await client.until(preview, (found) => found!.epoch > first.epoch);
  await client.call('POST', `jobs/${id}/stop`);
  await client.until(
    () => client.job(id),
    ({ state }) => state === 'stopped',
  );

  const last = (await preview())!;
  const stopped = await client.job(id);
  expect(stopped.esr).toBe(last.validationEsr); // the last preview is of what is kept
  expect(stopped.history[last.epoch - 1].best).toBe(true);
  const place = join(folder, 'jobs', id);
  const { preset } = readPreset(readFileSync(join(place, 'best.json')));
  expect(preset.metadata.esr).toBe(last.validationEsr);
  const wav = (name: string) => decodeWav(readFileSync(join(place, `${name}.wav`))).channels[0];
  const output = await NativeModel.create(preset.spec, preset.weights).process(wav('dry'));
  const from = Math.round(last.waveSeconds * last.sampleRate);
  expect(last.wave.target).toHaveLength(576);
  for (const [shown, samples] of [
    [last.wave.target, wav('target')],
    [last.wave.preset, output],
  ] as const)
    expect(Math.max(...shown.map((value, n) => Math.abs(value - samples[from + n])))).toBeLessThan(2e-5);
  for (const picture of Object.values(last.spectrogram)) expect(picture).toMatch(/^data:image\/png;base64,iVBORw0KGgo/);
  const heard = await fetch(`${client.url}api/jobs/${id}/preset`);
  expect(await heard.text()).toBe(readFileSync(join(folder, 'presets', stopped.preset!), 'utf8'));
});

test('one trains, the others wait; a stopped one leaves its preset and goes on', async () => {
  const client = await start();
  const recording = (await client.overdrive()).id;
  const first = await client.train({ recordings: [recording], name: 'First', ...slow });
  const second = await client.train({ recordings: [recording], name: 'Second' });
  await client.until(
    () => client.job(first.id),
    ({ history }) => history.length >= 2,
  );
  expect((await client.job(second.id)).state).toBe('queued');
  expect((await client.call('DELETE', `recordings/${recording}`)).status).toBe(409);

  await client.call('POST', `jobs/${first.id}/stop`);
  const stopped = await client.until(
    () => client.job(first.id),
    ({ state }) => state === 'stopped',
  );
  expect(stopped.esr).toBeLessThan(2);
  expect(readPreset(readFileSync(join(folder, 'presets', stopped.preset!))).preset.metadata.name).toBe('First');
  await client.until(
    () => client.job(second.id),
    ({ state }) => state === 'finished',
  );

  const epochs = stopped.history.length;
  await client.call('POST', `jobs/${first.id}/resume`);
  const resumed = await client.until(
    () => client.job(first.id),
    ({ history }) => history.length > epochs + 1,
  );
  expect(resumed.history.map(({ epoch }) => epoch)).toEqual(resumed.history.map((_, i) => i + 1));
  expect(resumed.history[epochs].seconds).toBeGreaterThan(stopped.history[epochs - 1].seconds);
});

test('a training goes on after the server was killed', async () => {
  let client = await start();
  const recording = (await client.overdrive()).id;
  const { id } = await client.train({ recordings: [recording], ...slow });
  const checkpoint = join(folder, 'jobs', id, 'checkpoint');
  await client.until(
    () => client.job(id),
    ({ history }) => history.length >= 3 && existsSync(checkpoint),
  );
  await end('SIGKILL');
  const saved = JSON.parse(readFileSync(checkpoint, 'utf8').split('\n', 1)[0]).history.length;
  writeFileSync(join(folder, 'uploads', 'left.part'), 'half a file');

  client = await start();
  const job = await client.until(
    () => client.job(id),
    ({ history }) => history.length > saved + 1,
  );
  expect(job).toMatchObject({ state: 'training', resumed: 1 });
  expect(job.history.map(({ epoch }) => epoch)).toEqual(job.history.map((_, i) => i + 1));
  expect(existsSync(join(folder, 'uploads', 'left.part'))).toBe(false);
});

test('presets are edited, copied, converted, taken in and thrown into the bin', async () => {
  const client = await start();
  const factory = readFileSync('presets/factory/nano-crunch.json');
  const { upload } = (await client.upload(factory)).body;
  const added = (await client.call('POST', 'presets', { upload, name: 'Nano.json' })).body;
  expect(added).toMatchObject({ file: 'Nano.json', loads: true });

  const edit = { name: 'My crunch', tags: ['crunch'], notes: 'bright' };
  expect((await client.call('PATCH', 'presets/Nano.json', edit)).body.model.name).toBe('My crunch');
  const edited = readPreset(readFileSync(join(folder, 'presets', 'Nano.json'))).preset;
  expect(edited.metadata).toMatchObject({ name: 'My crunch', tags: ['crunch'], description: 'bright' });
  expect(edited.weights).toEqual(readPreset(factory).preset.weights);
  expect((await client.call('PATCH', 'presets/Nano.json', { nmae: 'x' })).status).toBe(400);

  expect((await client.call('POST', 'presets/Nano.json/duplicate')).body.file).toBe('Nano copy.json');
  const converted = (await client.call('GET', 'presets/Nano.json/converted?to=nam')).body;
  const read = readPreset(Buffer.from(converted.text));
  expect([read.format, read.preset.weights.length]).toEqual(['nam', edited.weights.length]);
  const refused = await client.call('GET', 'presets/Nano.json/converted?to=rtneural');
  expect(refused.status).toBe(400);
  expect(refused.body.error).toMatch(/RTNeural/);
  expect((await client.call('GET', 'presets/Nano.json/converted?to=mp3')).body.error).toMatch(
    /Expected a format among/,
  );

  const wrong = (await client.upload(Buffer.from('{"a": 1}'))).body.upload;
  expect((await client.call('POST', 'presets', { upload: wrong, name: 'x.json' })).status).toBe(400);
  await client.call('DELETE', 'presets/Nano.json');
  expect(((await client.call('GET', 'presets')).body as PresetInfo[]).map(({ file }) => file)).toEqual([
    'Nano copy.json',
  ]);
});
