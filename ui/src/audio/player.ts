import WebRenderer from '@elemaudio/web-renderer';
import type { ParameterId } from '@tonewright/presets/parameters';
import { audio } from '../strings/audio.js';
import { ChainNode } from './chainNode.js';
import type { BrowserPreset } from './engine.js';
import { type Listening, monitor, ones, type Playing, player, type Source, sources } from './graphs.js';
import { matchingGain, measuredSeconds, played } from './loudness.js';

export { fadedSeconds, type Source } from './graphs.js';
export type Slot = 'a' | 'b';

/** What is measured of what is heard, some 60 times a second. Levels are linear. */
export interface Measured {
  /** The largest sample since the last time. */
  peak: number;
  /** Of the last third of a second, about. */
  rms: number;
  /** The largest difference of the two sources of the null test since the last time. */
  nullPeak: number;
  scope: Float32Array;
  /** Magnitudes of the lower half of a transform of 2048 samples. */
  spectrum: Float32Array;
}

interface Loop {
  dry: Float32Array;
  target?: Float32Array;
  /** Names in the virtual file system. */
  names: { dry: string; target?: string };
}

/** What has faded out is kept for so long: by far more than it takes. */
const forgetMs = 1000;

/** A start takes a few tenths of a second; without a click or a sound device it never ends. */
const mostStartMs = 5000;

const asTheyAre: Record<Source, number> = { dry: 1, a: 1, b: 1, target: 1 };

/**
 * Plays loops and a live input through two presets, and lets one of dry, A, B and the real target be heard. All of it
 * runs at one sample rate, that of the presets. Browsers start sound only from a click or a key: call `start` in one.
 */
export class Player {
  readonly measured: Measured = {
    peak: 0,
    rms: 0,
    nullPeak: 0,
    scope: new Float32Array(512),
    spectrum: new Float32Array(1024),
  };
  private playing: Playing = { runs: [], kept: [ones], live: 0 };
  private listening: Listening = { heard: 'dry', volume: 1, gains: asTheyAre };
  private loop?: Loop;
  private isRunning = false;
  private isMatched = false;
  private turn: Promise<void> = Promise.resolve();
  private readonly presets: Partial<Record<Slot, BrowserPreset>> = {};
  private liveNode?: MediaStreamAudioSourceNode;
  private count = 0; // of loops and runs: each has a number of its own

  private constructor(
    readonly context: AudioContext,
    private readonly source: WebRenderer,
    private readonly ears: WebRenderer,
    private readonly input: AudioWorkletNode,
    private readonly chains: Record<Slot, ChainNode>,
  ) {
    ears.on('meter', ({ source, min, max }: { source?: string; min: number; max: number }) => {
      const peak = Math.max(Math.abs(min), Math.abs(max));
      if (source === 'null') this.measured.nullPeak = peak;
      else if (source === 'rms') this.measured.rms = peak;
      else this.measured.peak = peak;
    });
    ears.on('scope', ({ data }: { data: Float32Array[] }) => {
      this.measured.scope = data[0];
    });
    ears.on('fft', ({ data: { real, imag } }: { data: { real: Float32Array; imag: Float32Array } }) => {
      const { spectrum } = this.measured;
      for (let k = 0; k < spectrum.length; k++) spectrum[k] = Math.hypot(real[k], imag[k]) / spectrum.length;
    });
  }

  /** @throws DOMException where there is no audio device or no such rate */
  static open(sampleRate: number): Promise<Player> {
    return Player.in(new AudioContext({ sampleRate, latencyHint: 'interactive' }));
  }

  static async in(context: AudioContext): Promise<Player> {
    const [source, ears] = [new WebRenderer(), new WebRenderer()];
    const node = (numberOfInputs: number): AudioWorkletNodeOptions => ({
      numberOfInputs,
      numberOfOutputs: 1,
      outputChannelCount: [2],
      channelCount: 1,
      channelCountMode: 'explicit',
    });
    const input = await source.initialize(context, node(1));
    const output = await ears.initialize(context, node(sources.length)); // of each, Elementary takes the first channel
    const chains = { a: await ChainNode.in(context), b: await ChainNode.in(context) };
    const split = new ChannelSplitterNode(context, { numberOfOutputs: 2 });
    input.connect(split);
    split.connect(output, 0, sources.indexOf('dry'));
    split.connect(output, 1, sources.indexOf('target'));
    for (const slot of ['a', 'b'] as const) {
      split.connect(chains[slot].node, 0);
      chains[slot].node.connect(output, 0, sources.indexOf(slot));
    }
    output.connect(context.destination);
    await source.updateVirtualFileSystem({ [ones]: new Float32Array(128).fill(1) });
    const player = new Player(context, source, ears, input, chains);
    await Promise.all([player.renderSource(), player.renderEars()]);
    return player;
  }

  /**
   * Mono recordings at the player's rate, of one length: the loop, and what a real device made of it. One that plays
   * already fades over to it.
   */
  async setLoop(dry: Float32Array, target?: Float32Array): Promise<void> {
    const number = ++this.count;
    const names = { dry: `dry-${number}`, target: target && `target-${number}` };
    const files = { [names.dry]: dry, ...(names.target && { [names.target]: target }) };
    await this.inTurn(async () => {
      await this.source.updateVirtualFileSystem(files);
      this.loop = { dry, target, names };
      this.playing = { ...this.playing, kept: [ones, ...Object.keys(files)] };
      await this.rerun();
    });
    await this.rematch(...sources);
  }

  /** Plays the loop from its start, or stops it. */
  async run(isRunning: boolean): Promise<void> {
    this.isRunning = isRunning;
    await this.inTurn(() => this.rerun());
  }

  /** Lets sound begin; to be called from a click or a key. @throws Error when the browser does not let it */
  async start(): Promise<void> {
    let timer = 0;
    const held = new Promise<never>((_, reject) => {
      timer = window.setTimeout(() => reject(new Error(audio.held)), mostStartMs);
    });
    await Promise.race([this.context.resume(), held]).finally(() => clearTimeout(timer));
  }

  /** A microphone or an interface as well as the loop; undefined: none. */
  async setLive(stream: MediaStream | undefined): Promise<void> {
    this.liveNode?.disconnect();
    this.liveNode = stream && this.context.createMediaStreamSource(stream);
    this.liveNode?.connect(this.input);
    this.playing = { ...this.playing, live: stream ? 1 : 0 };
    await this.renderSource();
  }

  /** @throws PresetRefused when the preset is of another sample rate */
  async load(slot: Slot, preset: BrowserPreset | undefined): Promise<void> {
    await this.chains[slot].load(preset);
    this.presets[slot] = preset;
    await this.rematch(slot);
  }

  /** A parameter of a preset's chain, in its unit; knobs from 0 to 1. */
  set(slot: Slot, id: ParameterId, value: number): void {
    this.chains[slot].set(id, value);
  }

  /** Fades over to another source. */
  hear(heard: Source): Promise<void> {
    return this.listen({ heard });
  }

  /** Linear. */
  setVolume(volume: number): Promise<void> {
    return this.listen({ volume });
  }

  /** Measures the difference of two sources, or none. */
  setNullTest(nullTest: [Source, Source] | undefined): Promise<void> {
    return this.listen({ nullTest });
  }

  /**
   * Plays dry, target and presets equally loud, as measured on the loop, presets with their knobs as they were loaded;
   * or as they are, at first: presets then match by the loudness that they say of themselves.
   */
  async setMatched(isMatched: boolean): Promise<void> {
    this.isMatched = isMatched;
    if (isMatched) await this.rematch(...sources);
    else await this.listen({ gains: asTheyAre });
  }

  async close(): Promise<void> {
    await this.setLive(undefined);
    for (const renderer of [this.source, this.ears] as unknown as { _timer: number }[]) clearInterval(renderer._timer);
    await this.context.close();
  }

  /** One after the other: what is on its way in must not be taken for what nobody needs. */
  private inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.turn.then(work);
    this.turn = done.catch(() => undefined);
    return done;
  }

  /** Ends what plays with a fade; where the loop is to play, begins it from its start. */
  private async rerun(): Promise<void> {
    const runs = this.playing.runs.map((run) => ({ ...run, isHeard: false }));
    if (this.isRunning && this.loop) runs.push({ number: ++this.count, ...this.loop.names, isHeard: true });
    this.playing = { ...this.playing, runs };
    await this.renderSource();
    const gone = new Set(runs.filter(({ isHeard }) => !isHeard).map(({ number }) => number));
    if (gone.size === 0) return;
    setTimeout(() => void this.inTurn(() => this.forget(gone)), forgetMs);
    setTimeout(() => void this.inTurn(() => this.free()), 2 * forgetMs);
  }

  /** Takes out runs that have faded. */
  private async forget(gone: Set<number>): Promise<void> {
    this.playing = { ...this.playing, runs: this.playing.runs.filter(({ number }) => !gone.has(number)) };
    await this.renderSource();
  }

  /** Nodes that play no more, which hold their recordings, and then those. */
  private async free(): Promise<void> {
    await this.source.gc();
    await this.source.pruneVirtualFileSystem();
  }

  private async rematch(...changed: Source[]): Promise<void> {
    const { loop } = this;
    if (!this.isMatched || !loop) return;
    const { sampleRate } = this.context;
    const gains: Partial<Record<Source, number>> = {};
    const dry = loop.dry.subarray(0, measuredSeconds * sampleRate);
    for (const source of changed) {
      const preset = source === 'a' || source === 'b' ? this.presets[source] : undefined;
      const heard = source === 'target' ? loop.target : preset ? await played(preset, dry) : dry;
      gains[source] = heard ? matchingGain(heard, sampleRate) : 1;
    }
    if (this.isMatched && loop === this.loop) await this.listen({ gains: { ...this.listening.gains, ...gains } });
  }

  private async listen(change: Partial<Listening>): Promise<void> {
    this.listening = { ...this.listening, ...change };
    await this.renderEars();
  }

  private async renderSource(): Promise<void> {
    await this.source.render(...player(this.playing));
  }

  private async renderEars(): Promise<void> {
    await this.ears.render(...monitor(this.listening));
  }
}
