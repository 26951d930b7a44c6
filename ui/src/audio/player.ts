import WebRenderer from '@elemaudio/web-renderer';
import type { ParameterId } from '@tonewright/presets/parameters';
import { ChainNode } from './chainNode.js';
import type { BrowserPreset } from './engine.js';
import { type Listening, monitor, type Playing, player, type Source, sources } from './graphs.js';

export type Slot = 'a' | 'b';

/** What is measured of what is heard, some 60 times a second. Levels are linear. */
export interface Measured {
  /** The largest sample since the last time. */
  peak: number;
  /** The largest difference of the two sources of the null test since the last time. */
  nullPeak: number;
  scope: Float32Array;
  /** Magnitudes of the lower half of a transform of 2048 samples. */
  spectrum: Float32Array;
}

/**
 * Plays loops and a live input through two presets, and lets one of dry, A, B and the real target be heard. All of it
 * runs at one sample rate, that of the presets. Browsers start sound only from a click or a key: call `start` in one.
 */
export class Player {
  readonly measured: Measured = {
    peak: 0,
    nullPeak: 0,
    scope: new Float32Array(512),
    spectrum: new Float32Array(1024),
  };
  private playing: Playing = { isRunning: false, live: 0 };
  private listening: Listening = { heard: 'dry', volume: 1 };
  private liveNode?: MediaStreamAudioSourceNode;

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
  static async open(sampleRate: number): Promise<Player> {
    const context = new AudioContext({ sampleRate, latencyHint: 'interactive' });
    const [source, ears] = [new WebRenderer(), new WebRenderer()];
    const input = await source.initialize(context, {
      numberOfInputs: 1,
      numberOfOutputs: 1,
      outputChannelCount: [2],
      channelCount: 1,
      channelCountMode: 'explicit',
    });
    const output = await ears.initialize(context, {
      numberOfInputs: sources.length, // Elementary takes the first channel of each
      numberOfOutputs: 1,
      outputChannelCount: [2],
      channelCount: 1,
      channelCountMode: 'explicit',
    });
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
    const player = new Player(context, source, ears, input, chains);
    await Promise.all([player.renderSource(), player.renderEars()]);
    return player;
  }

  /** Mono recordings at the player's rate, of one length: the loop, and what a real device made of it. */
  async setLoop(dry: Float32Array, target?: Float32Array): Promise<void> {
    const stamp = `${++this.loops}`;
    const [loop, wet] = [`dry-${stamp}`, target && `target-${stamp}`];
    await this.source.updateVirtualFileSystem({ [loop]: dry, ...(wet && { [wet]: target }) });
    this.playing = { ...this.playing, loop, target: wet };
    await this.renderSource();
    await this.source.pruneVirtualFileSystem();
  }

  /** Plays the loop from its start, or stops it. */
  async run(isRunning: boolean): Promise<void> {
    this.playing = { ...this.playing, isRunning };
    await this.renderSource();
  }

  /** Lets sound begin; to be called from a click or a key. */
  start(): Promise<void> {
    return this.context.resume();
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
  load(slot: Slot, preset: BrowserPreset | undefined): Promise<void> {
    return this.chains[slot].load(preset);
  }

  /** A parameter of a preset's chain, in its unit; knobs from 0 to 1. */
  set(slot: Slot, id: ParameterId, value: number): void {
    this.chains[slot].set(id, value);
  }

  /** Fades over to another source. */
  async hear(heard: Source): Promise<void> {
    this.listening = { ...this.listening, heard };
    await this.renderEars();
  }

  /** Linear. */
  async setVolume(volume: number): Promise<void> {
    this.listening = { ...this.listening, volume };
    await this.renderEars();
  }

  /** Measures the difference of two sources, or none. */
  async setNullTest(nullTest: [Source, Source] | undefined): Promise<void> {
    this.listening = { ...this.listening, nullTest };
    await this.renderEars();
  }

  async close(): Promise<void> {
    await this.setLive(undefined);
    await this.context.close();
  }

  private loops = 0;

  private async renderSource(): Promise<void> {
    await this.source.render(...player(this.playing));
  }

  private async renderEars(): Promise<void> {
    await this.ears.render(...monitor(this.listening));
  }
}
