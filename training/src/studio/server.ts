import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import fastifyStatic from '@fastify/static';
import websocket from '@fastify/websocket';
import fastify, { type FastifyError, type FastifyInstance } from 'fastify';
import type { WebSocket } from 'ws';
import type { ApiError, StudioEvent } from './api.js';
import { Bin } from './bin.js';
import { StudioFolder } from './folder.js';
import { guard, securityHeaders } from './guard.js';
import { Jobs } from './jobs.js';
import { Listening } from './listening.js';
import { PedalImages } from './pedal.js';
import { Presets } from './presets.js';
import { Recordings } from './recordings.js';
import { Refusal } from './refusal.js';
import { addRoutes, type Parts } from './routes.js';
import { Uploads, type WriteChunk } from './uploads.js';

export interface StudioOptions {
  folder: string;
  /** 0: any that is free. */
  port?: number;
  /** Where the built pages lie; without them only the API is served. */
  pages?: string;
  mostUploadBytes?: number;
  /** A checkout of libDaisy; left out: LIBDAISY_DIR. */
  libDaisy?: string;
  writeChunk?: WriteChunk;
}

export interface Studio {
  /** With the token; ends in `/`. */
  url: string;
  /** About files in the folder that could not be read. */
  notices: string[];
  close(): Promise<void>;
}

/** Ten minutes in stereo at 192 kHz with 32 bits are 0.9 GB. */
const defaultUploadBytes = 2 ** 30;

/** Serves the studio to this computer alone. @throws UserError for a folder that cannot be used */
export async function startStudio(options: StudioOptions): Promise<Studio> {
  const folder = await StudioFolder.open(resolve(options.folder));
  const token = randomBytes(16).toString('hex');
  const listeners = new Set<WebSocket>();
  const tell = (event: StudioEvent) => {
    const text = JSON.stringify(event);
    for (const socket of listeners) if (socket.readyState === socket.OPEN) socket.send(text);
  };
  const uploads = new Uploads(folder, options.mostUploadBytes ?? defaultUploadBytes, options.writeChunk);
  const recordings = new Recordings(folder, uploads, tell);
  const jobs = new Jobs(folder, recordings, tell);
  const presets = new Presets(folder, uploads, () => tell({ type: 'presets' }));
  const listening = new Listening(folder, tell);
  await uploads.clear();
  const notices = [...(await recordings.start()), ...(await jobs.start()), ...(await listening.start())];
  const app = fastify({
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false } },
    forceCloseConnections: true,
  });
  addGuard(app, token);
  await app.register(websocket, { options: { maxPayload: 1024 } });
  const bin = new Bin(folder, { recordings, jobs, presets, listening });
  const pedal = new PedalImages(folder, presets, options.libDaisy);
  const parts = { folder, uploads, recordings, jobs, presets, listening, bin, pedal };
  await app.register(async (scope) => addApi(scope, parts, listeners), { prefix: `/${token}/api` });
  if (options.pages && existsSync(options.pages))
    await app.register(fastifyStatic, { root: resolve(options.pages), prefix: `/${token}/`, cacheControl: false });
  app.addHook('onClose', async () => {
    jobs.close();
    recordings.close();
  });
  await app.listen({ host: '127.0.0.1', port: options.port ?? 0 });
  const { port } = app.addresses()[0];
  return { url: `http://127.0.0.1:${port}/${token}/`, notices, close: () => app.close() };
}

function addApi(scope: FastifyInstance, parts: Parts, listeners: Set<WebSocket>): void {
  addRoutes(scope, parts);
  scope.get('/events', { websocket: true }, (socket) => {
    const snapshot: StudioEvent = {
      type: 'snapshot',
      recordings: parts.recordings.records.list(),
      jobs: parts.jobs.records.list(),
      listening: parts.listening.records.list(),
    };
    socket.send(JSON.stringify(snapshot));
    listeners.add(socket);
    socket.on('close', () => listeners.delete(socket));
  });
}

function addGuard(app: FastifyInstance, token: string): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(securityHeaders);
    guard(request, token);
  });
  app.setNotFoundHandler((_request, reply) => {
    reply.code(404).send({ error: 'There is nothing at this address. Use the address that the command printed.' });
  });
  app.setErrorHandler((error: FastifyError | Refusal, request, reply) => {
    // After an upgrade nobody else would close the connection of a refused WebSocket.
    if (request.headers.upgrade) reply.raw.once('finish', () => request.raw.socket.destroySoon());
    const answer: ApiError = { error: error.message };
    reply.code(statusOf(error)).send(answer);
  });
}

const causedByRequest = new Set(['UserError', 'AudioError', 'PresetError', 'NativeError']);

function statusOf(error: FastifyError | Refusal): number {
  if (error instanceof Refusal) return error.status;
  if (error.name === 'WriteError') return 507;
  if (causedByRequest.has(error.name)) return 400;
  return error.statusCode ?? 500;
}
