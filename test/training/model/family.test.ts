import { expect, test } from 'vitest';
import { parseArchitecture } from '../../../training/src/model/architecture.js';
import { familyOf } from '../../../training/src/model/family.js';

test.each([
  ['gru:8', 'GRU'],
  ['lstm:16x2', 'LSTM'],
  ['gru:8+lstm:4', 'GRU + LSTM'],
  ['rnn:3/relu', 'RNN'],
  ['dense:8/tanh', 'Dense'],
  ['linear:64', 'FIR'],
  ['fnn:2x8@16', 'FNN'],
  ['cnn:8x2@4', 'CNN'],
  ['convnet:4x3', 'ConvNet'],
  ['tcn:4x3', 'TCN'],
  ['wavenet:a2-lite', 'WaveNet'],
  ['wavenet:4x3/gated', 'WaveNet'],
  ['conv:4@8+gru:6', 'ConvNet + GRU'],
  ['tcn:4x3+lstm:4', 'TCN + LSTM'],
])('%s is a %s', (architecture, family) => {
  const [layers, skip] = [parseArchitecture(architecture, 1), false];
  expect(familyOf({ layers, skip, inputGainDb: 0, outputGainDb: 0, sampleRate: 48000 })).toBe(family);
});
