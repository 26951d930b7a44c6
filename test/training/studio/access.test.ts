import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { type Studio, startStudio } from '../../../training/dist/studio/server.js';
import { Client } from './client.js';

const mostUploadBytes = 100_000;
let folder: string;
let studio: Studio;
let client: Client;
let isDiskFull = false;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tonewright-studio-'));
  studio = await startStudio({
    folder,
    mostUploadBytes,
    writeChunk: async (file, chunk) => {
      if (isDiskFull) throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
      await file.writeFile(chunk);
    },
  });
  client = new Client(studio.url);
});

afterAll(async () => {
  await studio.close();
  rmSync(folder, { recursive: true });
});

/** Status and text of a request with headers that fetch does not let anyone set. */
const ask = (path: string, headers: Record<string, string>, method = 'GET', body?: Iterable<Buffer>) =>
  new Promise<{ status?: number; text: string }>((resolve, reject) => {
    const asked = request(new URL(path, studio.url), { method, headers }, (response) => {
      let text = '';
      response.on('data', (data) => (text += data));
      response.on('end', () => resolve({ status: response.statusCode, text }));
    });
    asked.on('error', reject);
    for (const part of body ?? []) asked.write(part);
    asked.end();
  });

const { host, origin } = { host: () => new URL(studio.url).host, origin: () => new URL(studio.url).origin };

test('is at 127.0.0.1 and asks for the token', async () => {
  expect(new URL(studio.url).hostname).toBe('127.0.0.1');
  expect((await client.call('GET', 'jobs')).status).toBe(200);
  for (const path of [
    '/',
    '/api/jobs',
    `/${'0'.repeat(32)}/api/jobs`,
    `${new URL(studio.url).pathname.slice(0, -2)}/api/jobs`,
  ]) {
    const { status, text } = await ask(path, {});
    expect(status, path).toBe(403);
    expect(JSON.parse(text).error).toContain('token');
  }
});

test('refuses foreign pages and foreign host names', async () => {
  const path = `${studio.url}api/jobs`;
  expect((await ask(path, { origin: origin() })).status).toBe(200);
  expect((await ask(path, { origin: 'https://example.org' })).status).toBe(403);
  expect((await ask(path, { origin: 'null' })).status).toBe(403);
  expect((await ask(path, { host: `example.org:${new URL(studio.url).port}` })).status).toBe(403);
  expect((await ask(path, { host: host() })).status).toBe(200);
});

test('refuses a WebSocket of a foreign page', async () => {
  const opened = (headers: Record<string, string>) =>
    new Promise<number>((resolve) => {
      const socket = new WebSocket(`${studio.url.replace('http', 'ws')}api/events`, { headers });
      socket.on('open', () => {
        socket.close();
        resolve(101);
      });
      socket.on('unexpected-response', (_, response) => resolve(response.statusCode ?? 0));
    });
  expect(await opened({ origin: origin() })).toBe(101);
  expect(await opened({ origin: 'https://example.org' })).toBe(403);
});

test('refuses a file that is too large, announced or not, and keeps nothing of it', async () => {
  const announced = await ask(`${studio.url}api/uploads`, { 'content-length': String(2 ** 32) }, 'POST');
  expect(announced.status).toBe(413);
  const parts = Array.from({ length: 20 }, () => Buffer.alloc(10_000));
  const streamed = await ask(`${studio.url}api/uploads`, { 'content-type': 'audio/wav' }, 'POST', parts);
  expect(streamed.status).toBe(413);
  expect(JSON.parse(streamed.text).error).toContain('shorter');
  expect(readdirSync(join(folder, 'uploads'))).toEqual([]);
  expect((await client.upload(new Uint8Array(1000))).body.bytes).toBe(1000);
});

test('says that the disk is full, keeps nothing half written and goes on when there is space', async () => {
  const before = readdirSync(join(folder, 'uploads')).length;
  isDiskFull = true;
  const { status, body } = await client.upload(new Uint8Array(5000));
  isDiskFull = false;
  expect(status).toBe(507);
  expect(body.error).toContain('the disk is full');
  expect(readdirSync(join(folder, 'uploads'))).toHaveLength(before);
  expect((await client.upload(new Uint8Array(5000))).status).toBe(200);
});

test('says what is wrong with a request', async () => {
  const wet = { upload: (await client.upload(Buffer.from('not a WAV file'))).body.upload };
  const files = { name: 'Bad', dry: { captureSeconds: 20, sampleRate: 48000 }, wet };
  const recording = (await client.call('POST', 'recordings', files)).body;
  const checked = await client.checked(recording.id);
  expect(checked.state).toBe('failed');
  expect(checked.error).toMatch(/WAV/);

  const refused = async (method: string, path: string, body: unknown, status: number, message: RegExp) => {
    const answer = await client.call(method, path, body);
    expect(answer.body.error).toMatch(message);
    expect(answer.status).toBe(status);
  };
  const device = { name: 'x', captureSeconds: 20, sampleRate: 48000 };
  await refused('POST', 'recordings', { ...device, device: 'flanger' }, 400, /No virtual device 'flanger'; there are/);
  await refused(
    'POST',
    'recordings',
    { ...device, device: 'fuzz', captureSeconds: 1e9 },
    400,
    /captureSeconds from 20/,
  );
  await refused('POST', 'recordings', { ...files, wet: { upload: '../../../etc/x' } }, 400, /upload/);
  await refused('POST', 'recordings', files, 400, /Expected the id of an upload/);
  await refused('POST', 'jobs', { name: 'x', recordings: [recording.id], arch: 'gru:4' }, 409, /cannot be trained on/);
  await refused('GET', 'presets/..%2Fjobs%2Fx.json', undefined, 404, /There is no preset/);
  await refused('DELETE', 'recordings/..', undefined, 404, /nothing at this address/);
  expect(existsSync(join(folder, 'recordings', recording.id))).toBe(true);
  await client.call('DELETE', `recordings/${recording.id}`);
  expect(existsSync(join(folder, 'bin', `recording-${recording.id}`, 'wet.wav'))).toBe(true);
});
