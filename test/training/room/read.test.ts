import { writeFileSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { monoAudio } from '../../../training/src/audio/channels.js';
import { readWav, writeWav } from '../../../training/src/audio/wav.js';
import { fitRoom, type RoomDocument, readRoom } from '../../../training/src/room/index.js';
import { temporaryFolder, tonewright } from '../commands/tonewright.js';
import { syntheticRoom } from './syntheticRoom.js';

const folder = temporaryFolder();
afterAll(folder.remove);
const { path } = folder;
const sampleRate = 16000;
const recording = monoAudio(syntheticRoom({ sampleRate, seconds: 0.6, rt60: () => 0.4 }), sampleRate);
const good = fitRoom(recording, { rounds: 0 });

function spoilt(change: (room: RoomDocument) => void): string {
  const room = structuredClone(good);
  change(room);
  writeFileSync(path('room.json'), JSON.stringify(room));
  return path('room.json');
}

test.each<[string, (room: RoomDocument) => void, RegExp]>([
  ['no arrivals', ({ channels }) => (channels[0].arrivals = []), /channels\.0\.arrivals must NOT have fewer than 1/],
  ['a gain too few', ({ channels }) => channels[0].arrivals[0].gains.pop(), /arrivals\.0\.gains: expected \d+ numbers/],
  [
    'a decay of -1 s',
    ({ channels }) => (channels[0].diffuse[3].rt60Seconds = -1),
    /rt60Seconds must be >= 0.001, found -1/,
  ],
  ['a band that is missing', ({ channels }) => channels[0].diffuse.pop(), /expected bands at 31.5, 63/],
  ['other bands', (room) => (room.arrivalBandsHz[0] = 100), /arrivalBandsHz: expected 125/],
  [
    'times that fall',
    ({ channels }) => (channels[0].diffuse[0].corrections = { seconds: [1, 0], db: [0, 0] }),
    /rising times/,
  ],
  ['a newer version', (room) => (room.tonewrightRoom = 2), /a newer Tonewright/],
  [
    'another law',
    (room) => (room.dispersion = { law: 'rope' as 'spring', cutoffHz: 4000, ledSeconds: 0, rt60Seconds: 1 }),
    /dispersion\.law/,
  ],
  ['60 GB of room', (room) => (room.seconds = 1e6), /seconds must be <= 60/],
])('%s is refused, with the place', async (_, change, message) => {
  await expect(readRoom(spoilt(change))).rejects.toThrow(message);
});

test('what is no room is refused', async () => {
  writeFileSync(path('text.json'), 'a letter');
  writeFileSync(path('preset.json'), '{"tonewright": 1}');
  await expect(readRoom(path('text.json'))).rejects.toThrow(/expected a room as JSON/);
  await expect(readRoom(path('preset.json'))).rejects.toThrow(/another JSON document/);
  await expect(readRoom(path('none.json'))).rejects.toThrow(/no such file/);
  await expect(readRoom(path(''))).rejects.toThrow(/a folder/);
});

test('the command line fits, renders and measures', async () => {
  await writeWav(path('room.wav'), recording);
  const fitted = await tonewright('ir', 'fit', path('room.wav'), '-o', path('fitted.json'), '--json');
  expect(fitted.code, fitted.stderr).toBe(0);
  expect(fitted.json.channels[0].isMet).toBe(true);
  const words = ['-o', path('out.wav'), '--rate', '48000', '--channels', '2', '--rt60', '0.8', '--predelay', '20'];
  const rendered = await tonewright('ir', 'render', path('fitted.json'), ...words);
  expect(rendered.code, rendered.stderr).toBe(0);
  expect(await readWav(path('out.wav'))).toMatchObject({ sampleRate: 48000, channels: { length: 2 } });
  const measured = await tonewright('ir', 'measure', path('out.wav'), '--json');
  expect(measured.json.midRt60Seconds).toBeGreaterThan(0.72);
  expect(measured.json.midRt60Seconds).toBeLessThan(0.88);
  expect(measured.json.onsetSeconds).toBeCloseTo(0.02, 2);
});

test.each([
  [['--size', '0'], /--size: expected 0.1 to 10/],
  [['--rt60', '125=1,99=1'], /--rt60: expected bands among/],
  [['--brightness', 'bright'], /--brightness: expected -12 to 12/],
  [['--rate', '1000'], /--rate: expected a whole number from 8000/],
  [['--channels', '3'], /--channels: expected a whole number from 1 to 2/],
  [['--bit-depth', '12'], /--bit-depth: expected one of/],
])('ir render %s is a mistake that is told', async (words, message) => {
  writeFileSync(path('good.json'), JSON.stringify(good));
  const run = await tonewright('ir', 'render', path('good.json'), '-o', path('never.wav'), ...words);
  expect(run.code).toBe(1);
  expect(run.stderr).toMatch(message);
});
