/** Sample-rate conversion by libsamplerate (WebAssembly), best sinc quality; no latency: sample 0 stays at time 0. */
import { AudioError } from './audioError.js';
import { type Audio, deinterleave, interleave } from './channels.js';

/** Silence fed behind the signal, so that the converter gives out its last samples: longer than the half-width of its longest filter. */
const FLUSH_SECONDS = 0.05;
const MAX_RATE = 192000;
/** Kept small: the WebAssembly side has a buffer of 4 MB and chunks above it. */
const MAX_CHANNELS = 128;

/**
 * @returns audio of round(length * newRate / oldRate) samples per channel; the same object when the rates are equal.
 * @throws {AudioError} bad-argument for rates other than whole numbers of 1 to 192000 Hz.
 */
export async function resample(audio: Audio, sampleRate: number): Promise<Audio> {
  if (audio.sampleRate === sampleRate) return audio;
  for (const rate of [audio.sampleRate, sampleRate]) {
    if (!(Number.isInteger(rate) && rate >= 1 && rate <= MAX_RATE)) {
      throw new AudioError(
        'bad-argument',
        `a whole sample rate of 1 to ${MAX_RATE} Hz`,
        `${rate}`,
        'Choose another rate.',
      );
    }
  }
  const width = audio.channels.length;
  if (width < 1 || width > MAX_CHANNELS) {
    throw new AudioError(
      'bad-argument',
      `1 to ${MAX_CHANNELS} channels`,
      `${width}`,
      'Convert fewer channels at once.',
    );
  }
  const length = audio.channels[0].length;
  const outputLength = Math.round((length * sampleRate) / audio.sampleRate);
  const padded = new Float32Array((length + Math.ceil(FLUSH_SECONDS * audio.sampleRate)) * width);
  padded.set(interleave(audio.channels));
  // Loaded only when it is needed: it costs a tenth of a second.
  const { default: samplerate } = await import('@alexanderolsen/libsamplerate-js');
  const converter = await samplerate.create(width, audio.sampleRate, sampleRate, {
    converterType: samplerate.ConverterType.SRC_SINC_BEST_QUALITY,
  });
  try {
    const frames = converter.simple(padded).subarray(0, outputLength * width);
    return { sampleRate, channels: deinterleave(frames.slice(), width) };
  } finally {
    converter.destroy();
  }
}
