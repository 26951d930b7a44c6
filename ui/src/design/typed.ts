const units: Record<string, { of: string; factor: number }> = {
  ms: { of: 'time', factor: 1 },
  s: { of: 'time', factor: 1000 },
  hz: { of: 'frequency', factor: 1 },
  k: { of: 'frequency', factor: 1000 },
  khz: { of: 'frequency', factor: 1000 },
};

/** What was typed, with a point, in the unit that is shown: "0,2 s" at a knob that shows "100 ms" is "200 ms". */
export function inShownUnit(typed: string, shown: string): string {
  const plain = typed
    .trim()
    .replace('−', '-')
    .replace(/(\d),(\d)/, '$1.$2');
  const [, number, unit = ''] = /^([-+]?[\d.]+)\s*([a-z]+)$/i.exec(plain) ?? [];
  const [shownUnit = ''] = /[a-z]+$/i.exec(shown) ?? [];
  const [from, to] = [units[unit.toLowerCase()], units[shownUnit.toLowerCase()]];
  if (from?.of === undefined || from.of !== to?.of) return plain;
  return `${(Number(number) * from.factor) / to.factor} ${shownUnit}`;
}
