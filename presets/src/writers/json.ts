// Preset JSON as text: deterministic, compact, every float32 as the shortest decimal that reads back as the same float32.

/** The shortest decimal of a finite float32. */
export function formatFloat32(value: number): string {
  // JSON readers that know integers would lose the sign of "-0".
  if (Object.is(value, -0)) return '-0.0';
  for (let digits = 1; digits < 9; digits++) {
    const decimal = Number(value.toPrecision(digits));
    if (Math.fround(decimal) === value) return String(decimal);
  }
  return String(Number(value.toPrecision(9)));
}

/** A nested array of `shape` from the floats from `offset` on. */
export function formatTensor(values: Float32Array, shape: number[], offset = 0): string {
  const [length, ...inner] = shape;
  const stride = inner.reduce((product, size) => product * size, 1);
  const items = Array.from({ length }, (_, index) => {
    const at = offset + index * stride;
    return inner.length > 0 ? formatTensor(values, inner, at) : formatFloat32(values[at]);
  });
  return `[${items.join(',')}]`;
}

/** An object of fields that are JSON text already, one a line; fields that are undefined are left out. */
export function formatObject(fields: Record<string, string | undefined>): string {
  const lines = Object.entries(fields).filter(([, text]) => text !== undefined);
  return `{\n${lines.map(([key, text]) => `${JSON.stringify(key)}:${text}`).join(',\n')}\n}`;
}
