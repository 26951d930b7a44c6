/**
 * Octave bands whose powers add up to the whole: |H|^2 of neighbours cross over as cos^2 and sin^2 over 0.6 octaves around their common edge, within
 * the limits of IEC 61260-1 class 1 for octave filters. The phase is zero, so that a band's decay is not drawn out to one side by its filter.
 */
import { nextPowerOfTwo, realFft } from '../audio/fft.js';

/** Nominal centres, in Hz. The first band also holds what is below it, the last what is above it. */
const CENTRES = [31.5, 63, 125, 250, 500, 1000, 2000, 4000, 8000, 16000];
const CROSSOVER_OCTAVES = 0.6;
/** Zeros before and behind the signal, for the filters to ring in. */
const MARGIN_SECONDS = 0.1;

/** Exact centres are powers of two around 1 kHz. */
const exactHz = (nominalHz: number) => 1000 * 2 ** Math.round(Math.log2(nominalHz / 1000));

/** The octave bands whose lower edge lies below the highest frequency of a sample rate. */
export function bandCentres(sampleRate: number): number[] {
  return CENTRES.filter((hz) => exactHz(hz) * Math.SQRT1_2 < sampleRate / 2);
}

/** 1 below the common edge of two bands, 0 above, cos in between: the amplitude of the lower of the two. */
function lowerShare(octavesAboveEdge: number): number {
  const position = Math.min(1, Math.max(0, octavesAboveEdge / CROSSOVER_OCTAVES + 0.5));
  return Math.cos((Math.PI / 2) * position);
}

/** |H| of band `index` among `centres`. */
export function bandGain(centres: readonly number[], index: number, hz: number): number {
  const octaves = Math.log2(Math.max(hz, 1e-3) / exactHz(centres[index]));
  if (octaves < 0) return index === 0 ? 1 : Math.sqrt(Math.max(0, 1 - lowerShare(octaves + 0.5) ** 2));
  return index === centres.length - 1 ? 1 : lowerShare(octaves - 0.5);
}

const knownGains = new Map<string, Float64Array[]>();

/** `gains[band][bin]` of the bands of `bandCentres(sampleRate)` for a transform of `size`. */
export function bandGains(size: number, sampleRate: number): Float64Array[] {
  const key = `${size} ${sampleRate}`;
  let gains = knownGains.get(key);
  if (!gains) {
    const centres = bandCentres(sampleRate);
    const hz = (bin: number) => (bin * sampleRate) / size;
    gains = centres.map((_, band) =>
      Float64Array.from({ length: size / 2 + 1 }, (_, bin) => bandGain(centres, band, hz(bin))),
    );
    knownGains.set(key, gains);
  }
  return gains;
}

/** The bands of a signal. Sample 0 of the signal is at `lead` of each band. */
export interface BandSignals {
  centresHz: number[];
  lead: number;
  bands: Float64Array[];
}

export function splitBands(samples: ArrayLike<number>, sampleRate: number): BandSignals {
  const lead = Math.round(MARGIN_SECONDS * sampleRate);
  const fft = realFft(nextPowerOfTwo(samples.length + 2 * lead));
  const padded = new Float64Array(fft.size);
  padded.set(samples, lead);
  const spectrum = fft.forward(padded);
  const centresHz = bandCentres(sampleRate);
  const bands = bandGains(fft.size, sampleRate).map((gains) =>
    fft.inverse(spectrum, gains).subarray(0, samples.length + 2 * lead),
  );
  return { centresHz, lead, bands };
}
