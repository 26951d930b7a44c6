/** How loud a return is, for guidance. */
export type LevelVerdict = 'silent' | 'quiet' | 'good' | 'clipping';

/** Below it the converter's noise counts; a good take peaks above. */
const QUIET_PEAK = 10 ** (-24 / 20);
/** Nothing but the noise of an open input. */
const SILENT_PEAK = 10 ** (-60 / 20);

export function judgeLevel({ peak, fullScale }: { peak: number; fullScale: number }): LevelVerdict {
  if (fullScale > 0) return 'clipping';
  if (peak < SILENT_PEAK) return 'silent';
  return peak < QUIET_PEAK ? 'quiet' : 'good';
}
