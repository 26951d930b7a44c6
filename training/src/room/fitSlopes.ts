/** The classical part of the diffuse sound: slopes and noise of each octave band. */
import { powerToDb } from '../audio/channels.js';
import type { DiffuseBand } from './document.js';
import { type BandCurve, type BandMeasures, HEARD_DB, INTERVAL_SECONDS } from './measure.js';

/** A slope that falls below the other so soon is a start, not a decay: the corrections say it better. */
const START_SECONDS = 0.05;
/** How far a slope is drawn back from where its fit starts. */
const DRAWN_BACK_DB = 20;

function slopesOf({ model, first }: BandCurve, sampleRate: number): DiffuseBand['slopes'] {
  const slopes = model.slopes.map(({ energy, rt60Seconds }) => {
    const drawnBackDb = Math.min(DRAWN_BACK_DB, (60 * first * INTERVAL_SECONDS) / rt60Seconds);
    return { levelDb: powerToDb(energy / (sampleRate * INTERVAL_SECONDS)) + drawnBackDb, rt60Seconds };
  });
  const [fast, slow] = slopes;
  const crossing = slow && (fast.levelDb - slow.levelDb) / (60 / fast.rt60Seconds - 60 / slow.rt60Seconds);
  return crossing < START_SECONDS ? [slow] : slopes;
}

/** The octave bands' slopes and noise, not yet corrected. */
export function diffuseBands(curves: BandCurve[], measured: BandMeasures[], sampleRate: number): DiffuseBand[] {
  const bands = curves.map((curve, b): DiffuseBand | undefined => {
    if (curve.decayDb < HEARD_DB) return undefined;
    const slopes = slopesOf(curve, sampleRate);
    const late = slopes[slopes.length - 1].rt60Seconds;
    return {
      centreHz: curve.centreHz,
      slopes,
      corrections: { seconds: [], db: [] },
      rt60Seconds: measured[b].rt60Seconds ?? late,
      noiseDb: powerToDb(curve.model.noise / (sampleRate * INTERVAL_SECONDS)),
    };
  });
  return bands.map((band, b) => band ?? borrowed(bands, b, curves[b], sampleRate));
}

/** A band that drowns in noise decays as its neighbour towards 1 kHz does, from at most what was heard of it. */
function borrowed(
  bands: (DiffuseBand | undefined)[],
  index: number,
  curve: BandCurve,
  sampleRate: number,
): DiffuseBand {
  const order = bands.map((_, b) => b).sort((a, b) => Math.abs(a - index) - Math.abs(b - index));
  const neighbour = bands[order.find((b) => bands[b]) ?? -1];
  const rt60Seconds = neighbour?.rt60Seconds ?? 0.5;
  const heard = powerToDb(curve.remaining[0] / ((rt60Seconds / 13.8) * sampleRate));
  const levelDb = Math.min(heard, neighbour ? neighbour.slopes[0].levelDb - 6 : heard);
  const noiseDb = powerToDb(curve.model.noise / (sampleRate * INTERVAL_SECONDS));
  const corrections = { seconds: [], db: [] };
  return { centreHz: curve.centreHz, slopes: [{ levelDb, rt60Seconds }], corrections, rt60Seconds, noiseDb };
}
