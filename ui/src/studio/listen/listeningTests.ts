/** Listening tests of the studio's presets: their sounds, played through the engine. */
import { matchLoudness } from '../../listening/loudness.js';
import type { Sound, Test } from '../../listening/test.js';
import { studio } from '../../strings/studio.js';
import type { NamedPreset } from '../library/names.js';
import { pathOf } from '../library/PresetItem.js';
import { type Material, openMaterial } from '../sound/material.js';
import { readPresetAt, withKnobs } from '../sound/studioSound.js';

/** A side of A/B/X: the dry sound, the device, or a preset by its file. */
export type Side = 'dry' | 'target' | `preset ${string}`;

export interface WantedTest {
  material: Material;
  /** Where the part begins, in seconds. */
  from: number;
  presets: NamedPreset[];
}

/** Each preset against the device, which is hidden among them. */
export async function ratingTest(wanted: WantedTest, hasAnchor: boolean): Promise<Test> {
  const { dry, target, presets, sampleRate } = await open(wanted);
  const sounds = [target!, ...presets.values(), ...(hasAnchor ? [{ ...dry, role: 'anchor' as const }] : [])];
  return testOf(wanted, sampleRate, sounds);
}

export async function abxTest(wanted: WantedTest, a: Side, b: Side): Promise<Test> {
  const heard = wanted.presets.filter(({ file }) => [a, b].includes(`preset ${file}`));
  const { dry, target, presets, sampleRate } = await open({ ...wanted, presets: heard });
  const sound = (side: Side) =>
    side === 'dry' ? dry : side === 'target' ? target! : presets.get(side.slice('preset '.length))!;
  return testOf(wanted, sampleRate, [sound(a), sound(b)], [[0, 1]]);
}

function testOf({ material }: WantedTest, sampleRate: number, sounds: Sound[], pairs?: [number, number][]): Test {
  const item = matchLoudness({ name: material.label, sampleRate, sounds, pairs });
  return { title: material.label, items: [item] };
}

/** @throws Error for presets of several sample rates, or a material that cannot be fetched */
async function open({ material, from, presets }: WantedTest) {
  const { played } = await import('../../audio/loudness.js');
  const read = await Promise.all(
    presets.map(async ({ file, name }) => ({
      ...{ file, name },
      preset: withKnobs(await readPresetAt(pathOf(file)), material.controls),
    })),
  );
  const rates = new Set(read.map(({ preset }) => preset.facts.sampleRate));
  if (rates.size > 1) throw new Error(studio.listen.rates([...rates].map((rate) => `${rate} Hz`).join(', ')));
  const [sampleRate = 48000] = rates;
  const { dry, target } = await openMaterial(material, sampleRate, from);
  const sounds = new Map<string, Sound>();
  for (const { file, name, preset } of read) {
    const { latencySamples } = preset.facts;
    const padded = new Float32Array(dry.length + latencySamples);
    padded.set(dry);
    const samples = (await played(preset, padded)).subarray(latencySamples);
    sounds.set(file, { name, role: 'candidate', samples });
  }
  const { sounds: names } = studio.listen;
  return {
    sampleRate,
    presets: sounds,
    dry: { name: names.dry, role: 'dry', samples: dry } as Sound,
    target: target && ({ name: names.target, role: 'reference', samples: target } as Sound),
  };
}
