/** A room as a file: the few numbers from which `renderRoom` makes an impulse response. docs/rooms.md says what each means. */
import type { Dispersion } from './dispersion.js';

export const ROOM_VERSION = 1;

/** The direct sound or one early reflection. */
export interface Arrival {
  /** After the start. */
  seconds: number;
  /** Amplitude in each of the document's `arrivalBandsHz`; negative is inverted. */
  gains: number[];
}

export interface DecaySlope {
  /** Power at the start, in dB of full scale. */
  levelDb: number;
  rt60Seconds: number;
}

/** The diffuse sound of one octave band: noise under the sum of the slopes, corrected. */
export interface DiffuseBand {
  centreHz: number;
  slopes: DecaySlope[];
  /** Added to the slopes' level; between these times by straight lines, before and behind them constant. */
  corrections: { seconds: number[]; db: number[] };
  /** RT60 of the whole response at this band, as measured on the recording; what the knob sets. */
  rt60Seconds: number;
  /** The recording's noise; played only when asked for. */
  noiseDb: number;
}

export interface RoomChannel {
  /** Silence before everything else. */
  predelaySeconds: number;
  arrivals: Arrival[];
  diffuse: DiffuseBand[];
  /** Third octaves from `THIRD_OCTAVE_HZ` on: the diffuse sound's spectrum between the octave bands. */
  colourDb: number[];
}

export interface RoomDocument {
  tonewrightRoom: number;
  name: string;
  /** Of the recording, and of the render before it is converted. */
  sampleRate: number;
  /** Length of the recording. */
  seconds: number;
  /** Of the noise; another one is another room of the same kind. */
  seed: number;
  /** How frequencies run apart on the way of the arrivals: of springs. */
  dispersion?: Dispersion;
  arrivalBandsHz: number[];
  channels: RoomChannel[];
}

const digits = (value: number, count: number) => Number(value.toPrecision(count));
const hundredths = (value: number) => Math.round(100 * value) / 100;

/** With as many digits as can be heard, so that the file is short; what is fitted is what is written. */
export function rounded(document: RoomDocument): RoomDocument {
  const { dispersion } = document;
  return {
    ...document,
    seconds: digits(document.seconds, 7),
    ...(dispersion && {
      dispersion: {
        ...dispersion,
        cutoffHz: digits(dispersion.cutoffHz, 6),
        ledSeconds: digits(dispersion.ledSeconds, 6),
      },
    }),
    channels: document.channels.map((channel) => ({
      predelaySeconds: digits(channel.predelaySeconds, 7),
      arrivals: channel.arrivals.map(({ seconds, gains }) => ({
        seconds: Math.round(1e7 * seconds) / 1e7,
        gains: gains.map((gain) => digits(gain, 4)),
      })),
      diffuse: channel.diffuse.map(({ centreHz, slopes, corrections, rt60Seconds, noiseDb }) => ({
        centreHz,
        rt60Seconds: digits(rt60Seconds, 4),
        slopes: slopes.map((slope) => ({
          levelDb: hundredths(slope.levelDb),
          rt60Seconds: digits(slope.rt60Seconds, 4),
        })),
        corrections: {
          seconds: corrections.seconds.map((value) => Math.round(1e4 * value) / 1e4),
          db: corrections.db.map(hundredths),
        },
        noiseDb: hundredths(noiseDb),
      })),
      colourDb: channel.colourDb.map(hundredths),
    })),
  };
}
