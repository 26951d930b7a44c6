import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { NativeModel } from '@tonewright/addon';
import { afterAll, describe, expect, test } from 'vitest';
import { monoAudio } from '../../../training/src/audio/channels.js';
import { seededRandom, whiteNoise } from '../../../training/src/audio/random.js';
import { fades, testProgramme, testSignals } from '../../../training/src/audio/testSignals.js';
import { decodeWav, encodeWav } from '../../../training/src/audio/wav.js';
import { randomDirections } from '../../../training/src/studies/iir/randomDirections.js';
import { trainWithAuxiliary } from '../../../training/src/studies/impulse-response/auxiliary.js';
import { PlainLstm, PlainReadout } from '../../../training/src/studies/impulse-response/plainLstm.js';
import { loadStudy, studyNames } from '../../../training/src/studies/index.js';
import { learn, toContinue } from '../../../training/src/studies/learn.js';
import { verdictsOf } from '../../../training/src/studies/results.js';
import { runStudy, type StudyRequest } from '../../../training/src/studies/runner.js';
import { aboutOf } from '../../../training/src/studies/study.js';
import { tonewright } from '../commands/tonewright.js';

const folder = mkdtempSync(join(tmpdir(), 'tonewright-studies-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function request(name: string, more: Partial<StudyRequest> = {}): Promise<StudyRequest> {
  const { options } = await loadStudy(name);
  const defaults = Object.fromEntries(Object.entries(options).map(([key, option]) => [key, option.default]));
  const log: string[] = [];
  return {
    name,
    folder: join(folder, name),
    options: defaults,
    quick: true,
    resume: false,
    log: (text) => log.push(text),
    ...more,
  };
}

describe('each study runs quickly, and every experiment measures something', () => {
  test.each(studyNames)('%s', async (name) => {
    const results = await runStudy(await request(name));
    expect(results.rows.length).toBeGreaterThan(2);
    for (const row of results.rows) {
      for (const value of Object.values(row.figures)) expect(value).toBeTypeOf('number');
      expect(Object.keys(row.figures).length).toBeGreaterThan(0);
    }
    const page = readFileSync(join(folder, name, 'report.html'), 'utf8');
    expect(page).toContain('quick run');
    for (const { title } of results.rows) expect(page).toContain(title);
    if (['eq', 'lowpass', 'pedal'].includes(name))
      expect(readFileSync(join(folder, name, 'listening.html'), 'utf8')).toContain('what went in');
    expect(JSON.parse(readFileSync(join(folder, name, 'results.json'), 'utf8'))).toEqual(results);
  });
});

test('the long memory is learnt from data, by the whole study iir', async () => {
  const results = await runStudy(await request('iir', { folder: join(folder, 'iir-whole'), quick: false }));
  for (const goal of results.goals) expect(goal).toMatchObject({ met: true });
  const esrOf = (id: string) => results.rows.find((row) => row.id === id)!.figures.esr!;
  expect(esrOf('adam')).toBeLessThan(0.2); // as the source: without poles given, at the short memory
  expect(esrOf('adam-long')).toBeGreaterThan(0.2); // and not at the long one
});

test('a run that was cut short goes on, unless it was another one', async () => {
  const at = { folder: join(folder, 'resumed'), only: ['analytic'] };
  const log: string[] = [];
  const options = { log: (text: string) => log.push(text) };
  await runStudy(await request('iir', { ...at, ...options }));
  await runStudy(await request('iir', { ...at, ...options, resume: true }));
  await runStudy(await request('iir', { ...at, ...options, resume: true, options: { q: '0.99' } }));
  expect(log.map((line) => line.replace(/\s+/g, ' '))).toEqual([
    'analytic done',
    'analytic from before',
    'analytic done',
  ]);
});

test('nor when a recording was made anew under the same name', async () => {
  const room = join(folder, 'room.wav');
  const wanted = await request('impulse-response', { folder: join(folder, 'anew'), only: ['sine'], resume: true });
  const log: string[] = [];
  for (const seconds of [0.5, 0.5, 0.6]) {
    const kept = { ...wanted, options: { ...wanted.options, room }, log: (text: string) => log.push(text) };
    if (log.length !== 1)
      writeFileSync(room, encodeWav(monoAudio(whiteNoise(seconds * 8000, seededRandom(1)), 8000), '16'));
    await runStudy(kept);
  }
  expect(log.map((line) => line.replace(/^\S+\s+/, ''))).toEqual(['done', 'from before', 'done']);
});

test('a goal counts the worst of its experiments, and says when one was not run', () => {
  const row = (id: string, esr: number) => ({ id, group: '', title: '', kind: 'ours' as const, figures: { esr } });
  const goal = { text: 'low', experiments: ['a', 'b'], figure: 'esr' as const, below: 0.5 };
  expect(verdictsOf([goal], [row('a', 0.1), row('b', 0.4)])).toEqual([{ text: 'low', found: 0.4, met: true }]);
  expect(verdictsOf([goal], [row('a', 0.1), row('b', 0.6)])).toEqual([{ text: 'low', found: 0.6, met: false }]);
  expect(verdictsOf([goal], [row('a', 0.1)])).toEqual([{ text: 'low' }]);
});

test('wrong words on the command line are told', async () => {
  expect((await tonewright('study')).stderr).toContain('Expected one of the studies iir');
  expect((await tonewright('study', 'iri', '--quick')).stderr).toContain("lowpass; found 'iri'");
  expect((await tonewright('study', 'iir', '--q', '1.5')).stderr).toContain('expected a radius between 0 and 1');
  expect((await tonewright('study', 'iir', '--only', 'nothing')).stderr).toContain(
    "No experiment 'nothing'; there are analytic",
  );
  expect((await tonewright('study', 'pedal', '--input', 'a.wav')).stderr).toContain('--test-target together');
});

describe('recordings that nothing can be measured on are refused', () => {
  const rate = 48000;
  const file = (name: string, samples: Float32Array) => {
    const path = join(folder, name);
    writeFileSync(path, encodeWav(monoAudio(samples, rate), '16'));
    return path;
  };
  const noise = (seconds: number, seed: number) => whiteNoise(seconds * rate, seededRandom(seed)).map((x) => 0.5 * x);
  const silent = file('silent.wav', new Float32Array(3 * rate));
  const short = file('short.wav', noise(0.05, 1));
  const long = file('long.wav', noise(3, 1));
  const other = file('other.wav', noise(3, 2));
  const pedal = (test: string) => ({ input: long, target: long, 'test-input': test, 'test-target': test });

  test.each<[string, string, Record<string, string>, RegExp]>([
    ['a silent voice', 'eq', { voice: silent }, /silent.wav: expected sound, found silence/],
    ['a short voice', 'eq', { voice: short }, /short.wav: expected 1 s of sound or more, found 0.050 s/],
    ['a silent song', 'lowpass', { song: silent }, /silent.wav: expected sound, found silence/],
    ['a short song', 'lowpass', { song: short }, /expected 2 s of sound or more/],
    ['a silent room', 'impulse-response', { room: silent }, /silent.wav: expected sound, found silence/],
    ['a short note', 'impulse-response', { note: short }, /expected 0.2 s of sound or more/],
    ['a silent pedal', 'pedal', { ...pedal(long), target: silent }, /expected sound, found silence/],
    ['a short test', 'pedal', pedal(short), /expected 2 s of sound or more/],
    ['a test on what was learnt', 'pedal', pedal(long), /expected other playing than in .*long.wav, found the same/],
    ['seconds that are none', 'eq', { seconds: '' }, /--seconds: expected 1 to 3600 s, found ''/],
  ])('%s', async (_, name, options, message) => {
    const wanted = await request(name);
    await expect(runStudy({ ...wanted, options: { ...wanted.options, ...options } })).rejects.toThrow(message);
  });

  test('but not a test on other playing', async () => {
    const wanted = await request('pedal', { folder: join(folder, 'clean'), only: ['gru-10'] });
    const { rows } = await runStudy({ ...wanted, options: { ...wanted.options, ...pedal(other) } });
    expect(rows[0].figures.esr).toBeLessThan(0.1);
  });
});

test('a folder that cannot be written to is told before anything is computed', async () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  const wanted = await request('iir', { folder: join(file, 'study'), quick: false });
  const log: string[] = [];
  await expect(runStudy({ ...wanted, log: (text) => log.push(text) })).rejects.toThrow('is a file, not a folder');
  expect(log).toEqual([]);
});

test('the words of a report are those of its run, and its players play in browsers', async () => {
  const eq = await loadStudy('eq');
  expect(aboutOf(eq, {}).join()).toContain('at 440 Hz, learnt from 20 s');
  expect(aboutOf(eq, { cutoff: '1000' }).join()).toMatch(/at 1000 Hz.* The source’s figures are of 440 Hz/);
  const wanted = await request('iir', { folder: join(folder, 'slow'), only: ['adam-slow'] });
  await runStudy({ ...wanted, options: { q: '0.99' } });
  const page = readFileSync(join(folder, 'slow', 'report.html'), 'utf8');
  expect(page).toContain('for a radius of 0.99,');
  expect(page).toContain('<code>--arch iir:ORDER</code>');
  const sounds = [...page.matchAll(/data:audio\/wav;base64,([^"]+)/g)].map(([, wav]) =>
    decodeWav(Buffer.from(wav, 'base64')),
  );
  expect(sounds.map(({ sampleRate }) => sampleRate)).toEqual([8000, 8000]);
});

test('docs/studies.md is what the kept results say', () => {
  execFileSync(process.execPath, [resolve(import.meta.dirname, '../../../scripts/studies.mjs'), '--check']);
});

describe('the parts of the studies', () => {
  test('generation goes on from a seed as step-by-step playing would', async () => {
    const signal = Float32Array.from({ length: 300 }, (_, n) => 0.5 * Math.sin(n * 0.3));
    const { spec, weights } = await learn({
      network: 'lstm:8',
      sampleRate: 8000,
      training: [toContinue(signal)],
      epochs: 30,
      learningRate: 0.01,
    });
    const model = NativeModel.create(spec, weights);
    const seed = signal.subarray(0, 10);
    const generated = await model.generate(seed, 5);
    const fed = new Float32Array(14);
    fed.set(seed);
    for (let n = 0; n < 5; n++) {
      const played = await model.process(fed.subarray(0, 10 + n));
      expect(generated[n]).toBeCloseTo(played[9 + n], 6);
      if (n < 4) fed[10 + n] = played[9 + n];
    }
    await expect(model.generate(new Float32Array(0), 5)).rejects.toThrow('expected a seed');
  });

  test('random directions go downhill and leave zeros alone', async () => {
    const loss = async (w: Float32Array) => (w[0] - 0.3) ** 2 + (w[1] + 0.7) ** 2;
    const found = await randomDirections(Float32Array.of(1, 1, 0), loss, { iterations: 2000, scale: 0.2, seed: 3 });
    expect(found.loss).toBeLessThan(1e-4);
    expect(found.weights[2]).toBe(0);
    for (let i = 1; i < found.history.length; i++) expect(found.history[i]).toBeLessThanOrEqual(found.history[i - 1]);
  });

  test('the plain LSTM’s gradients, of weights and start, are finite differences', () => {
    const random = seededRandom(1);
    const [lstm, readout] = [new PlainLstm(1, 3, random), new PlainReadout(3, random)];
    const inputs = Array.from({ length: 6 }, () => Float64Array.of(random()));
    const start = { hidden: Float64Array.of(0.1, 0.2, 0.3), cell: Float64Array.of(0.3, -0.2, 0.1) };
    const loss = () => readout.forward(lstm.forward(inputs, start)).reduce((sum, y, t) => sum + (t + 1) * y, 0);
    const hidden = lstm.forward(inputs, start);
    const back = lstm.backward(readout.backward(hidden, Float64Array.of(1, 2, 3, 4, 5, 6)));
    const slope = (values: Float64Array, i: number) => {
      const [value, step] = [values[i], 1e-5];
      const [above, below] = [value + step, value - step].map((moved) => {
        values[i] = moved;
        return loss();
      });
      values[i] = value;
      return (above - below) / (2 * step);
    };
    for (let i = 0; i < lstm.weights.length; i++) expect(lstm.gradient[i]).toBeCloseTo(slope(lstm.weights, i), 7);
    for (let i = 0; i < 3; i++) {
      expect(back.start.hidden[i]).toBeCloseTo(slope(start.hidden, i), 7);
      expect(back.start.cell[i]).toBeCloseTo(slope(start.cell, i), 7);
    }
  });

  test('the auxiliary loss falls while it is the only one, and the main one after', () => {
    const sine = Float32Array.from({ length: 300 }, (_, n) => Math.sin(n * 0.2));
    const { history } = trainWithAuxiliary(sine, {
      units: 12,
      auxiliaryUnits: 6,
      segment: 40,
      pretraining: 60,
      joint: 60,
      learningRate: 0.01,
      seed: 1,
    });
    expect(history[59].auxiliary).toBeLessThan(0.5 * history[0].auxiliary);
    expect(history[119].main).toBeLessThan(0.5 * history[60].main);
  });

  test('the test programme has every signal with every fade, and repeats by its seed', () => {
    const rate = 8000;
    const programme = testProgramme(24, rate, seededRandom(1), 0.5);
    expect(programme).toEqual(testProgramme(24, rate, seededRandom(1), 0.5));
    expect(programme.length).toBe(24 * rate);
    const pieces = Object.keys(testSignals).length * Object.keys(fades).length;
    const length = programme.length / pieces;
    const peak = (from: number, to: number) =>
      programme.subarray(from, to).reduce((top, x) => Math.max(top, Math.abs(x)), 0);
    for (let piece = 0; piece < pieces; piece++) {
      const [start, end] = [piece * length, (piece + 1) * length];
      const fade = Object.keys(fades)[piece % 4];
      expect(peak(start, end)).toBeLessThanOrEqual(0.5 + 1e-6);
      if (fade === 'level') expect(peak(start, end)).toBeCloseTo(0.5, 5);
      if (fade === 'rising' || fade === 'both') expect(peak(start, start + length / 20)).toBeLessThan(0.06);
      if (fade === 'falling' || fade === 'both') expect(peak(end - length / 20, end)).toBeLessThan(0.06);
    }
  });
});
