/** What listening tests ask, and what is made of the answers: no page needed. */
import type { ListeningResults } from '@tonewright/training/listening-test';
import { expect, test } from 'vitest';
import { integratedLoudness } from '../../../training/src/metrics/loudness.js';
import { toCsv } from '../../../ui/src/listening/export.js';
import { matchLoudness } from '../../../ui/src/listening/loudness.js';
import { Session } from '../../../ui/src/listening/session.js';
import { abxRows, guessProbability, ratingRows } from '../../../ui/src/listening/statistics.js';
import type { Item, Sound, Test } from '../../../ui/src/listening/test.js';

const RATE = 48000;
const sine = (hz: number, level: number, seconds = 1) =>
  Float32Array.from({ length: seconds * RATE }, (_, n) => level * Math.sin((2 * Math.PI * hz * n) / RATE));
const sound = (name: string, role: Sound['role'], samples = sine(440, 0.1)): Sound => ({ name, role, samples });
const item = (name: string): Item => ({
  name,
  sampleRate: RATE,
  sounds: [
    sound('dry', 'dry'),
    sound('pedal', 'reference'),
    sound('small', 'candidate'),
    sound('large', 'candidate'),
    sound('bad', 'anchor'),
  ],
});
const two: Test = { title: 'Two', items: [item('Riff'), item('Chords')] };
const sit = (kind: 'rating' | 'abx', seed: number, trials = 8) =>
  new Session({ test: two, kind, listener: 'Ann', trials, seed });

/** Answers everything; what was heard as X, as places, in order. */
function answerAll(session: Session): { item: number; x: number }[] {
  const heard: { item: number; x: number }[] = [];
  while (!session.isOver) {
    heard.push({ item: session.item, x: session.place('x') });
    if (session.kind === 'rating') session.rate(3);
    else session.choose('a');
  }
  return heard;
}

test('as many right by guessing: the tail of the binomial distribution', () => {
  expect(guessProbability(0, 10)).toBe(1);
  expect(guessProbability(9, 10)).toBeCloseTo(11 / 1024, 12);
  expect(guessProbability(12, 16)).toBeCloseTo(2517 / 65536, 12); // 1820 + 560 + 120 + 16 + 1
  expect(guessProbability(16, 16)).toBeCloseTo(2 ** -16, 15);
  expect(guessProbability(60, 100)).toBeCloseTo(0.0284439668, 9);
  expect(guessProbability(500, 1000)).toBeCloseTo(0.5126125, 6);
});

test('a rating asks for each sound once, the reference hidden among them, the dry one not', () => {
  const session = sit('rating', 1);
  expect(session.count).toBe(8);
  const heard = answerAll(session);
  for (const place of [0, 1])
    expect(
      heard
        .filter(({ item }) => item === place)
        .map(({ x }) => x)
        .sort(),
    ).toEqual([1, 2, 3, 4]);
  const { answers, kind } = session.results();
  if (kind !== 'rating') throw new Error(kind);
  expect(
    answers
      .filter(({ role }) => role === 'reference')
      .map(({ item, sound }) => `${item} ${sound}`)
      .sort(),
  ).toEqual(['Chords pedal', 'Riff pedal']);
});

test('a seed gives its order again, another seed another one', () => {
  for (const kind of ['rating', 'abx'] as const) {
    const orders = [1, 1, 2, 3].map((seed) => JSON.stringify(answerAll(sit(kind, seed, 24))));
    expect(orders[1]).toBe(orders[0]);
    expect(new Set(orders).size).toBe(3);
  }
});

test('X is A as often as B, and says nothing of the next X', () => {
  const session = sit('abx', 5, 2000);
  answerAll(session);
  const { answers, kind } = session.results();
  if (kind !== 'abx') throw new Error(kind);
  expect(answers).toHaveLength(8000);
  const isA = answers.map(({ x }) => Number(x === 'a'));
  const share = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  expect(Math.abs(share(isA) - 0.5)).toBeLessThan(0.02);
  expect(Math.abs(share(isA.slice(1).map((value, i) => Number(value === isA[i]))) - 0.5)).toBeLessThan(0.02);
});

test('results know who, when, which item and which seed', () => {
  const session = sit('abx', 77, 2);
  session.choose('b');
  const results = session.results();
  expect(results).toMatchObject({ title: 'Two', listener: 'Ann', seed: 77, kind: 'abx' });
  expect(results.answers).toHaveLength(1);
  const [answer] = results.answers as { time: string; a: string; b: string; item: string }[];
  expect(Date.parse(answer.time)).toBeGreaterThanOrEqual(Date.parse(results.startedAt));
  expect(answer.a).toBe('pedal');
  expect(['small', 'large']).toContain(answer.b);
  expect(['Riff', 'Chords']).toContain(answer.item);
});

const rated = (listener: string, ratings: [string, number][]): ListeningResults => ({
  ...{ title: 'T', listener, seed: 1, startedAt: '2026-11-28T00:00:00Z', kind: 'rating' },
  answers: ratings.map(([name, rating]) => ({
    ...{ time: '2026-11-28T00:00:01Z', item: 'Riff', sound: name, rating },
    role: 'candidate',
  })),
});

test('mean, standard deviation and count over all listeners', () => {
  const rows = ratingRows([rated('Ann', [['small', 1]]), rated('Bo', [['small', 2]]), rated('Cy', [['small', 4]])]);
  expect(rows).toHaveLength(1);
  expect(rows[0]).toMatchObject({ count: 3, sound: 'small' });
  expect(rows[0].mean).toBeCloseTo(7 / 3, 12);
  expect(rows[0].deviation).toBeCloseTo(Math.sqrt(7 / 3), 12); // (16 + 1 + 25) / 9 over n - 1
  expect(ratingRows([rated('Ann', [['small', 1]])])[0].deviation).toBeUndefined();
});

test('right answers and what guessing would give, pair by pair', () => {
  const answer = (b: string, isRight: boolean) => ({
    ...{ time: '', item: 'Riff', a: 'pedal', b },
    x: 'a' as const,
    answer: isRight ? ('a' as const) : ('b' as const),
  });
  const results: ListeningResults = {
    ...{ title: 'T', listener: 'Ann', seed: 1, startedAt: '', kind: 'abx' },
    answers: [...Array.from({ length: 10 }, (_, i) => answer('small', i > 0)), answer('large', false)],
  };
  expect(abxRows([results])).toEqual([
    { item: 'Riff', a: 'pedal', b: 'large', trials: 1, right: 0, probability: 1 },
    { item: 'Riff', a: 'pedal', b: 'small', trials: 10, right: 9, probability: guessProbability(9, 10) },
  ]);
});

test('CSV: one line an answer, quoted where it must be, and no formulas', () => {
  const lines = toCsv([rated('=1+1', [['a "fat", one', 2]])]).split('\r\n');
  expect(lines).toEqual([
    'title,listener,kind,seed,started,time,item,sound,role,rating,a,b,x,answer,right',
    `T,'=1+1,rating,1,2026-11-28T00:00:00Z,2026-11-28T00:00:01Z,Riff,"a ""fat"", one",candidate,2,,,,,`,
    '',
  ]);
});

test('all sounds become as loud as the reference, and none clips', () => {
  const matched = matchLoudness({
    name: 'Loud',
    sampleRate: RATE,
    sounds: [
      sound('quiet', 'candidate', sine(3000, 0.02)),
      sound('pedal', 'reference', sine(300, 0.9)),
      sound('silent', 'anchor', new Float32Array(RATE)),
    ],
  });
  const [quiet, pedal, silent] = matched.sounds.map(({ samples }) => samples);
  expect(integratedLoudness([quiet], RATE)).toBeCloseTo(integratedLoudness([pedal], RATE), 3);
  expect(Math.max(...pedal)).toBeCloseTo(0.9, 2);
  expect(silent.every((value) => value === 0)).toBe(true);
  const loud = matchLoudness({
    ...matched,
    sounds: [sound('low', 'candidate', sine(30, 0.5)), sound('pedal', 'reference', sine(3000, 0.9))],
  });
  const peaks = loud.sounds.map(({ samples }) => samples.reduce((a, b) => Math.max(a, Math.abs(b)), 0));
  expect(Math.max(...peaks)).toBeCloseTo(0.97, 3);
  const [low, high] = loud.sounds.map(({ samples }) => integratedLoudness([samples], RATE));
  expect(low).toBeCloseTo(high, 3);
});
