/** Integrated loudness, ITU-R BS.1770-4: K-weighting, mean square of 400 ms blocks, gates at -70 LUFS and 10 LU below the mean. */
import { type BiquadCoefficients, biquad, chain, type Filter } from '../audio/filters.js';

/**
 * Stage 1, a shelf that stands for the head, for any sample rate: the analogue prototype behind the coefficients that the standard prints for 48 kHz.
 */
function headShelf(sampleRate: number): BiquadCoefficients {
  const gain = 10 ** (3.999843853973347 / 20);
  const q = 0.7071752369554196;
  const K = Math.tan((Math.PI * 1681.974450955533) / sampleRate);
  const middle = gain ** 0.4996667741545416;
  const a0 = 1 + K / q + K * K;
  return [
    (gain + (middle * K) / q + K * K) / a0,
    (2 * (K * K - gain)) / a0,
    (gain - (middle * K) / q + K * K) / a0,
    (2 * (K * K - 1)) / a0,
    (1 - K / q + K * K) / a0,
  ];
}

/** Denominator of a two-pole high-pass near 38 Hz by the bilinear transform, divided by its first coefficient a0. */
function lowPoles(sampleRate: number): { a0: number; a1: number; a2: number } {
  const q = 0.5003270373238773;
  const K = Math.tan((Math.PI * 38.13547087602444) / sampleRate);
  const a0 = 1 + K / q + K * K;
  return { a0, a1: (2 * (K * K - 1)) / a0, a2: (1 - K / q + K * K) / a0 };
}

/** Stage 2, the RLB curve. The standard prints its numerator as 1, -2, 1 for 48 kHz, which lifts it by 0.04 dB; other rates must follow. */
function revisedLowB(sampleRate: number): BiquadCoefficients {
  const { a0, a1, a2 } = lowPoles(sampleRate);
  const gain = lowPoles(48000).a0 / a0;
  return [gain, -2 * gain, gain, a1, a2];
}

export function kWeighting(sampleRate: number): Filter {
  return chain(biquad(headShelf(sampleRate)), biquad(revisedLowB(sampleRate)));
}

const BLOCK_SECONDS = 0.4;
const HOPS_PER_BLOCK = 4;
const ABSOLUTE_GATE = -70;
const RELATIVE_GATE = -10;

const toLufs = (power: number): number => -0.691 + 10 * Math.log10(power);

/** K-weighted power of each block of 400 ms, 75 % overlapping, summed over the channels. */
function blockPowers(channels: readonly Float32Array[], sampleRate: number): number[] {
  const hop = Math.round((BLOCK_SECONDS / HOPS_PER_BLOCK) * sampleRate);
  const hops = new Float64Array(Math.floor(channels[0].length / hop));
  for (const channel of channels) {
    const weigh = kWeighting(sampleRate);
    for (let n = 0; n < hops.length * hop; n++) hops[Math.floor(n / hop)] += weigh(channel[n]) ** 2;
  }
  const powers: number[] = [];
  for (let i = 0; i + HOPS_PER_BLOCK <= hops.length; i++) {
    powers.push((hops[i] + hops[i + 1] + hops[i + 2] + hops[i + 3]) / (HOPS_PER_BLOCK * hop));
  }
  return powers;
}

const meanOf = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** LUFS of one or two channels; -Infinity for silence and for less than 400 ms. */
export function integratedLoudness(channels: readonly Float32Array[], sampleRate: number): number {
  const heard = blockPowers(channels, sampleRate).filter((power) => toLufs(power) > ABSOLUTE_GATE);
  if (heard.length === 0) return Number.NEGATIVE_INFINITY;
  const gate = toLufs(meanOf(heard)) + RELATIVE_GATE;
  return toLufs(meanOf(heard.filter((power) => toLufs(power) > gate)));
}
