/** The process behind a task (task.ts): one task, its messages, and it ends. It never outlives the server. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { writePreset } from '@tonewright/presets';
import { makeCaptureSignal } from '../audio/captureSignal.js';
import { type Audio, durationSeconds, monoAudio, toMono } from '../audio/channels.js';
import { writeWav } from '../audio/wav.js';
import { estimateAlignment } from '../data/alignment.js';
import { checkPair } from '../data/checks.js';
import { findDevice } from '../devices/devices.js';
import { atomicWrite } from '../io/atomicWrite.js';
import { type AlignedPair, alignPair, validationStart } from '../trainer/dataset.js';
import { makePreset, type StoredTraining } from '../trainer/preset.js';
import { readPair, readRecording } from '../trainer/recordings.js';
import { parseSettings, settingsToFlags } from '../trainer/settings.js';
import { train } from '../trainer/train.js';
import type { Progress } from './api.js';
import { Previews } from './preview.js';
import type { Capture, Message, Task } from './task.js';

const send = (message: Message) =>
  new Promise<void>((resolve) => (process.send ? process.send(message, () => resolve()) : resolve()));

const checkpointSeconds = 2;
/** A part of the recording to look at and to hear; longer ones cost more than they show. */
const keptSeconds = 20;

const progressOf = ({ epoch, trainingLoss, validationEsr, learningRate, seconds, best }: Progress): Progress => ({
  epoch,
  trainingLoss,
  validationEsr,
  learningRate,
  seconds,
  best,
});

async function makeSignal({ path, capture }: Task & { kind: 'signal' }): Promise<void> {
  await writeWav(path, monoAudio(makeCaptureSignal(capture).samples, capture.sampleRate), { bitDepth: '24' });
  await send({ kind: 'made' });
}

function run(task: Task): Promise<void> {
  if (task.kind === 'check') return check(task);
  if (task.kind === 'round-trip') return measureRoundTrip(task);
  return task.kind === 'signal' ? makeSignal(task) : trainPreset(task, stop.signal);
}

async function measureRoundTrip({ played, wet }: Task & { kind: 'round-trip' }): Promise<void> {
  const { captureSeconds: seconds, sampleRate, fromSeconds, toSeconds } = played;
  const [from, to] = [fromSeconds, toSeconds].map((at) => Math.round(at * sampleRate));
  const dry = makeCaptureSignal({ seconds, sampleRate }).samples.subarray(from, to);
  const back = toMono(await readRecording(wet, { sampleRate }));
  const { outcome, delaySamples } = estimateAlignment(dry, back, sampleRate);
  await send({ kind: 'round-trip', outcome, delaySamples });
}

/** The capture signal, and no more of it than was recorded. */
async function writeDry(path: string, { seconds, sampleRate }: Capture, wet?: Audio): Promise<void> {
  const signal = makeCaptureSignal({ seconds, sampleRate: sampleRate ?? wet?.sampleRate });
  const end = wet ? Math.round(durationSeconds(wet) * signal.sampleRate) : signal.samples.length;
  await writeWav(path, monoAudio(signal.samples.subarray(0, end), signal.sampleRate));
}

async function check(task: Task & { kind: 'check' }): Promise<void> {
  const [dryPath, wetPath] = ['dry.wav', 'wet.wav'].map((name) => join(task.folder, name));
  if (task.capture && !existsSync(dryPath)) {
    const wet = existsSync(wetPath) ? await readRecording(wetPath) : undefined;
    await writeDry(dryPath, task.capture, wet);
  }
  const dry = await readRecording(dryPath);
  if (task.device && !existsSync(wetPath)) {
    const { id, controls } = task.device;
    const channels = dry.channels.map((channel) => findDevice(id).process(channel, dry.sampleRate, controls));
    await writeWav(wetPath, { ...dry, channels });
  }
  const { findings, trainable, alignment } = await checkPair(dry, await readRecording(wetPath), {
    onFindings: (found) => send({ kind: 'findings', findings: found }),
  });
  const { sampleRate } = dry;
  const delaySamples = alignment.outcome === 'found' ? alignment.delaySamples : undefined;
  await send({ kind: 'checked', findings, trainable, delaySamples, sampleRate, seconds: durationSeconds(dry) });
}

/** All at the rate of the first, each with its own delay taken out. */
async function readPairs({ recordings, knobs }: Task & { kind: 'train' }, take: number): Promise<AlignedPair[]> {
  const pairs: AlignedPair[] = [];
  for (const [i, place] of recordings.entries()) {
    const sampleRate = pairs[0]?.sampleRate;
    const pair = await readPair(join(place, 'dry.wav'), join(place, 'wet.wav'), { sampleRate });
    pairs.push(alignPair({ ...pair, controls: knobs.positions[i] }, 'auto', take));
  }
  return pairs;
}

async function trainPreset(task: Task & { kind: 'train' }, signal: AbortSignal): Promise<void> {
  const { job, folder } = task;
  const settings = parseSettings({ ...job.settings, arch: job.arch });
  const pairs = await readPairs(task, settings.take);
  const [pair] = pairs;
  const { controls } = task.knobs;
  const checkpointPath = join(folder, 'checkpoint');
  const kept = keptPart(pair, settings.validation);
  await writeKept(folder, { dry: kept.dry, target: kept.wet }, pair.sampleRate);
  const { delaySamples } = pair;
  const previews = new Previews(
    folder,
    kept,
    ({ spec, weights, validationEsr: esr }) =>
      makePreset(spec, weights, controls, { name: job.name, esr, delaySamples }),
    (epoch) => send({ kind: 'preview', epoch }),
  );
  const training = await train({
    settings,
    pairs,
    controls,
    checkpointPath,
    checkpointSeconds,
    resume: task.resume && existsSync(checkpointPath),
    signal,
    onResume: (history) => {
      send({ kind: 'resumed', history: history.map(progressOf) });
    },
    onProgress: (progress, plannedEpochs) => {
      send({ kind: 'progress', plannedEpochs, progress: progressOf(progress) });
    },
    onBest: (best) => previews.offer(best),
  });
  const { result } = training;
  const stored: StoredTraining = {
    arch: job.arch,
    flags: settingsToFlags({ ...job.settings, arch: job.arch }),
    delaySamples,
    shiftSamples: pair.shiftSamples,
    takeSamples: settings.take,
    epochs: result.epochs,
    bestEpoch: result.bestEpoch,
    seconds: result.seconds,
    samplesPerSecond: Math.round(training.samplesPerSecond),
  };
  const preset = await makePreset(training.spec, result.weights, controls, {
    name: job.name,
    esr: result.validationEsr,
    delaySamples,
    training: { ...stored },
  });
  await atomicWrite(task.preset, writePreset(preset));
  const { weights, bestEpoch: epoch, validationEsr } = result;
  const output = await previews.finish({ spec: training.spec, weights, epoch, validationEsr });
  await writeKept(folder, { preset: output }, pair.sampleRate);
  await send({ kind: 'trained', ended: result.reason !== 'cancelled', esr: result.validationEsr });
}

/** What is kept from training, to compare by eye and ear. */
function keptPart(pair: AlignedPair, validation: number): AlignedPair {
  const start = validation > 0 ? validationStart(pair, validation) : 0;
  const end = start + keptSeconds * pair.sampleRate;
  return { ...pair, dry: pair.dry.subarray(start, end), wet: pair.wet.subarray(start, end) };
}

async function writeKept(folder: string, sounds: Record<string, Float32Array>, sampleRate: number): Promise<void> {
  for (const [name, samples] of Object.entries(sounds))
    await writeWav(join(folder, `${name}.wav`), monoAudio(samples, sampleRate));
}

const stop = new AbortController();
// The server is gone: the next one goes on from the last checkpoint.
process.on('disconnect', () => process.exit(1));
process.on('message', (message: Task | 'stop') => {
  if (message === 'stop') {
    stop.abort();
    return;
  }
  run(message)
    .catch((error: Error) => send({ kind: 'failed', error: error.message }))
    .finally(() => process.exit(0));
});
