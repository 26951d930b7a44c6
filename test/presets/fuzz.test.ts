// A short round of the fuzzer in test/fuzz, always from the same seed; scripts/fuzz.sh runs it for minutes.
import { expect, test } from 'vitest';
import * as presets from '../../presets/src/index.js';
import { drawer, mutant } from '../fuzz/presetMutator.mjs';
import { checkReader } from '../fuzz/presetProperties.mjs';

test('1500 mutated presets end in a preset that keeps its promises or in a typed error', () => {
  const draw = drawer(20260101);
  const verdicts = Array.from({ length: 1500 }, () => checkReader(presets, mutant(draw)).code ?? 'read');
  // The round is worth something only if it passes the parser often, and both ends are reached.
  expect(verdicts.filter((verdict) => verdict === 'read').length).toBeGreaterThan(100);
  expect(verdicts.filter((verdict) => verdict === 'invalid').length).toBeGreaterThan(500);
});
