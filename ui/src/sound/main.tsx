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

/** Seconds that rendering `seconds` of noise takes, in quanta of 128 frames, with the preset and without one. */
async function cost(file: number[], seconds: number): Promise<{ chain: number; empty: number }> {
  const preset = await readPreset(Uint8Array.from(file));
  const { sampleRate } = preset.facts;
  const noise = new AudioBuffer({ length: sampleRate, sampleRate });
  noise.copyToChannel(
    Float32Array.from({ length: sampleRate }, () => Math.random() - 0.5),
    0,
  );
  const time = async (hasChain: boolean) => {
    const context = new OfflineAudioContext({ numberOfChannels: 1, length: seconds * sampleRate, sampleRate });
    const source = new AudioBufferSourceNode(context, { buffer: noise, loop: true });
    if (hasChain) {
      const chain = await ChainNode.in(context);
      await chain.load(preset, true);
      source.connect(chain.node).connect(context.destination);
    } else source.connect(context.destination);
    source.start();
    const begun = performance.now();
    await context.startRendering();
    return (performance.now() - begun) / 1000;
  };
  return { chain: await time(true), empty: await time(false) };
}

/** Plays a loop through the preset while its spectrum is drawn: seconds by which the sound fell behind the clock. */
async function lag(file: number[], seconds: number): Promise<number> {
  const preset = await readPreset(Uint8Array.from(file));
  const player = await Player.open(preset.facts.sampleRate);
  await player.start();
  await player.setLoop(Float32Array.from({ length: 48_000 }, () => Math.random() - 0.5));
  await player.load('a', preset);
  await player.hear('a');
  await player.run(true);
  const canvas = document.body.appendChild(
    Object.assign(document.createElement('canvas'), { width: 1024, height: 256 }),
  );
  const pen = canvas.getContext('2d')!;
  const draw = () => {
    pen.clearRect(0, 0, 1024, 256);
    for (const [k, level] of player.measured.spectrum.entries()) pen.fillRect(k, 256, 1, -2000 * level);
    if (canvas.isConnected) requestAnimationFrame(draw);
  };
  draw();
  const wait = (s: number) => new Promise((done) => setTimeout(done, 1000 * s));
  await wait(2);
  const { context } = player;
  const [clock, sound] = [performance.now() / 1000, context.currentTime];
  await wait(seconds);
  const behind = performance.now() / 1000 - clock - (context.currentTime - sound);
  canvas.remove();
  await player.close();
  return behind;
}

declare global {
  interface Window {
    sound: {
      render: typeof render;
      cost: typeof cost;
      lag: typeof lag;
      readPreset: typeof readPreset;
      Player: typeof Player;
    };
  }
}
window.sound = { render, cost, lag, readPreset, Player };
