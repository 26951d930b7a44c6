import type { ParameterId } from '@tonewright/presets/parameters';
import wasmUrl from '../../../native/wasm/dist/tonewright.wasm?url';
import type { FromChain, ToChain } from './chain.worklet.js';
import workletUrl from './chain.worklet.ts?worker&url';
import { type BrowserPreset, Engine, PresetRefused } from './engine.js';

let compiled: Promise<WebAssembly.Module> | undefined;

/** The engine's module, fetched and compiled once. */
export function engineModule(): Promise<WebAssembly.Module> {
  compiled ??= WebAssembly.compileStreaming(fetch(wasmUrl));
  return compiled;
}

/** Reads a preset file on the page. @throws PresetRefused */
export async function readPreset(file: Uint8Array): Promise<BrowserPreset> {
  return new Engine(await engineModule()).read(file);
}

/** The signal chain as a node of Web Audio: mono, at the context's sample rate. */
export class ChainNode {
  private requests = 0;
  private readonly waiting = new Map<number, { resolve: () => void; reject: (error: Error) => void }>();

  private constructor(readonly node: AudioWorkletNode) {
    node.port.onmessage = ({ data }: MessageEvent<FromChain>) => {
      const asked = this.waiting.get(data.request);
      this.waiting.delete(data.request);
      if (data.type === 'loaded') asked?.resolve();
      else asked?.reject(new PresetRefused(data.message));
    };
  }

  static async in(context: BaseAudioContext): Promise<ChainNode> {
    const [module] = await Promise.all([engineModule(), context.audioWorklet.addModule(workletUrl)]);
    return new ChainNode(
      new AudioWorkletNode(context, 'tonewright-chain', {
        numberOfInputs: 1,
        numberOfOutputs: 1,
        outputChannelCount: [1],
        channelCount: 1,
        channelCountMode: 'explicit',
        processorOptions: { module },
      }),
    );
  }

  /** Resolves when the preset is on its way in: it is heard a tenth of a second later, or `atOnce`. @throws PresetRefused */
  load(preset: BrowserPreset | undefined, atOnce = false): Promise<void> {
    const request = ++this.requests;
    return new Promise((resolve, reject) => {
      this.waiting.set(request, { resolve, reject });
      this.tell({ type: 'load', request, preset, atOnce });
    });
  }

  /** In the unit of the parameter; knobs from 0 to 1. */
  set(id: ParameterId, value: number): void {
    this.tell({ type: 'set', id, value });
  }

  private tell(message: ToChain): void {
    this.node.port.postMessage(message);
  }
}
