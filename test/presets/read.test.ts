import { expect, test } from 'vitest';
import { limits, parametersOf, readPreset, tensorsOf, weightCount } from '../../presets/src/index.js';
import { migrate } from '../../presets/src/migrations/index.js';
import { dense, gruPreset, parityFile, parityJson } from './fixtures.js';

test('an error says where, what was expected, what was found and what to do', () => {
  const text = parityFile('presets/tonewright-gru8.json').toString();
  const document = JSON.parse(text);
  document.layers[0].weights[1].pop();
  expect(() => readPreset(JSON.stringify(document))).toThrow(
    'layers[0].weights[1]: expected an array of 8 (shape [8][24]), found an array of 7. Shapes must fit the layer.',
  );
  expect(() => readPreset('{"tonewright":7}')).toThrow(
    'tonewright: expected a version of the format up to 1, found 7. Update Tonewright to open this preset.',
  );
  expect(() => readPreset(text.replace('"samplerate": 44100', '"samplerate": "fast"'))).toThrow(
    'samplerate: expected the type number, found "fast".',
  );
});

test('a file of 200 MB is refused for its size alone', () => {
  expect(() => readPreset(new Uint8Array(200e6))).toThrow(`at most ${limits.fileBytes} bytes, found 200000000`);
});

test('messages do not repeat what a file says at any length', () => {
  const megabyte = '1'.repeat(1e6);
  const lengthOf = (text: string) => {
    try {
      readPreset(text);
    } catch (error) {
      return (error as Error).message.length;
    }
  };
  expect(lengthOf(`{"tonewright":"${megabyte}"}`)).toBeLessThan(1200);
  expect(lengthOf(`{"layers":[{"type":"${megabyte}"}]}`)).toBeLessThan(1200);
  expect(lengthOf(`{"${megabyte}.weight":[["x"]]}`)).toBeLessThan(1200);
});

test('a file that is not UTF-8 is refused', () => {
  expect(() => readPreset(Uint8Array.from([0x7b, 0x22, 0xe9, 0x22, 0x7d]))).toThrow('UTF-8');
});

test('bytes and text read alike', () => {
  const bytes = parityFile('presets/aida-x-lstm12.json');
  expect(readPreset(bytes)).toEqual(readPreset(bytes.toString()));
});

test('an absent sample rate is 48 kHz, and said so', () => {
  const { preset, notices } = readPreset(parityFile('presets/rtneural-stack.json'));
  expect(preset.spec.sampleRate).toBe(48_000);
  expect(notices).toEqual(['The file does not say its sample rate: 48000 Hz is assumed.']);
});

test('metadata and chain keep what this version does not know', () => {
  const { preset } = readPreset(parityFile('presets/tonewright-gru8.json'));
  expect(preset.metadata.mood).toEqual(['warm']);
  expect(preset.chain).toEqual({ mix: 75, gate: -70.5, dcBlock: 0, bypass: 1, reverb: { seconds: 2 } });
});

test('metadata of other programs that have another type are left out, and said so', () => {
  const document = JSON.parse(parityFile('presets/aida-x-lstm12.json').toString());
  document.metadata.esr = 'low';
  const { preset, notices } = readPreset(JSON.stringify(document));
  expect(preset.metadata).toEqual({ name: 'Made for AIDA-X', samplerate: '44100', style: 'crunch' });
  expect(notices).toEqual(['metadata.esr is not of the type that a preset has there: it is left out.']);
});

test('PyTorch layers beyond the first are read, not dropped', () => {
  const { preset } = readPreset(parityFile('presets/pytorch-lstm2x4.json'));
  expect(preset.spec.layers.map(({ type, inputs, outputs }) => [type, inputs, outputs])).toEqual([
    ['lstm', 1, 4],
    ['lstm', 4, 4],
    ['dense', 4, 1],
  ]);
});

test('the biases of a PyTorch LSTM are added in float32', () => {
  const tensors = { 'r.weight_ih_l0': Array(4).fill([0]), 'r.weight_hh_l0': Array(4).fill([0]) };
  const biases = { 'r.bias_ih_l0': [0.1, 1, 1e8, 0], 'r.bias_hh_l0': [0.2, -1, 1, 0] };
  const { preset } = readPreset(JSON.stringify({ ...tensors, ...biases }));
  const sum = Math.fround(Math.fround(0.1) + Math.fround(0.2));
  expect([...preset.weights.slice(8)]).toEqual([sum, 0, 1e8, 0]);
});

test('an older version goes up step by step, and the file that was read stays as it was', () => {
  const steps = [
    { from: 2, migrate: (document: object) => ({ ...document, log: 'two' }) },
    { from: 1, migrate: (document: object) => ({ ...document, log: 'one', old: true }) },
  ];
  const document = Object.freeze({ tonewright: 1 });
  expect(migrate(document, steps, 3)).toEqual({ tonewright: 3, log: 'two', old: true });
  expect(migrate({ tonewright: 3 }, steps, 3)).toEqual({ tonewright: 3 });
  expect(() => migrate({ tonewright: 4 }, steps, 3)).toThrow('up to 3, found 4');
  expect(() => migrate({ tonewright: 1 }, [], 2)).toThrow('no migration from version 1');
});

test('tensors have the shapes of native/engine/spec.hpp', () => {
  const gru = gruPreset(5, 2).spec.layers[0];
  const shapes = (layer: typeof gru) => tensorsOf(layer).map(({ shape }) => shape);
  expect(shapes(gru)).toEqual([
    [2, 15],
    [5, 15],
    [2, 15],
  ]);
  expect(shapes({ ...gru, resetAfter: false })).toEqual([[2, 15], [5, 15], [15]]);
  expect(shapes({ ...gru, type: 'lstm' })).toEqual([[2, 20], [5, 20], [20]]);
  expect(shapes({ ...gru, type: 'rnn' })).toEqual([[2, 5], [5, 5], [5]]);
  expect(shapes(dense(2, 3))).toEqual([[2, 3], [3]]);
  // The sizes of the formulas in spec.hpp.
  expect(weightCount(gru)).toBe(3 * 5 * (2 + 5 + 2));
  expect(weightCount({ ...gru, type: 'lstm' })).toBe(4 * 5 * (2 + 5 + 1));
});

test('parameters tile the flat weights without gaps', () => {
  const { spec } = gruPreset(8);
  let end = 0;
  for (const { offset, size } of parametersOf(spec)) {
    expect(offset).toBe(end);
    end += size;
  }
  expect(end).toBe(weightCount(spec));
  expect(parityJson('expected.json')[0].weightCount).toBe(end);
});
