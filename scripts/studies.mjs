// Runs the studies, keeps their results in training/studies and writes docs/studies.md from them.
//   node scripts/studies.mjs [--only iir,eq] [--data FOLDER] [--resume] [--docs | --check]
// FOLDER has the recordings of data/README.md (pedals, rooms, voice, mallet); without it studies make their own signals.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { studiesDocument } from '../training/dist/studies/document.js';
import { loadStudy, studyNames } from '../training/dist/studies/index.js';
import { runStudy } from '../training/dist/studies/runner.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const { values: asked } = parseArgs({
  options: {
    only: { type: 'string' },
    data: { type: 'string' },
    resume: { type: 'boolean' },
    docs: { type: 'boolean' },
    check: { type: 'boolean' },
  },
});

/** What each study takes from the folder of recordings. */
const recordings = {
  iir: {},
  'impulse-response': { room: 'rooms/house_kitchen.wav', note: 'mallet/vibraphone-C6.wav' },
  pedal: {
    input: 'pedals/ds1/val_DS1-input.wav',
    target: 'pedals/ds1/val_DS1-target.wav',
    'test-input': 'pedals/ds1/test_DS1-input.wav',
    'test-target': 'pedals/ds1/test_DS1-target.wav',
  },
  eq: { voice: 'voice/speech-female.wav' },
  lowpass: { song: 'voice/singing-female.wav' },
};

const resultsFile = (name) => join(root, 'training/studies', `${name}.json`);

function write(path, text) {
  writeFileSync(`${path}.tmp`, text);
  renameSync(`${path}.tmp`, path);
}

async function run(name) {
  const { options } = await loadStudy(name);
  const defaults = Object.fromEntries(Object.entries(options).map(([key, option]) => [key, option.default]));
  const files = asked.data
    ? Object.fromEntries(Object.entries(recordings[name]).map(([key, path]) => [key, resolve(asked.data, path)]))
    : {};
  console.error(`# ${name}`);
  const results = await runStudy({
    name,
    folder: join('studies', name),
    options: { ...defaults, ...files },
    quick: false,
    resume: asked.resume ?? false,
    log: (text) => console.error(text),
  });
  write(resultsFile(name), `${JSON.stringify(results, null, 2)}\n`);
}

if (!asked.docs && !asked.check) for (const name of asked.only?.split(',') ?? studyNames) await run(name);

const chapters = [];
for (const name of studyNames.filter((name) => existsSync(resultsFile(name))))
  chapters.push({ study: await loadStudy(name), results: JSON.parse(readFileSync(resultsFile(name), 'utf8')) });
const page = studiesDocument(chapters);
const path = join(root, 'docs/studies.md');
if (!asked.check) write(path, page);
else if (!existsSync(path) || readFileSync(path, 'utf8') !== page) {
  console.error('docs/studies.md is not what training/studies says: run node scripts/studies.mjs --docs.');
  process.exitCode = 1;
}
