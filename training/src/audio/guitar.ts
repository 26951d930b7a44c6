/** A dry electric guitar that plays for minutes: material to try a trained model on that it was not trained with. */
import { AudioError } from './audioError.js';
import { dbToAmplitude, peakOf } from './channels.js';
import { playScore, type ScoreNote } from './pluckedString.js';
import { type Random, seededRandom } from './random.js';
import { arpeggio, bend, note, powerChord, slide, strum } from './technique.js';

export interface GuitarOptions {
  seconds: number;
  /** Default 48000. */
  sampleRate?: number;
  /** Default 1. */
  seed?: number;
  /** Default -3. */
  peakDb?: number;
}

interface Chord {
  root: number;
  voicing: readonly number[];
}

/** Open and barre chords, lowest string first. */
const CHORDS = {
  Am: { root: 45, voicing: [45, 52, 57, 60, 64] },
  F: { root: 41, voicing: [41, 48, 53, 57, 60, 65] },
  C: { root: 48, voicing: [48, 52, 55, 60, 64] },
  G: { root: 43, voicing: [43, 47, 50, 55, 59, 67] },
  Dm: { root: 50, voicing: [50, 57, 62, 65] },
  Em: { root: 40, voicing: [40, 47, 52, 55, 59, 64] },
  E: { root: 40, voicing: [40, 47, 52, 56, 59, 64] },
} satisfies Record<string, Chord>;

const PROGRESSIONS: readonly (readonly (keyof typeof CHORDS)[])[] = [
  ['Am', 'F', 'C', 'G'],
  ['Am', 'Em', 'F', 'E'],
  ['Dm', 'Am', 'C', 'G'],
  ['C', 'G', 'Am', 'F'],
];

/** A minor pentatonic over two octaves: what the lead plays over all of them. */
const LEAD_SCALE = [57, 60, 62, 64, 67, 69, 72, 74, 76, 79];

interface Bar {
  start: number;
  beat: number;
  chord: Chord;
  /** How hard this bar is played. */
  level: number;
  random: Random;
}

type Style = (bar: Bar) => ScoreNote[];

const picked: Style = ({ start, beat, chord, level }) => {
  const { voicing } = chord;
  const order = [0, 2, 3, 1, voicing.length - 1, 3, 2, 1].map((i) => voicing[Math.min(i, voicing.length - 1)]);
  return arpeggio(order, { startSeconds: start, seconds: 4 * beat, level, touch: 'soft' }, 4);
};

/** Down on the beat, up between: D - D U - U D U. */
const strummed: Style = ({ start, beat, chord, level, random }) =>
  [0, 1, 1.5, 2.5, 3, 3.5].flatMap((at, i, all) => {
    const seconds = ((all[i + 1] ?? 4) - at) * beat + 0.02;
    const up = at % 1 !== 0;
    const stroke = {
      startSeconds: start + at * beat,
      seconds,
      level: level * (up ? 0.6 : 0.9) * (0.85 + 0.3 * random()),
    };
    return strum(up ? chord.voicing.slice(-3) : chord.voicing, stroke, up ? -0.015 : 0.025);
  });

const chugged: Style = ({ start, beat, chord, level }) =>
  Array.from({ length: 8 }, (_, i) => {
    const accent = i === 0 || i === 3 || i === 6;
    const gesture = {
      startSeconds: start + (i * beat) / 2,
      seconds: (accent ? 0.48 : 0.3) * beat,
      level: accent ? level : 0.7 * level,
    };
    return accent ? strum(powerChord(chord.root), gesture, 0.008) : [note(chord.root, { ...gesture, touch: 'muted' })];
  }).flat();

const held: Style = ({ start, beat, chord, level }) =>
  strum(powerChord(chord.root), { startSeconds: start, seconds: 4 * beat, level, touch: 'bridge' }, 0.01);

/** A line over the bar: steps along the scale, and at its end a bend or a slide. */
const lead: Style = ({ start, beat, level, random }) => {
  let degree = 2 + Math.floor(random() * 6);
  const line: ScoreNote[] = [];
  for (let at = 0; at < 3; ) {
    const length = random() < 0.4 ? 1 : 0.5;
    line.push(
      note(LEAD_SCALE[degree], {
        startSeconds: start + at * beat,
        seconds: length * beat,
        level: level * (0.6 + 0.4 * random()),
      }),
    );
    degree = Math.max(
      0,
      Math.min(LEAD_SCALE.length - 1, degree + (random() < 0.5 ? -1 : 1) * (random() < 0.8 ? 1 : 2)),
    );
    at += length;
  }
  const last = { startSeconds: start + 3 * beat, seconds: beat, level, touch: 'bridge' } as const;
  line.push(
    random() < 0.6 ? bend(LEAD_SCALE[degree], 2, last) : slide(LEAD_SCALE[degree], random() < 0.5 ? 2 : -3, last),
  );
  return line;
};

/** The form: four bars of each, at these levels, over and over. */
const FORM: readonly { style: Style; level: number; beatsPerMinute: number }[] = [
  { style: picked, level: 0.45, beatsPerMinute: 92 },
  { style: strummed, level: 0.7, beatsPerMinute: 104 },
  { style: chugged, level: 0.9, beatsPerMinute: 126 },
  { style: lead, level: 0.8, beatsPerMinute: 100 },
  { style: held, level: 1, beatsPerMinute: 126 },
  { style: strummed, level: 0.3, beatsPerMinute: 88 },
  { style: lead, level: 0.5, beatsPerMinute: 76 },
];

function writeScore(seconds: number, random: Random): ScoreNote[] {
  const score: ScoreNote[] = [];
  let start = 0.1;
  for (let part = 0; start < seconds; part++) {
    const { style, level, beatsPerMinute } = FORM[part % FORM.length];
    const progression = PROGRESSIONS[Math.floor(random() * PROGRESSIONS.length)];
    const beat = 60 / beatsPerMinute;
    for (const name of progression) {
      if (start >= seconds) break;
      score.push(...style({ start, beat, chord: CHORDS[name], level: level * (0.85 + 0.15 * random()), random }));
      start += 4 * beat;
    }
  }
  return score;
}

/** Deterministic: the same options give the same samples. @throws {AudioError} bad-argument for no length. */
export function synthesiseGuitar(options: GuitarOptions): Float32Array {
  const { seconds, sampleRate = 48000, seed = 1, peakDb = -3 } = options;
  if (!(seconds > 0)) {
    throw new AudioError('bad-argument', 'a length above 0 s', `${seconds} s`, 'Give the length in seconds.');
  }
  const random = seededRandom(seed);
  const guitar = playScore(writeScore(seconds, random), Math.round(seconds * sampleRate), sampleRate, random);
  const scale = dbToAmplitude(peakDb) / peakOf(guitar);
  return guitar.map((value) => value * scale);
}
