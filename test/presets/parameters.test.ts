import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { type ChainParameter, chainParameters, limited, normalised, valueAt } from '@tonewright/presets/parameters';
import { describe, expect, test } from 'vitest';

test('the C++ table, the TypeScript ids and the page of the docs are what the table says', () => {
  expect(() => execFileSync('node', ['scripts/parameters.mjs', '--check'], { stdio: 'pipe' })).not.toThrow();
});

test("the schema knows the ranges of a preset's chain", () => {
  const rule = ({ min, max, taper }: ChainParameter) =>
    taper === 'switch' ? { enum: [0, 1] } : { type: 'number', minimum: min, maximum: max };
  const known = chainParameters.filter(({ inPreset }) => inPreset).map((parameter) => [parameter.id, rule(parameter)]);
  const schema = JSON.parse(readFileSync('presets/schema.json', 'utf8'));
  expect(schema.properties.chain.properties).toEqual(Object.fromEntries(known));
});

test('every parameter has an id and a name of its own', () => {
  for (const field of ['id', 'name'] as const) {
    expect(new Set(chainParameters.map((parameter) => parameter[field])).size).toBe(chainParameters.length);
  }
});

describe.each(chainParameters.map((parameter) => [parameter.id, parameter] as const))('%s', (_, parameter) => {
  const { id, name, min, max, default: initial, taper, choices, description } = parameter;

  test('is complete', () => {
    expect(id).toMatch(/^[a-z][a-zA-Z0-9]*$/);
    expect(name.length).toBeLessThanOrEqual(16);
    expect(description).toMatch(/^[A-Z].*\.$/);
    expect(limited(parameter, initial)).toBe(initial);
    expect(min).toBeLessThan(max);
    if (taper === 'log') expect(min).toBeGreaterThan(0);
    if (taper === 'switch') expect([min, max]).toEqual([0, 1]);
    expect(choices?.length).toBe(taper === 'choice' ? max + 1 : undefined);
  });

  test('goes from its lowest value to its highest as the knob is turned, and back', () => {
    expect(valueAt(parameter, 0)).toBe(min);
    expect(valueAt(parameter, 1)).toBeCloseTo(max, 9);
    for (const value of [min, initial, max])
      expect(valueAt(parameter, normalised(parameter, value))).toBeCloseTo(value);
  });
});

test('the middle of a logarithmic knob is the geometric mean', () => {
  const release = chainParameters.find(({ id }) => id === 'gateRelease')!;
  expect(valueAt(release, 0.5)).toBeCloseTo(100, 9);
});

test('what is out of range counts as the nearest value, NaN as the default', () => {
  const [input] = chainParameters;
  expect([-99, 99, Number.NaN].map((value) => limited(input, value))).toEqual([-24, 24, 0]);
});
