import { beforeAll, describe, expect, test } from 'vitest';
import { monoAudio } from '../../../training/src/audio/channels.js';
import { powerAt } from '../../../training/src/room/diffuse.js';
import {
  compareRooms,
  fitRoom,
  measureRoom,
  parseRoom,
  type RoomDocument,
  renderRoom,
} from '../../../training/src/room/index.js';
import { syntheticRoom, syntheticSpring } from './syntheticRoom.js';

const sampleRate = 16000;
const falling = (hz: number) => 0.8 * (1000 / hz) ** 0.2;
const reflections = [
  { seconds: 0, gain: 1 },
  { seconds: 0.0123125, gain: -0.5 },
  { seconds: 0.0310625, gain: 0.4 },
  { seconds: 0.052, gain: 0.3 },
];

/** A direct sound, three reflections and a tail whose start is 26 dB below the direct sound. */
function roomWithReflections(): Float32Array {
  const room = syntheticRoom({ sampleRate, seconds: 1.6, rt60: falling, noiseDb: -70, onsetSamples: 320 });
  for (const [n, x] of room.entries()) room[n] = 0.25 * x;
  for (const { seconds, gain } of reflections) room[320 + Math.round(seconds * sampleRate)] += gain;
  return room;
}

test('a slope of some milliseconds never reaches 0, which no correction could be set in proportion to', () => {
  const band = { centreHz: 8000, slopes: [{ levelDb: 26, rt60Seconds: 0.01 }], rt60Seconds: 0.01, noiseDb: -44 };
  expect(powerAt({ ...band, corrections: { seconds: [], db: [] } }, 1)).toBeGreaterThan(0);
  expect(powerAt({ ...band, corrections: { seconds: [0], db: [90] } }, 1)).toBeGreaterThan(0);
});

describe('a room with reflections', () => {
  const recording = roomWithReflections();
  let room: RoomDocument;
  let rendered: Float32Array;
  beforeAll(async () => {
    room = fitRoom(monoAudio(recording, sampleRate));
    rendered = (await renderRoom(room)).channels[0];
  });

  test('is rendered with its RT60s and its decay curve', () => {
    const comparison = compareRooms({ samples: recording, sampleRate }, { samples: rendered, sampleRate });
    expect(comparison.bands.length).toBeGreaterThanOrEqual(6);
    expect(comparison).toMatchObject({ isMet: true });
  });

  test('its direct sound and reflections are found: times to a tenth of a millisecond, signs, and levels to 3 dB', () => {
    const start = room.channels[0].predelaySeconds;
    const bands = room.arrivalBandsHz.map((hz) => hz >= 1000);
    for (const { seconds, gain } of reflections) {
      const found = room.channels[0].arrivals.find(
        (arrival) => Math.abs(arrival.seconds + start - 0.02 - seconds) < 1e-4,
      );
      expect(found, `${seconds} s`).toBeDefined();
      const high = found!.gains.filter((_, b) => bands[b]);
      const mean = high.reduce((sum, value) => sum + value, 0) / high.length;
      expect(Math.sign(mean)).toBe(Math.sign(gain));
      expect(Math.abs(20 * Math.log10(mean / gain))).toBeLessThan(3);
    }
  });

  test('nothing sounds before it, and no sample of the tail is replayed', () => {
    expect(Math.max(...rendered.subarray(0, 300).map(Math.abs))).toBe(0);
    const [from, to] = [320 + 0.1 * sampleRate, 320 + 0.5 * sampleRate];
    let [cross, a, b] = [0, 0, 0];
    for (let n = from; n < to; n++) {
      cross += recording[n] * rendered[n];
      a += recording[n] ** 2;
      b += rendered[n] ** 2;
    }
    expect(Math.abs(cross / Math.sqrt(a * b))).toBeLessThan(0.1);
    expect(JSON.stringify(room).length).toBeLessThan(recording.length / 2);
  });

  test('without the refinement the curve is worse', async () => {
    const plain = (await renderRoom(fitRoom(monoAudio(recording, sampleRate), { rounds: 0 }))).channels[0];
    const distance = (samples: Float32Array) =>
      compareRooms({ samples: recording, sampleRate }, { samples, sampleRate }).curve.worstDb;
    expect(distance(rendered)).toBeLessThan(distance(plain));
  });

  test('a file of it says the same', async () => {
    const again = (await renderRoom(parseRoom(JSON.stringify(room), 'room.json'))).channels[0];
    expect(again).toEqual(rendered);
  });

  test('another rate is the same room with the same gain', async () => {
    const faster = (await renderRoom(room, { sampleRate: 44100 })).channels[0];
    const own = measureRoom(rendered, sampleRate);
    const other = measureRoom(faster, 44100);
    for (const { centreHz, rt60Seconds } of own.bands.filter((band) => band.centreHz >= 125 && band.centreHz <= 4000)) {
      const found = other.bands.find((band) => band.centreHz === centreHz)!;
      expect(found.rt60Seconds! / rt60Seconds!, `${centreHz} Hz`).toBeCloseTo(1, 1);
    }
    const sum = (samples: Float32Array) => samples.reduce((total, x) => total + x, 0);
    expect(sum(faster) / sum(rendered)).toBeCloseTo(1, 1);
  });

  const bandOf = (samples: Float32Array, hz: number) =>
    measureRoom(samples, sampleRate).bands.find(({ centreHz }) => centreHz === hz)!;

  test('size and RT60 are what the knobs say', async () => {
    const measured = async (knobs: object) => {
      const { channels } = await renderRoom(room, knobs);
      return [500, 1000, 2000].map((hz) => bandOf(channels[0], hz).rt60Seconds!);
    };
    const recorded = await measured({});
    for (const [i, seconds] of (await measured({ size: 2 })).entries()) {
      expect(seconds / recorded[i]).toBeGreaterThan(1.85);
      expect(seconds / recorded[i]).toBeLessThan(2.15);
    }
    const [low, mid, high] = await measured({ rt60: 1.5 });
    expect((low + mid) / 2).toBeGreaterThan(1.4);
    expect((low + mid) / 2).toBeLessThan(1.6);
    expect(high).toBeLessThan(1.6);
    const [dryLow, dryMid] = await measured({ rt60: 0.2 });
    expect((dryLow + dryMid) / 2, 'with reflections that end as soon').toBeCloseTo(0.2, 1);
    const one = await measured({ rt60: { 1000: 2 } });
    expect(one[1]).toBeGreaterThan(1.85);
    expect(one[1]).toBeLessThan(2.15);
    expect(Math.abs(one[2] / recorded[2] - 1)).toBeLessThan(0.2);
  });

  test('brightness tilts the room, distance takes the direct sound away, predelay comes before it', async () => {
    const render = async (knobs: object) => (await renderRoom(room, knobs)).channels[0];
    const tilt = (samples: Float32Array) => bandOf(samples, 4000).levelDb - bandOf(samples, 500).levelDb;
    const late = (samples: Float32Array) => samples.slice(320 + 0.06 * sampleRate);
    const [plain, bright] = [late(await render({})), late(await render({ brightness: 2 }))];
    expect(tilt(bright) - tilt(plain)).toBeCloseTo(6, 0);
    const far = await render({ distance: 2 });
    expect(measureRoom(far, sampleRate).clarityDb).toBeLessThan(measureRoom(rendered, sampleRate).clarityDb - 1.5);
    expect(Math.max(...far.subarray(310, 330).map(Math.abs))).toBeCloseTo(0.5, 1);
    expect(measureRoom(await render({ predelaySeconds: 0.1 }), sampleRate).onsetSeconds).toBeCloseTo(0.1, 2);
  });

  test('a second channel is of other noise and of the same decay', async () => {
    const { channels } = await renderRoom(room, { channels: 2 });
    expect(channels[0]).toEqual(rendered);
    const late = channels.map((channel) => channel.subarray(320 + 0.1 * sampleRate));
    const energy = (x: Float32Array) => x.reduce((sum, value) => sum + value * value, 0);
    const cross = late[0].reduce((sum, value, n) => sum + value * late[1][n], 0);
    expect(Math.abs(cross) / Math.sqrt(energy(late[0]) * energy(late[1]))).toBeLessThan(0.1);
    expect(bandOf(channels[1], 1000).rt60Seconds! / bandOf(channels[0], 1000).rt60Seconds!).toBeCloseTo(1, 1);
  });

  test("the recording's noise is there when it is asked for", async () => {
    const { channels } = await renderRoom(room, { noise: true });
    const rms = (samples: Float32Array) => Math.sqrt(samples.reduce((sum, x) => sum + x * x, 0) / samples.length);
    const end = (samples: Float32Array) => samples.subarray(1.5 * sampleRate, 1.59 * sampleRate);
    expect(Math.abs(20 * Math.log10(rms(end(channels[0])) / rms(end(recording))))).toBeLessThan(1);
    expect(rendered.length).toBeLessThan(recording.length);
  });
});

describe('rooms whose decay is no plain exponential are met, too', () => {
  const seconds = 1.2;
  const noise = (rt60: number, seed: number) => syntheticRoom({ sampleRate, seconds, rt60: () => rt60, seed });
  const sum = (...parts: [gain: number, samples: Float32Array][]) =>
    parts[0][1].map((_, n) => parts.reduce((total, [gain, samples]) => total + gain * (samples[n] ?? 0), 0));
  const pulses = (...at: [seconds: number, gain: number][]) => {
    const samples = new Float32Array(seconds * sampleRate);
    for (const [time, gain] of at) samples[Math.round(time * sampleRate)] = gain;
    return samples;
  };
  const late = (samples: Float32Array, delay: number) => {
    const delayed = new Float32Array(samples.length);
    delayed.set(samples.subarray(0, samples.length - delay), delay);
    return delayed;
  };
  const uneven = (hz: number) => 0.15 * (8000 / hz) ** 0.6;

  test.each<[string, Float32Array]>([
    ['a direct sound far above the decay', sum([1, noise(0.6, 2)], [1, pulses([0, 60])])],
    ['a slow slope that starts 50 dB below a fast one', sum([1, noise(0.4, 3)], [10 ** (-50 / 20), noise(2, 4)])],
    ['a recording cut off at -45 dB, bands of very unlike decay', noise(1, 5).slice(0, 0.75 * sampleRate)],
    [
      'bands of very unlike decay under noise',
      syntheticRoom({ sampleRate, seconds: 2, rt60: uneven, noiseDb: -60, seed: 6 }),
    ],
    ['a loud reflection behind dense ones', sum([1, noise(0.25, 7)], [1, pulses([0, 3], [0.082, 0.5])])],
    ['a first sound 20 dB below the loudest', sum([1, late(noise(0.7, 8), 400)], [1, pulses([0.001, 0.085])])],
    ['a swell of reflections 160 ms late', sum([1, noise(0.4, 9)], [0.2, late(noise(0.1, 10), 2560)])],
  ])('%s', async (_, samples) => {
    const rendered = await renderRoom(fitRoom(monoAudio(samples, sampleRate)));
    const comparison = compareRooms({ samples, sampleRate }, { samples: rendered.channels[0], sampleRate });
    expect(comparison.bands.filter(({ isMet }) => !isMet)).toEqual([]);
    expect(comparison.curve.worstDb).toBeLessThan(1.5);
  });
});

describe('a spring', () => {
  const spring = { sampleRate, cutoffHz: 4100, seconds: 0.033, rt60Seconds: 1.4 };

  test.each([
    ['from the drive on', 0],
    ['from the first echo on', 0.03],
  ])('%s: its cut-off and its echoes are found, and its chirps rendered', async (_, cutSeconds) => {
    const recording = syntheticSpring(spring).slice(Math.round(cutSeconds * sampleRate));
    const room = fitRoom(monoAudio(recording, sampleRate));
    expect(Math.abs(room.dispersion!.cutoffHz / spring.cutoffHz - 1)).toBeLessThan(0.03);
    expect(Math.abs(room.dispersion!.ledSeconds - cutSeconds)).toBeLessThan(0.004);
    const times = room.channels[0].arrivals.map(({ seconds }) => seconds + cutSeconds);
    for (const echo of [1, 3, 5, 7])
      expect(Math.min(...times.map((time) => Math.abs(time - echo * spring.seconds)))).toBeLessThan(0.0005);
    const rendered = (await renderRoom(room)).channels[0];
    const part = (samples: Float32Array) =>
      samples.subarray((0.03 - cutSeconds) * sampleRate, (0.09 - cutSeconds) * sampleRate);
    const [wanted, found] = [part(recording), part(rendered)];
    const error = wanted.reduce((sum, x, n) => sum + (x - found[n]) ** 2, 0);
    // The first chirp itself is followed, not only its spectrum.
    expect(error / wanted.reduce((sum, x) => sum + x * x, 0)).toBeLessThan(0.25);
  });

  test('a room is none', () => {
    expect(fitRoom(monoAudio(roomWithReflections(), sampleRate), { rounds: 0 }).dispersion).toBeUndefined();
  });
});

test('recordings that are no rooms are refused', () => {
  const silent = { sampleRate, channels: [roomWithReflections(), new Float32Array(16000)] };
  expect(() => fitRoom(silent)).toThrow(/found silence/);
  expect(() => fitRoom(monoAudio(new Float32Array(61 * sampleRate).fill(0.1), sampleRate))).toThrow(/at most 60 s/);
  const late = new Float32Array(7 * sampleRate);
  late.set(roomWithReflections(), 5.2 * sampleRate);
  expect(() => fitRoom(monoAudio(late, sampleRate))).toThrow(/starts within 5 s/);
  expect(() => fitRoom(monoAudio(roomWithReflections(), 4000))).toThrow(/8000 to 192000 Hz/);
});
