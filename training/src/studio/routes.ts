import { createReadStream, existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { DEVICES } from '../devices/devices.js';
import type {
  DeviceInfo,
  ListeningResults,
  NewJob,
  NewPedalImage,
  NewRecording,
  NewRoundTrip,
  PresetEdit,
} from './api.js';
import type { Bin } from './bin.js';
import type { StudioFolder } from './folder.js';
import type { Jobs } from './jobs.js';
import type { Listening } from './listening.js';
import { modelCost } from './modelCost.js';
import type { PedalImages } from './pedal.js';
import type { Presets } from './presets.js';
import type { Recordings } from './recordings.js';
import { Refusal } from './refusal.js';
import {
  editSchema,
  jobSchema,
  listeningSchema,
  newPresetSchema,
  pedalImageSchema,
  recordingSchema,
  renameSchema,
  roundTripSchema,
} from './schemas.js';
import type { Uploads } from './uploads.js';

export interface Parts {
  folder: StudioFolder;
  uploads: Uploads;
  recordings: Recordings;
  jobs: Jobs;
  presets: Presets;
  bin: Bin;
  pedal: PedalImages;
  listening: Listening;
}

interface ById {
  Params: { id: string };
}
interface ByFile {
  Params: { file: string };
}

export function addRoutes(app: FastifyInstance, parts: Parts): void {
  addUploads(app, parts);
  addRecordings(app, parts);
  addJobs(app, parts);
  addPresets(app, parts);
  addBin(app, parts);
  addPedal(app, parts);
  addListening(app, parts);
}

function addUploads(app: FastifyInstance, { uploads }: Parts): void {
  app.register(async (scope) => {
    // Files are streamed to the disk, never held in memory.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
    scope.post('/uploads', async (request, reply) => {
      const length = request.headers['content-length'];
      try {
        return await uploads.receive(request.body as Readable, length ? Number(length) : undefined);
      } catch (error) {
        reply.header('connection', 'close'); // The rest of the file is not read.
        throw error;
      }
    });
  });
}

function addRecordings(app: FastifyInstance, { folder, recordings, jobs }: Parts): void {
  app.get(
    '/devices',
    async (): Promise<DeviceInfo[]> =>
      DEVICES.map(({ id, name, description, controls }) => ({ id, name, description, controls: [...controls] })),
  );
  app.get<{ Querystring: { seconds?: string; rate?: string } }>('/capture-signal', async ({ query }, reply) => {
    const { seconds = '120', rate = '48000' } = query;
    const path = await recordings.signal({ captureSeconds: Number(seconds), sampleRate: Number(rate) });
    return reply.type('audio/wav').send(createReadStream(path));
  });
  app.post<{ Body: NewRoundTrip }>('/round-trip', { schema: { body: roundTripSchema } }, async ({ body }) =>
    recordings.roundTrip(body),
  );
  app.get('/recordings', async () => recordings.records.list());
  app.post<{ Body: NewRecording }>('/recordings', { schema: { body: recordingSchema } }, async ({ body }) =>
    recordings.add(body),
  );
  app.patch<ById & { Body: { name: string } }>(
    '/recordings/:id',
    { schema: { body: renameSchema } },
    async ({ params, body }) => recordings.rename(params.id, body.name),
  );
  app.post<ById>('/recordings/:id/check', async ({ params }) => recordings.checkAgain(params.id));
  app.delete<ById>('/recordings/:id', async ({ params: { id } }) => {
    if (jobs.isUsing(id)) throw new Refusal(409, 'A training uses this recording. Stop it first.');
    return recordings.remove(id);
  });
  app.get<ById & { Params: { which: string } }>('/recordings/:id/audio/:which', async ({ params }, reply) => {
    recordings.get(params.id);
    return sendWav(reply, folder.in('recordings', params.id), params.which, ['dry', 'wet']);
  });
}

function addJobs(app: FastifyInstance, { folder, jobs }: Parts): void {
  app.get<{ Querystring: { arch?: string; rate?: string; knobs?: string } }>('/model-cost', async ({ query }) =>
    modelCost(query.arch ?? '', Number(query.rate ?? 48_000), Number(query.knobs ?? 0)),
  );
  app.get('/jobs', async () => jobs.records.list());
  app.get<ById>('/jobs/:id/preview', async ({ params }, reply) => {
    jobs.get(params.id);
    return sendFile(reply, folder.in('jobs', params.id, 'preview.json'), 'application/json');
  });
  app.get<ById>('/jobs/:id/preset', async ({ params }, reply) => {
    const { state, preset = '' } = jobs.get(params.id);
    const made = folder.in('presets', preset);
    const isMade = state !== 'training' && preset !== '' && existsSync(made);
    return sendFile(reply, isMade ? made : folder.in('jobs', params.id, 'best.json'), 'application/octet-stream');
  });
  app.post<{ Body: NewJob }>('/jobs', { schema: { body: jobSchema } }, async ({ body }) => jobs.add(body));
  app.post<ById>('/jobs/:id/stop', async ({ params }) => jobs.stop(params.id));
  app.post<ById>('/jobs/:id/resume', async ({ params }) => jobs.resume(params.id));
  app.delete<ById>('/jobs/:id', async ({ params }) => jobs.remove(params.id));
  app.get<ById & { Params: { which: string } }>('/jobs/:id/audio/:which', async ({ params }, reply) => {
    jobs.get(params.id);
    return sendWav(reply, folder.in('jobs', params.id), params.which, ['dry', 'target', 'preset']);
  });
}

function addPresets(app: FastifyInstance, { presets }: Parts): void {
  app.get('/presets', async () => presets.list());
  app.post<{ Body: { upload: string; name: string } }>(
    '/presets',
    { schema: { body: newPresetSchema } },
    async ({ body }) => presets.add(body.upload, body.name),
  );
  app.get<ByFile>('/presets/:file', async ({ params }, reply) => {
    reply.type('application/octet-stream');
    return readFile(presets.path(params.file));
  });
  app.patch<ByFile & { Body: PresetEdit }>(
    '/presets/:file',
    { schema: { body: editSchema } },
    async ({ params, body }) => presets.edit(params.file, body),
  );
  app.post<ByFile>('/presets/:file/duplicate', async ({ params }) => presets.duplicate(params.file));
  app.get<ByFile & { Querystring: { to?: string } }>('/presets/:file/converted', async ({ params, query }) =>
    presets.convert(params.file, query.to ?? 'tonewright'),
  );
  app.delete<ByFile>('/presets/:file', async ({ params }) => presets.remove(params.file));
}

function addBin(app: FastifyInstance, { bin }: Parts): void {
  app.get('/bin', async () => bin.list());
  app.post<ById>('/bin/:id/restore', async ({ params }) => bin.restore(params.id));
  app.delete('/bin', async () => {
    await bin.empty();
    return {};
  });
}

function addListening(app: FastifyInstance, { listening }: Parts): void {
  app.get('/listening', async () => listening.records.list());
  app.post<{ Body: ListeningResults }>('/listening', { schema: { body: listeningSchema } }, async ({ body }) =>
    listening.add(body),
  );
  app.delete<ById>('/listening/:id', async ({ params }) => listening.remove(params.id));
}

function addPedal(app: FastifyInstance, { pedal }: Parts): void {
  app.get('/pedal', async () => pedal.plan());
  app.post<{ Body: NewPedalImage }>('/pedal', { schema: { body: pedalImageSchema } }, async ({ body }) =>
    pedal.make(body),
  );
  app.get<{ Params: { which: string } }>('/pedal/:which', async ({ params }, reply) =>
    reply.type('application/octet-stream').send(createReadStream(pedal.path(params.which))),
  );
}

function sendFile(reply: FastifyReply, path: string, type: string) {
  if (!existsSync(path)) throw new Refusal(404, 'There is nothing to look at or to hear yet. Wait for a first result.');
  return reply.type(type).send(createReadStream(path));
}

function sendWav(reply: FastifyReply, place: string, which: string, known: string[]) {
  const path = `${place}/${which}.wav`;
  if (!known.includes(which) || !existsSync(path))
    throw new Refusal(404, `Expected audio among ${known.join(', ')} that is there already; found '${which}'.`);
  reply.type('audio/wav');
  return reply.send(createReadStream(path));
}
