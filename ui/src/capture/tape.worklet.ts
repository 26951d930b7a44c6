/**
 * Plays a signal and records what comes back in the same quanta of the audio thread, so that both have one clock: sample
 * n of the recording was taken when sample n of the signal was handed out.
 */

/** Of one input channel, since the last message. */
export interface InputLevel {
  /** Linear, 1 is full scale. */
  peak: number;
  rms: number;
  /** Samples at full scale: the converter could not follow. */
  fullScale: number;
}

/** `start` plays `signal` and records one channel for its length and `tailFrames` more; `run` numbers what answers it. */
export type ToTape =
  | { type: 'start'; run: number; signal: Float32Array<ArrayBuffer>; channel: number; tailFrames: number }
  | { type: 'stop' };

export type FromTape =
  | { type: 'levels'; channels: InputLevel[] }
  | { type: 'samples'; run: number; samples: Float32Array<ArrayBuffer> }
  /** The audio thread left out quanta; zeros stand in for them from frame `at` of the recording. */
  | { type: 'gap'; run: number; at: number; frames: number }
  | { type: 'ended'; run: number };

// The scope of worklets, which TypeScript's DOM library leaves out.
declare const currentFrame: number;
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare function registerProcessor(name: string, processor: new () => AudioWorkletProcessor): void;

const CHUNK_FRAMES = 4096;
const LEVEL_FRAMES = 1024;
/** What converters of 16 bits and more reach at most, with a little room for a change of rate on the way. */
const FULL_SCALE = 0.999;
const FADE_FRAMES = 256;

class Tape extends AudioWorkletProcessor {
  private signal?: Float32Array<ArrayBuffer>;
  private number = 0;
  private channel = 0;
  /** Of the signal, and of the recording. */
  private at = 0;
  private end = 0;
  private chunk = new Float32Array(CHUNK_FRAMES);
  private filled = 0;
  private expectedFrame = -1;
  private levels: InputLevel[] = [];
  private measuredFrames = 0;

  constructor() {
    super();
    this.port.onmessage = ({ data }: MessageEvent<ToTape>) => {
      if (data.type === 'stop') this.end = Math.min(this.end, this.at + FADE_FRAMES);
      else this.start(data);
    };
  }

  process([input]: Float32Array[][], [[output]]: Float32Array[][]): boolean {
    const lost = this.expectedFrame < 0 ? 0 : currentFrame - this.expectedFrame;
    this.expectedFrame = currentFrame + output.length;
    this.measure(input, output.length);
    if (!this.signal) return true;
    if (lost > 0) this.skip(lost);
    this.run(this.signal, input[Math.min(this.channel, input.length - 1)], output);
    return true;
  }

  private start({ run, signal, channel, tailFrames }: ToTape & { type: 'start' }): void {
    this.signal = signal;
    this.number = run;
    this.filled = 0;
    this.channel = channel;
    this.at = 0;
    this.end = signal.length + tailFrames;
  }

  private run(signal: Float32Array, input: Float32Array | undefined, output: Float32Array): void {
    for (let n = 0; n < output.length && this.at < this.end; n++, this.at++) {
      const fade = Math.min(1, (this.end - this.at) / FADE_FRAMES);
      output[n] = this.at < signal.length ? signal[this.at] * fade : 0;
      this.keep(input ? input[n] : 0);
    }
    if (this.at < this.end) return;
    this.signal = undefined;
    this.hand(this.chunk.slice(0, this.filled));
    this.filled = 0;
    this.tell({ type: 'ended', run: this.number });
  }

  private skip(frames: number): void {
    const lost = Math.min(frames, this.end - this.at);
    this.tell({ type: 'gap', run: this.number, at: this.at, frames: lost });
    for (let n = 0; n < lost; n++) this.keep(0);
    this.at += lost;
  }

  private keep(sample: number): void {
    this.chunk[this.filled++] = sample;
    if (this.filled < CHUNK_FRAMES) return;
    this.hand(this.chunk);
    this.chunk = new Float32Array(CHUNK_FRAMES);
    this.filled = 0;
  }

  private hand(samples: Float32Array<ArrayBuffer>): void {
    if (samples.length > 0) this.tell({ type: 'samples', run: this.number, samples }, [samples.buffer]);
  }

  private measure(channels: Float32Array[], frames: number): void {
    while (this.levels.length < channels.length) this.levels.push({ peak: 0, rms: 0, fullScale: 0 });
    this.levels.length = channels.length;
    channels.forEach((samples, i) => {
      const level = this.levels[i];
      for (const sample of samples) {
        const size = Math.abs(sample);
        if (size > level.peak) level.peak = size;
        if (size >= FULL_SCALE) level.fullScale++;
        level.rms += sample * sample;
      }
    });
    this.measuredFrames += frames;
    if (this.measuredFrames < LEVEL_FRAMES) return;
    for (const level of this.levels) level.rms = Math.sqrt(level.rms / this.measuredFrames);
    this.tell({ type: 'levels', channels: this.levels });
    this.levels = [];
    this.measuredFrames = 0;
  }

  private tell(message: FromTape, handedOver: Transferable[] = []): void {
    this.port.postMessage(message, handedOver);
  }
}

registerProcessor('tonewright-tape', Tape);
