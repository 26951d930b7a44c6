import { integratedLoudness } from '@tonewright/training/loudness';
import { engineModule } from './chainNode.js';
import { type BrowserPreset, Engine } from './engine.js';

/** What presets are matched to by the loudness that they say of themselves: native/engine/chain/settings.hpp. */
const matchedLufs = -18;
const mostDb = 24;

export const measuredSeconds = 10;
const sliceMs = 15;

/** The linear gain that brings a recording to the common loudness; 1 for one that is silent or too short to tell. */
export function matchingGain(samples: Float32Array, sampleRate: number): number {
  const lufs = integratedLoudness([samples.subarray(0, measuredSeconds * sampleRate)], sampleRate);
  if (!Number.isFinite(lufs)) return 1;
  return 10 ** (Math.min(Math.max(matchedLufs - lufs, -mostDb), mostDb) / 20);
}

/** What a preset makes of a recording, as it sounds in a player; the page stays live meanwhile. */
export async function played(preset: BrowserPreset, dry: Float32Array): Promise<Float32Array> {
  const { sampleRate } = preset.facts;
  const rack = new Engine(await engineModule()).rack(sampleRate);
  rack.load(preset, true);
  const audio = dry.slice();
  let resting = performance.now();
  for (let start = 0; start < audio.length; start += 4096) {
    rack.process(audio.subarray(start, start + 4096));
    if (performance.now() - resting < sliceMs) continue;
    await new Promise((rested) => setTimeout(rested));
    resting = performance.now();
  }
  return audio;
}
