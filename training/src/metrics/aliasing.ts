/** How much a nonlinear device or model folds back into what can be heard: the energy that is no harmonic of the sine it was given. */

import { powerToDb } from '../audio/channels.js';
import { powerSpectrum, realFft } from '../audio/fft.js';

/** Renders from rest; the output has the length of the input. */
export type Render = (input: Float32Array) => Float32Array | Promise<Float32Array>;

export interface AliasingPoint {
  frequencyHz: number;
  /** Energy besides the harmonics over the energy of the harmonics. */
  aliasingDb: number;
}

export interface AliasingResult {
  points: AliasingPoint[];
  worstDb: number;
  /** Of the power ratios. */
  meanDb: number;
}

export interface AliasingOptions {
  sampleRate: number;
  /** Peak of the sines; default 0.5. */
  amplitude?: number;
  /** Default: eight from 1 to 12 kHz. */
  frequenciesHz?: readonly number[];
}

const FREQUENCIES_HZ = [1000, 1700, 2600, 3700, 5000, 6700, 9100, 12000];
const SIZE = 16384;
/** Transients, bias shifts and filters come to rest first. */
const SETTLE = 24000;
/** Half-width of a line in the window's spectrum, in bins. */
const LINE_BINS = 5;
/** Below this, what is left of transients and DC. */
const LOWEST_HZ = 60;
/** Of the sample rate: above 19.2 kHz at 48 kHz lies the transition band of any oversampling filter, and nobody hears it. */
const HIGHEST_SHARE = 0.4;

/** 4-term Blackman-Harris: sidelobes at -92 dB. */
const WINDOW = Float64Array.from({ length: SIZE }, (_, n) => {
  const x = (2 * Math.PI * n) / SIZE;
  return 0.35875 - 0.48829 * Math.cos(x) + 0.14128 * Math.cos(2 * x) - 0.01168 * Math.cos(3 * x);
});

/**
 * A bin near the wanted frequency whose number is odd: then its harmonics, folded, never fall on one another's lines but far up in the series.
 */
function nearestOddBin(frequencyHz: number, sampleRate: number): number {
  return 2 * Math.floor((frequencyHz * SIZE) / sampleRate / 2) + 1;
}

function ratioAt(output: Float32Array, bin: number, sampleRate: number): number {
  const power = powerSpectrum(realFft(SIZE).forward(WINDOW.map((gain, n) => gain * output[SETTLE + n])));
  let harmonic = 0;
  let other = 0;
  for (let k = Math.ceil((LOWEST_HZ * SIZE) / sampleRate); k < HIGHEST_SHARE * SIZE; k++) {
    const apart = Math.abs(k - bin * Math.round(k / bin));
    if (apart <= LINE_BINS) harmonic += power[k];
    else other += power[k];
  }
  return other / harmonic;
}

/** Plays sines through `render` and measures what is not in their harmonic series. */
export async function measureAliasing(render: Render, options: AliasingOptions): Promise<AliasingResult> {
  const { sampleRate, amplitude = 0.5, frequenciesHz = FREQUENCIES_HZ } = options;
  const points: AliasingPoint[] = [];
  const ratios: number[] = [];
  for (const wantedHz of frequenciesHz) {
    const bin = nearestOddBin(wantedHz, sampleRate);
    const sine = Float32Array.from(
      { length: SETTLE + SIZE },
      (_, n) => amplitude * Math.sin((2 * Math.PI * bin * n) / SIZE),
    );
    const ratio = ratioAt(await render(sine), bin, sampleRate);
    ratios.push(ratio);
    points.push({ frequencyHz: (bin * sampleRate) / SIZE, aliasingDb: powerToDb(ratio) });
  }
  return {
    points,
    worstDb: powerToDb(Math.max(...ratios)),
    meanDb: powerToDb(ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length),
  };
}
