import { NativeModel, NativeTrainer } from '@tonewright/addon';
import { weightCount } from '@tonewright/presets';
import { expect, test } from 'vitest';
import { seededRandom } from '../../../training/src/audio/random.js';
import { evaluate } from '../../../training/src/metrics/evaluate.js';
import { parseArchitecture } from '../../../training/src/model/architecture.js';

const samples = 20000;

/** Trains for an epoch that changes nothing, and gives the ESR that it found. */
async function trainersEsr(
  arch: string,
  tbpttSamples: number,
  weights: Float32Array,
  pair: Record<string, Float32Array>,
) {
  const takes = [{ audio: pair.audio, target: pair.target, controls: [] }];
  const trainer = new NativeTrainer({
    spec: { layers: parseArchitecture(arch, 1), skip: false, inputGainDb: 0, outputGainDb: 0, sampleRate: 48000 },
    ...{ training: takes, validation: takes, initialWeights: weights, batch: 16, threads: 1, seed: 3, tbpttSamples },
    ...{ epochs: 1, maxSeconds: 0, patience: 0, segmentSamples: 8192, warmupSamples: 7000, checkpointSeconds: 0 },
    ...{ optimiser: 'adam', weightDecay: 0, schedule: 'constant', learningRate: 1e-12, finalLearningRate: 1 },
    ...{ learningRateWarmup: 0, clip: 0, ema: 0, longestMemorySamples: 0, preEmphasis: 0 },
    loss: [{ kind: 'esr', weight: 1 }],
  });
  const losses: number[] = [];
  const { validationEsr } = await trainer.run(({ trainingLoss }) => losses.push(trainingLoss));
  return [validationEsr, losses[0]];
}

test.each(['wavenet:a1-nano', 'wavenet:a2-lite', 'tcn:4x6@3*2', 'conv:4x3@9*4/tanh', 'linear:300'])(
  '%s trains chunk by chunk on what the engine plays in one run',
  async (arch) => {
    const layers = parseArchitecture(arch, 1);
    const spec = { layers, skip: false, inputGainDb: 0, outputGainDb: 0, sampleRate: 48000 };
    const random = seededRandom(4);
    const noise = (count: number) => Float32Array.from({ length: count }, () => random() - 0.5);
    const weights = noise(weightCount(spec)).map((w) => w / 2);
    const pair = { audio: noise(samples), target: noise(samples) };
    const { esr } = evaluate(pair.target, await NativeModel.create(spec, weights).process(pair.audio), 48000);
    for (const tbptt of [250, 4096])
      for (const found of await trainersEsr(arch, tbptt, weights, pair))
        expect(Math.abs(found / esr - 1), `${tbptt} samples`).toBeLessThan(1e-4);
  },
);
