/**
 * Multi-resolution STFT distance: spectral convergence plus the mean distance of log magnitudes, averaged over three window sizes
 * (Yamamoto, Song & Kim, "Parallel WaveGAN", ICASSP 2020, equations 4 to 7).
 */
import { hannWindow, powerSpectrum, realFft } from '../audio/fft.js';

export const STFT_SIZES: readonly number[] = [2048, 512, 128];

/** Magnitudes below -100 dB of full scale are all the same silence. */
const POWER_FLOOR = 1e-10;

/** Power spectra of Hann-windowed frames, scaled so that a full-scale sine peaks at 1; calls `visit` for each. */
export function forEachFrame(
  samples: Float32Array,
  size: number,
  hop: number,
  visit: (power: Float64Array, frame: number) => void,
): void {
  const fft = realFft(size);
  const window = hannWindow(size).map((gain) => gain * (4 / size));
  const windowed = new Float64Array(size);
  for (let start = 0, frame = 0; start + size <= samples.length || frame === 0; start += hop, frame++) {
    for (let n = 0; n < size; n++) windowed[n] = window[n] * (samples[start + n] ?? 0);
    visit(powerSpectrum(fft.forward(windowed)), frame);
  }
}

interface Distance {
  convergence: number;
  logMagnitude: number;
}

function distanceAt(target: Float32Array, output: Float32Array, size: number): Distance {
  const frames: Float64Array[] = [];
  const hop = size / 4;
  const length = Math.min(target.length, output.length);
  forEachFrame(target.subarray(0, length), size, hop, (power) =>
    frames.push(power.map((p) => Math.sqrt(Math.max(POWER_FLOOR, p)))),
  );
  let error = 0;
  let energy = 0;
  let logs = 0;
  let count = 0;
  forEachFrame(output.subarray(0, length), size, hop, (power, frame) => {
    for (let k = 0; k < power.length; k++) {
      const wanted = frames[frame][k];
      const found = Math.sqrt(Math.max(POWER_FLOOR, power[k]));
      error += (wanted - found) ** 2;
      energy += wanted ** 2;
      logs += Math.abs(Math.log(wanted / found));
      count++;
    }
  });
  return { convergence: Math.sqrt(error / energy), logMagnitude: logs / count };
}

/** 0 for equal signals; grows with the distance of the spectra, whatever the phases. */
export function multiResolutionStft(target: Float32Array, output: Float32Array): number {
  const distances = STFT_SIZES.map((size) => distanceAt(target, output, size));
  return (
    distances.reduce((sum, { convergence, logMagnitude }) => sum + convergence + logMagnitude, 0) / distances.length
  );
}
