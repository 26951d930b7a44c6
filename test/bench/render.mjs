// How many times faster than real time `tonewright render` is as a whole process: 60 s through an lstm:40.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { writePreset } from '../../presets/dist/index.js';
import { writeWav } from '../../training/dist/audio/wav.js';
import { randomPreset } from './randomPreset.mjs';

const cli = join(dirname(fileURLToPath(import.meta.url)), '../../training/bin/tonewright.js');
const seconds = 60;
const runs = 9;
const folder = mkdtempSync(join(tmpdir(), 'tonewright-bench-'));
try {
  const sampleRate = 48000;
  const samples = Float32Array.from({ length: seconds * sampleRate }, (_, n) => Math.sin(n * n * 1e-7) * 0.5);
  await writeWav(join(folder, 'in.wav'), { sampleRate, channels: [samples] });
  writeFileSync(join(folder, 'preset.json'), writePreset(await randomPreset('lstm:40')));
  const words = [
    'render',
    '--preset',
    join(folder, 'preset.json'),
    '--in',
    join(folder, 'in.wav'),
    '--out',
    join(folder, 'out.wav'),
  ];
  const times = Array.from({ length: runs }, () => {
    const start = performance.now();
    execFileSync(process.execPath, [cli, ...words], { stdio: ['ignore', 'ignore', 'inherit'] });
    return (performance.now() - start) / 1000;
  }).sort((a, b) => a - b);
  const median = times[(runs - 1) / 2];
  const round = (value) => Number(value.toFixed(1));
  console.log(
    JSON.stringify({
      name: 'render lstm:40, 60 s, whole process',
      value: round(seconds / median),
      unit: 'x real time',
    }),
  );
  console.log(
    JSON.stringify({
      name: 'render lstm:40, 60 s, whole process, best run',
      value: round(seconds / times[0]),
      unit: 'x real time',
    }),
  );
} finally {
  rmSync(folder, { recursive: true });
}
