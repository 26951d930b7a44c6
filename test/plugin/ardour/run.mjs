// Renders through the VST3 in Ardour, without a display, and compares with `tonewright render`.
//   npm run test:ardour [-- --keep]
// Needs Debian's package ardour (7.3), the command line built (`npm run build`) and the plugin (`npm run plugin`).
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { readWav, writeWav } from '../../../training/dist/audio/wav.js';
import { controlPositions, loadModel } from '../../../training/dist/model/load.js';
import { renderAudio } from '../../../training/dist/model/render.js';
import { putAudio, putState } from './session.mjs';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const build = process.env.PLUGIN_BUILD ?? join(root, 'build/plugin');
const bundle = join(build, 'tonewright_plugin_artefacts/Release/VST3/Tonewright.vst3');
const host = join(build, 'test/host/plugin_host');
const presets = join(root, 'test/parity/presets');
const limit = 1e-5;

// Before the session starts Ardour plays some silence through the plugin: a model's state is settled by then, where
// `tonewright render` starts from nothing, so what is compared begins in the silence in front of the notes; and the
// samples of a model that is resampled lie elsewhere between those of the session.
const silentSeconds = 2;
const settledSeconds = 1.5;

const { values: options } = parseArgs({ options: { keep: { type: 'boolean' } } });
const scanner = '/usr/lib/ardour7/ardour-vst3-scanner';
for (const [needed, how] of [
  [scanner, "install Debian's package: apt-get install ardour"],
  [bundle, 'run: bash scripts/build.sh --plugin'],
  [host, 'run: bash scripts/build.sh --plugin'],
]) {
  if (existsSync(needed)) continue;
  console.error(`error: ${needed} is missing. To get it, ${how}`);
  process.exit(1);
}

const folder = mkdtempSync(join(tmpdir(), 'tonewright-ardour-'));
const { DISPLAY: _, WAYLAND_DISPLAY: __, ...plainEnvironment } = process.env;
const environment = {
  ...plainEnvironment,
  HOME: folder,
  XDG_CONFIG_HOME: join(folder, 'config'),
  XDG_CACHE_HOME: join(folder, 'cache'),
  LD_LIBRARY_PATH: '/usr/lib/ardour7',
  ARDOUR_DATA_PATH: '/usr/share/ardour7',
  ARDOUR_CONFIG_PATH: '/etc/ardour7',
  ARDOUR_DLL_PATH: '/usr/lib/ardour7',
};
const run = (program, words, timeout = 120_000) =>
  execFileSync(program, words, { env: environment, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], timeout });

/** Puts the bundle where Ardour looks, and has it scanned; returns its id. */
function install() {
  const installed = join(folder, '.vst3/Tonewright.vst3');
  cpSync(bundle, installed, { recursive: true });
  // A cache that is written in the second in which the bundle was counts as out of date.
  const anHourAgo = Date.now() / 1000 - 3600;
  for (const name of readdirSync(installed, { recursive: true }))
    utimesSync(join(installed, name), anHourAgo, anHourAgo);
  run(scanner, ['-f', installed]);
  const caches = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.v3i'));
  if (caches.length !== 1)
    throw new Error(`expected one plugin in Ardour's cache, found ${caches.join(', ') || 'none'}`);
  return /uid="([0-9A-F]+)"/i.exec(readFileSync(join(folder, caches[0]), 'utf8'))[1];
}

/** A session with one stereo track that has the plugin, its parameters set as `values` says. */
function createSession(name, sampleRate, uid, values) {
  const script = join(folder, `${name}.lua`);
  const settings = Object.entries(values).map(([label, value]) => `["${label}"] = ${value}`);
  writeFileSync(
    script,
    `AudioEngine:set_backend("None (Dummy)", "", "")
local session = create_session("${join(folder, name)}", "${name}", ${sampleRate})
assert(session, "no session")
local tracks = session:new_audio_track(2, 2, nil, 1, "Guitar", ARDOUR.PresentationInfo.max_order, ARDOUR.TrackMode.Normal, true)
local plugin = ARDOUR.LuaAPI.new_plugin(session, "${uid}", ARDOUR.PluginType.VST3, "")
assert(not plugin:isnil(), "no plugin")
assert(tracks:front():add_processor_by_index(plugin, 0, nil, true) == 0, "the plugin was refused")
local values, set = {${settings.join(', ')}}, 0
local info = plugin:to_insert():plugin(0)
for i = 0, info:parameter_count() - 1 do
  local value = values[info:parameter_label(i)]
  if value then assert(ARDOUR.LuaAPI.set_processor_param(plugin, i, value)) set = set + 1 end
end
print("set " .. set .. " parameters")
session:save_state("")
close_session()
quit()
`,
  );
  const printed = run('ardour7-lua', [script]);
  const expected = `set ${Object.keys(values).length} parameters`;
  if (!printed.includes(expected)) throw new Error(`expected Ardour to have ${expected}; it said:\n${printed}`);
}

/** The plugin's own session with this preset, for Ardour's. */
function pluginState(preset) {
  const jobs = join(folder, 'jobs.json');
  const session = join(folder, 'session.bin');
  writeFileSync(jobs, JSON.stringify([{ plugin: bundle, preset, values: { dcBlock: 0, levelMatch: 0 }, session }]));
  run(host, [jobs]);
  return readFileSync(session);
}

/** Silence, then notes with some noise, another on each side. */
function playing(sampleRate, frames) {
  let seed = 1;
  const noise = () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed / 2 ** 31 - 1;
  };
  const channel = (hz, gain) =>
    Float32Array.from({ length: frames }, (_, n) => {
      if (n < silentSeconds * sampleRate) return 0;
      const t = (n / sampleRate) % 0.25;
      return gain * (Math.exp(-8 * t) * Math.sin(2 * Math.PI * hz * t) + 0.05 * noise());
    });
  return { sampleRate, channels: [channel(110, 0.7), channel(293.7, 0.3)] };
}

/** Ardour's export dies or hangs at its start or end in about a third of its runs, of sessions without a plugin too. */
function exportSession(name, wav, tries = 8) {
  try {
    run('ardour7-export', ['-b', 'float', '-o', wav, join(folder, name), name], 20_000);
  } catch (error) {
    if (tries <= 1) throw error;
    exportSession(name, wav, tries - 1);
  }
}

/** How far `inArdour` is from what `tonewright render` makes of `dry`, at the offset of the resampler's grid that fits. */
async function nearest(preset, dry, inArdour) {
  const { sampleRate } = dry;
  const model = await loadModel(preset, { engine: 'tonewright' });
  const { innerRate } = model.atRate({ sampleRate });
  const offsets = sampleRate / greatestCommonDivisor(sampleRate, innerRate);
  let best = { difference: Number.POSITIVE_INFINITY };
  for (let offset = 0; offset < offsets && best.difference > limit; offset++) {
    const late = { sampleRate, channels: dry.channels.map((x) => Float32Array.from([...Array(offset).fill(0), ...x])) };
    const rendered = await renderAudio(model, late, controlPositions(model.info.controls), { sampleRate });
    const wet = { channels: rendered.channels.map((channel) => channel.subarray(offset)) };
    const difference = largestDifference(wet, inArdour, settledSeconds * sampleRate);
    if (difference < best.difference) best = { difference, offset, loudest: largest(wet.channels[0]) };
  }
  return best;
}

const greatestCommonDivisor = (a, b) => (b === 0 ? a : greatestCommonDivisor(b, a % b));
const largest = (samples) => samples.reduce((most, x) => Math.max(most, Math.abs(x)), 0);

function largestDifference(a, b, start) {
  if (a.channels[0].length !== b.channels[0].length) return Number.POSITIVE_INFINITY;
  return Math.max(
    ...a.channels.map((channel, c) => largest(channel.subarray(start).map((x, n) => x - b.channels[c][start + n]))),
  );
}

async function compare(uid, presetName, sampleRate) {
  const preset = join(presets, presetName);
  const name = `${presetName.replace(/\W.*/, '')}-${sampleRate}`;
  const frames = (silentSeconds + 2) * sampleRate;
  createSession(name, sampleRate, uid, { 'DC block': 0, 'Level match': 0 });
  const audio = playing(sampleRate, frames);
  const dry = join(folder, name, 'interchange', name, 'audiofiles/dry.wav');
  mkdirSync(join(dry, '..'), { recursive: true });
  await writeWav(dry, audio);
  const xml = join(folder, name, `${name}.ardour`);
  const session = putState(readFileSync(xml, 'utf8'), pluginState(preset));
  writeFileSync(xml, putAudio(session, { track: 'Guitar', file: 'dry.wav', frames, sampleRate }));
  const wet = join(folder, `${name}.wav`);
  exportSession(name, wet);
  return { preset: presetName, sampleRate, ...(await nearest(preset, audio, await readWav(wet))) };
}

try {
  const uid = install();
  const rows = [];
  for (const preset of ['tonewright-gru8.json', 'aida-x-lstm12.json', 'nam-wavenet.nam']) {
    for (const sampleRate of [44100, 48000, 96000, 192000]) rows.push(await compare(uid, preset, sampleRate));
  }
  console.table(rows);
  const isGood = rows.every(({ difference, loudest }) => difference <= limit && loudest > 0.01);
  console.log(isGood ? `all within ${limit} of \`tonewright render\`` : `error: more than ${limit} apart`);
  process.exitCode = isGood ? 0 : 1;
} finally {
  if (options.keep) console.log(`kept ${folder}`);
  else rmSync(folder, { recursive: true });
}
