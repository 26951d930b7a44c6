/** What goes wrong while a pedal is recorded is said in plain words, and nothing is lost. */
import { readFileSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { decodeWav } from '../../../training/src/audio/wav.js';
import { Client } from '../../training/studio/client.js';
import { expectNoViolations } from '../axe.js';
import { answerOf, CapturePage, sampleRate, seconds } from './openCapture.js';

let capture: CapturePage;
afterEach(() => capture?.close());

const noViolations = () => expectNoViolations(capture.page);
const answer = () => answerOf((samples) => samples.map((x) => Math.tanh(3 * x)));
const inPage = (script: string) => capture.page.evaluate(script);

/** What the audio thread would say; `run` 1 is the first. */
const say = (message: object) =>
  inPage(`reach.nodes.at(-1).port.onmessage({ data: ${JSON.stringify({ run: 1, ...message })} })`);

/** The kept take as the file that the page saves. */
async function savedTake() {
  const [download] = await Promise.all([capture.page.waitForEvent('download'), capture.press('Save as a file')]);
  expect(download.suggestedFilename()).toBe('Fuzzy gain=0.5 (capture signal of 20 s).wav');
  return decodeWav(readFileSync(await download.path()));
}

test('a refused microphone', async () => {
  capture = await CapturePage.open({ isAllowed: false });
  await capture.page.context().clearPermissions();
  await capture.press('Choose the devices');
  await capture.sees('The browser may not use the microphone.');
  await capture.sees(/Allow it for this page/);
  await noViolations();
  await capture.page.context().grantPermissions(['microphone']);
  await capture.press('Choose the devices');
  await capture.page.getByLabel('Input', { exact: true }).waitFor();
  await capture.isGone('The browser may not');
});

test.each([
  ['NotFoundError', 'There is no audio input.'],
  ['NotReadableError', 'The audio input cannot be opened.'],
  ['OverconstrainedError', 'The chosen input is not there any more.'],
])('%s', async (name, words) => {
  const script = `navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('x', '${name}'); };`;
  capture = await CapturePage.open({ script });
  await capture.press('Choose the devices');
  await capture.sees(words);
});

test('devices that were chosen and are gone: the second press opens the system’s own', async () => {
  capture = await CapturePage.open();
  await inPage(
    `sessionStorage.setItem('interface', JSON.stringify({ input: 'unplugged', output: 'unplugged too', channel: 0, sampleRate: 44100, gainDb: -6 }))`,
  );
  await capture.page.reload();
  await capture.press('Choose the devices');
  await capture.sees('The chosen input is not there any more.');
  await capture.press('Choose the devices');
  await capture.sees('The audio output cannot be opened.');
  await capture.press('Choose the devices');
  const input = capture.page.getByLabel('Input', { exact: true });
  expect(await input.inputValue()).toBe('');
  await capture.sees('−6 dB'); // what else was set stays
});

test('an output that never starts', async () => {
  capture = await CapturePage.open({ script: 'AudioContext.prototype.resume = () => new Promise(() => undefined);' });
  await capture.press('Choose the devices');
  await capture.sees('The audio output cannot be opened.');
});

test('another rate, and sound that the browser changes, are told', async () => {
  const script = `
    AudioContext = class extends AudioContext {
      constructor({ sampleRate, ...options }) {
        if (sampleRate) throw new DOMException('x', 'NotSupportedError');
        super({ ...options, sampleRate: 44100 });
      }
    };
    MediaStreamTrack.prototype.getSettings = () => ({ sampleRate: 32000, noiseSuppression: true });
  `;
  capture = await CapturePage.open({ script });
  await capture.press('Choose the devices');
  await capture.sees('The browser has no sound at 48000 Hz and runs at 44100 Hz');
  await capture.sees('The input runs at 32000 Hz and the browser converts it to 44100 Hz.');
  await capture.sees(/The browser changes the sound of this input/);
  await noViolations();
});

test('a server that is lost during the take: it stays, is sent when the server is back, or saved as a file', async () => {
  capture = await CapturePage.open({ answer: answer() });
  await capture.prepare();
  await capture.record();
  await capture.page.context().setOffline(true);
  await capture.sees('Takes in this page');
  await capture.page.getByRole('article').getByText('server does not answer').waitFor();
  await noViolations();
  const saved = await savedTake();
  expect(saved.channels[0].length).toBe((seconds + 1) * sampleRate);

  await capture.press('Send it again');
  await capture.sees('server does not answer');
  await capture.page.context().setOffline(false);
  await capture.press('Send it again');
  await capture.sees('ready to train');
  await capture.isGone('Takes in this page');
  const [recording] = await capture.recordings();
  const wet = await fetch(`${capture.studio.url}api/recordings/${recording.id}/audio/wet`);
  expect(decodeWav(Buffer.from(await wet.arrayBuffer())).channels).toEqual(saved.channels);
});

test('a full disk: the server’s own words, and the take stays until there is space', async () => {
  let isFull = true;
  const writeChunk = async (file: { writeFile(chunk: Uint8Array): Promise<void> }, chunk: Uint8Array) => {
    if (isFull) throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
    await file.writeFile(chunk);
  };
  capture = await CapturePage.open({ answer: answer(), server: { writeChunk } });
  await capture.prepare();
  await capture.record();
  await say({ type: 'ended' });
  await capture.sees(/the disk is full\. Free some space and send the file again/);
  await capture.sees('Takes in this page');
  isFull = false;
  await capture.press('Send it again');
  await capture.sees(/ready to train|cannot be used/);
  await capture.isGone('Takes in this page');
});

const losses: [string, string, string][] = [
  ['an input that is unplugged', 'The audio input went away.', `reach.tracks.at(-1).dispatchEvent(new Event('ended'))`],
  ['sound that the browser holds', 'The browser held the sound.', 'reach.contexts.at(-1).suspend()'],
];

test.each(losses)(
  '%s in the middle: the part until then stays',
  async (_, words, script) => {
    capture = await CapturePage.open({ answer: answer() });
    await capture.prepare();
    await capture.record();
    await capture.sees('15 s to go');
    await inPage(script);
    await capture.sees(words);
    await capture.page.getByRole('article').getByText(words).waitFor();
    await noViolations();
    const { length } = (await savedTake()).channels[0];
    expect(length).toBeGreaterThan(5 * sampleRate);
    expect(length).toBeLessThan(15 * sampleRate);

    await capture.press('Use it all the same');
    await capture.sees(/ready to train|cannot be used/);
    const [{ findings }] = await capture.recordings();
    expect(findings.find(({ id }) => id === 'length')?.message).toMatch(/dry (\d+\.\d+) s, wet \1 s/);
    await capture.isGone('Takes in this page');
  },
  120_000,
);

test('sound that the computer left out is told, and the take is not used unasked', async () => {
  capture = await CapturePage.open({ answer: answer() });
  await capture.prepare();
  await capture.record();
  await say({ type: 'gap', at: 4410, frames: 128 });
  await say({ type: 'gap', at: 8820, frames: 313 });
  await say({ type: 'ended' });
  await capture.sees('The computer left out 10.0 ms of sound in 2 places.');
  await noViolations();
  expect(await capture.recordings()).toEqual([]);
});

test('an interface that stops answering', async () => {
  capture = await CapturePage.open({ answer: answer() });
  await capture.prepare();
  await capture.record();
  await inPage('for (const end = performance.now() + 3000; performance.now() < end; );'); // the page is busy: no harm
  await capture.sees(/1\d s to go/);
  expect(await capture.page.getByText('The audio interface stopped answering.').count()).toBe(0);
  await inPage('reach.nodes.at(-1).port.onmessage = null');
  await capture.sees('The audio interface stopped answering.');
  await capture.page.getByRole('button', { name: 'Choose the devices' }).waitFor();
  await capture.page.getByRole('article').getByText('The audio interface stopped answering.').waitFor();
});

test('an output is chosen, and its end is the take’s', async () => {
  capture = await CapturePage.open({ answer: answer() });
  await capture.prepare();
  const output = capture.page.getByLabel('Output', { exact: true });
  await output.selectOption({ label: 'Fake Audio Output 1' });
  await capture.page.locator('button:enabled', { hasText: /^Record$/ }).waitFor();
  expect(await inPage('reach.contexts.at(-1).sinkId')).toBe(await output.inputValue());
  await capture.record();
  await inPage(`
    navigator.mediaDevices.enumerateDevices = async () => [];
    navigator.mediaDevices.dispatchEvent(new Event('devicechange'));
  `);
  await capture.sees('The audio output went away.');
  await capture.sees('Takes in this page');
});

test('held sound goes on, and a take that is stopped by key is thrown away', async () => {
  capture = await CapturePage.open({ answer: answer() });
  await capture.prepare();
  await inPage('reach.contexts.at(-1).suspend()');
  await capture.sees('The browser held the sound.');
  await capture.press('Let the sound go on');
  await capture.isGone('The browser held the sound.');
  await capture.page.getByRole('button', { name: 'Record', exact: true }).press('Enter');
  await capture.sees(/\d s to go/);
  await capture.page.keyboard.press('Enter'); // the focus has stayed, and the button is Stop now
  await capture.sees('Stopped before its end.');
  await capture.press('Throw it away');
  await capture.isGone('Takes in this page');
  expect(await capture.recordings()).toEqual([]);
  await capture.choose({ 'Knobs of the pedal': 'gain: half' });
  await capture.press('Record');
  await capture.sees(/Expected names and numbers such as gain=0.25, tone=0.5; found “gain: half”/);
});

test('nothing else is heard while a pedal is recorded', async () => {
  capture = await CapturePage.open({ answer: answer() });
  const client = new Client(capture.studio.url);
  const { upload } = (await client.upload(readFileSync('presets/factory/tube-clean.json'))).body;
  await client.call('POST', 'presets', { upload, name: 'Clean.json' });
  const open = (tab: string) => capture.page.getByRole('tab', { name: tab, exact: true }).click();
  const player = capture.page.getByRole('region', { name: 'Player' });
  await open('Library');
  await capture.press('Listen');
  await player.waitFor();
  await open('Capture');
  await capture.prepare();
  await capture.record();
  await player.waitFor({ state: 'detached' });
  await open('Library');
  await capture.press('Listen');
  await capture.sees(/A pedal is being recorded, and would hear it/);
  await player.waitFor({ state: 'detached' });
  await open('Capture');
  await capture.press('Stop'); // the take went on under the other page
  await capture.sees('Stopped before its end.');
  await open('Library');
  await capture.press('Listen');
  await player.waitFor();
});
