import { expect, test } from 'vitest';
import { parseArchitecture } from '../../../training/src/model/architecture.js';
import { layersText } from '../../../training/src/model/layersText.js';

test.each([
  ['gru:8x3', '3 x gru 8, dense 1'],
  ['conv:4@8/tanh+lstm:6', 'conv 4@8 tanh, lstm 6, dense 1'],
  ['tcn:4x3', '3 x (conv 4@3 prelu, conv 4), dense 1'],
  ['convnet:4x10', '10 x conv 4@2 tanh, dense 1'],
])('%s reads %s', (architecture, text) => {
  expect(layersText(parseArchitecture(architecture, 1))).toBe(text);
});

test('a large model takes a line, not a page', () => {
  const layers = parseArchitecture('wavenet:a2-full', 1);
  expect(layers.length).toBeGreaterThan(60);
  expect(layersText(layers).length).toBeLessThan(250);
});
