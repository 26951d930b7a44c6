/** docs/studies.md, made from the results that are kept. */
import { figuresIn, groupsOf, verdictText, written } from './report.js';
import type { Row, StudyResults } from './results.js';
import { aboutOf, figureTable, type Study } from './study.js';

const tidy = (text: string) => text.replaceAll('|', '\\|');

function table(rows: Row[]): string {
  const names = figuresIn(rows);
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
  const cells = (row: Row) =>
    names.map((name) => {
      const theirs = row.published?.[name];
      const ours = written(name, row.figures[name]);
      return theirs === undefined ? ours : `${ours} (${written(name, theirs)})`;
    });
  return [
    line(['', ...names.map((name) => figureTable[name].label)]),
    line(['---', ...names.map(() => '---')]),
    ...rows.map((row) => line([tidy(row.title), ...cells(row)])),
  ].join('\n');
}

function chapter({ study, results }: { study: Study; results: StudyResults }): string {
  const asked = Object.entries(results.options).map(([name, value]) => ` --${name} ${value}`);
  const goals = results.goals.map((goal) => `| ${tidy(goal.text)} | ${verdictText(goal)} |`);
  const groups = groupsOf(results.rows).map(([group, rows]) => {
    const notes = rows.flatMap(({ title, note }) => (note ? [`*${title}*: ${note}`] : []));
    return [`### ${group}`, table(rows), ...notes].join('\n\n');
  });
  return [
    `## ${results.title}`,
    `After ${results.source}. \`tonewright study ${results.study}${asked.join('')}\`, ${results.date}, ${results.machine}, ${Math.ceil(results.seconds / 60)} min.`,
    ...aboutOf(study, results.options),
    ['| to beat it | |', '|---|---|', ...goals].join('\n'),
    ...groups,
  ].join('\n\n');
}

export const studiesDocument = (chapters: { study: Study; results: StudyResults }[]): string => `# Studies

Five published works that tried to make a network behave like a filter, a room or a pedal, each run again as published and
then done better. \`npx tonewright study <name>\` runs one and writes a report with pictures and sounds to \`studies/<name>\`;
\`--quick\` only shows that it runs, \`--resume\` goes on with a run that was cut short, \`--help\` lists the recordings and
settings that a study takes in place of its own. Figures in brackets are the published ones. This page is made from
\`training/studies\` by \`npm run studies\`, which runs them all.

${chapters.map(chapter).join('\n\n')}
`;
