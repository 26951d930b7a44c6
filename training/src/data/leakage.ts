/**
 * Dry sound that finds a shorter way into the recording than through the device: crosstalk, or direct monitoring left on. It shows where the dry
 * signal sets in after silence: until the delay is over, the wet signal must not know about it yet.
 */

const SILENCE_SECONDS = 0.1;
/** Filters ring a little before and after the estimated delay. */
const MARGIN_SECONDS = 0.002;
const SHORTEST_LEAD_SECONDS = 0.001;
/** A sound has set in ... */
const ONSET_LEVEL = 0.02;
/** ... after silence. */
const SILENCE_LEVEL = 0.0005;

function findOnsets(dry: Float32Array, silence: number): number[] {
  const onsets: number[] = [];
  let quiet = 0;
  for (let n = 0; n < dry.length; n++) {
    const level = Math.abs(dry[n]);
    if (level < SILENCE_LEVEL) quiet++;
    else {
      if (level > ONSET_LEVEL && quiet >= silence) onsets.push(n);
      quiet = 0;
    }
  }
  return onsets;
}

function energy(samples: Float32Array, from: number, to: number): number {
  let sum = 0;
  for (let n = Math.max(0, from); n < Math.min(samples.length, to); n++) sum += samples[n] ** 2;
  return sum;
}

/**
 * @param wet as recorded, `delaySamples` behind `dry`
 * @returns gain of the leak (0: none above the noise); undefined when the delay is under 3 ms or the dry signal never sets in after silence
 */
export function measureLeakage(
  dry: Float32Array,
  wet: Float32Array,
  delaySamples: number,
  sampleRate: number,
): number | undefined {
  const lead = delaySamples - Math.round(MARGIN_SECONDS * sampleRate);
  if (lead < SHORTEST_LEAD_SECONDS * sampleRate) return undefined;
  const window = Math.min(lead, Math.round(0.05 * sampleRate));
  const onsets = findOnsets(dry, Math.round(SILENCE_SECONDS * sampleRate)).filter(
    (n) => n > window && n + window < wet.length,
  );
  if (onsets.length === 0) return undefined;
  const leaks = onsets.map((onset) => {
    const before = energy(wet, onset - window, onset);
    const during = energy(wet, onset, onset + window);
    // Half again as much as before may be noise.
    return during > 1.5 * before ? Math.sqrt((during - before) / energy(dry, onset, onset + window)) : 0;
  });
  leaks.sort((a, b) => a - b);
  return leaks[leaks.length >> 1];
}
