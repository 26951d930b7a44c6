import { nextPowerOfTwo, realFft } from './fft.js';

/** The whole convolution, of `samples.length + response.length - 1` samples, by overlap and add. */
export function convolve(samples: Float32Array, response: Float32Array): Float32Array {
  const fft = realFft(nextPowerOfTwo(2 * response.length));
  const part = fft.size - response.length + 1;
  const filter = fft.forward(response);
  const out = new Float32Array(samples.length + response.length - 1);
  for (let start = 0; start < samples.length; start += part) {
    const spectrum = fft.forward(samples.subarray(start, start + part));
    for (let at = 0; at < spectrum.length; at += 2) {
      const [re, im] = [spectrum[at], spectrum[at + 1]];
      spectrum[at] = re * filter[at] - im * filter[at + 1];
      spectrum[at + 1] = re * filter[at + 1] + im * filter[at];
    }
    const product = fft.inverse(spectrum);
    const end = Math.min(fft.size, out.length - start);
    for (let n = 0; n < end; n++) out[start + n] += product[n];
  }
  return out;
}
