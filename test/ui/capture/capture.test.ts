/** Recording a pedal in the browser, as a new user does. */
import { afterEach, expect, test } from 'vitest';
import { decodeWav } from '../../../training/src/audio/wav.js';
import { overdrive } from '../../../training/src/devices/overdrive.js';
import { expectNoViolations } from '../axe.js';
import { answerOf, CapturePage, sampleRate, seconds } from './openCapture.js';

let capture: CapturePage;
afterEach(() => capture?.close());

const noViolations = () => expectNoViolations(capture.page);
const pedal = (samples: Float32Array) => overdrive.process(samples, sampleRate);

/** Of what came back in time, when `wet` lies `delay` behind. */
function largestError(answer: Float32Array, wet: Float32Array, delay: number): number {
  let largest = 0;
  for (let n = Math.max(0, -delay); n < answer.length && n + delay < wet.length; n++)
    largest = Math.max(largest, Math.abs(answer[n] - wet[n + delay]));
  return largest;
}

test('a pedal is recorded sample by sample, checked, and its round trip found', async () => {
  const answer = answerOf(pedal);
  capture = await CapturePage.open({ answer });
  await noViolations();
  await capture.prepare();
  const settings = await capture.page.evaluate('reach.tracks.at(-1).getSettings()');
  expect(settings).toMatchObject({ echoCancellation: false, noiseSuppression: false, autoGainControl: false });
  await capture.record();
  await noViolations();
  // While it is sent it is among the takes in the page, then a recording that is checked.
  await expect
    .poll(() => capture.page.locator('article').allInnerTexts())
    .toEqual([expect.stringMatching(/ready to train/)]);
  await noViolations();

  const [recording] = await capture.recordings();
  expect(recording).toMatchObject({ name: 'Fuzzy', sampleRate, source: { controls: { gain: 0.5 } } });
  expect(recording.findings.filter(({ severity }) => severity === 'error' || severity === 'warning')).toEqual([]);
  await capture.sees(`round trip ${recording.delaySamples} samples`);
  const response = await fetch(`${capture.studio.url}api/recordings/${recording.id}/audio/wet`);
  const wet = decodeWav(Buffer.from(await response.arrayBuffer())).channels[0];
  expect(wet.length).toBe((seconds + 1) * sampleRate);
  // The trainer's delay counts what the pedal's filters delay, the browser's does not.
  const errors = Array.from({ length: 24 }, (_, i) => largestError(answer, wet, recording.delaySamples! - i));
  expect(Math.min(...errors)).toBeLessThan(2 ** -14); // 16 bits
  expect(capture.faults).toEqual([]);
});

/** A pedal of Web Audio between the page's output and its input: what is played comes back, later and softer. */
const loop = `
  const pedal = new AudioContext({ sampleRate: 48000 });
  const back = pedal.createMediaStreamDestination();
  navigator.mediaDevices.getUserMedia = async () => back.stream;
  const connect = AudioNode.prototype.connect;
  AudioNode.prototype.connect = function (target, ...rest) {
    if (target === this.context.destination) {
      const out = this.context.createMediaStreamDestination();
      connect.call(this, out);
      const gain = new GainNode(pedal, { gain: 1 });
      connect.call(connect.call(pedal.createMediaStreamSource(out.stream), gain), back);
      globalThis.loopGainNode = gain;
      pedal.resume();
    }
    return connect.call(this, target, ...rest);
  };
`;

test('the level check says whether the return is silent, too quiet, good or clipping, and how late it is', async () => {
  capture = await CapturePage.open({ script: loop });
  await capture.press('Choose the devices');
  await capture.page.locator('button:enabled', { hasText: 'Check the level' }).waitFor();
  const check = async (gain: number, words: RegExp) => {
    await capture.page.evaluate((value) => {
      // biome-ignore lint/suspicious/noExplicitAny: put there by the script above
      (globalThis as any).loopGainNode.gain.value = value;
    }, gain);
    await capture.press('Check the level');
    await capture.sees('Checking the level');
    await capture.sees(words);
  };
  await check(0, /Nothing comes back\. *Check the cables/);
  await check(0.1, /Too quiet: the return peaks at −\d\d\.\d dB/);
  await check(1.5, /A good level: the return peaks at −\d\.\d dB/);
  await capture.sees(/Round trip \d+ samples, \d+\.\d ms/);
  await noViolations();
  await check(8, /Clipping: \d+ samples are at full scale/);
  expect(capture.faults).toEqual([]);
});
