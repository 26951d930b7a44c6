/** Style and script of the library's page. */
import { PALETTE } from '../report/style.js';

export const STYLE = `${PALETTE}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 14px/1.45 system-ui, -apple-system, 'Segoe UI', sans-serif; }
header { padding: 28px 24px 16px; }
header p { color: var(--soft); margin: 4px 0 14px; }
h1 { font-size: 24px; line-height: 1.2; margin: 0; font-weight: 650; overflow-wrap: anywhere; }
form { display: flex; flex-wrap: wrap; gap: 10px; align-items: center; }
input, select { font: inherit; color: inherit; background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 7px 10px; }
input { flex: 1 1 260px; max-width: 420px; }
output { color: var(--soft); }
main { padding: 0 24px 60px; }
table { border-collapse: collapse; width: 100%; background: var(--card); font-variant-numeric: tabular-nums; }
th { position: sticky; top: 0; background: var(--card); text-align: left; border-bottom: 1px solid var(--line); padding: 0; }
th button { font: inherit; font-weight: 600; color: var(--soft); background: none; border: 0; padding: 8px 10px; width: 100%; text-align: inherit; cursor: pointer; white-space: nowrap; }
th[aria-sort] button { color: var(--ink); }
th[aria-sort=ascending] button::after { content: ' ↑'; }
th[aria-sort=descending] button::after { content: ' ↓'; }
td { padding: 6px 10px; border-top: 1px solid var(--line); vertical-align: top; max-width: 30ch; overflow-wrap: break-word; }
td:first-child { font-weight: 500; min-width: 16ch; overflow-wrap: anywhere; }
td:last-child { max-width: 52ch; min-width: 26ch; }
.number { text-align: right; white-space: nowrap; }
td p { margin: 0; } p.error { color: var(--error); } p.warning { color: var(--output); } p.notice { color: var(--soft); }
tr[hidden] { display: none; }
tbody tr:hover { background: var(--paper); }
`;

/** Texts are compared as people do, numbers by size; what has no value stays at the end. */
export const SCRIPT = `
const body = document.querySelector('tbody');
const rows = [...body.rows].map((row) => ({ row, text: row.textContent.toLowerCase() }));
const [search, [family, state], count] = [document.querySelector('input'), document.querySelectorAll('select'), document.querySelector('output')];
function filter() {
  const words = search.value.toLowerCase().split(/\\s+/).filter(Boolean);
  let shown = 0;
  for (const { row, text } of rows) {
    const fits = words.every((word) => text.includes(word)) && (!family.value || row.dataset.family === family.value) && (!state.value || row.className === state.value);
    row.hidden = !fits;
    shown += fits;
  }
  count.textContent = shown === rows.length ? shown + ' files' : shown + ' of ' + rows.length + ' files';
}
const collator = new Intl.Collator(undefined, { numeric: true });
function order(head, index) {
  const falls = head.getAttribute('aria-sort') === 'ascending';
  for (const other of head.parentNode.children) other.removeAttribute('aria-sort');
  head.setAttribute('aria-sort', falls ? 'descending' : 'ascending');
  const keyed = rows.map((entry) => {
    const { dataset, textContent } = entry.row.cells[index];
    return { entry, number: dataset.value === undefined ? undefined : Number(dataset.value), text: textContent };
  });
  keyed.sort((a, b) => {
    if (!a.text || !b.text) return !a.text - !b.text;
    const difference = a.number === undefined ? collator.compare(a.text, b.text) : a.number - b.number;
    return falls ? -difference : difference;
  });
  body.append(...keyed.map(({ entry }) => entry.row));
}
document.querySelectorAll('th').forEach((head, index) => head.firstChild.addEventListener('click', () => order(head, index)));
document.querySelector('form').addEventListener('submit', (event) => event.preventDefault());
for (const control of [search, family, state]) control.addEventListener('input', filter);
filter();
`;
