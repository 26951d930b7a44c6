/** Text of a file as part of a line: no line breaks and control characters, which a terminal would obey, and not endless. */
export function oneLine(text: string, most = 200): string {
  const line = text
    .slice(0, 2 * most)
    .replace(/\p{C}+/gu, ' ')
    .trim();
  return line.length > most ? `${line.slice(0, most - 1)}…` : line;
}
