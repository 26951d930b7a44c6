/** A library as one HTML page that needs nothing else: every row is in the page; a script orders and filters them. */
import { escapeHtml } from '../report/html.js';
import { cellText, columns } from './columns.js';
import type { Library, LibraryEntry } from './entry.js';
import { SCRIPT, STYLE } from './pageParts.js';
import { summary } from './table.js';

export function renderPage(library: Library, entries: LibraryEntry[]): string {
  const families = [...new Set(entries.map(familyOf))].sort();
  const head = columns.map(({ id, title, digits }) => {
    const kind = digits === undefined ? '' : ' class="number"';
    return `<th scope="col" data-column="${id}"${kind}><button type="button">${escapeHtml(title)}</button></th>`;
  });
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>Models in ${escapeHtml(library.folder)}</title><style>${STYLE}</style></head>
<body><header><h1>Models in ${escapeHtml(library.folder)}</h1><p>${escapeHtml(summary(library))}</p>
<form role="search">
<input type="search" placeholder="Search every column" aria-label="Search every column" autocomplete="off">
<select aria-label="Family"><option value="">every family</option>${families.map(option).join('')}</select>
<select aria-label="State"><option value="">every state</option>${Object.entries(states)
    .map(([state, label]) => `<option value="${state}">${label}</option>`)
    .join('')}</select>
<output></output>
</form></header>
<main><table><thead><tr>${head.join('')}</tr></thead><tbody>
${entries.map(row).join('\n')}
</tbody></table></main>
<script>${SCRIPT}</script></body></html>
`;
}

const states = { error: 'does not load', warning: 'has warnings', notice: 'has notices', ok: 'nothing to say' };

const option = (text: string) => `<option>${escapeHtml(text)}</option>`;

const familyOf = ({ model }: LibraryEntry) => model?.family ?? 'unknown';

/** The worst that there is to say about a file. */
function stateOf({ problems }: LibraryEntry): keyof typeof states {
  const found = problems.map(({ severity }) => severity);
  return (['error', 'warning', 'notice'] as const).find((severity) => found.includes(severity)) ?? 'ok';
}

function row(entry: LibraryEntry): string {
  const cells = columns.map((column) => {
    const value = column.value(entry);
    if (column.id === 'problems') return `<td>${entry.problems.map(problem).join('')}</td>`;
    const text = escapeHtml(cellText(column, entry));
    return typeof value === 'number' ? `<td class="number" data-value="${value}">${text}</td>` : `<td>${text}</td>`;
  });
  return `<tr class="${stateOf(entry)}" data-family="${escapeHtml(familyOf(entry))}">${cells.join('')}</tr>`;
}

const problem = ({ severity, message }: LibraryEntry['problems'][number]) =>
  `<p class="${severity}">${escapeHtml(message)}</p>`;
