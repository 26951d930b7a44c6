/** The client of the bridge: docs/bridge.md, version 1. */

const VERSION = 1;
const LONGEST_WAIT_MS = 4000;

/**
 * Fires `message` with the server's messages as detail, `frame` with a DataView for each meter frame, `open` once the
 * server has been greeted, `lost` when the connection is gone; it then tries again by itself.
 */
export class Bridge extends EventTarget {
  #socket;
  #waitMs = 250;
  #answers = new Map();
  #lastRef = 0;

  connect() {
    const address = new URL('bridge', location.href);
    address.protocol = 'ws:';
    const socket = new WebSocket(address);
    socket.binaryType = 'arraybuffer';
    socket.addEventListener('open', () => {
      this.#socket = socket;
      this.#waitMs = 250;
      this.send('hello', { client: 'page' });
      this.#fire('open');
    });
    socket.addEventListener('message', ({ data }) => this.#receive(data));
    socket.addEventListener('close', () => this.#close());
  }

  /** Sends a message; while there is no connection it is forgotten. */
  send(type, fields = {}) {
    if (this.#socket?.readyState !== WebSocket.OPEN) return;
    this.#socket.send(JSON.stringify({ v: VERSION, type, ...fields }));
  }

  /** Sends a message that has an answer. Rejects with the server's error, or when the connection is lost. */
  ask(type, fields = {}) {
    this.#lastRef += 1;
    const ref = this.#lastRef;
    return new Promise((resolve, reject) => {
      this.#answers.set(ref, { resolve, reject });
      this.send(type, { ...fields, ref });
    });
  }

  /** Sends a file for `kind`, preset or cabinet; the result comes as a state. */
  async upload(kind, file) {
    const answer = await fetch(`upload/${kind}?name=${encodeURIComponent(file.name)}`, { method: 'PUT', body: file });
    if (!answer.ok) throw new Error((await answer.text()) || 'The file was not taken.');
  }

  #receive(data) {
    if (data instanceof ArrayBuffer) return this.#fire('frame', new DataView(data));
    const message = JSON.parse(data);
    const waiting = this.#answers.get(message.ref);
    if (!waiting) return this.#fire('message', message);
    this.#answers.delete(message.ref);
    if (message.type === 'error') waiting.reject(new Error(message.message));
    else waiting.resolve(message);
  }

  #close() {
    this.#socket = undefined;
    for (const { reject } of this.#answers.values()) reject(new Error('The connection is lost.'));
    this.#answers.clear();
    this.#fire('lost');
    setTimeout(() => this.connect(), this.#waitMs);
    this.#waitMs = Math.min(2 * this.#waitMs, LONGEST_WAIT_MS);
  }

  #fire(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
