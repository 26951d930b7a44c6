import { realFft } from './fft.js';

/** -140 dB: what is below counts as that. */
const FLOOR = 1e-7;

/**
 * The impulse response with the given magnitudes at the bins of a transform and its energy as early as can be, by folding the cepstrum (Oppenheim &
 * Schafer, "Discrete-Time Signal Processing").
 */
export function minimumPhase(magnitudes: ArrayLike<number>): Float64Array {
  const fft = realFft(2 * (magnitudes.length - 1));
  const logarithms = new Float64Array(2 * magnitudes.length);
  for (let k = 0; k < magnitudes.length; k++) logarithms[2 * k] = Math.log(Math.max(FLOOR, magnitudes[k]));
  const cepstrum = fft.inverse(logarithms);
  for (let n = 1; n < fft.size / 2; n++) cepstrum[n] *= 2;
  cepstrum.fill(0, fft.size / 2 + 1);
  const spectrum = fft.forward(cepstrum);
  for (let at = 0; at < spectrum.length; at += 2) {
    const gain = Math.exp(spectrum[at]);
    const phase = spectrum[at + 1];
    spectrum[at] = gain * Math.cos(phase);
    spectrum[at + 1] = gain * Math.sin(phase);
  }
  return fft.inverse(spectrum);
}
