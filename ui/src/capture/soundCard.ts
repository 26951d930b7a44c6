import { type InputLevel, type Interruption, type Recorded, type Run, Tape } from './tape.js';

/** Ids as the browser gives them; empty: the system's own choice. */
export interface DeviceChoice {
  input: string;
  output: string;
  /** Hz; another one is taken where the browser has not got it. */
  sampleRate: number;
}

export interface DeviceName {
  id: string;
  label: string;
}

export interface SoundCardEvents {
  levels: (channels: InputLevel[]) => void;
  lost: (why: Interruption) => void;
}

/** What can keep the studio from an audio interface. */
export type OpenProblem = 'refused' | 'no-input' | 'busy' | 'gone' | 'no-output' | 'insecure' | 'unknown';

export class CannotOpen extends Error {
  constructor(
    readonly problem: OpenProblem,
    /** The browser's own words. */
    detail: string,
  ) {
    super(detail);
  }
}

const problemOf: Record<string, OpenProblem> = {
  NotAllowedError: 'refused',
  SecurityError: 'refused',
  NotFoundError: 'no-input',
  NotReadableError: 'busy',
  AbortError: 'busy',
  OverconstrainedError: 'gone',
};

const cannotOpen = (error: unknown, otherwise: OpenProblem): CannotOpen => {
  if (error instanceof CannotOpen) return error;
  const { name, message } = error as DOMException;
  return new CannotOpen(problemOf[name] ?? otherwise, message);
};

/** Inputs and outputs; their names are known once the microphone was allowed. */
export async function listDevices(): Promise<{ inputs: DeviceName[]; outputs: DeviceName[] }> {
  const devices = await navigator.mediaDevices.enumerateDevices();
  const named = (kind: MediaDeviceKind) =>
    devices
      .filter((device) => device.kind === kind && device.deviceId !== '')
      .map(({ deviceId, label }) => ({ id: deviceId, label }));
  return { inputs: named('audioinput'), outputs: canChooseOutput ? named('audiooutput') : [] };
}

declare global {
  // Not in every browser, and so not in TypeScript's DOM library.
  interface AudioContext {
    setSinkId(output: string): Promise<void>;
  }
}
export const canChooseOutput = 'setSinkId' in AudioContext.prototype;

/** The sound as the converter has it: browsers change it for telephony when they may. */
async function openInput({ input, sampleRate }: DeviceChoice): Promise<MediaStream> {
  if (!navigator.mediaDevices) throw new CannotOpen('insecure', location.origin);
  try {
    return await navigator.mediaDevices.getUserMedia({
      audio: {
        ...(input && { deviceId: { exact: input } }),
        echoCancellation: false,
        noiseSuppression: false,
        autoGainControl: false,
        channelCount: { ideal: 2 },
        sampleRate: { ideal: sampleRate },
      },
    });
  } catch (error) {
    throw cannotOpen(error, 'unknown');
  }
}

/** At the rate, or at the one that the browser has. */
async function openContext(output: string, sampleRate?: number): Promise<AudioContext> {
  const context = new AudioContext({ sampleRate, latencyHint: 'playback' }); // large buffers: nothing is lost under load
  try {
    if (output && canChooseOutput) await context.setSinkId(output);
    await running(context);
    return context;
  } catch (error) {
    await context.close();
    throw new CannotOpen('no-output', (error as Error).message);
  }
}

/** A browser without a working output waits for ever. */
const startMs = 5000;

async function running(context: AudioContext): Promise<void> {
  const late = new Promise((_, fail) => setTimeout(fail, startMs, new CannotOpen('no-output', 'no sound')));
  await Promise.race([context.resume(), late]);
}

/** An opened pair of input and output; both run on the clock of one AudioContext. */
export class SoundCard {
  /** The browser changes the sound of this input and cannot be told not to. */
  readonly isProcessed: boolean;
  /** Hz, as the browser says it of the input; it converts when this is not the context's. */
  readonly inputRate?: number;
  private isClosed = false;

  private constructor(
    private readonly stream: MediaStream,
    private readonly context: AudioContext,
    private readonly tape: Tape,
    private readonly volume: GainNode,
    private readonly onLost: (why: Interruption) => void,
  ) {
    context.createMediaStreamSource(stream).connect(tape.node).connect(volume).connect(context.destination);
    const [track] = stream.getAudioTracks();
    const settings = track.getSettings();
    this.isProcessed = !!(settings.echoCancellation || settings.noiseSuppression || settings.autoGainControl);
    this.inputRate = settings.sampleRate;
    track.onended = () => this.lose('input-lost');
    context.onstatechange = () => context.state !== 'running' && this.lose('suspended');
  }

  /** To be called from a click or a key. @throws CannotOpen */
  static async open(choice: DeviceChoice, on: SoundCardEvents): Promise<SoundCard> {
    const stream = await openInput(choice);
    try {
      return await SoundCard.of(stream, on, choice.output, choice.sampleRate).catch((error) => {
        if ((error as DOMException).name !== 'NotSupportedError') throw error;
        return SoundCard.of(stream, on, choice.output); // that rate is none of this browser's, or not the input's
      });
    } catch (error) {
      for (const track of stream.getTracks()) track.stop();
      throw cannotOpen(error, 'unknown');
    }
  }

  private static async of(stream: MediaStream, on: SoundCardEvents, output: string, sampleRate?: number) {
    const context = await openContext(output, sampleRate);
    try {
      const volume = new GainNode(context, { gain: 0 });
      return new SoundCard(stream, context, await Tape.in(context, on.levels), volume, on.lost);
    } catch (error) {
      await context.close();
      throw error;
    }
  }

  get sampleRate(): number {
    return this.context.sampleRate;
  }

  /** Plays `signal` at `gain` (linear) and records the return. */
  async run(signal: Float32Array<ArrayBuffer>, gain: number, run: Run): Promise<Recorded> {
    this.volume.gain.value = gain;
    const recorded = await this.tape.run(signal, run);
    if (recorded.interruption === 'stalled') this.lose('stalled');
    return recorded;
  }

  stop(): void {
    this.tape.end('stopped');
  }

  /** Lets sound go on that the browser holds. To be called from a click or a key. */
  resume(): Promise<void> {
    return this.context.resume();
  }

  /** Ends a run with what it has. */
  lose(why: Interruption): void {
    if (this.isClosed) return;
    this.tape.end(why);
    this.onLost(why);
  }

  async close(): Promise<void> {
    this.tape.end('stopped');
    this.isClosed = true;
    for (const track of this.stream.getTracks()) track.stop();
    await this.context.close();
  }
}
