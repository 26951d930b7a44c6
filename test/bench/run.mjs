// Runs the benchmarks, keeps their rows in results.json beside this file and prints them.
//   node test/bench/run.mjs [--json] [--only engine,training,render,memory,plugin,page,browser,learning,rtneural] [--dry-run]
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '../..');
const resultsFile = join(here, 'results.json');

/** Each suite is a program that prints one JSON object {name, value, unit} a line on standard output. */
const suites = {
  engine: [join(root, 'native/addon/build/test/bench_engine')],
  training: [join(root, 'native/addon/build/test/bench_training')],
  render: [process.execPath, join(here, 'render.mjs')],
  memory: [process.execPath, '--expose-gc', join(here, 'memory.mjs')],
  plugin: [process.execPath, join(here, 'plugin.mjs')],
  page: [process.execPath, join(here, 'page.mjs')],
  browser: [process.execPath, join(here, 'browser.mjs')],
  learning: [process.execPath, join(here, 'learning.mjs')],
};
if (process.env.RTNEURAL_DIR) suites.rtneural = [join(root, 'native/addon/build/test/bench_rtneural')];

const { values: options } = parseArgs({
  options: { json: { type: 'boolean' }, only: { type: 'string' }, 'dry-run': { type: 'boolean' } },
});
const chosen = options.only ? options.only.split(',') : Object.keys(suites);
const unknown = chosen.filter((name) => !suites[name]);
if (unknown.length) {
  console.error(`error: no suite '${unknown.join(', ')}'. Expected some of ${Object.keys(suites).join(', ')}.`);
  process.exit(1);
}

const machine = `${cpus()[0].model.trim()}, ${cpus().length} cores`;
const git = (...words) => execFileSync('git', words, { cwd: root, encoding: 'utf8' }).trim();
const commit =
  git('rev-parse', '--short', 'HEAD') +
  (git('status', '--porcelain', 'native', 'plugin', 'training', 'presets') ? '+' : '');

function runSuite(name) {
  console.error(`# ${name}`);
  const [program, ...words] = suites[name];
  const run = spawnSync(program, words, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  if (run.status !== 0)
    throw new Error(`the benchmark '${name}' failed (${run.error?.message ?? `exit ${run.status}`})`);
  const rows = run.stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));
  for (const row of rows) console.error(`${row.name.padEnd(56)} ${String(row.value).padStart(12)} ${row.unit}`);
  return rows.map((row) => ({ ...row, machine, commit }));
}

function keep(rows) {
  const old = JSON.parse(readFileSync(resultsFile, 'utf8'));
  const renewed = new Set(rows.map((row) => row.name));
  const all = [...old.filter((row) => !renewed.has(row.name)), ...rows];
  writeFileSync(`${resultsFile}.tmp`, `[\n${all.map((row) => `  ${JSON.stringify(row)}`).join(',\n')}\n]\n`);
  renameSync(`${resultsFile}.tmp`, resultsFile);
}

const rows = chosen.flatMap(runSuite);
if (!options['dry-run']) keep(rows);
if (options.json) console.log(JSON.stringify({ machine, commit, rows }));
