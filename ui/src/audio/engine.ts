/**
 * The engine in WebAssembly: reads preset files and plays the signal chain. The same module on the page, in a worklet
 * and in Node. Instances do not share memory.
 */
import { chainParameters, controlPlace, type ParameterId } from '@tonewright/presets/parameters';

/** What a preset file says of itself. */
export interface PresetFacts {
  name: string;
  author: string;
  gear: string;
  tags: string[];
  /** Hz, at which it must be played. */
  sampleRate: number;
  latencySamples: number;
  multiplyAddsPerSample: number;
  /** LUFS of the output, when it is known. */
  loudness: number | null;
  inputLevelDbu: number | null;
  controls: { id: string; name: string; min: number; max: number; default: number; unit: string }[];
  chain: { id: ParameterId; value: number }[];
  notices: string[];
}

/** A preset that was read and proved by its self-test, ready to play. */
export interface BrowserPreset {
  facts: PresetFacts;
  /** The weights image (native/engine/image.md). */
  image: Uint8Array;
}

/** A file that is no preset, or not a whole one; the message says what was expected, what was found and what to do. */
export class PresetRefused extends Error {
  override readonly name = 'PresetRefused';
}

interface Exports {
  memory: WebAssembly.Memory;
  _initialize(): void;
  tw_allocate(bytes: number): number;
  tw_free(place: number): void;
  tw_read(file: number, bytes: number): number;
  tw_facts(reading: number): number;
  tw_facts_bytes(reading: number): number;
  tw_image(reading: number): number;
  tw_image_bytes(reading: number): number;
  tw_close(reading: number): void;
  tw_rack(sampleRate: number): number;
  tw_load(
    rack: number,
    image: number,
    bytes: number,
    loudness: number,
    inputLevelDbu: number,
    places: number,
    knobs: number,
  ): number;
  tw_arrive(rack: number): void;
  tw_set(rack: number, parameter: number, value: number): void;
  tw_samples(rack: number): number;
  tw_most_frames(): number;
  tw_process(rack: number, frames: number): void;
  tw_allocations(): number;
}

/** The engine neither reads nor writes files: what its C library asks for answers that there is nothing. */
const nothing = () => 0;
const imports = {
  env: { emscripten_notify_memory_growth: nothing },
  wasi_snapshot_preview1: {
    proc_exit: () => {
      throw new Error('the engine has stopped');
    },
    fd_close: nothing,
    fd_write: nothing,
    fd_seek: nothing,
    environ_sizes_get: nothing,
    environ_get: nothing,
  },
};

export class Engine {
  private readonly exports: Exports;

  constructor(module: WebAssembly.Module) {
    this.exports = new WebAssembly.Instance(module, imports).exports as unknown as Exports;
    this.exports._initialize();
  }

  /** Bytes of memory that the engine has taken so far; it grows and never shrinks. */
  get memoryBytes(): number {
    return this.exports.memory.buffer.byteLength;
  }

  /** How often the engine has asked for memory so far. */
  get allocations(): number {
    return this.exports.tw_allocations();
  }

  /** A preset in any format that the product reads. Runs its self-test. @throws PresetRefused */
  read(file: Uint8Array): BrowserPreset {
    const { exports } = this;
    return this.with(file, (place) => {
      const reading = exports.tw_read(place, file.length);
      try {
        const text = this.bytes(exports.tw_facts(reading), exports.tw_facts_bytes(reading));
        const facts = JSON.parse(new TextDecoder().decode(text)) as PresetFacts | { error: string };
        if ('error' in facts) throw new PresetRefused(facts.error);
        return { facts, image: this.bytes(exports.tw_image(reading), exports.tw_image_bytes(reading)).slice() };
      } finally {
        exports.tw_close(reading);
      }
    });
  }

  /** A signal chain for mono audio at this rate. */
  rack(sampleRate: number): Rack {
    return new Rack(this.exports, sampleRate, (bytes, use) => this.with(bytes, use));
  }

  private bytes(place: number, count: number): Uint8Array {
    return new Uint8Array(this.exports.memory.buffer, place, count);
  }

  private with<T>(bytes: Uint8Array, use: (place: number) => T): T {
    const place = this.exports.tw_allocate(bytes.length);
    try {
      this.bytes(place, bytes.length).set(bytes);
      return use(place);
    } finally {
      this.exports.tw_free(place);
    }
  }
}

/** The signal chain with a preset in it, in an engine's memory. Lives as long as the engine. */
export class Rack {
  private readonly rack: number;
  private samples: Float32Array;

  constructor(
    private readonly exports: Exports,
    private readonly sampleRate: number,
    private readonly withBytes: <T>(bytes: Uint8Array, use: (place: number) => T) => T,
  ) {
    this.rack = exports.tw_rack(sampleRate);
    this.samples = this.view();
  }

  /**
   * A preset, faded to after it has played along unheard for a tenth of a second; undefined: none. Its knobs and what
   * it says of the chain are set for it alone; the rest stays as it was. `atOnce`: heard from the next sample on.
   * @throws PresetRefused for another sample rate
   */
  load(preset: BrowserPreset | undefined, atOnce = false): void {
    const { facts, image = new Uint8Array() } = preset ?? {};
    if (facts && facts.sampleRate !== this.sampleRate)
      throw new PresetRefused(
        `Expected a preset at ${this.sampleRate} Hz, as the audio is; it is at ${facts.sampleRate} Hz. Open the audio at that rate.`,
      );
    const { loudness, inputLevelDbu, controls = [], chain = [] } = facts ?? {};
    const knobs = Float32Array.from(controls, (control) => controlPlace(control, control.default));
    const isLoaded = this.withBytes(new Uint8Array(knobs.buffer), (places) =>
      this.withBytes(image, (place) =>
        this.exports.tw_load(
          this.rack,
          place,
          image.length,
          loudness ?? Number.NaN,
          inputLevelDbu ?? Number.NaN,
          places,
          knobs.length,
        ),
      ),
    );
    if (!isLoaded) throw new PresetRefused('The weights image is damaged. Read the preset again.');
    for (const { id, value } of chain) this.set(id, value);
    if (atOnce) this.exports.tw_arrive(this.rack);
  }

  /** Of the preset that was loaded last, in the unit of the parameter; knobs from 0 to 1. */
  set(id: ParameterId, value: number): void {
    this.exports.tw_set(this.rack, places.get(id)!, value);
  }

  /** Plays in place, any number of samples. Allocates nothing. */
  process(audio: Float32Array): void {
    if (this.samples.length === 0) this.samples = this.view(); // the memory has grown and moved
    const most = this.samples.length;
    for (let start = 0; start < audio.length; start += most) {
      const frames = Math.min(most, audio.length - start);
      for (let i = 0; i < frames; i++) this.samples[i] = audio[start + i];
      this.exports.tw_process(this.rack, frames);
      for (let i = 0; i < frames; i++) audio[start + i] = this.samples[i];
    }
  }

  private view(): Float32Array {
    return new Float32Array(
      this.exports.memory.buffer,
      this.exports.tw_samples(this.rack),
      this.exports.tw_most_frames(),
    );
  }
}

const places = new Map(chainParameters.map(({ id }, place) => [id, place]));
