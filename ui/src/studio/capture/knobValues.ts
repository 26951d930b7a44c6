import { capture } from '../../strings/capture.js';

const pattern = /^\s*([A-Za-z][A-Za-z0-9_]*)\s*=\s*([-+]?(?:\d+\.?\d*|\.\d+))\s*$/;

/** `gain=0.25, tone=0.5`, as people type it. @throws Error in words for people */
export function readKnobValues(text: string): Record<string, number> {
  const values: Record<string, number> = {};
  for (const part of text.split(/[,;]/).filter((piece) => piece.trim() !== '')) {
    const [, name, value] = pattern.exec(part) ?? [];
    if (!name) throw new Error(capture.settingsWrong(part.trim()));
    if (name in values) throw new Error(capture.settingsTwice(name));
    values[name] = Number(value);
  }
  return values;
}

export const knobValuesText = (values: Record<string, number> = {}): string =>
  Object.entries(values)
    .map(([name, value]) => `${name}=${value}`)
    .join(', ');
