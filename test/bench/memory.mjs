// Memory: the peak of a whole training process on ten minutes of audio, and what 1000 calls of the addon leave behind.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NativeModel, NativeTrainer } from '../../native/addon/dist/index.js';
import { writeWav } from '../../training/dist/audio/wav.js';
import { randomPreset } from './randomPreset.mjs';

const cli = join(dirname(fileURLToPath(import.meta.url)), '../../training/bin/tonewright.js');
const sampleRate = 48000;
const row = (name, value, unit) => console.log(JSON.stringify({ name, value: Number(value.toFixed(1)), unit }));

/** Noise through a one-pole low-pass, swelling: a signal whose delay can be found. */
function playing(seconds) {
  let [seed, low] = [1, 0];
  return Float32Array.from({ length: seconds * sampleRate }, (_, n) => {
    seed = (seed * 1664525 + 1013904223) >>> 0;
    low += 0.1 * (seed / 2 ** 32 - 0.5 - low);
    return low * (0.2 + Math.abs(Math.sin(n * 1e-4)));
  });
}

async function measureTraining() {
  const folder = mkdtempSync(join(tmpdir(), 'tonewright-bench-'));
  try {
    const dry = playing(600);
    const [input, target] = [join(folder, 'dry.wav'), join(folder, 'wet.wav')];
    await writeWav(input, { sampleRate, channels: [dry] });
    await writeWav(target, { sampleRate, channels: [dry.map((x) => Math.tanh(5 * x))] });
    const words = [
      'train',
      '--input',
      input,
      '--target',
      target,
      '--epochs',
      '1',
      '--out',
      join(folder, 'preset.json'),
    ];
    // The child reports its own peak when it ends.
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a program, not a text
    const report = "process.on('exit', () => process.stderr.write(`peak ${process.resourceUsage().maxRSS}\\n`))";
    const run = spawnSync(
      process.execPath,
      ['--import', `data:text/javascript,${encodeURIComponent(report)}`, cli, ...words],
      { encoding: 'utf8' },
    );
    if (run.status !== 0) throw new Error(run.stderr);
    row(
      'memory: train gru:10 on 10 min at 48 kHz, peak of the process',
      Number(/peak (\d+)/.exec(run.stderr)[1]) / 1024,
      'MB',
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function measureLeaks() {
  const { spec, weights } = randomPreset('lstm:16');
  const audio = playing(1).subarray(0, 4096);
  const pair = { audio, target: audio.map((x) => Math.tanh(3 * x)), controls: [] };
  const options = {
    ...{ spec, training: [pair], validation: [pair], epochs: 1, maxSeconds: 0, batch: 16, segmentSamples: 2048 },
    ...{ warmupSamples: 0, tbpttSamples: 512, optimiser: 'adam', weightDecay: 0, schedule: 'constant' },
    ...{ learningRate: 1e-3, finalLearningRate: 1, learningRateWarmup: 0, clip: 0, ema: 0, longestMemorySamples: 0 },
    ...{ loss: [{ kind: 'esr', weight: 1 }], preEmphasis: 0, patience: 0, seed: 1, threads: 1, checkpointSeconds: 0 },
  };
  const step = async () => {
    await NativeModel.create(spec, weights).process(audio);
    await new NativeTrainer(options).run(() => {});
  };
  const steps = async (count) => {
    for (let i = 0; i < count; i++) {
      await step();
      if (i % 20 !== 19) continue;
      globalThis.gc();
      await new Promise(setImmediate); // finalisers run in a turn of the event loop
    }
    return process.memoryUsage().rss / 2 ** 20;
  };
  const before = await steps(200);
  row('memory: growth over 1000 models and trainings in the addon', (await steps(1000)) - before, 'MB');
}

// First the child: on Linux its peak begins at its parent's.
await measureTraining();
await measureLeaks();
