/** Errors of an output against its target in the time domain. All take two signals of one length; the shorter one counts. */

/** sum (target - output)^2 / sum target^2; 0 is perfect, 1 is as bad as silence. Infinity for a silent target that the output misses. */
export function esr(target: Float32Array, output: Float32Array): number {
  const length = Math.min(target.length, output.length);
  let error = 0;
  let energy = 0;
  for (let n = 0; n < length; n++) {
    error += (target[n] - output[n]) ** 2;
    energy += target[n] ** 2;
  }
  return error === 0 ? 0 : error / energy;
}

/** x[n] - coefficient x[n - 1]: weighs the highs as the ear does (Wright & Valimaki, "Perceptual loss function for neural modelling of audio systems", ICASSP 2020). */
export function preEmphasise(samples: Float32Array, coefficient: number): Float32Array {
  return samples.map((sample, n) => (n === 0 ? sample : sample - coefficient * samples[n - 1]));
}

/** ESR after pre-emphasis of both signals. */
export function preEmphasisedEsr(target: Float32Array, output: Float32Array, coefficient: number): number {
  return esr(preEmphasise(target, coefficient), preEmphasise(output, coefficient));
}

function meanOfErrors(target: Float32Array, output: Float32Array, measure: (error: number) => number): number {
  const length = Math.min(target.length, output.length);
  let sum = 0;
  for (let n = 0; n < length; n++) sum += measure(target[n] - output[n]);
  return length > 0 ? sum / length : 0;
}

/** Mean squared error. */
export const mse = (target: Float32Array, output: Float32Array): number => meanOfErrors(target, output, (e) => e * e);

/** Mean absolute error. */
export const mae = (target: Float32Array, output: Float32Array): number => meanOfErrors(target, output, Math.abs);

/** Mean of the error: how far the output's offset is off. */
export const dcError = (target: Float32Array, output: Float32Array): number => meanOfErrors(target, output, (e) => e);

/** Squared mean of the error over the target's power: the DC term of the usual loss. */
export function dcRatio(target: Float32Array, output: Float32Array): number {
  const power = mse(target, new Float32Array(target.length));
  const mean = dcError(target, output);
  return mean === 0 ? 0 : (mean * mean) / power;
}

/** Share of the samples that are right to `bits` bits of full scale: |error| <= 2^-bits. */
export const shareWithinBits = (target: Float32Array, output: Float32Array, bits: number): number =>
  meanOfErrors(target, output, (e) => (Math.abs(e) <= 2 ** -bits ? 1 : 0));
