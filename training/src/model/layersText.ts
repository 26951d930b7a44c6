import type { LayerSpec } from '@tonewright/presets';

/** Layers that may repeat as a group, at most. */
const longestGroup = 12;

/** `conv 16@3 tanh`: outputs, taps, activation; without the dilation, in which layers of a group differ. */
function layerText(layer: LayerSpec): string {
  const { type, outputs, taps = 1, groups = 1, activation, gateActivation = 'sigmoid', gateMode = 'multiply' } = layer;
  return [
    `${type} ${outputs}${taps > 1 ? `@${taps}` : ''}`,
    ...(groups > 1 ? [`in ${groups} groups`] : []),
    ...(activation === 'linear' || type === 'gru' || type === 'lstm' ? [] : [activation]),
    ...(type === 'gate' ? [`${gateMode} ${gateActivation}`] : []),
    ...(layer.initialState ? ['from a state of its own'] : []),
  ].join(' ');
}

/** How often the `length` texts from `from` on stand behind one another. */
function repeatsOf(texts: string[], from: number, length: number): number {
  let end = from + length;
  while (end < texts.length && texts[end] === texts[end - length]) end++;
  return Math.floor((end - from) / length);
}

/** The layers of a model in one line, what repeats once: `conv 16, 9 x (conv 16@3 tanh, conv 16, activation 16), ...`. */
export function layersText(layers: LayerSpec[]): string {
  const texts = layers.map(layerText);
  const parts: string[] = [];
  for (let at = 0; at < texts.length; ) {
    let [length, repeats] = [1, repeatsOf(texts, at, 1)];
    for (let other = 2; other <= longestGroup; other++) {
      const found = repeatsOf(texts, at, other);
      if (found > 1 && found * other > length * repeats) [length, repeats] = [other, found];
    }
    const group = texts.slice(at, at + length).join(', ');
    parts.push(repeats === 1 ? group : `${repeats} x ${length > 1 ? `(${group})` : group}`);
    at += length * repeats;
  }
  return parts.join(', ');
}
