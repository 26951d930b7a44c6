/** A coarse delay from the rhythm of two recordings: finds takes that were started seconds apart, whatever the device did to the sound. */
import { nextPowerOfTwo, realFft } from '../audio/fft.js';

const HOP_SECONDS = 0.01;

/** Rise of the level from block to block, in steps that grow with the logarithm of the energy; mean 0. */
function onsetStrength(samples: Float32Array, hop: number): Float64Array {
  const blocks = Math.floor(samples.length / hop);
  const level = new Float64Array(blocks);
  for (let b = 0; b < blocks; b++) {
    let energy = 0;
    for (let n = b * hop; n < (b + 1) * hop; n++) energy += samples[n] * samples[n];
    level[b] = Math.log10(1e-7 + energy / hop);
  }
  const rise = level.map((value, b) => (b === 0 ? 0 : Math.max(0, value - level[b - 1])));
  const mean = rise.reduce((sum, value) => sum + value, 0) / Math.max(1, blocks);
  return rise.map((value) => value - mean);
}

/** The delay of wet behind dry, to about a hop of 10 ms, over the whole length of both. */
export function coarseDelay(dry: Float32Array, wet: Float32Array, sampleRate: number): number {
  const hop = Math.max(1, Math.round(HOP_SECONDS * sampleRate));
  const a = onsetStrength(dry, hop);
  const b = onsetStrength(wet, hop);
  const fft = realFft(nextPowerOfTwo(a.length + b.length));
  const A = fft.forward(a);
  const B = fft.forward(b);
  const cross = new Float64Array(A.length);
  for (let at = 0; at < A.length; at += 2) {
    cross[at] = A[at] * B[at] + A[at + 1] * B[at + 1];
    cross[at + 1] = A[at] * B[at + 1] - A[at + 1] * B[at];
  }
  const lags = fft.inverse(cross);
  let top = 0;
  for (let i = 0; i < lags.length; i++) if (lags[i] > lags[top]) top = i;
  return (top > lags.length / 2 ? top - lags.length : top) * hop;
}
