/** Ways of playing a guitar, as scores for `playScore`. Times in seconds, notes as MIDI numbers, levels as peaks of single strings. */
import type { PluckedNote, ScoreNote } from './pluckedString.js';

/** How a hand sounds; a note adds pitch, time and level. */
type Touch = Pick<PluckedNote, 'pickPosition' | 'pickCutoffHz' | 'decaySeconds' | 'dampingHz'>;

export const TOUCHES = {
  open: { pickPosition: 0.13, pickCutoffHz: 1700, decaySeconds: 8, dampingHz: 15000 },
  soft: { pickPosition: 0.3, pickCutoffHz: 750, decaySeconds: 7, dampingHz: 11000 },
  bridge: { pickPosition: 0.06, pickCutoffHz: 2800, decaySeconds: 7, dampingHz: 15000 },
  muted: { pickPosition: 0.1, pickCutoffHz: 1200, decaySeconds: 0.45, dampingHz: 3000 },
} satisfies Record<string, Touch>;

export type TouchName = keyof typeof TOUCHES;

interface Gesture {
  startSeconds: number;
  seconds: number;
  level: number;
  touch?: TouchName;
}

export function note(midiNote: number, gesture: Gesture): ScoreNote {
  const { touch = 'open', ...time } = gesture;
  return { midiNote, ...time, ...TOUCHES[touch] };
}

/** All strings shortly after one another; `spreadSeconds` from the first to the last, negative for an up-stroke. */
export function strum(chord: readonly number[], gesture: Gesture, spreadSeconds = 0.03): ScoreNote[] {
  const order = spreadSeconds < 0 ? [...chord].reverse() : chord;
  const step = Math.abs(spreadSeconds) / Math.max(1, chord.length - 1);
  const level = gesture.level / Math.sqrt(chord.length);
  return order.map((midiNote, i) =>
    note(midiNote, {
      ...gesture,
      level,
      startSeconds: gesture.startSeconds + i * step,
      seconds: gesture.seconds - i * step,
    }),
  );
}

/** Notes one after the other, each ringing for `ringSteps` steps. */
export function arpeggio(notes: readonly number[], gesture: Gesture, ringSteps = 2): ScoreNote[] {
  const step = gesture.seconds / notes.length;
  return notes.map((midiNote, i) =>
    note(midiNote, { ...gesture, startSeconds: gesture.startSeconds + i * step, seconds: step * ringSteps }),
  );
}

/** A note pulled up by `semitones` and shaken there. */
export function bend(midiNote: number, semitones: number, gesture: Gesture): ScoreNote {
  const glide = {
    semitones,
    startSeconds: 0.15 * gesture.seconds,
    riseSeconds: 0.25 * gesture.seconds,
    vibratoSemitones: 0.2,
  };
  return { ...note(midiNote, gesture), glide };
}

/** A slide along the neck, without vibrato. */
export function slide(midiNote: number, semitones: number, gesture: Gesture): ScoreNote {
  return {
    ...note(midiNote, gesture),
    glide: { semitones, startSeconds: 0.3 * gesture.seconds, riseSeconds: 0.2 * gesture.seconds },
  };
}

/** Root, fifth, octave. */
export const powerChord = (root: number): number[] => [root, root + 7, root + 12];
