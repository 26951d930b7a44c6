/** Sounds that run side by side in a loop, one of which is heard. */

/** A change of sound goes through a short silence, so that the change itself tells nothing. */
const fadeSeconds = 0.012;
/** Of a loop's ends, which would click. */
const edgeSeconds = 0.01;

export class Booth {
  readonly #context: AudioContext;
  readonly #gate: GainNode;
  readonly #volume: GainNode;
  readonly #sounds: Float32Array[];
  #voices: { source: AudioBufferSourceNode; gain: GainNode }[] = [];
  #heard = 0;
  #begun = 0;
  #section: [start: number, end: number];

  /** Mono sounds of one length. @throws DOMException where there is no such rate */
  constructor(sounds: Float32Array[], sampleRate: number) {
    this.#context = new AudioContext({ sampleRate });
    this.#gate = new GainNode(this.#context);
    this.#volume = new GainNode(this.#context);
    this.#gate.connect(this.#volume).connect(this.#context.destination);
    this.#sounds = sounds;
    this.#section = [0, sounds[0].length];
  }

  get isRunning(): boolean {
    return this.#voices.length > 0;
  }

  /** Of the loop, from its start, in seconds. */
  get position(): number {
    const [start, end] = this.#section;
    const length = (end - start) / this.#context.sampleRate;
    return this.isRunning ? (this.#context.currentTime - this.#begun) % length : 0;
  }

  /** Plays the sound at this place; to be called from a click or a key. Starts what does not run. */
  async hear(place: number): Promise<void> {
    this.#heard = place;
    if (this.#context.state !== 'running') await this.#context.resume();
    if (!this.isRunning) this.#start();
    else this.#change();
  }

  stop(): void {
    for (const { source, gain } of this.#voices) {
      source.stop();
      gain.disconnect();
    }
    this.#voices = [];
  }

  /** Loops a part, given in samples; what plays begins it anew. */
  setSection(start: number, end: number): void {
    this.#section = [start, end];
    if (!this.isRunning) return;
    this.stop();
    this.#start();
  }

  setVolume(volume: number): void {
    this.#volume.gain.setTargetAtTime(volume, this.#context.currentTime, fadeSeconds);
  }

  async close(): Promise<void> {
    this.stop();
    if (this.#context.state !== 'closed') await this.#context.close();
  }

  #start(): void {
    const [start, end] = this.#section;
    const { sampleRate } = this.#context;
    this.#begun = this.#context.currentTime + fadeSeconds;
    this.#voices = this.#sounds.map((samples, place) => {
      const buffer = new AudioBuffer({ length: end - start, sampleRate });
      buffer.copyToChannel(withEdges(samples.subarray(start, end), edgeSeconds * sampleRate), 0);
      const source = new AudioBufferSourceNode(this.#context, { buffer, loop: true });
      const gain = new GainNode(this.#context, { gain: place === this.#heard ? 1 : 0 });
      source.connect(gain).connect(this.#gate);
      source.start(this.#begun);
      return { source, gain };
    });
  }

  #change(): void {
    const now = this.#context.currentTime;
    const { gain } = this.#gate;
    gain.cancelScheduledValues(now);
    gain.setValueAtTime(gain.value, now);
    gain.linearRampToValueAtTime(0, now + fadeSeconds);
    gain.linearRampToValueAtTime(1, now + 2 * fadeSeconds);
    this.#voices.forEach((voice, place) => {
      voice.gain.gain.cancelScheduledValues(now);
      voice.gain.gain.setValueAtTime(place === this.#heard ? 1 : 0, now + fadeSeconds);
    });
  }
}

/** A copy that begins and ends in silence. */
function withEdges(samples: Float32Array, edge: number): Float32Array<ArrayBuffer> {
  const shaped = new Float32Array(samples);
  for (let n = 0; n < Math.min(edge, shaped.length / 2); n++) {
    shaped[n] *= n / edge;
    shaped[shaped.length - 1 - n] *= n / edge;
  }
  return shaped;
}
