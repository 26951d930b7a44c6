import type { ListeningResults, SoundRole } from '@tonewright/training/listening-test';

/** How likely as many right answers or more are when all are guessed: the upper tail of the binomial distribution. */
export function guessProbability(right: number, trials: number): number {
  let tail = 0;
  let logTerm = -trials * Math.LN2; // of none right
  for (let k = 0; k <= trials; k++) {
    if (k >= right) tail += Math.exp(logTerm);
    logTerm += Math.log(trials - k) - Math.log(k + 1);
  }
  return Math.min(1, tail);
}

export interface RatingRow {
  item: string;
  sound: string;
  role: SoundRole;
  count: number;
  mean: number;
  /** Of the sample (n - 1); undefined for one answer. */
  deviation?: number;
}

export interface AbxRow {
  item: string;
  a: string;
  b: string;
  trials: number;
  right: number;
  /** One-sided: that guessing does as well. */
  probability: number;
}

/** Values under equal keys, in the order in which they came. */
function grouped<T>(values: T[], key: (value: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const value of values) groups.set(key(value), [...(groups.get(key(value)) ?? []), value]);
  return [...groups.values()];
}

const roleOrder: SoundRole[] = ['reference', 'candidate', 'anchor', 'dry'];

/** One row for each sound of each item, over all listeners; sorted, as the order of the answers is chance. */
export function ratingRows(all: ListeningResults[]): RatingRow[] {
  const answers = all.flatMap((results) => (results.kind === 'rating' ? results.answers : []));
  const rows = grouped(answers, ({ item, sound, role }) => JSON.stringify([item, role, sound])).map((group) => {
    const count = group.length;
    const mean = group.reduce((sum, { rating }) => sum + rating, 0) / count;
    const squares = group.reduce((sum, { rating }) => sum + (rating - mean) ** 2, 0);
    const { item, sound, role } = group[0];
    return { item, sound, role, count, mean, deviation: count > 1 ? Math.sqrt(squares / (count - 1)) : undefined };
  });
  const place = ({ item, role, sound }: RatingRow) => `${item}\n${roleOrder.indexOf(role)}\n${sound}`;
  return rows.sort((a, b) => place(a).localeCompare(place(b)));
}

/** One row for each pair of each item, over all listeners. */
export function abxRows(all: ListeningResults[]): AbxRow[] {
  const answers = all.flatMap((results) => (results.kind === 'abx' ? results.answers : []));
  const rows = grouped(answers, ({ item, a, b }) => JSON.stringify([item, a, b])).map((group) => {
    const right = group.filter(({ x, answer }) => x === answer).length;
    const { item, a, b } = group[0];
    return { item, a, b, trials: group.length, right, probability: guessProbability(right, group.length) };
  });
  const place = ({ item, a, b }: AbxRow) => `${item}\n${a}\n${b}`;
  return rows.sort((first, second) => place(first).localeCompare(place(second)));
}
