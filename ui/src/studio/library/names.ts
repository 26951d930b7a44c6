import type { PresetInfo } from '@tonewright/training/studio-api';

export interface NamedPreset {
  file: string;
  /** Of no other one. */
  name: string;
}

const order = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** In the order of their names, "9" before "10"; names that several have get their files' names. */
export function namedPresets<Preset extends PresetInfo>(presets: Preset[]): (Preset & NamedPreset)[] {
  const own = ({ file, model }: PresetInfo) => String(model?.name ?? file);
  const counts = new Map<string, number>();
  for (const preset of presets) counts.set(own(preset), (counts.get(own(preset)) ?? 0) + 1);
  return presets
    .map((preset) => {
      const name = own(preset);
      return { ...preset, name: counts.get(name) === 1 || name === preset.file ? name : `${name} (${preset.file})` };
    })
    .sort((a, b) => order.compare(a.name, b.name));
}

/** Those in which each word is found: in name, file, gear, author or architecture. */
export function searchPresets<Preset extends PresetInfo & NamedPreset>(presets: Preset[], text: string): Preset[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return presets.filter(({ name, file, model }) => {
    const about = [name, file, model?.gear, model?.author, model?.architecture].join(' ').toLowerCase();
    return words.every((word) => about.includes(word));
  });
}
