/** The audio thread's side of a capture, quantum by quantum. */
import { beforeEach, expect, test } from 'vitest';
import type { FromTape, ToTape } from '../../../ui/src/capture/tape.worklet.js';

interface Processor {
  process(inputs: Float32Array[][], outputs: Float32Array[][]): boolean;
}

const quantum = 128;
const scope = globalThis as unknown as Record<string, unknown>;
let Tape: new () => Processor;
let told: FromTape[];
let port: { onmessage?: (event: { data: ToTape }) => void; postMessage: (message: FromTape) => void };
let tape: Processor;
let frame: number;

scope.AudioWorkletProcessor = class {
  get port() {
    return port;
  }
};
scope.registerProcessor = (_name: string, processor: new () => Processor) => {
  Tape = processor;
};
await import('../../../ui/src/capture/tape.worklet.js');

beforeEach(() => {
  told = [];
  port = { postMessage: (message) => void told.push(structuredClone(message)) };
  tape = new Tape();
  frame = 0;
});

const tell = (data: ToTape) => port.onmessage?.({ data });
const start = (signal: Float32Array<ArrayBuffer>, channel = 0, tailFrames = 0, run = 1) =>
  tell({ type: 'start', run, signal, channel, tailFrames });

/** One quantum; channel c of the input holds c + 0.25 + the frame's share of 1e5. */
function play(channels = 1, lostFrames = 0): Float32Array {
  frame += lostFrames;
  scope.currentFrame = frame;
  const output = new Float32Array(quantum);
  const input = Array.from({ length: channels }, (_, c) =>
    Float32Array.from({ length: quantum }, (_, n) => inputAt(frame + n, c)),
  );
  tape.process([input], [[output]]);
  frame += quantum;
  return output;
}

const inputAt = (at: number, channel = 0) => Math.fround(channel + 0.25 + at / 1e5);
const ramp = (length: number) => Float32Array.from({ length }, (_, n) => 0.5 + n / 1e5);
const recorded = () => told.flatMap((message) => (message.type === 'samples' ? [...message.samples] : []));
const isEnded = () => told.some(({ type }) => type === 'ended');

test('what comes in is kept sample by sample while the signal goes out, and no longer', () => {
  const [signal, tail] = [ramp(5000), 1000];
  play();
  start(signal, 0, tail);
  const first = frame;
  const out: number[] = [];
  while (!isEnded()) out.push(...play());
  play();
  expect(recorded()).toEqual(Array.from({ length: 6000 }, (_, n) => inputAt(first + n)));
  expect(out.slice(0, 5000)).toEqual([...signal]);
  expect(Math.max(...out.slice(5000))).toBe(0);
  expect(told.filter(({ type }) => type === 'gap')).toEqual([]);
});

test('the chosen channel is kept; of fewer channels the last', () => {
  start(ramp(quantum), 1);
  play(2);
  expect(recorded()).toEqual(Array.from({ length: quantum }, (_, n) => inputAt(n, 1)));
  told = [];
  start(ramp(quantum), 1);
  play(1);
  expect(recorded()).toEqual(Array.from({ length: quantum }, (_, n) => inputAt(quantum + n)));
  told = [];
  start(ramp(quantum));
  play(0); // no input at all
  expect(recorded()).toEqual(new Array(quantum).fill(0));
});

test('quanta that the audio thread left out are told, and zeros keep the time', () => {
  start(ramp(10 * quantum));
  play();
  play();
  const out = play(1, 3 * quantum);
  while (!isEnded()) play();
  expect(told.filter(({ type }) => type === 'gap')).toEqual([{ type: 'gap', run: 1, at: 256, frames: 384 }]);
  expect(out[0]).toBe(ramp(10 * quantum)[5 * quantum]); // the signal keeps the time too
  const wanted = Array.from({ length: 10 * quantum }, (_, n) => (n >= 256 && n < 640 ? 0 : inputAt(n)));
  expect(recorded()).toEqual(wanted);
});

test('a gap while nothing is recorded is none, and one at the end goes no further', () => {
  play();
  play(1, quantum);
  start(ramp(2 * quantum));
  play();
  play(1, 100 * quantum);
  expect(isEnded()).toBe(true);
  expect(told.filter(({ type }) => type === 'gap')).toEqual([{ type: 'gap', run: 1, at: 128, frames: 128 }]);
  expect(recorded()).toHaveLength(256);
});

test('stopped, the signal fades within some milliseconds', () => {
  start(ramp(48_000));
  for (let i = 0; i < 20; i++) play();
  tell({ type: 'stop' });
  const out = [...play(), ...play()];
  expect(isEnded()).toBe(true);
  expect(out.every((value, n) => n === 0 || value < out[n - 1])).toBe(true);
  expect(out[255]).toBeLessThan(0.01);
  expect(recorded()).toHaveLength(22 * quantum);
  expect(Math.max(...play())).toBe(0);
});

test('a new run begins with nothing of the old one', () => {
  start(ramp(48_000));
  for (let i = 0; i < 5; i++) play();
  start(ramp(quantum), 0, 0, 2);
  play();
  expect(told.filter(({ type }) => type !== 'levels')).toMatchObject([
    { type: 'samples', run: 2, samples: { length: quantum } },
    { type: 'ended', run: 2 },
  ]);
});

test('levels are of each channel: peak, RMS, and how many samples are at full scale', () => {
  scope.currentFrame = 0;
  const tone = Float32Array.from({ length: quantum }, (_, n) => 0.5 * Math.sin((2 * Math.PI * n) / 64));
  const clipped = Float32Array.from({ length: quantum }, (_, n) => (n < 3 ? 1 : n < 5 ? -1 : 0));
  for (let i = 0; i < 8; i++) tape.process([[tone, clipped]], [[new Float32Array(quantum)]]);
  expect(told).toHaveLength(1);
  const [message] = told;
  if (message.type !== 'levels') throw new Error(message.type);
  const [first, second] = message.channels;
  expect(first).toMatchObject({ peak: 0.5, fullScale: 0 });
  expect(first.rms).toBeCloseTo(0.5 / Math.SQRT2, 6);
  expect(second).toMatchObject({ peak: 1, fullScale: 40 });
  expect(second.rms).toBeCloseTo(Math.sqrt(5 / quantum), 6);
});
