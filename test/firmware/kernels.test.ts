import { expect, test } from 'vitest';
import { costOf } from '../../training/src/firmware/cost.js';
import { readArchitecture } from '../../training/src/model/architecture.js';
import { armKernels, isEmulated, onQemu } from './qemu.js';

/** Instructions a sample: measured, to 2 %, and the most that they may become. */
const counts: Record<string, [measured: number, most: number]> = {
  'gru:10': [1420, 1500],
  'gru:16': [2337, 2800],
  'gru:24': [4036, 4800],
  'lstm:12': [2254, 2650],
  'lstm:16': [3295, 3800],
  'lstm:20': [4457, 5200],
  'wavenet:a2-lite': [3909, 4100],
};

test.runIf(isEmulated)(
  'the kernels of the Cortex-M7 sound as the reference does and take as long as was measured',
  async () => {
    const rows: { model: string; instructions: number; difference: number; peak: number }[] = await onQemu(armKernels);
    expect(rows.length).toBe(16);
    for (const { model, difference, peak } of rows) {
      expect(peak, model).toBeGreaterThan(0.01);
      expect(peak, model).toBeLessThan(100);
      expect(difference / Math.max(1, peak), model).toBeLessThan(2e-6);
    }
    for (const [model, [measured, most]] of Object.entries(counts)) {
      const { instructions } = rows.find((row) => row.model === model)!;
      expect(instructions, model).toBeLessThanOrEqual(most);
      expect(Math.abs(instructions / measured - 1), `${model}: ${instructions}, ${measured} measured`).toBeLessThan(
        0.02,
      );
    }
    for (const { model, instructions } of rows.filter(({ model }) =>
      /^(gru|lstm|wavenet):(\d+|a2-lite)$/.test(model),
    )) {
      const { layers, skip } = readArchitecture(model, 1);
      const spec = { layers, skip, inputGainDb: 0, outputGainDb: 0, sampleRate: 48_000 };
      const predicted = costOf(spec, 0, 0).instructionsPerSample;
      expect(Math.abs(predicted / instructions - 1), `${model}: ${predicted} predicted, ${instructions}`).toBeLessThan(
        0.03,
      );
    }
  },
);
