/** The plugin's bundles and the headless host, as tests use them. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const build = process.env.PLUGIN_BUILD ?? `${root}build/plugin`;
export const program = `${build}/test/host/plugin_host`;

const artefacts = `${build}/tonewright_plugin_artefacts/Release`;
export const bundles = {
  VST3: `${artefacts}/VST3/Tonewright.vst3`,
  LV2: `${artefacts}/LV2/Tonewright.lv2`,
};
export const standalone = `${artefacts}/Standalone/Tonewright`;

/** What test/plugin/host/job.hpp reads. */
export interface Job {
  plugin: string;
  preset?: string;
  cabinet?: string;
  values?: Record<string, number>;
  input?: string;
  output?: string;
  session?: string;
  inputs?: number;
  outputs?: number;
  blocks?: number[];
  double?: boolean;
  changes?: { frame: number; id: string; value: number }[];
}

export interface Rendered {
  output: string;
  latencySamples: number;
  frames: number;
}

/** All jobs in one host, each in an instance of its own, without a display. Rejects when one of them fails. */
export async function render(jobs: Job[]): Promise<Rendered[]> {
  if (!existsSync(program)) throw new Error(`${program}: not built; run 'bash scripts/build.sh --plugin'`);
  const { DISPLAY: _, WAYLAND_DISPLAY: __, ...env } = process.env;
  const host = spawn(program, { env, stdio: ['pipe', 'pipe', 'pipe'] });
  let printed = '';
  let complaints = '';
  host.stdout.on('data', (data) => {
    printed += data;
  });
  host.stderr.on('data', (data) => {
    complaints += data;
  });
  host.stdin.end(JSON.stringify(jobs));
  const end = await new Promise<number | string | null>((resolve) =>
    host.on('close', (code, signal) => resolve(signal ?? code)),
  );
  const results = printed
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  if (end !== 0) throw new Error(`the host ended with ${end}: ${printed}${complaints}`);
  return results;
}
