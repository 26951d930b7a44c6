import { expect, test } from 'vitest';
import { decodeWav } from '../../../training/src/audio/wav.js';
import { type ListeningItem, listeningPage } from '../../../training/src/report/listening.js';
import type { ListeningDocument } from '../../../training/src/report/listeningTest.js';

const noise = (level: number) => Float32Array.from({ length: 24000 }, (_, n) => level * Math.sin(n * n));
const item: ListeningItem = {
  name: 'Riff',
  sampleRate: 44100,
  reference: noise(0.5),
  candidates: [{ name: 'small', samples: noise(2) }],
  anchors: [{ name: 'hum', samples: noise(0.1) }],
};
const documentIn = (page: string): ListeningDocument =>
  JSON.parse(page.match(/<script type="application\/json" id="listening-test">([^<]*)<\/script>/)![1]);

test('the page has the test in it, and nothing to load', () => {
  const page = listeningPage({ title: 'A </script> & $& test', items: [item] });
  const { title, kinds, trials, items } = documentIn(page);
  expect({ title, kinds, trials }).toEqual({ title: 'A </script> & $& test', kinds: ['rating', 'abx'], trials: 12 });
  expect(items[0].sounds.map(({ name, role }) => `${role} ${name}`)).toEqual([
    ...['reference reference', 'candidate small', 'anchor hum'],
  ]);
  expect(page).not.toMatch(/<(script|link|img)[^>]*(src|href)=/);
});

test('sounds keep 24 bits; one that would clip is made quieter', () => {
  const [{ sounds }] = documentIn(listeningPage({ title: 'T', items: [item] })).items;
  const [reference, candidate] = sounds.map(({ wav }) => decodeWav(Buffer.from(wav, 'base64')));
  expect(reference.sampleRate).toBe(44100);
  expect(reference.channels).toHaveLength(1);
  const error = (a: Float32Array, b: Float32Array) => a.reduce((most, x, n) => Math.max(most, Math.abs(x - b[n])), 0);
  expect(error(reference.channels[0], item.reference)).toBeLessThan(2 ** -23);
  expect(error(candidate.channels[0], noise(1))).toBeLessThan(2 ** -14); // its peak is not quite 2
});

test.each<[string, Partial<ListeningItem>, RegExp]>([
  ['another length', { candidates: [{ name: 'short', samples: noise(1).subarray(1) }] }, /short in Riff as long/],
  ['no candidate', { candidates: [] }, /one candidate or more in Riff; found none/],
  ['a rate that browsers do not play', { sampleRate: 1024 }, /8000 to 192000 Hz; found 1024 Hz. Resample it/],
  ['too short', { reference: noise(1).subarray(0, 2000) }, /Riff of 0.5 s or more/],
])('refused: %s', (_, changes, words) => {
  expect(() => listeningPage({ title: 'T', items: [{ ...item, ...changes }] })).toThrow(words);
});

test('refused: no items', () => {
  expect(() => listeningPage({ title: 'T', items: [] })).toThrow(/one item or more/);
});
