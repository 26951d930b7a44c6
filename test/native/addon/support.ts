import { NativeModel } from '@tonewright/addon';
import type { ModelSpec } from '@tonewright/presets';

/** The largest difference of two signals, sample by sample. */
export const largestDifference = (a: Float32Array, b: Float32Array) =>
  a.reduce((largest, value, n) => Math.max(largest, Math.abs(value - b[n])), 0);

/** Whether RTNeural is in this build. */
export const hasRtNeural = (() => {
  const spec: ModelSpec = {
    layers: [{ type: 'dense', activation: 'linear', inputs: 1, outputs: 1 }],
    skip: false,
    inputGainDb: 0,
    outputGainDb: 0,
    sampleRate: 48000,
  };
  try {
    NativeModel.create(spec, new Float32Array(2), { engine: 'rtneural' });
    return true;
  } catch {
    return false;
  }
})();
