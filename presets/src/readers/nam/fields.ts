// Fields of a .nam config: each asked for by name, with its type; what nobody asked for is told to the user.
import { isObject, type JsonObject } from '../../document.js';
import { mismatch } from '../../errors.js';
import { floatAt } from '../../tensors.js';
import { unitsAt } from '../model.js';

export class Fields {
  private readonly asked = new Set<string>();
  private readonly json: JsonObject;

  constructor(
    json: unknown,
    readonly path: string,
    private readonly unknown: string[],
  ) {
    if (!isObject(json)) throw mismatch(path, 'an object', json);
    this.json = json;
  }

  /** Any value; null counts as absent. */
  get(name: string): unknown {
    this.asked.add(name);
    return this.json[name] ?? undefined;
  }

  has = (name: string) => this.get(name) !== undefined;

  at = (name: string) => `${this.path}.${name}`;

  /** An integer from 1. */
  count(name: string, absent?: number, most?: number): number {
    return unitsAt(this.get(name) ?? absent, this.at(name), most);
  }

  /** Integers from 1, as many as there are. */
  counts(name: string, most: number): number[] {
    return this.list(name).map((value, index) => unitsAt(value, `${this.at(name)}[${index}]`, most));
  }

  flag(name: string, absent?: boolean): boolean {
    const value = this.get(name) ?? absent;
    if (typeof value !== 'boolean') throw mismatch(this.at(name), 'true or false', value);
    return value;
  }

  number(name: string, absent?: number): number {
    return floatAt(this.get(name) ?? absent, this.at(name), 'It must be a finite number.');
  }

  list(name: string): unknown[] {
    const value = this.get(name);
    if (!Array.isArray(value) || value.length === 0) throw mismatch(this.at(name), 'an array that is not empty', value);
    return value;
  }

  /** The fields of an object, or of an empty one when it is absent. */
  fields(name: string): Fields {
    return new Fields(this.get(name) ?? {}, this.at(name), this.unknown);
  }

  /** Notes the fields that nobody asked for. */
  done(): void {
    for (const name of Object.keys(this.json)) {
      if (!this.asked.has(name)) this.unknown.push(this.at(name));
    }
  }
}
