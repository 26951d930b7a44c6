import type { ListeningKind, SoundRole } from '@tonewright/training/listening-test';

const percent = (share: number) => (share < 0.001 ? 'less than 0.1 %' : `${(100 * share).toPrecision(2)} %`);

/** Listening tests, in the studio and in the page that studies hand out. */
export const listening = {
  damaged: (where: string) =>
    `The test in this page is damaged${where && ` (${where})`}. Ask for the page again from whoever made it.`,
  preparing: 'The sounds are being prepared.',
  noSound: (reason: string) =>
    `The browser gives no sound (${reason}). Check that it has an output device, then load the page again.`,
  listener: 'Your name',
  listenerHint: 'It stands in the results.',
  kind: 'What you do',
  kinds: { rating: 'Rate from 1 to 4', abx: 'A/B/X: which one is it?' } satisfies Record<ListeningKind, string>,
  aboutKinds: {
    rating:
      'A is the reference. Rate how like it each X sounds, from 1, not similar, to 4, the same. One X of each item is the reference itself.',
    abx: 'X is either A or B, drawn anew each time. Listen to all three and say which one it is. If you cannot tell, guess.',
  } satisfies Record<ListeningKind, string>,
  advice: 'All sounds are equally loud. Use headphones, and set the volume before you begin.',
  trials: 'Trials for each pair',
  begin: 'Begin',
  again: 'Begin another one',
  end: 'End here',
  trial: (number: number, count: number) => `${number} of ${count}`,
  sounds: 'Sounds',
  a: 'A',
  b: 'B',
  reference: 'A, the reference',
  x: 'X',
  stop: 'Stop',
  ask: { rating: 'How like A is X?', abx: 'Which one is X?' } satisfies Record<ListeningKind, string>,
  ratings: ['1, not similar', '2, somewhat similar', '3, nearly the same', '4, the same'],
  isA: 'X is A',
  isB: 'X is B',
  hearFirst: { rating: 'Listen to A and X first.', abx: 'Listen to A, B and X first.' } satisfies Record<
    ListeningKind,
    string
  >,
  keys: {
    rating: 'Keys: A and X to listen, S to stop, 1 to 4 to rate.',
    abx: 'Keys: A, B and X to listen, S to stop, 1 for “X is A”, 2 for “X is B”.',
  } satisfies Record<ListeningKind, string>,
  section: 'The part that is looped',
  from: 'From',
  to: 'To',
  volume: 'Volume',
  seconds: (value: number) => `${value.toFixed(1)} s`,
  decibels: (value: number) => `${value} dB`,
  waveform: (seconds: number) => `Waveform of A, ${seconds.toFixed(1)} s`,
  results: 'Results',
  none: 'Nothing was answered.',
  csv: 'Download as CSV',
  json: 'Download as JSON',
  roles: {
    dry: 'dry',
    reference: 'hidden reference',
    candidate: '',
    anchor: 'anchor',
  } satisfies Record<SoundRole, string>,
  columns: {
    item: 'Item',
    sound: 'Sound',
    mean: 'Mean',
    deviation: 'Standard deviation',
    count: 'Answers',
    pair: 'Pair',
    right: 'Right',
    chance: 'By guessing',
    meaning: 'That means',
  },
  pair: (a: string, b: string) => `${a} and ${b}`,
  right: (right: number, trials: number) => `${right} of ${trials}`,
  chance: percent,
  /** Below 5 % it is taken for heard; five trials are the fewest that can get there. */
  meaning: (trials: number, probability: number) => {
    if (trials < 5) return 'Too few trials to tell.';
    if (probability < 0.05)
      return `The difference was heard: guessing does as well in only ${percent(probability)} of such tests.`;
    return `It may have been guessed: guessing does as well in ${percent(probability)} of such tests.`;
  },
};
