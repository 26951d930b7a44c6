/** Seeded random numbers: the same seed gives the same signal on every machine. */

/** A source of uniform numbers in 0..1 (mulberry32: 32 bits of state, passes the usual statistical tests). */
export type Random = () => number;

export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** White noise, uniform in -1..1. */
export function whiteNoise(length: number, random: Random): Float32Array {
  return Float32Array.from({ length }, () => 2 * random() - 1);
}

/**
 * Pink noise (-3 dB per octave within 0.05 dB above 9 Hz at 44.1 kHz): white noise through Paul Kellet's refined filter of six one-pole
 * sections (music-dsp archive, 1999); about -1..1.
 */
export function pinkNoise(length: number, random: Random): Float32Array {
  const poles = [0.99886, 0.99332, 0.969, 0.8665, 0.55, -0.7616];
  const gains = [0.0555179, 0.0750759, 0.153852, 0.3104856, 0.5329522, -0.016898];
  const state = new Float64Array(6);
  let delayed = 0;
  return Float32Array.from({ length }, () => {
    const white = 2 * random() - 1;
    let sum = delayed + 0.5362 * white;
    for (let k = 0; k < 6; k++) {
      state[k] = poles[k] * state[k] + gains[k] * white;
      sum += state[k];
    }
    delayed = 0.115926 * white;
    return 0.11 * sum;
  });
}
