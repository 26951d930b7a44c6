// Learning on a real recording, the Boss DS-1 of ../shared/data: mean and spread over seeds of the default training, a
// WaveNet with more time, and how the peers' own model does on the same test part; and a Klon's gain stage with its gain
// as a knob. Left out when the recordings are not there.
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
const klon = join(root, '../shared/data/circuits/klon_gain');
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

/** No larger than Neural Amp Modeler's A2-lite; a quarter of an hour is allowed. */
function wavenet() {
  const arch = 'wavenet:5x8x2@3*3';
  for (const epochs of [300, 850]) {
    const run = train('--arch', arch, '--epochs', String(epochs), '--seed', '2', '--ema', '0.999');
    row(`DS-1 ${arch}, ${epochs} epochs: test ESR`, run.testEsr, 'ESR');
    row(`DS-1 ${arch}, ${epochs} epochs: test ESR pre-emphasised`, run.testEsrPreEmphasised, 'ESR');
    row(`DS-1 ${arch}, ${epochs} epochs: training time`, run.seconds, 's');
  }
}

/** The simulated takes of 11025 samples do not carry their state over. */
function knob() {
  const [gains, arch] = [[0, 25, 75, 100], 'gru:16'];
  const files = gains.map((gain) => join(klon, `gain${String(gain).padStart(3, '0')}.wav`));
  const [dry, preset] = [join(klon, 'input.wav'), join(folder, 'klon.json')];
  const knobs = ['--control', `gain:0..100=${gains}`, '--take', '11025', '--arch', arch];
  const { seconds } = tonewright('train', '--input', dry, '--target', ...files, ...knobs, '--out', preset);
  const errors = gains.map((gain, i) => {
    const set = ['--set', `gain=${gain}`];
    return tonewright('eval', '--preset', preset, '--input', dry, '--target', files[i], ...set).esr;
  });
  for (const [i, gain] of gains.entries()) row(`Klon ${arch}, gain ${gain} %: ESR`, errors[i], 'ESR');
  row(`Klon ${arch}: ESR, mean of the gains`, errors.reduce((sum, esr) => sum + esr, 0) / errors.length, 'ESR');
  row(`Klon ${arch}: training time`, seconds, 's');
}

try {
  if (existsSync(klon)) knob();
  wavenet();
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
