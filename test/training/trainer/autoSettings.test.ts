import { expect, test } from 'vitest';
import { parseArchitecture } from '../../../training/src/model/architecture.js';
import { autoSettings } from '../../../training/src/trainer/autoSettings.js';
import { parseSettings } from '../../../training/src/trainer/settings.js';

const settingsFor = (arch: string, seconds: number, takeSamples = 0, texts = {}) =>
  autoSettings(parseSettings(texts), parseArchitecture(arch, 1), { seconds, takeSamples });

test('a convolutional network warms up over all that it reaches and passes more often', () => {
  const [gru, wavenet] = [settingsFor('gru:10', 20), settingsFor('wavenet:a2-lite', 20)];
  expect(wavenet.warmup).toBe(6346);
  expect(wavenet.epochs).toBeGreaterThan(gru.epochs);
  expect(settingsFor('tcn:8x10+gru:8', 20)).toEqual({ ...gru, warmup: 2046 });
});

test('more material means fewer passes of a convolutional network, larger batches of a recurrent one', () => {
  expect(settingsFor('tcn:8x10', 600).epochs).toBeLessThan(settingsFor('tcn:8x10', 20).epochs);
  expect(settingsFor('gru:8', 600).batch).toBe(2 * settingsFor('gru:8', 20).batch);
});

test('wider networks learn at a lower rate under Adam', () => {
  const adam = { optimiser: 'adam' };
  expect(settingsFor('lstm:32', 20).learningRate).toBeLessThan(settingsFor('lstm:16', 20).learningRate);
  expect(settingsFor('tcn:16x8', 20, 0, adam).learningRate).toBeLessThan(
    settingsFor('tcn:8x8', 20, 0, adam).learningRate,
  );
});

test('convolutional networks are trained by SOAP on long chunks, where the back end has it', () => {
  expect(settingsFor('gru:10', 20).optimiser).toBe('adam');
  expect(settingsFor('tcn:8x10', 20)).toMatchObject({ optimiser: 'soap', tbptt: 4096 });
  expect(settingsFor('tcn:8x10', 20, 0, { backend: 'tfjs' })).toMatchObject({ optimiser: 'adam', tbptt: 512 });
});

test('a network that pools is trained by Adam from weights that pass on what comes in, the wider the more slowly', () => {
  const [small, large] = [settingsFor('cnn:8x3@16', 20), settingsFor('cnn:64x4@32', 20)];
  for (const settings of [small, large])
    expect(settings).toMatchObject({ optimiser: 'adam', initialisation: 'orthogonal' });
  expect(large.learningRate).toBeLessThan(small.learningRate);
  expect(settingsFor('cnn:8x3@16', 20, 0, { backend: 'tfjs' }).initialisation).toBe('uniform');
  expect(settingsFor('tcn:8x10', 20).initialisation).toBe('uniform');
});

test('takes from rest have no warm-up, and updates divide them', () => {
  expect(settingsFor('gru:8', 60, 11025)).toMatchObject({ warmup: 0, tbptt: 502 });
  expect(22 * 502 - 11025).toBeLessThan(22);
});

test('what the user gives stays', () => {
  const texts = {
    warmup: '5',
    tbptt: '64',
    batch: '48',
    learningRate: '0.003',
    epochs: '7',
    segment: '0.5',
    optimiser: 'adamw',
    initialisation: 'orthogonal',
  };
  expect(settingsFor('wavenet:a2-lite', 20, 11025, texts)).toEqual({
    ...{
      optimiser: 'adamw',
      initialisation: 'orthogonal',
      warmup: 5,
      tbptt: 64,
      batch: 48,
      learningRate: 0.003,
      epochs: 7,
      segment: 0.5,
    },
  });
});
