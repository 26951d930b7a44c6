// What the plugin costs in a host: loading it, opening a session, playing; beside a plugin that does nothing.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writePreset } from '../../presets/dist/index.js';
import { randomPreset } from './randomPreset.mjs';

const build = process.env.PLUGIN_BUILD ?? fileURLToPath(new URL('../../build/plugin', import.meta.url));
const program = join(build, 'test/host/bench_plugin');
const bundles = {
  Tonewright: join(build, 'tonewright_plugin_artefacts/Release/VST3/Tonewright.vst3'),
  'an empty plugin': join(build, 'test/host/Empty.vst3'),
};
const runs = 9;
const folder = mkdtempSync(join(tmpdir(), 'tonewright-bench-'));
const home = { ...process.env, HOME: folder, TONEWRIGHT_HOME: folder };

/** The median of runs in processes of their own. */
function median(...words) {
  const values = Array.from({ length: runs }, () =>
    Number(execFileSync(program, words, { encoding: 'utf8', env: home, stdio: ['ignore', 'pipe', 'inherit'] })),
  ).sort((a, b) => a - b);
  return Number(values[(runs - 1) / 2].toPrecision(4));
}

const row = (name, value, unit) => console.log(JSON.stringify({ name, value, unit }));

try {
  const preset = join(folder, 'lstm40.json');
  writeFileSync(preset, writePreset(await randomPreset('lstm:40')));
  for (const [name, bundle] of Object.entries(bundles)) {
    row(`VST3, ${name}: load`, median('load', bundle), 'ms');
    for (const frames of [64, 512])
      row(`VST3, ${name}: stereo, blocks of ${frames}`, median('cpu', bundle, 'none', String(frames)), '% of a core');
  }
  row('VST3, Tonewright: session with lstm:40 to its first sound', median('session', bundles.Tonewright, preset), 'ms');
  for (const frames of [64, 512])
    row(
      `VST3, Tonewright: lstm:40, stereo, blocks of ${frames}`,
      median('cpu', bundles.Tonewright, preset, String(frames)),
      '% of a core',
    );
} finally {
  rmSync(folder, { recursive: true });
}
