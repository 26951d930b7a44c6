// Trains the presets of scripts/factory.json, or those whose file names are given, into presets/factory: each plays the
// capture signal through one of our virtual devices and learns it by a fixed number of passes and one thread, so that
// the same machine makes the same file again. `esr` in the list is what the test asks for on playing that is in neither
// training nor validation; `esr` in a preset is measured here, on a guitar, with a knob at its first position.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readPreset, writePreset } from '../presets/dist/index.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const list = JSON.parse(readFileSync(join(root, 'scripts/factory.json'), 'utf8'));
const work = mkdtempSync(join(tmpdir(), 'tonewright-factory-'));

/** Seconds of the recordings: for a fixed setting, for each position of a knob, and to measure on. */
const seconds = { fixed: 60, knob: 24, guitar: 20 };

/** Runs the command line; returns what it prints. */
function tonewright(...words) {
  return execFileSync(process.execPath, [join(root, 'training/bin/tonewright.js'), ...words.map(String)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
  });
}

/** A dry recording and what the device makes of it at each position of the knob. */
function record({ device, set, knob }, kind) {
  const dry = join(work, `${kind}.wav`);
  tonewright('signal', '--kind', kind, '--out', dry, '--seconds', secondsOf(kind, knob));
  const positions = knob ? knob.values.map((value) => ({ ...set, [knob.id]: value })) : [set];
  const targets = positions.map((position, index) => {
    const wet = join(work, `${kind}-${index}.wav`);
    const values = Object.entries(position).map(([id, value]) => `${id}=${value}`);
    tonewright('device', device, ...(values.length ? ['--set', ...values] : []), '--in', dry, '--out', wet);
    return wet;
  });
  return { dry, targets };
}

const secondsOf = (kind, knob) => (kind === 'guitar' ? seconds.guitar : knob ? seconds.knob : seconds.fixed);

function measure(path, row) {
  const { dry, targets } = record(row, 'guitar');
  const { esr } = JSON.parse(tonewright('eval', '--preset', path, '--input', dry, '--target', targets[0], '--json'));
  return Number(esr.toPrecision(3));
}

function make(row) {
  const { dry, targets } = record(row, 'capture');
  const trained = join(work, `${row.file}.json`);
  const control = row.knob ? ['--control', `${row.knob.id}=${row.knob.values.join()}`] : [];
  const texts = ['--name', row.name, '--author', 'Tonewright', '--gear', row.gear];
  const way = ['--arch', row.arch, '--epochs', row.epochs, '--threads', 1, '--delay', 0];
  for (const [name, value] of Object.entries(row.options ?? {})) way.push(`--${name}`, value);
  tonewright('train', '--input', dry, '--target', ...targets, ...control, ...way, ...texts, '--out', trained);
  const { preset } = readPreset(readFileSync(trained));
  // How long it took differs from run to run; scripts/factory.json says how it was made.
  const { training: _, ...metadata } = preset.metadata;
  const { description, tags } = row;
  const facts = { ...metadata, license: 'CC0-1.0', description, tags, esr: measure(trained, row) };
  writeFileSync(join(root, `presets/factory/${row.file}.json`), writePreset({ ...preset, metadata: facts }));
}

const wanted = process.argv.slice(2);
try {
  for (const row of list) if (wanted.length === 0 || wanted.includes(row.file)) make(row);
} finally {
  rmSync(work, { recursive: true });
}
