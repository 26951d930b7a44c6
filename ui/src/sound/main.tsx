/** A page for tests and the benchmark: what plays in the browser, within their reach. It is not shipped. */
import { ChainNode, readPreset } from '../audio/chainNode.js';
import { Player } from '../audio/player.js';

/** The worklet's sound of `input`, rendered offline at the preset's rate; the chain as the preset says, or flat. */
async function render(file: number[], input: number[], isFlat: boolean): Promise<number[]> {
  const preset = await readPreset(Uint8Array.from(file));
  const { sampleRate } = preset.facts;
  const context = new OfflineAudioContext({ numberOfChannels: 1, length: input.length, sampleRate });
  const chain = await ChainNode.in(context);
  if (isFlat) {
    preset.facts.chain = [];
    chain.set('dcBlock', 0);
    chain.set('levelMatch', 0);
  }
  await chain.load(preset, true);
  const buffer = new AudioBuffer({ length: input.length, sampleRate });
  buffer.copyToChannel(Float32Array.from(input), 0);
  const source = new AudioBufferSourceNode(context, { buffer });
  source.connect(chain.node).connect(context.destination);
  source.start();
  return [...(await context.startRendering()).getChannelData(0)];
}

declare global {
  interface Window {
    sound: { render: typeof render; readPreset: typeof readPreset; Player: typeof Player };
  }
}
window.sound = { render, readPreset, Player };
