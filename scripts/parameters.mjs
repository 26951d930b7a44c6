// Writes what derives from the table of parameters, presets/parameters.json: the C++ table, the TypeScript ids, the
// page of the docs. With --check it only says what is not up to date, and fails.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const parameters = JSON.parse(readFileSync(join(root, 'presets/parameters.json'), 'utf8'));

const notice = 'Made by scripts/parameters.mjs from presets/parameters.json';
const text = JSON.stringify;
const float = (value) => `${Number.isInteger(value) ? value.toFixed(1) : value}f`;
const tapers = { linear: 'linear', log: 'log', switch: 'toggle', choice: 'choice' };
const choicesOf = ({ id }) => `k${id[0].toUpperCase()}${id.slice(1)}Choices`;

const cppRow = (parameter) => {
  const { id, name, unit, min, max, default: initial, taper, inPreset = false, atMin = '', choices } = parameter;
  const values = [min, max, initial].map(float);
  const facts = [...[id, name, unit].map(text), ...values, `Taper::${tapers[taper]}`, inPreset, text(atMin)];
  const end = [choices ? choicesOf(parameter) : '{}', text(parameter.description)];
  return `    {${facts.join(', ')},\n     ${end.join(', ')}},`;
};

const cpp = `// ${notice}. [any-thread]
#pragma once

#include <array>

#include "engine/chain/parameter.hpp"

// clang-format off
namespace tonewright::chain {

/// In the order of the table.
enum class ParameterId : std::uint8_t {
${parameters.map(({ id }) => `  ${id},`).join('\n')}
};

${parameters
  .filter(({ choices }) => choices)
  .map((row) => `inline constexpr std::string_view ${choicesOf(row)}[] = {${row.choices.map(text).join(', ')}};`)
  .join('\n')}

inline constexpr std::size_t kParameterCount = ${parameters.length};

inline constexpr std::array<Parameter, kParameterCount> kParameters{{
${parameters.map(cppRow).join('\n')}
}};

}  // namespace tonewright::chain
`;

const typescript = `// ${notice}.

/** In the order of the table. */
export type ParameterId =
${parameters.map(({ id }) => `  | '${id}'`).join('\n')};
`;

const range = ({ min, max, unit, taper, choices, atMin }) => {
  if (taper === 'switch') return 'off, on';
  if (choices) return choices.join(', ');
  return `${min}${atMin ? ` (${atMin})` : ''} to ${max}${unit && ` ${unit}`}${taper === 'log' ? ', logarithmic' : ''}`;
};
const initial = ({ taper, default: value, choices, atMin, min }) => {
  if (taper === 'switch') return value ? 'on' : 'off';
  return choices?.[value] ?? (atMin && value === min ? atMin : value);
};
const docsRow = (row) =>
  `| \`${row.id}\` | ${row.name} | ${range(row)} | ${initial(row)} | ${row.inPreset ? 'yes' : ''} | ${row.description} |`;

const docs = `# Parameters

Every player of presets has these; the plugin, the browser, the pedal and this page derive them from one table,
[presets/parameters.json](../presets/parameters.json). Levels in dB are relative to full scale. *In presets* are those that
a preset's \`chain\` may set ([format](../presets/format.md)); the others belong to the player.

| id | name | range | at first | in presets | what it does |
|---|---|---|---|---|---|
${parameters.map(docsRow).join('\n')}

The chain: input, gate, model, DC block, tone stack (bass, mid, treble, presence), cabinet, then mix, output and bypass.
${notice}.
`;

const files = {
  'native/engine/chain/parameters.hpp': cpp,
  'presets/src/parameterId.ts': typescript,
  'docs/parameters.md': docs,
};

const current = (path) => {
  try {
    return readFileSync(join(root, path), 'utf8');
  } catch {
    return '';
  }
};
const old = Object.entries(files).filter(([path, made]) => current(path) !== made);
if (process.argv.includes('--check')) {
  for (const [path] of old) console.error(`${path} is not what the table says: run npm run format.`);
  process.exitCode = old.length > 0 ? 1 : 0;
} else {
  for (const [path, made] of old) writeFileSync(join(root, path), made);
}
