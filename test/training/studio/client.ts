/** Talks to a studio as its pages do. */
import { WebSocket } from 'ws';
import type { Job, NewJob, Recording, StudioEvent } from '../../../training/src/studio/api.js';

export interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into every answer
  body: any;
}

export class Client {
  constructor(readonly url: string) {}

  async call(method: string, path: string, body?: unknown): Promise<Answer> {
    const response = await fetch(`${this.url}api/${path}`, {
      method,
      headers: body === undefined ? {} : { 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    return { status: response.status, body: await response.json() };
  }

  async upload(bytes: Uint8Array): Promise<Answer> {
    const response = await fetch(`${this.url}api/uploads`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: Buffer.from(bytes),
    });
    return { status: response.status, body: await response.json() };
  }

  async until<T>(read: () => Promise<T>, isDone: (value: T) => boolean, seconds = 50): Promise<T> {
    const end = Date.now() + 1000 * seconds;
    for (;;) {
      const value = await read();
      if (isDone(value)) return value;
      if (Date.now() > end) throw new Error(`Not reached within ${seconds} s: ${JSON.stringify(value).slice(0, 500)}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  job = async (id: string): Promise<Job> =>
    ((await this.call('GET', 'jobs')).body as Job[]).find((job) => job.id === id) as Job;

  recordings = async (): Promise<Recording[]> => (await this.call('GET', 'recordings')).body;
  recording = async (id: string): Promise<Recording> =>
    (await this.recordings()).find((found) => found.id === id) as Recording;

  checked = (id: string) =>
    this.until(
      () => this.recording(id),
      ({ state }) => state !== 'checking',
    );

  /** A recording of a virtual overdrive, checked. */
  async overdrive(captureSeconds = 20, controls?: Record<string, number>): Promise<Recording> {
    const wanted = { name: 'Drive', device: 'overdrive', controls, captureSeconds, sampleRate: 48000 };
    return this.checked((await this.call('POST', 'recordings', wanted)).body.id);
  }

  async train(job: Partial<NewJob> & { recordings: string[] }): Promise<Job> {
    const answer = await this.call('POST', 'jobs', { name: 'Drive', arch: 'gru:4', settings: { epochs: '4' }, ...job });
    if (answer.status !== 200) throw new Error(answer.body.error);
    return answer.body;
  }

  /** Everything the server tells, and how to stop listening. */
  listen(): { events: StudioEvent[]; close: () => void } {
    const socket = new WebSocket(`${this.url.replace('http', 'ws')}api/events`);
    const events: StudioEvent[] = [];
    socket.on('message', (data) => events.push(JSON.parse(String(data))));
    return { events, close: () => socket.close() };
  }
}
