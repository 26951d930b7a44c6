/** A page for tests and the benchmark: what plays in the browser, within their reach. It is not shipped. */
import { ChainNode, readPreset } from '../audio/chainNode.js';
import { Player, type Source } from '../audio/player.js';

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

/** What a player is to do at a time, rounded down to a quantum of 128 frames, in seconds. */
type Deed = { at: number } & (
  | { loop: string; target?: string } // samples, as below
  | { load: string; isFlat: boolean }
  | { hear: Source }
  | { run: boolean }
  | { isMatched: boolean }
);

/** Bytes as base64: numbers in JSON would take longer than all the rest. */
const bytesOf = (text: string) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
const samplesOf = (text: string) => new Float32Array(bytesOf(text).buffer);
const textOf = (samples: Float32Array) =>
  btoa(Array.from(new Uint8Array(samples.buffer), (byte) => String.fromCharCode(byte)).join(''));

async function act(player: Player, deed: Deed): Promise<void> {
  if ('loop' in deed) await player.setLoop(samplesOf(deed.loop), deed.target ? samplesOf(deed.target) : undefined);
  else if ('hear' in deed) await player.hear(deed.hear);
  else if ('isMatched' in deed) await player.setMatched(deed.isMatched);
  else if ('load' in deed) {
    await player.load('a', await readPreset(bytesOf(deed.load)));
    if (deed.isFlat) for (const id of ['dcBlock', 'levelMatch'] as const) player.set('a', id, 0);
  } else await player.run(deed.run);
}

/** The whole player as it plays, rendered offline: its graphs, the chains and how they are wired. */
async function playOffline(sampleRate: number, seconds: number, deeds: Deed[]): Promise<string> {
  const context = new OfflineAudioContext({ numberOfChannels: 2, length: seconds * sampleRate, sampleRate });
  const player = await Player.in(context as BaseAudioContext as AudioContext);
  for (const deed of deeds.filter(({ at }) => at === 0)) await act(player, deed);
  for (const at of new Set(deeds.map(({ at }) => at).filter((at) => at > 0)))
    context.suspend(at).then(async () => {
      for (const deed of deeds.filter((later) => later.at === at)) await act(player, deed);
      await context.resume();
    });
  return textOf((await context.startRendering()).getChannelData(0));
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
      playOffline: typeof playOffline;
      cost: typeof cost;
      lag: typeof lag;
      readPreset: typeof readPreset;
      Player: typeof Player;
    };
  }
}
window.sound = { render, playOffline, cost, lag, readPreset, Player };
