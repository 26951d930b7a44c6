import type { FromTape, InputLevel, ToTape } from './tape.worklet.js';
import workletUrl from './tape.worklet.ts?worker&url';

export type { InputLevel } from './tape.worklet.js';

/** What ended a run before its time. */
export type Interruption = 'stopped' | 'input-lost' | 'output-lost' | 'suspended' | 'stalled';

/** What was recorded of one channel, from the moment at which the signal began. */
export interface Recorded {
  sampleRate: number;
  chunks: Float32Array<ArrayBuffer>[];
  frames: number;
  /** Where the audio thread left out quanta; zeros stand there. */
  gaps: { at: number; frames: number }[];
  peak: number;
  /** Samples at full scale. */
  fullScale: number;
  interruption?: Interruption;
}

export interface Run {
  channel: number;
  /** Recorded behind the signal's end, for what is still on its way. */
  tailSeconds: number;
  /** 0 to 1. */
  onProgress: (done: number) => void;
}

interface Running extends Run {
  number: number;
  recorded: Recorded;
  totalFrames: number;
  /** When the audio thread was last heard of, in ms. */
  heardAt: number;
  finish: (recorded: Recorded) => void;
}

/** An audio thread that says nothing for so long has lost its device. */
const STALLED_MS = 2000;

/** Plays and records as one node of Web Audio, and measures its input all the time. */
export class Tape {
  private running?: Running;
  private runs = 0;
  private watch = 0;

  private constructor(
    readonly node: AudioWorkletNode,
    private readonly onLevels: (channels: InputLevel[]) => void,
  ) {
    node.port.onmessage = ({ data }: MessageEvent<FromTape>) => this.take(data);
  }

  static async in(context: AudioContext, onLevels: (channels: InputLevel[]) => void): Promise<Tape> {
    await context.audioWorklet.addModule(workletUrl);
    const node = new AudioWorkletNode(context, 'tonewright-tape', {
      numberOfInputs: 1,
      numberOfOutputs: 1,
      outputChannelCount: [1],
      channelCountMode: 'max',
      channelInterpretation: 'discrete',
    });
    return new Tape(node, onLevels);
  }

  /** Resolves when the signal and the tail are over, or with what there is when something ends them early. */
  run(signal: Float32Array<ArrayBuffer>, run: Run): Promise<Recorded> {
    const { sampleRate } = this.node.context;
    const tailFrames = Math.round(run.tailSeconds * sampleRate);
    const recorded: Recorded = { sampleRate, chunks: [], frames: 0, gaps: [], peak: 0, fullScale: 0 };
    return new Promise((finish) => {
      const totalFrames = signal.length + tailFrames;
      const number = ++this.runs;
      this.running = { ...run, number, recorded, totalFrames, finish, heardAt: performance.now() };
      let overdue = 0;
      this.watch = window.setInterval(() => {
        overdue = performance.now() - this.running!.heardAt > STALLED_MS ? overdue + 1 : 0;
        if (overdue > 1) this.end('stalled'); // twice: a page that was busy reads first what has come meanwhile
      }, STALLED_MS / 4);
      this.tell({ type: 'start', run: number, signal: signal.slice(), channel: run.channel, tailFrames });
    });
  }

  /** Ends the run at once with what has arrived. */
  end(interruption?: Interruption): void {
    const { running } = this;
    if (!running) return;
    this.running = undefined;
    clearInterval(this.watch);
    if (interruption) this.tell({ type: 'stop' });
    running.finish({ ...running.recorded, interruption });
  }

  private take(message: FromTape): void {
    const { running } = this;
    if (message.type === 'levels') this.onLevels(message.channels);
    if (!running || ('run' in message && message.run !== running.number)) return;
    running.heardAt = performance.now();
    const { recorded, channel, totalFrames } = running;
    if (message.type === 'levels') {
      const level = message.channels[Math.min(channel, message.channels.length - 1)];
      recorded.peak = Math.max(recorded.peak, level?.peak ?? 0);
      recorded.fullScale += level?.fullScale ?? 0;
    } else if (message.type === 'samples') {
      recorded.chunks.push(message.samples);
      recorded.frames += message.samples.length;
      running.onProgress(recorded.frames / totalFrames);
    } else if (message.type === 'gap') recorded.gaps.push({ at: message.at, frames: message.frames });
    else this.end();
  }

  private tell(message: ToTape): void {
    this.node.port.postMessage(message, message.type === 'start' ? [message.signal.buffer] : []);
  }
}
