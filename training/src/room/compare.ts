/** How near one room response comes to another: RT60 by octave bands and the whole energy-decay curve. */
import { decayCurveDb, heardBands, measureRoom, type RoomMeasures, STEP_SECONDS } from './measure.js';

/** A band is met within this share of the reference's RT60, or within so many seconds, whichever is more. */
const RT60_SHARE = 0.05;
const RT60_SECONDS = 0.05;
const CURVE_DB = 1.5;
/** Of a response that has ended. */
const ENDED_DB = -100;
export const CURVE_DOWN_TO_DB = -40;
const COMPARED_HZ: [lowest: number, highest: number] = [125, 8000];

export interface BandComparison {
  centreHz: number;
  referenceSeconds: number;
  /** How far off RT60 may be. */
  allowedSeconds: number;
  /** Absent where the other response does not fall by 35 dB. */
  seconds?: number;
  isMet: boolean;
}

export interface RoomComparison {
  /** Octave bands from 125 Hz to 8 kHz in which the reference falls by 35 dB. */
  bands: BandComparison[];
  /** Largest difference of the curves of all bands that the reference's noise does not hide, from their start down to where the reference has fallen by 40 dB. */
  curve: { worstDb: number; atSeconds: number; isMet: boolean };
  isMet: boolean;
}

export interface Response {
  samples: Float32Array;
  sampleRate: number;
}

function compareCurves(reference: Float64Array, other: Float64Array): RoomComparison['curve'] {
  let [worstDb, at] = [0, 0];
  for (let k = 0; k < reference.length && reference[k] >= CURVE_DOWN_TO_DB; k++) {
    const differenceDb = Math.abs(Math.max(other[k] ?? ENDED_DB, ENDED_DB) - reference[k]);
    if (differenceDb > worstDb) [worstDb, at] = [differenceDb, k];
  }
  return { worstDb, atSeconds: at * STEP_SECONDS, isMet: worstDb <= CURVE_DB };
}

function compareMeasures(reference: RoomMeasures, other: RoomMeasures): RoomComparison {
  const bands = reference.bands
    .filter(
      ({ centreHz, rt60Range }) => rt60Range === 'T30' && centreHz >= COMPARED_HZ[0] && centreHz <= COMPARED_HZ[1],
    )
    .map(({ centreHz, rt60Seconds }): BandComparison => {
      const found = other.bands.find((band) => band.centreHz === centreHz);
      const seconds = found?.rt60Range === 'T30' ? found.rt60Seconds : undefined;
      const allowedSeconds = Math.max(RT60_SECONDS, RT60_SHARE * rt60Seconds!);
      const isMet = seconds !== undefined && Math.abs(seconds - rt60Seconds!) <= allowedSeconds;
      return { centreHz, referenceSeconds: rt60Seconds!, allowedSeconds, seconds, isMet };
    });
  const heard = heardBands(reference.bands);
  const curve = compareCurves(decayCurveDb(reference, heard), decayCurveDb(other, heard));
  return { bands, curve, isMet: curve.isMet && bands.every((band) => band.isMet) };
}

/**
 * Both are compared from their onsets on; or from the reference's on, where that brings them nearer: whether a faint first
 * sound is the onset may hang on a hair.
 * @throws UserError as `measureRoom`
 */
export function compareRooms(reference: Response, other: Response): RoomComparison {
  const measured = measureRoom(reference.samples, reference.sampleRate);
  const comparison = compareMeasures(measured, measureRoom(other.samples, other.sampleRate));
  if (comparison.curve.isMet) return comparison;
  const aligned = compareMeasures(measured, measureRoom(other.samples, other.sampleRate, measured.onsetSeconds));
  return aligned.curve.worstDb < comparison.curve.worstDb ? aligned : comparison;
}
