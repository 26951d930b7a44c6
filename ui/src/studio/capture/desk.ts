import type { Recording, RoundTrip } from '@tonewright/training/studio-api';
import { judgeLevel, type LevelVerdict } from '../../capture/level.js';
import { CannotOpen, type DeviceName, listDevices, type OpenProblem, SoundCard } from '../../capture/soundCard.js';
import type { InputLevel, Interruption, Recorded } from '../../capture/tape.js';
import { wavFile } from '../../capture/wavFile.js';
import { capture } from '../../strings/capture.js';
import { address, ask, upload, wordsOf } from '../client.js';
import { keep, keptOr } from '../kept.js';
import { keepSilent } from '../sound/studioSound.js';

export type Stage = 'closed' | 'opening' | 'ready' | 'checking' | 'recording';

export interface Settings {
  input: string;
  output: string;
  channel: number;
  sampleRate: number;
  /** Of what is played. */
  gainDb: number;
}

/** What a take is of. */
export interface TakeNote {
  name: string;
  /** Where the pedal's knobs were. */
  controls: Record<string, number>;
  /** Of the capture signal. */
  seconds: number;
  /** A recording that goes to the bin once this take is in the folder. */
  replaces?: string;
}

/** A take that has become a recording. */
export interface SentTake {
  id: string;
  note: TakeNote;
  /** Samples that the converter could not follow. */
  fullScale: number;
}

/** A take that is not in the studio's folder yet. */
export interface KeptTake {
  id: number;
  note: TakeNote;
  recorded: Recorded;
  isSending: boolean;
  /** Why it could not be sent, in the server's words. */
  problem?: string;
}

export interface LevelCheck {
  verdict: LevelVerdict;
  peak: number;
  fullScale: number;
  sampleRate: number;
  roundTrip?: RoundTrip;
}

export interface DeskState {
  stage: Stage;
  settings: Settings;
  inputs: DeviceName[];
  outputs: DeviceName[];
  /** Of the opened input. */
  channels: number;
  card?: Pick<SoundCard, 'sampleRate' | 'inputRate' | 'isProcessed'>;
  problem?: OpenProblem | Interruption;
  check?: LevelCheck;
  /** 0 to 1 of what plays; undefined while the signal is prepared. */
  done?: number;
  /** Of the take that is recorded. */
  seconds: number;
  kept: KeptTake[];
  /** Since the page was opened, the newest first. */
  sent: SentTake[];
}

/** The loudest parts of the shortest capture signal: sweeps, noise and phrases up to -1 dB. */
const levelPart = { captureSeconds: 20, fromSeconds: 4.75, toSeconds: 10.95 };
/** More than any round trip. */
const tailSeconds = 1;

/** Everything about recording a pedal; it lives as long as the page, whatever of it is shown. */
export class CaptureDesk {
  private now: DeskState = {
    stage: 'closed',
    settings: keptOr('interface', { input: '', output: '', channel: 0, sampleRate: 48000, gainDb: -12 }),
    inputs: [],
    outputs: [],
    channels: 1,
    seconds: 0,
    kept: [],
    sent: [],
  };
  private card?: SoundCard;
  private takes = 0;
  private isStopped = false;
  private signals = new Map<string, Float32Array<ArrayBuffer>>();
  private listeners = new Set<() => void>();
  private levelListeners = new Set<(channels: InputLevel[], chosen: number) => void>();

  constructor() {
    navigator.mediaDevices?.addEventListener('devicechange', () => this.lookForDevices());
    window.addEventListener('beforeunload', (event) => {
      if (this.now.kept.length > 0 || this.now.stage === 'recording') event.preventDefault();
    });
  }

  state = (): DeskState => this.now;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Some 47 times a second while an input is open. */
  onLevels = (listener: (channels: InputLevel[], chosen: number) => void): (() => void) => {
    this.levelListeners.add(listener);
    return () => this.levelListeners.delete(listener);
  };

  /** Opens the chosen devices, anew when they were open. To be called from a click or a key. */
  open = async (): Promise<void> => {
    if (this.now.stage !== 'closed' && this.now.stage !== 'ready') return;
    this.change({ stage: 'opening', problem: undefined, check: undefined });
    try {
      let opened: Settings;
      do {
        await this.letGo();
        opened = this.now.settings;
        this.card = await SoundCard.open(opened, { levels: this.takeLevels, lost: this.lost });
      } while (opened !== this.now.settings); // chosen anew meanwhile
      const { sampleRate, inputRate, isProcessed } = this.card;
      this.change({ stage: 'ready', card: { sampleRate, inputRate, isProcessed }, ...(await listDevices()) });
    } catch (error) {
      const problem = error instanceof CannotOpen ? error.problem : 'unknown';
      this.change({ stage: 'closed', problem });
      // The next press opens the system's own instead, and others can be chosen then.
      if (problem === 'gone') await this.choose({ input: '' });
      if (problem === 'no-output') await this.choose({ output: '' });
    }
  };

  close = async (): Promise<void> => {
    await this.letGo();
    this.change({ stage: 'closed', check: undefined });
  };

  choose = async (part: Partial<Settings>): Promise<void> => {
    this.change({ settings: { ...this.now.settings, ...part } });
    keep('interface', this.now.settings);
    if (this.now.stage === 'ready' && ('input' in part || 'output' in part || 'sampleRate' in part)) await this.open();
  };

  /** Plays the loudest parts and says how the return is. @throws Error when the server does not answer */
  checkLevel = async (): Promise<void> => {
    if (this.now.stage !== 'ready') return;
    this.change({ stage: 'checking', check: undefined, problem: undefined });
    try {
      const rate = this.card!.sampleRate;
      const whole = await this.signal(levelPart.captureSeconds, rate);
      const [from, to] = [levelPart.fromSeconds, levelPart.toSeconds].map((seconds) => Math.round(seconds * rate));
      const recorded = await this.run(whole.slice(from, to), 0.5);
      if (!recorded || recorded.interruption) return;
      const { peak, fullScale } = recorded;
      const check: LevelCheck = { verdict: judgeLevel(recorded), peak, fullScale, sampleRate: rate };
      this.change({ check });
      if (check.verdict === 'silent') return;
      const question = { ...levelPart, sampleRate: rate, upload: await upload(wavFile(recorded)) };
      const roundTrip = await ask<RoundTrip>('POST', 'round-trip', question);
      this.change({ check: { ...check, roundTrip } });
    } finally {
      this.ended();
    }
  };

  /** Records a take and sends it; what cannot be sent stays here. @throws Error when the server does not answer */
  record = async (note: TakeNote): Promise<void> => {
    if (this.now.stage !== 'ready') return;
    this.change({ stage: 'recording', problem: undefined, seconds: note.seconds + tailSeconds });
    const awake = await navigator.wakeLock?.request('screen').catch(() => undefined);
    let take: KeptTake | undefined;
    try {
      const recorded = await this.run(await this.signal(note.seconds, this.card!.sampleRate), tailSeconds);
      if (recorded?.frames) take = this.keep({ id: ++this.takes, note, recorded, isSending: false });
    } finally {
      awake?.release();
      this.ended();
    }
    if (take && !take.recorded.interruption && take.recorded.gaps.length === 0) await this.send(take);
  };

  stop = (): void => {
    this.isStopped = true;
    this.card?.stop();
  };

  /** Lets a suspended context go on. To be called from a click or a key. */
  resume = async (): Promise<void> => {
    await this.card?.resume();
    this.change({ problem: undefined });
  };

  send = async ({ id, note, recorded }: KeptTake): Promise<void> => {
    this.changeTake(id, { isSending: true, problem: undefined });
    try {
      const { name, controls, seconds, replaces } = note;
      const dry = { captureSeconds: seconds, sampleRate: recorded.sampleRate };
      const wet = { upload: await upload(wavFile(recorded)) };
      const recording = await ask<Recording>('POST', 'recordings', { name, controls, dry, wet });
      this.change({ sent: [{ id: recording.id, note, fullScale: recorded.fullScale }, ...this.now.sent] });
      this.discard(id);
      if (replaces) await ask('DELETE', `recordings/${replaces}`).catch(() => undefined); // it may be in the bin already
    } catch (error) {
      this.changeTake(id, { isSending: false, problem: wordsOf(error) });
    }
  };

  discard = (id: number): void => this.change({ kept: this.now.kept.filter((take) => take.id !== id) });

  /** Nothing when it was stopped, or the devices went away, before it began. */
  private async run(signal: Float32Array<ArrayBuffer>, tail: number): Promise<Recorded | undefined> {
    const { channel, gainDb } = this.now.settings;
    await keepSilent(capture.silence);
    await this.card?.resume();
    if (this.isStopped) return undefined;
    const onProgress = (done: number) => this.change({ done });
    return this.card?.run(signal, 10 ** (gainDb / 20), { channel, tailSeconds: tail, onProgress });
  }

  private keep(take: KeptTake): KeptTake {
    this.change({ kept: [...this.now.kept, take] });
    return take;
  }

  private ended(): void {
    keepSilent(undefined);
    this.isStopped = false;
    this.change({ stage: this.card ? 'ready' : 'closed', done: undefined });
  }

  /** The capture signal, kept: the next take plays it again. */
  private async signal(seconds: number, rate: number): Promise<Float32Array<ArrayBuffer>> {
    const path = `capture-signal?seconds=${seconds}&rate=${rate}`;
    let samples = this.signals.get(path);
    if (!samples) {
      const response = await fetch(address(path));
      if (!response.ok) throw new Error((await response.json()).error);
      const decoder = new OfflineAudioContext(1, 1, rate);
      samples = (await decoder.decodeAudioData(await response.arrayBuffer())).getChannelData(0);
      this.signals.set(path, samples);
    }
    return samples;
  }

  private takeLevels = (channels: InputLevel[]): void => {
    if (channels.length === 0) return;
    if (channels.length !== this.now.channels) this.change({ channels: channels.length });
    const chosen = Math.min(this.now.settings.channel, channels.length - 1);
    for (const listener of this.levelListeners) listener(channels, chosen);
  };

  private lost = (why: Interruption): void => {
    this.change({ problem: why });
    if (why !== 'suspended') this.letGo().then(() => this.change({ stage: 'closed' }));
  };

  /** A chosen output that is gone ends what plays; an input tells by itself. */
  private async lookForDevices(): Promise<void> {
    if (!this.card) return;
    const { outputs, ...rest } = await listDevices();
    const { output } = this.now.settings;
    if (output && !outputs.some(({ id }) => id === output)) this.card.lose('output-lost');
    this.change({ outputs, ...rest });
  }

  private async letGo(): Promise<void> {
    const { card } = this;
    this.card = undefined;
    this.change({ card: undefined });
    await card?.close();
  }

  private changeTake(id: number, part: Partial<KeptTake>): void {
    this.change({ kept: this.now.kept.map((take) => (take.id === id ? { ...take, ...part } : take)) });
  }

  private change(part: Partial<DeskState>): void {
    this.now = { ...this.now, ...part };
    for (const listener of this.listeners) listener();
  }
}
