/** The signal chain with a preset, as an AudioWorkletProcessor: mono in, mono out. Runs on the audio thread. */
import type { ParameterId } from '@tonewright/presets/parameters';
import { type BrowserPreset, Engine, type Rack } from './engine.js';

/** What the page says. `load` is answered by `loaded` or `refused`, with the same number. */
export type ToChain =
  | { type: 'load'; request: number; preset?: BrowserPreset; atOnce?: boolean }
  | { type: 'set'; id: ParameterId; value: number };
export type FromChain = { type: 'loaded'; request: number } | { type: 'refused'; request: number; message: string };

// The scope of worklets, which TypeScript's DOM library leaves out.
declare const sampleRate: number;
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare function registerProcessor(name: string, processor: new (options: never) => AudioWorkletProcessor): void;

class Chain extends AudioWorkletProcessor {
  private readonly rack: Rack;

  constructor({ processorOptions }: { processorOptions: { module: WebAssembly.Module } }) {
    super();
    this.rack = new Engine(processorOptions.module).rack(sampleRate);
    this.port.onmessage = ({ data }: MessageEvent<ToChain>) => this.take(data);
  }

  private take(message: ToChain): void {
    if (message.type === 'set') {
      this.rack.set(message.id, message.value);
      return;
    }
    const { request, preset, atOnce } = message;
    try {
      this.rack.load(preset, atOnce);
      this.port.postMessage({ type: 'loaded', request } satisfies FromChain);
    } catch (error) {
      this.port.postMessage({ type: 'refused', request, message: (error as Error).message } satisfies FromChain);
    }
  }

  process([input]: Float32Array[][], [output]: Float32Array[][]): boolean {
    const samples = output[0];
    if (input.length > 0) samples.set(input[0]);
    this.rack.process(samples);
    for (let channel = 1; channel < output.length; channel++) output[channel].set(samples);
    return true;
  }
}

registerProcessor('tonewright-chain', Chain);
