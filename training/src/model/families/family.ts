import type { ActivationName, LayerSpec } from '@tonewright/presets';
import type { LayerList } from '../layerList.js';

/** What stands behind the colon of one part of an architecture, read. */
export interface Part {
  /** The match of the family's `body`. */
  body: RegExpExecArray;
  activation: ActivationName;
  /** Of those that the family takes. */
  options: Set<string>;
  /** No further part follows, so the part's output may be the model's. */
  last: boolean;
}

/** A kind of network that an architecture may name: `name:body/activation/option`. */
export interface Family {
  /** For the help. */
  form: string;
  body: RegExp;
  /** The activation of a body without one behind it. */
  activation: (body: string) => ActivationName;
  /** It has no other. */
  fixedActivation?: boolean;
  options?: string[];
  /**
   * The family's own files have no path from input to output beside the layers, so without a word of the user the
   * model has none either.
   */
  bare?: boolean;
  /** As the last part it ends in the model's output, without a dense layer. */
  ends?: boolean;
  /** As the only part its weights are not random at first: they are those of the linear system that fits (linear/identify.ts). */
  identified?: boolean;
  /** Gain of the model's output while it is trained, which lets small weights give a small output. */
  headGain?: (body: string) => number;
  /** Adds the layers; the next part, or else a linear dense layer to one output, reads the last of them. */
  build(list: LayerList, part: Part): void;
  /** The texts, without the name, that may stand for what begins at `layers[from]`; they are tried, not trusted. */
  guesses(layers: LayerSpec[], from: number): string[];
}
