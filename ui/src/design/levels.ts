/** How a level meter moves: falls slowly, holds its peak, remembers a clip. */
import { withMinus } from '../strings/minus.js';

export interface ChannelLevel {
  /** Linear, 1 is full scale. */
  peak: number;
  rms: number;
  clipped?: boolean;
}

export const LOWEST_DB = -60;
const FALL_DB_PER_SECOND = 24;
const HOLD_MS = 1500;

export const toDecibels = (level: number) => 20 * Math.log10(Math.max(level, 1e-6));

export function formatDecibels(decibels: number): string {
  return decibels <= LOWEST_DB ? '−∞ dB' : withMinus(`${decibels.toFixed(1)} dB`);
}

export class LevelBallistics {
  /** dB of each channel's falling peak, and of its RMS. */
  peaks: number[] = [];
  rms: number[] = [];
  /** dB of the highest peak of the last while. */
  held = Number.NEGATIVE_INFINITY;
  clipped = false;
  #heldUntil = 0;
  #last = 0;

  /** `now` in ms, as requestAnimationFrame gives it. */
  take(channels: readonly ChannelLevel[], now: number): void {
    const seconds = Math.min(1, Math.max(0, now - this.#last) / 1000);
    this.#last = now;
    const fallen = FALL_DB_PER_SECOND * seconds;
    this.peaks = channels.map(({ peak }, i) => Math.max(toDecibels(peak), (this.peaks[i] ?? LOWEST_DB) - fallen));
    this.rms = channels.map(({ rms }) => toDecibels(rms));
    const loudest = Math.max(LOWEST_DB, ...channels.map(({ peak }) => toDecibels(peak)));
    if (loudest >= this.held || now > this.#heldUntil) {
      this.held = loudest;
      this.#heldUntil = now + HOLD_MS;
    }
    if (channels.some(({ clipped }) => clipped)) this.clipped = true;
  }
}
