import type { ChildProcess } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readWav } from '../../../training/src/audio/wav.js';
import { start, temporaryFolder, tonewright, writeOverdrivePair } from './tonewright.js';

const folder = temporaryFolder();
const [dry, wet, testDry, testWet] = ['dry.wav', 'wet.wav', 'test-dry.wav', 'test-wet.wav'].map(folder.path);
const pair = ['--input', dry, '--target', wet];
const small = ['--arch', 'gru:4', '--epochs', '4', '--json'];

beforeAll(async () => {
  await writeOverdrivePair(dry, wet, 12);
  await writeOverdrivePair(testDry, testWet, 4, 7);
});
afterAll(folder.remove);

const interruptAtFirstEpoch = (child: ChildProcess) =>
  child.stderr!.on('data', (text) => /epoch 1 /.test(text) && child.kill('SIGINT'));

const weightsOf = (path: string) => JSON.parse(readFileSync(path, 'utf8')).layers;

test('a dry and a wet recording become a preset that sounds like the device on other playing', async () => {
  const out = folder.path('overdrive.json');
  const words = ['--arch', 'gru:8', '--epochs', '30', '--out', out, '--json'];
  const trained = await tonewright('train', ...pair, ...words, '--test-input', testDry, '--test-target', testWet);
  expect(trained.code, trained.stderr).toBe(0);
  expect(trained.json).toMatchObject({ preset: out, delaySamples: expect.any(Number), reason: 'epochs' });
  for (const figure of ['esr', 'testEsr', 'esrPreEmphasised', 'mse', 'seconds', 'samplesPerSecond'])
    expect(trained.json[figure], figure).toBeGreaterThan(0);
  expect(trained.json.testEsr).toBeLessThan(0.05);

  const rendered = folder.path('rendered.wav');
  expect((await tonewright('render', '--preset', out, '--in', testDry, '--out', rendered)).code).toBe(0);
  expect((await readWav(rendered)).channels[0]).toHaveLength((await readWav(testDry)).channels[0].length);

  const evaluated = await tonewright('eval', '--preset', out, '--input', testDry, '--target', testWet, '--json');
  expect(evaluated.json.esr).toBeCloseTo(trained.json.testEsr, 6);
  expect(evaluated.json.shiftSamples).toBe(trained.json.shiftSamples);

  const info = await tonewright('info', out, '--json');
  expect(info.json).toMatchObject({ format: 'tonewright', architecture: 'gru:8', selfTest: 'passed' });

  const log = readFileSync(trained.json.log, 'utf8').trim().split('\n');
  expect(log[0]).toContain('epoch,training_loss,validation_esr');
  expect(log).toHaveLength(1 + 30);
});

test('the same seed gives the same weights on one thread and on two, another seed others', async () => {
  const outs = ['a.json', 'b.json', 'c.json'].map(folder.path);
  const flags = [
    ['--threads', '1'],
    ['--threads', '2'],
    ['--threads', '1', '--seed', '2'],
  ];
  for (const [i, out] of outs.entries())
    expect((await tonewright('train', ...pair, ...small, '--batch', '32', '--out', out, ...flags[i])).code).toBe(0);
  const [a, b, c] = outs.map(weightsOf);
  expect(b).toEqual(a);
  expect(c).not.toEqual(a);
});

test('a killed run goes on from its checkpoint and ends with the weights of an unbroken one', async () => {
  const [broken, whole] = ['broken.json', 'whole.json'].map(folder.path);
  const long = ['--arch', 'gru:4', '--epochs', '100', '--checkpoint-seconds', '0.02', '--json'];
  const { process: child, done } = start(['train', ...pair, ...long, '--out', broken]);
  while (!existsSync(`${broken}.checkpoint`)) await new Promise((resolve) => setTimeout(resolve, 10));
  child.kill('SIGKILL');
  await done;
  expect(existsSync(broken)).toBe(false);
  const resumed = await tonewright('train', ...pair, ...long, '--out', broken, '--resume');
  expect(resumed.code, resumed.stderr).toBe(0);
  expect((await tonewright('train', ...pair, ...long, '--out', whole)).code).toBe(0);
  expect(weightsOf(broken)).toEqual(weightsOf(whole));
});

test('Ctrl-C keeps the best preset so far', async () => {
  const out = folder.path('interrupted.json');
  const { process: child, done } = start([
    'train',
    ...pair,
    '--arch',
    'gru:8',
    '--epochs',
    '100000',
    '--out',
    out,
    '--json',
  ]);
  interruptAtFirstEpoch(child);
  const run = await done;
  expect(run.code).toBe(130);
  expect(run.json.reason).toBe('cancelled');
  expect((await tonewright('info', out, '--json')).json.selfTest).toBe('passed');
});

test('a time limit ends the training in time, whatever the number of epochs', async () => {
  const out = folder.path('limited.json');
  const run = await tonewright(
    'train',
    ...pair,
    '--arch',
    'gru:8',
    '--epochs',
    '1000000',
    '--minutes',
    '0.05',
    '--out',
    out,
    '--json',
  );
  expect(run.json.reason).toBe('time');
  expect(run.json.esr).toBeLessThan(0.5);
});

test('a knob becomes a control of the preset and changes its sound', async () => {
  const wet2 = folder.path('wet2.wav');
  expect((await tonewright('device', 'overdrive', '--set', 'drive=1', '--in', dry, '--out', wet2)).code).toBe(0);
  const out = folder.path('knob.json');
  const run = await tonewright(
    'train',
    '--input',
    dry,
    '--target',
    wet,
    wet2,
    '--control',
    'drive:0..1=0.5,1',
    ...small,
    '--out',
    out,
  );
  expect(run.code, run.stderr).toBe(0);
  const info = await tonewright('info', out, '--json');
  expect(info.json.controls).toMatchObject([{ id: 'drive', min: 0, max: 1, default: 0.5 }]);
  const outputs = await Promise.all(
    ['0.5', '1'].map(async (drive) => {
      const wav = folder.path(`drive-${drive}.wav`);
      expect(
        (await tonewright('render', '--preset', out, '--set', `drive=${drive}`, '--in', testDry, '--out', wav)).code,
      ).toBe(0);
      return (await readWav(wav)).channels[0];
    }),
  );
  expect(outputs[0]).not.toEqual(outputs[1]);
  const wrong = await tonewright(
    'render',
    '--preset',
    out,
    '--set',
    'tone=1',
    '--in',
    testDry,
    '--out',
    folder.path('x.wav'),
  );
  expect(wrong.code).toBe(1);
  expect(wrong.stderr).toContain("no control 'tone'");
});

test.each([
  [['--arch', 'gru:ten'], /not an architecture/],
  [['--epochs', '0'], /--epochs: Expected a whole number/],
  [['--loss', 'ers'], /--loss: Expected one of esr/],
  [['--batch', '20'], /16/],
  [['--loss', 'mrstft', '--tbptt', '64'], /window|chunk|TBPTT/i],
  [['--resume'], /checkpoint/],
])('train %j says what is wrong', async (words, message) => {
  const run = await tonewright('train', ...pair, '--out', folder.path('never.json'), ...words);
  expect(run.code).toBe(1);
  expect(run.stderr).toMatch(message);
  expect(existsSync(folder.path('never.json'))).toBe(false);
});

test('a checkpoint of other settings, or a damaged one, is refused', async () => {
  const out = folder.path('other.json');
  const { process: child, done } = start(['train', ...pair, '--arch', 'gru:6', '--epochs', '100000', '--out', out]);
  interruptAtFirstEpoch(child);
  await done;
  const other = await tonewright('train', ...pair, '--arch', 'gru:5', '--epochs', '100000', '--out', out, '--resume');
  expect(other.code).toBe(1);
  expect(other.stderr).toContain('other settings');
  writeFileSync(`${out}.checkpoint`, readFileSync(`${out}.checkpoint`).subarray(0, -100));
  const damaged = await tonewright('train', ...pair, '--arch', 'gru:6', '--epochs', '100000', '--out', out, '--resume');
  expect(damaged.code).toBe(1);
});
