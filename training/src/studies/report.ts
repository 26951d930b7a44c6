/** The report of a study: one HTML file with tables, pictures and sounds, that needs nothing else. */
import { columns, escapeHtml, section } from '../report/html.js';
import { STYLE } from '../report/style.js';
import type { Row, StudyResults, Verdict } from './results.js';
import type { KeptOutcome, KeptSound } from './runner.js';
import { aboutOf, type FigureName, figureTable, type Study } from './study.js';

const names = Object.keys(figureTable) as FigureName[];

export const written = (name: FigureName, value: number | undefined) =>
  value === undefined ? '' : figureTable[name].write(value);

/** The figures that a group of rows has, in the order of the table. */
export const figuresIn = (rows: Row[]): FigureName[] =>
  names.filter((name) => rows.some(({ figures, published }) => (figures[name] ?? published?.[name]) !== undefined));

export const groupsOf = (rows: Row[]): [group: string, rows: Row[]][] => [
  ...rows.reduce(
    (groups, row) => groups.set(row.group, [...(groups.get(row.group) ?? []), row]),
    new Map<string, Row[]>(),
  ),
];

/** What became of a goal, in words. */
export function verdictText({ found, met }: Verdict): string {
  if (met === undefined) return 'not run';
  const value =
    found !== 0 && Math.abs(found!) < 1e-3 ? found!.toExponential(2) : String(Number(found!.toPrecision(3)));
  return `${met ? 'met' : 'not met'}: ${value}`;
}

function cell(name: FigureName, { figures, published }: Row): string {
  const theirs = published?.[name];
  const source = theirs === undefined ? '' : `<small>published ${written(name, theirs)}</small>`;
  return `<td>${written(name, figures[name])}${source && figures[name] !== undefined ? '<br>' : ''}${source}</td>`;
}

function table(rows: Row[]): string {
  const figures = figuresIn(rows);
  const head = figures.map((name) => `<th>${escapeHtml(figureTable[name].label)}</th>`).join('');
  const body = rows.map((row) => {
    const cells = figures.map((name) => cell(name, row));
    return `<tr><th>${escapeHtml(row.title)}</th>${cells.join('')}</tr>`;
  });
  return `<div class="wide"><table class="study"><thead><tr><th></th>${head}</tr></thead><tbody>${body.join('')}</tbody></table></div>`;
}

function goals({ goals }: StudyResults): string {
  if (goals.length === 0) return '';
  const rows = goals.map(
    (goal) =>
      `<tr><th>${escapeHtml(goal.text)}</th><td class="${goal.met === undefined ? 'open' : goal.met ? 'met' : 'unmet'}">${verdictText(goal)}</td></tr>`,
  );
  return section('To beat it', `<table class="study goals">${rows.join('')}</table>`);
}

const player = ({ name, wav }: KeptSound) =>
  `<figure><audio controls preload="none" src="data:audio/wav;base64,${wav}"></audio><figcaption>${escapeHtml(name)}</figcaption></figure>`;

/** Words between backticks are typed. */
const paragraph = (text: string) => `<p>${escapeHtml(text).replace(/`([^`]+)`/g, '<code>$1</code>')}</p>`;

function details(row: Row, outcome: KeptOutcome | undefined): string {
  if (!outcome) return '';
  const players = outcome.audio.map(player);
  const note = row.note ? `<p class="note">${escapeHtml(row.note)}</p>` : '';
  const parts = note + columns(...(outcome.pictures ?? [])) + columns(...players);
  return `<details><summary>${escapeHtml(row.title)}</summary>${parts}</details>`;
}

const STUDY_STYLE = `
.wide { overflow-x: auto; }
table.study { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
table.study th, table.study td { text-align: left; width: auto; padding: 6px 12px 6px 16px; border-bottom: 1px solid var(--line); vertical-align: top; font-weight: 400; }
table.study thead th { color: var(--soft); font-size: 14px; }
small { color: var(--soft); }
table.study th:first-child { min-width: 200px; } table.study td { white-space: nowrap; } table.goals th { width: 62%; }
td.met { color: var(--target); } td.unmet { color: var(--error); } td.open { color: var(--soft); }
details { margin-top: 12px; } .columns { margin: 16px 0; } details figure { max-width: 560px; } summary { cursor: pointer; padding: 4px 0; }
audio { width: 100%; }
`;

/** @param outcomes by the experiments' ids @param truth what went in, and what is to come out */
export function studyReport(
  study: Study,
  results: StudyResults,
  outcomes: Map<string, KeptOutcome>,
  truth: KeptSound[],
): string {
  const asked = Object.entries(results.options).map(([name, value]) => `--${name} ${value}`);
  const facts = [
    results.date,
    results.machine,
    `${results.seconds.toFixed(0)} s`,
    ...(results.quick ? ['quick run: a few epochs on little data, no result'] : []),
    ...asked,
  ];
  const groups = groupsOf(results.rows).map(([group, rows]) =>
    section(group, table(rows) + rows.map((row) => details(row, outcomes.get(row.id))).join('')),
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(study.title)}</title><style>${STYLE}${STUDY_STYLE}</style></head>
<body><main><header><h1>${escapeHtml(study.title)}</h1><p>after ${escapeHtml(study.source)}</p><p>${escapeHtml(facts.join(' · '))}</p></header>
${aboutOf(study, results.options).map(paragraph).join('\n')}
${goals(results)}
${truth.length > 0 ? `${columns(...truth.map(player))}<p>What the networks play can be rated blind: <a href="listening.html">listening.html</a>.</p>` : ''}
${groups.join('\n')}
</main></body></html>
`;
}
