import { expect, test } from 'vitest';
import { inShownUnit } from '../../ui/src/design/typed.js';

test.each([
  ['-6', '0.00 dB', '-6'],
  ['−6,5 dB', '0.00 dB', '-6.5 dB'],
  ['0.2 s', '100 ms', '200 ms'],
  ['0,2s', '100 ms', '200 ms'],
  ['50', '100 ms', '50'],
  ['350 ms', '1.20 s', '0.35 s'],
  ['2.5k', '800 Hz', '2500 Hz'],
  ['440 Hz', '1.00 kHz', '0.44 kHz'],
  ['50 %', '100 %', '50 %'],
  ['off', '−50.0 dB', 'off'],
  ['3 s', '0.00 dB', '3 s'],
])('“%s” at a knob that shows “%s” is “%s”', (typed, shown, expected) => {
  expect(inShownUnit(typed, shown)).toBe(expected);
});
