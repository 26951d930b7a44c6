/** The client of the bridge: connects, connects again, pairs answers with questions. */
import { plugin as words } from '../strings/plugin.js';
import { type FileKind, type Message, VERSION } from './protocol.js';

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 4000;

export interface BridgeListener {
  opened: () => void;
  lost: () => void;
  message: (message: Message) => void;
  frame: (bytes: ArrayBuffer) => void;
}

type Fields = Record<string, unknown>;

export class Bridge {
  #listener: BridgeListener;
  #socket: WebSocket | undefined;
  #waitMs = FIRST_WAIT_MS;
  #answers = new Map<number, { resolve: (message: Message) => void; reject: (error: Error) => void }>();
  #lastRef = 0;

  constructor(listener: BridgeListener) {
    this.#listener = listener;
  }

  connect(): void {
    const address = new URL('bridge', location.href);
    address.protocol = 'ws:';
    const socket = new WebSocket(address);
    socket.binaryType = 'arraybuffer';
    socket.addEventListener('open', () => {
      this.#socket = socket;
      this.#waitMs = FIRST_WAIT_MS;
      this.send('hello', { client: 'page' });
      this.#listener.opened();
    });
    socket.addEventListener('message', ({ data }) => this.#receive(data));
    socket.addEventListener('close', () => this.#close());
  }

  /** False while there is no connection: nothing is kept for later. */
  send(type: string, fields: Fields = {}): boolean {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify({ v: VERSION, type, ...fields }));
    return true;
  }

  /** Sends a message that has an answer. Rejects with the plugin's error, or when the connection is lost. */
  ask(type: string, fields: Fields = {}): Promise<Message> {
    this.#lastRef += 1;
    const ref = this.#lastRef;
    return new Promise((resolve, reject) => {
      this.#answers.set(ref, { resolve, reject });
      if (this.send(type, { ...fields, ref })) return;
      this.#answers.delete(ref);
      reject(new Error(words.lost.title));
    });
  }

  /** Sends a file; what comes of it comes as a state or an error. */
  async upload(kind: FileKind, file: File): Promise<void> {
    const answer = await fetch(`upload/${kind}?name=${encodeURIComponent(file.name)}`, { method: 'PUT', body: file });
    if (!answer.ok) throw new Error((await answer.text()) || words.notTaken);
  }

  #receive(data: string | ArrayBuffer): void {
    if (data instanceof ArrayBuffer) {
      this.#listener.frame(data);
      return;
    }
    const { ref, ...message } = JSON.parse(data) as Message & { ref?: number };
    const waiting = ref === undefined ? undefined : this.#answers.get(ref);
    if (!waiting) {
      this.#listener.message(message as Message);
      return;
    }
    this.#answers.delete(ref!);
    if (message.type === 'error') waiting.reject(new Error(message.message));
    else waiting.resolve(message as Message);
  }

  #close(): void {
    this.#socket = undefined;
    for (const { reject } of this.#answers.values()) reject(new Error(words.lost.title));
    this.#answers.clear();
    this.#listener.lost();
    setTimeout(() => this.connect(), this.#waitMs);
    this.#waitMs = Math.min(2 * this.#waitMs, LONGEST_WAIT_MS);
  }
}
