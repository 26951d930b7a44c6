/**
 * The parameters' values: what the plugin says, and what the user is just turning. However fast a knob moves, the plugin
 * hears each parameter once a picture, and its last value always.
 */
import type { ParameterValue } from './protocol.js';

/** So long the plugin's echo may be older than what the user did. */
const ECHO_MS = 200;
/** A page that is not drawn sends all the same. */
const HIDDEN_MS = 40;

type Send = (type: string, fields: Record<string, unknown>) => void;

const nothing: ParameterValue = { id: '', value: 0, text: '' };

export class Values {
  #send: Send;
  #values = new Map<string, ParameterValue>();
  #said = new Map<string, ParameterValue>();
  #held = new Set<string>();
  #echo = new Map<string, ReturnType<typeof setTimeout>>();
  #pending = new Map<string, number>();
  #listeners = new Map<string, Set<() => void>>();
  #frame = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(send: Send) {
    this.#send = send;
  }

  get(id: string): ParameterValue {
    return this.#values.get(id) ?? nothing;
  }

  subscribe(id: string, listener: () => void): () => void {
    const all = this.#listeners.get(id) ?? new Set();
    this.#listeners.set(id, all.add(listener));
    return () => all.delete(listener);
  }

  /** What the plugin says. The text counts at once; a place that the user holds stays. */
  take(values: readonly ParameterValue[]): void {
    for (const said of values) {
      this.#said.set(said.id, said);
      const isOwn = this.#echo.has(said.id) || this.#held.has(said.id);
      this.#show(isOwn ? { ...said, value: this.get(said.id).value } : said);
    }
  }

  set(id: string, value: number): void {
    this.#show({ id, value, text: this.get(id).text });
    this.#keep(id);
    this.#pending.set(id, value);
    if (this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => this.flush());
    this.#timer = setTimeout(() => this.flush(), HIDDEN_MS);
  }

  setText(id: string, text: string): void {
    this.#pending.delete(id);
    this.#letGo(id);
    this.#send('set', { id, text });
  }

  /** Stands around the changes of one movement. */
  gesture(id: string, phase: 'begin' | 'end'): void {
    this.flush();
    this.#send('gesture', { id, phase });
    if (phase === 'begin') this.#held.add(id);
    else this.#held.delete(id);
    this.#keep(id);
  }

  /** Sends what waits. */
  flush(): void {
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#timer);
    this.#frame = 0;
    for (const [id, value] of this.#pending) this.#send('set', { id, value });
    this.#pending.clear();
  }

  /** The connection is gone: from now on what the plugin says counts. */
  forget(): void {
    this.#pending.clear();
    this.#held.clear();
    for (const timer of this.#echo.values()) clearTimeout(timer);
    this.#echo.clear();
  }

  /** The user's place stands while it is held, and until the last echo must have come. */
  #keep(id: string): void {
    clearTimeout(this.#echo.get(id));
    this.#echo.set(
      id,
      setTimeout(() => this.#letGo(id), ECHO_MS),
    );
  }

  #letGo(id: string): void {
    if (this.#held.has(id)) return;
    clearTimeout(this.#echo.get(id));
    this.#echo.delete(id);
    const said = this.#said.get(id);
    if (said) this.#show(said);
  }

  #show(value: ParameterValue): void {
    const before = this.get(value.id);
    if (before.value === value.value && before.text === value.text) return;
    this.#values.set(value.id, value);
    for (const listener of this.#listeners.get(value.id) ?? []) listener();
  }
}
