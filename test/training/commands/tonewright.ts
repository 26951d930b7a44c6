/** Runs the command line as a user does, in a folder of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { monoAudio } from '../../../training/src/audio/channels.js';
import { synthesiseGuitar } from '../../../training/src/audio/guitar.js';
import { writeWav } from '../../../training/src/audio/wav.js';
import { overdrive } from '../../../training/src/devices/overdrive.js';

export const cli = resolve('training/bin/tonewright.js');

export interface Run {
  code: number | null;
  stdout: string;
  stderr: string;
  /** The last line of standard output, parsed. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into results of every command
  json: any;
}

export function start(words: string[]): { process: ChildProcess; done: Promise<Run> } {
  const process_ = spawn(process.execPath, [cli, ...words]);
  const done = new Promise<Run>((resolveRun) => {
    let [stdout, stderr] = ['', ''];
    process_.stdout.on('data', (data) => (stdout += data));
    process_.stderr.on('data', (data) => (stderr += data));
    process_.on('close', (code) => {
      const last = stdout.trim().split('\n').at(-1)!;
      resolveRun({ code, stdout, stderr, json: last.startsWith('{') ? JSON.parse(last) : undefined });
    });
  });
  return { process: process_, done };
}

export const tonewright = (...words: string[]): Promise<Run> => start(words).done;

/** A folder that goes away with the test. */
export function temporaryFolder(): { path: (name: string) => string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'tonewright-test-'));
  return { path: (name) => join(folder, name), remove: () => rmSync(folder, { recursive: true, force: true }) };
}

const sampleRate = 48000;

/** Writes dry playing and what the virtual overdrive makes of it. */
export async function writeOverdrivePair(dry: string, wet: string, seconds: number, seed = 1): Promise<void> {
  const playing = synthesiseGuitar({ seconds, sampleRate, seed });
  await writeWav(dry, monoAudio(playing, sampleRate));
  await writeWav(wet, monoAudio(overdrive.process(playing, sampleRate, { drive: 0.5 }), sampleRate));
}
