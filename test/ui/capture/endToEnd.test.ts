/** From an empty folder through a capture to a preset that is heard through the engine in the browser. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { decodeWav } from '../../../training/src/audio/wav.js';
import { overdrive } from '../../../training/src/devices/overdrive.js';
import type { Job } from '../../../training/src/studio/api.js';
import { Engine } from '../../../ui/src/audio/engine.js';
import { dist } from '../serve.js';
import { answerOf, CapturePage, sampleRate } from './openCapture.js';

let capture: CapturePage;
afterEach(() => capture?.close());

/** Keeps every sample that the page plays, of the context that was opened last. */
const tap = `
  globalThis.heard = [];
  const source = \`registerProcessor('tap', class extends AudioWorkletProcessor {
    process([input]) {
      if (input.length > 0) this.port.postMessage(input[0].slice());
      return true;
    }
  });\`;
  const connect = AudioNode.prototype.connect;
  AudioNode.prototype.connect = function (target, ...rest) {
    if (target === this.context.destination && this.context instanceof AudioContext) {
      const { context } = this;
      const module = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
      context.audioWorklet.addModule(module).then(() => {
        const node = new AudioWorkletNode(context, 'tap', { numberOfOutputs: 0 });
        const mine = (globalThis.heard = []);
        node.port.onmessage = ({ data }) => mine.push(data);
        connect.call(this, node);
      }).catch((error) => {
        if (context.state !== 'closed') throw error; // the page opens the devices anew at another rate
      });
    }
    return connect.call(this, target, ...rest);
  };
`;

/** What the page has played since it opened its player. */
async function heard(): Promise<Float32Array> {
  const text = await capture.page.evaluate(() => {
    // biome-ignore lint/suspicious/noExplicitAny: put there by the script above
    const quanta = (globalThis as any).heard as Float32Array[];
    const all = new Float32Array(quanta.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const quantum of quanta) {
      all.set(quantum, at);
      at += quantum.length;
    }
    return btoa(Array.from(new Uint8Array(all.buffer), (byte) => String.fromCharCode(byte)).join(''));
  });
  const bytes = Buffer.from(text, 'base64');
  return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4).slice();
}

/** The preset on its loop, twice around, as the engine plays it outside of a browser's audio. */
async function rendered(job: Job, chain: { dcBlock?: number } = {}): Promise<Float32Array> {
  const file = readFileSync(join(capture.folder, 'studio', 'presets', job.preset!));
  const engine = new Engine(
    await WebAssembly.compile(readFileSync(join(dist, '../../native/wasm/dist/tonewright.wasm'))),
  );
  const rack = engine.rack(sampleRate);
  rack.load(engine.read(file), true);
  if (chain.dcBlock !== undefined) rack.set('dcBlock', chain.dcBlock);
  const dry = readFileSync(join(capture.folder, 'studio', 'jobs', job.id, 'dry.wav'));
  const [loop] = decodeWav(dry).channels;
  const played = new Float32Array(3 * loop.length);
  for (let i = 0; i < 3; i++) played.set(loop, i * loop.length);
  rack.process(played);
  return played.subarray(loop.length);
}

/** What is left of \`b\` when \`a\`, at its best gain, is taken away. */
function shareOfError(a: Float32Array, b: Float32Array): number {
  const product = (x: Float32Array, y: Float32Array) => x.reduce((sum, value, n) => sum + value * y[n], 0);
  return 1 - product(a, b) ** 2 / (product(a, a) * product(b, b));
}

/** Where in the first half of `sound` the part is: at its loudest it must be alike, and then as a whole. */
function placeOf(part: Float32Array, sound: Float32Array): number {
  const loudest = part.reduce((most, x, n) => (Math.abs(x) > Math.abs(part[most]) ? n : most), 0);
  const from = Math.min(loudest, part.length - 256);
  const share = (at: number, start: number, end: number) =>
    shareOfError(sound.subarray(at + start, at + end), part.subarray(start, end));
  let best = { at: 0, share: 1 };
  for (let at = 0; at < sound.length / 2; at++) {
    if (share(at, from, from + 256) > 0.1) continue;
    const whole = share(at, 0, part.length);
    if (whole < best.share) best = { at, share: whole };
  }
  return best.at;
}

test('a pedal is recorded, trained, and its preset heard', async () => {
  capture = await CapturePage.open({
    answer: answerOf((samples) => overdrive.process(samples, sampleRate)),
    script: tap,
  });
  const { page } = capture;
  await capture.prepare();
  await capture.record();
  await capture.sees('ready to train');
  await capture.press('Let go of the interface');
  await page.getByRole('tab', { name: 'Train' }).click();
  await capture.press('Train');
  await capture.sees('finished');
  await capture.press('Listen');
  await page
    .getByRole('region', { name: 'Player' })
    .getByText(/−\d+\.\d dB/)
    .waitFor();
  await page.waitForTimeout(5000);
  const sound = await heard();
  const [job] = (await (await fetch(`${capture.studio.url}api/jobs`)).json()) as Job[];
  const wanted = await rendered(job);
  // The last time around: by then it has faded in, at the loudness that was measured.
  const played = sound.slice(-wanted.length / 2);
  expect(Math.max(...played)).toBeGreaterThan(0.05);
  const at = placeOf(played, wanted);
  expect(shareOfError(wanted.subarray(at, at + played.length), played)).toBeLessThan(1e-9);
  const flat = await rendered(job, { dcBlock: 0 }); // as the trainer renders it
  const kept = decodeWav(readFileSync(join(capture.folder, 'studio', 'jobs', job.id, 'preset.wav'))).channels[0];
  const settled = sampleRate / 2;
  expect(shareOfError(flat.subarray(settled, kept.length), kept.subarray(settled))).toBeLessThan(1e-7);
  expect(capture.faults).toEqual([]);
});
