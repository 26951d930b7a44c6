/** One sitting of one listener: what is asked in which order, and what was answered. The order is kept from the page. */
import type { AbxAnswer, ListeningKind, ListeningResults, RatingAnswer } from '@tonewright/training/listening-test';
import { type Random, seededRandom } from '@tonewright/training/random';
import { pairsOf, type Test } from './test.js';

/** What can be heard in a trial. In a rating A is the reference, and there is no B. */
export type Button = 'a' | 'b' | 'x';

interface Trial {
  item: number;
  /** Places in the item's sounds. */
  a: number;
  b?: number;
  x: number;
}

export interface Sitting {
  test: Test;
  kind: ListeningKind;
  listener: string;
  /** Of A/B/X, for each pair. */
  trials: number;
  seed: number;
}

export class Session {
  readonly #sitting: Sitting;
  readonly #trials: Trial[];
  readonly #ratings: RatingAnswer[] = [];
  readonly #choices: AbxAnswer[] = [];
  readonly #startedAt = new Date().toISOString();

  constructor(sitting: Sitting) {
    this.#sitting = sitting;
    const random = seededRandom(sitting.seed);
    this.#trials = sitting.kind === 'abx' ? abxTrials(sitting, random) : ratingTrials(sitting, random);
  }

  get kind(): ListeningKind {
    return this.#sitting.kind;
  }

  get count(): number {
    return this.#trials.length;
  }

  get answered(): number {
    return this.#ratings.length + this.#choices.length;
  }

  get isOver(): boolean {
    return this.answered === this.count;
  }

  /** Place of the trial's item in the test. */
  get item(): number {
    return this.#now.item;
  }

  /** Place of a button's sound among the item's. */
  place(button: Button): number {
    return this.#now[button] ?? this.#now.a;
  }

  /** From 1, not similar, to 4, the same. */
  rate(rating: number): void {
    const { item, x } = this.#now;
    const { name, role } = this.#sound(item, x);
    this.#ratings.push({ time: new Date().toISOString(), item: this.#item(item).name, sound: name, role, rating });
  }

  /** What X is taken for. */
  choose(answer: 'a' | 'b'): void {
    const { item, a, b, x } = this.#now;
    this.#choices.push({
      time: new Date().toISOString(),
      item: this.#item(item).name,
      a: this.#sound(item, a).name,
      b: this.#sound(item, b ?? a).name,
      x: x === a ? 'a' : 'b',
      answer,
    });
  }

  /** What was answered so far. */
  results(): ListeningResults {
    const { test, kind, listener, seed } = this.#sitting;
    const head = { title: test.title, listener, seed, startedAt: this.#startedAt };
    return kind === 'abx'
      ? { ...head, kind, answers: [...this.#choices] }
      : { ...head, kind, answers: [...this.#ratings] };
  }

  get #now(): Trial {
    return this.#trials[Math.min(this.answered, this.count - 1)];
  }

  #item = (place: number) => this.#sitting.test.items[place];
  #sound = (item: number, place: number) => this.#item(item).sounds[place];
}

/** Pair by pair, so that a listener can learn the two; X is drawn anew each time. */
function abxTrials({ test, trials }: Sitting, random: Random): Trial[] {
  const pairs = test.items.flatMap((item, i) => pairsOf(item).map(([a, b]) => ({ item: i, a, b })));
  return shuffled(pairs, random).flatMap((pair) =>
    Array.from({ length: trials }, () => ({ ...pair, x: random() < 0.5 ? pair.a : pair.b })),
  );
}

/** Item by item; in each its sounds in random order, the reference among them. */
function ratingTrials({ test }: Sitting, random: Random): Trial[] {
  const items = test.items.map((item, place) => ({ item, place }));
  return shuffled(items, random).flatMap(({ item, place }) => {
    const a = item.sounds.findIndex(({ role }) => role === 'reference');
    const rated = item.sounds.flatMap(({ role }, x) => (role === 'dry' ? [] : [x]));
    return shuffled(rated, random).map((x) => ({ item: place, a, x }));
  });
}

/** Fisher and Yates. */
function shuffled<T>(values: T[], random: Random): T[] {
  const all = [...values];
  for (let i = all.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [all[i], all[j]] = [all[j], all[i]];
  }
  return all;
}

export const newSeed = () => crypto.getRandomValues(new Uint32Array(1))[0];
