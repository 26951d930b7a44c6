/**
 * Runs a nonlinear circuit at a multiple of the sample rate, so that its new harmonics do not fold back. The filters have minimum phase: the device
 * stays causal and adds no latency, as an analogue one would.
 */
import { realFft } from '../audio/fft.js';

/** As shares of the sample rate: 20 and 28 kHz at 48 kHz. What folds back lands above the pass band. */
const PASS_EDGE = 20 / 48;
const STOP_EDGE = 28 / 48;
const STOP_BAND_DB = 100;

/** Modified Bessel function of order 0, by its series. */
function besselI0(x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; term > 1e-12 * sum; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

/** Windowed sinc after Kaiser (1974), unity gain at 0 Hz. */
function kaiserLowPass(factor: number): Float64Array {
  const width = (2 * Math.PI * (STOP_EDGE - PASS_EDGE)) / factor;
  const length = Math.ceil((STOP_BAND_DB - 8) / (2.285 * width)) | 1;
  const beta = 0.1102 * (STOP_BAND_DB - 8.7);
  const centre = (length - 1) / 2;
  const cutoff = (PASS_EDGE + STOP_EDGE) / 2 / factor;
  const taps = Float64Array.from({ length }, (_, n) => {
    const x = n - centre;
    const sinc = x === 0 ? 2 * cutoff : Math.sin(2 * Math.PI * cutoff * x) / (Math.PI * x);
    return sinc * besselI0(beta * Math.sqrt(1 - (x / centre) ** 2));
  });
  const sum = taps.reduce((total, tap) => total + tap, 0);
  return taps.map((tap) => tap / sum);
}

/** The same magnitude with the energy as early as can be: by folding the cepstrum (Oppenheim & Schafer, "Discrete-Time Signal Processing"). */
function minimumPhase(taps: Float64Array): Float64Array {
  const fft = realFft(16384);
  const magnitude = fft.forward(taps);
  for (let at = 0; at < magnitude.length; at += 2) {
    magnitude[at] = Math.log(Math.max(1e-7, Math.hypot(magnitude[at], magnitude[at + 1])));
    magnitude[at + 1] = 0;
  }
  const cepstrum = fft.inverse(magnitude);
  for (let n = 1; n < fft.size / 2; n++) cepstrum[n] *= 2;
  cepstrum.fill(0, fft.size / 2 + 1);
  const spectrum = fft.forward(cepstrum);
  for (let at = 0; at < spectrum.length; at += 2) {
    const gain = Math.exp(spectrum[at]);
    const phase = spectrum[at + 1];
    spectrum[at] = gain * Math.cos(phase);
    spectrum[at + 1] = gain * Math.sin(phase);
  }
  return fft.inverse(spectrum).slice(0, taps.length);
}

const filters = new Map<number, Float64Array>();

function filterFor(factor: number): Float64Array {
  let taps = filters.get(factor);
  if (!taps) {
    taps = minimumPhase(kaiserLowPass(factor));
    filters.set(factor, taps);
  }
  return taps;
}

/** The last values of a signal, kept so that a window over them never wraps: each is written twice. */
class History {
  private readonly values: Float64Array;
  private start = 0;
  constructor(private readonly length: number) {
    this.values = new Float64Array(2 * length);
  }
  push(value: number): void {
    this.values[this.start] = value;
    this.values[this.start + this.length] = value;
    this.start = this.start + 1 === this.length ? 0 : this.start + 1;
  }
  /** Sum of gains[k] times the k-th oldest value; `gains` has the length of the history. */
  weigh(gains: Float64Array): number {
    const { values, start } = this;
    let sum = 0;
    for (let k = 0; k < gains.length; k++) sum += gains[k] * values[start + k];
    return sum;
  }
}

/** One branch of the interpolator: every factor-th tap, scaled to keep the level, the tap of the oldest input first. */
function branch(taps: Float64Array, phase: number, factor: number, length: number): Float64Array {
  return Float64Array.from({ length }, (_, k) => factor * (taps[phase + (length - 1 - k) * factor] ?? 0));
}

/**
 * @param factor 1 runs the circuit as it is
 * @param step one sample of the circuit at `factor` times the rate; it may keep state
 */
export function oversample(input: Float32Array, factor: number, step: (sample: number) => number): Float32Array {
  if (factor === 1) return input.map(step);
  const taps = filterFor(factor);
  const decimator = taps.slice().reverse();
  const inputs = new History(Math.ceil(taps.length / factor));
  const outputs = new History(taps.length);
  const branches = Array.from({ length: factor }, (_, phase) =>
    branch(taps, phase, factor, Math.ceil(taps.length / factor)),
  );
  return input.map((sample) => {
    inputs.push(sample);
    for (const gains of branches) outputs.push(step(inputs.weigh(gains)));
    return outputs.weigh(decimator);
  });
}
