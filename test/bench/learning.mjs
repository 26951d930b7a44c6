// Learning on a real recording, the Boss DS-1 of ../shared/data: mean and spread over seeds of the default training,
// the best model, and how the peers' own model does on the same test part. Left out when the recording is not there.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const data = join(root, '../shared/data/pedals/ds1');
if (!existsSync(data)) {
  console.error('learning: left out, ../shared/data/pedals/ds1 is not there');
  process.exit(0);
}
const [input, target, testInput, testTarget] = [
  'val_DS1-input',
  'val_DS1-target',
  'test_DS1-input',
  'test_DS1-target',
].map((name) => join(data, `${name}.wav`));
const folder = mkdtempSync(join(tmpdir(), 'tonewright-bench-'));
const row = (name, value, unit) => console.log(JSON.stringify({ name, value: Number(value.toPrecision(3)), unit }));

function tonewright(...words) {
  const run = spawnSync(process.execPath, [join(root, 'training/bin/tonewright.js'), ...words, '--json'], {
    encoding: 'utf8',
  });
  if (run.status !== 0) throw new Error(run.stderr);
  return JSON.parse(run.stdout.trim().split('\n').at(-1));
}

const train = (...words) =>
  tonewright(
    ...['train', '--input', input, '--target', target, '--test-input', testInput, '--test-target', testTarget],
    ...['--out', join(folder, 'preset.json'), ...words],
  );

function overSeeds(name, ...words) {
  const runs = [1, 2, 3, 4, 5].map((seed) => train('--seed', String(seed), ...words));
  const rows = (what, values, unit) => {
    row(`DS-1 ${name}: ${what}, mean of 5 seeds`, values.reduce((sum, value) => sum + value, 0) / values.length, unit);
    row(`DS-1 ${name}: ${what}, lowest`, Math.min(...values), unit);
    row(`DS-1 ${name}: ${what}, highest`, Math.max(...values), unit);
  };
  rows(
    'test ESR',
    runs.map((run) => run.testEsr),
    'ESR',
  );
  rows(
    'test ESR pre-emphasised',
    runs.map((run) => run.testEsrPreEmphasised),
    'ESR',
  );
  rows(
    'training time',
    runs.map((run) => run.seconds),
    's',
  );
  row(`DS-1 ${name}: delay found`, runs[0].delaySamples, 'samples');
  row(`DS-1 ${name}: target moved earlier by`, runs[0].shiftSamples, 'samples');
}

try {
  overSeeds('gru:10, defaults', '--arch', 'gru:10');
  overSeeds('gru:10, defaults, target not moved', '--arch', 'gru:10', '--delay', '0');
  overSeeds('lstm:16', '--arch', 'lstm:16');
  overSeeds('lstm:32', '--arch', 'lstm:32');
  const peer = (delay) =>
    tonewright(
      'eval',
      '--preset',
      join(data, 'peer_gru10_model.json'),
      '--input',
      testInput,
      '--target',
      testTarget,
      '--delay',
      delay,
    );
  row("DS-1 a peer's gru:10 as published, target not moved: test ESR", peer('0').esr, 'ESR');
} finally {
  rmSync(folder, { recursive: true });
}
