/** A studio on a disk of its own that is full for a while. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { Client } from './client.js';

/** A small disk in a namespace of its own, as any user may make one where the system lets them. */
const ownDisk = 'mount -t tmpfs -o size=24m none "$1"';
const canMount = (() => {
  try {
    execFileSync('unshare', ['-rm', 'sh', '-c', ownDisk, 'sh', tmpdir()], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

let folder: string;
let shell: ChildProcess;

afterEach(async () => {
  const ended = new Promise((done) => shell.once('exit', done));
  shell.stdin?.end();
  await ended;
  rmSync(folder, { recursive: true });
});

/** The studio, in a shell that stays to fill and free its disk: `sh -s` goes on with what it is told. */
async function start(): Promise<Client> {
  folder = mkdtempSync(join(tmpdir(), 'tonewright-disk-'));
  const studio =
    '"$2" "$3" studio "$1" --json & read line; trap "kill $!" EXIT; while read line; do eval "$line"; done';
  const script = `${ownDisk} && { ${studio}; }`;
  const words = ['-rm', 'sh', '-c', script, 'sh', folder, process.execPath, resolve('training/bin/tonewright.js')];
  shell = spawn('unshare', words);
  const line = new Promise<string>((done) => shell.stdout?.once('data', (data) => done(String(data))));
  shell.stdin?.write('\n');
  return new Client(JSON.parse(await line).url);
}

async function inShell(command: string): Promise<void> {
  const done = new Promise((said) => shell.stdout?.once('data', said));
  shell.stdin?.write(`${command}; echo done\n`);
  await done;
}
const fill = () => inShell('cat /dev/zero > "$1/zeros" 2>/dev/null');
const free = () => inShell('rm "$1/zeros"');

test.skipIf(!canMount)(
  'recordings and trainings say that the disk is full, and go on when there is space',
  async () => {
    const client = await start();
    const recording = await client.overdrive();
    await fill();
    const wanted = { name: 'Full', device: 'fuzz', captureSeconds: 20, sampleRate: 48000 };
    const refused = await client.call('POST', 'recordings', wanted);
    expect(refused).toMatchObject({
      status: 507,
      body: { error: expect.stringMatching(/the disk is full\. Free some/) },
    });
    expect(await client.recordings()).toEqual([recording]);
    await free();

    const { id } = await client.train({ recordings: [recording.id], arch: 'lstm:24', settings: { epochs: '400' } });
    await client.until(
      () => client.job(id),
      ({ history }) => history.length >= 3,
    );
    await fill();
    const failed = await client.until(
      () => client.job(id),
      ({ state }) => state === 'failed',
    );
    expect(failed.error).toMatch(/checkpoint: the disk is full\. Free some space/);
    const refusedJob = await client.call('POST', 'jobs', { name: 'x', recordings: [recording.id], arch: 'gru:4' });
    expect(refusedJob.status).toBe(507);
    expect(refusedJob.body.error).toMatch(/the disk is full/);
    await free();
    await client.call('POST', `jobs/${id}/resume`);
    const resumed = await client.until(
      () => client.job(id),
      ({ state, history }) => state !== 'failed' && history.length > failed.history.length,
    );
    expect(resumed.error).toBeUndefined();
    expect(resumed.history.map(({ epoch }) => epoch)).toEqual(resumed.history.map((_, i) => i + 1));
  },
  120_000,
);

test.skipIf(!canMount)(
  'a check that found no space for its files is done anew',
  async () => {
    const client = await start();
    const wet = await client.overdrive();
    const bytes = await (await fetch(`${client.url}api/recordings/${wet.id}/audio/wet`)).arrayBuffer();
    const { upload } = (await client.upload(new Uint8Array(bytes))).body;
    await inShell('head -c 11m /dev/zero > "$1/zeros"'); // leaves less than a dry file, but enough for a record
    const files = { name: 'Full', dry: { captureSeconds: 20 }, wet: { upload } };
    const { id } = (await client.call('POST', 'recordings', files)).body;
    const failed = await client.checked(id);
    expect(failed).toMatchObject({ state: 'failed', error: expect.stringMatching(/dry\.wav: the disk is full/) });
    await free();
    await client.call('POST', `recordings/${id}/check`);
    const checked = await client.checked(id);
    expect(checked).toMatchObject({ state: 'ready', sampleRate: 48000 });
    expect(checked.error).toBeUndefined();
  },
  60_000,
);
