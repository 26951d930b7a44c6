import type { ListeningResults } from '@tonewright/training/listening-test';
import type { ReactNode } from 'react';
import { Button, Empty, Icon, saveBlob, Tag } from '../design/index.js';
import { listening as text } from '../strings/listening.js';
import { fileName, toCsv } from './export.js';
import './listening.css';
import { type AbxRow, abxRows, type RatingRow, ratingRows } from './statistics.js';

/** What was answered, summed up over all sittings that are given, and as files. */
export function Results({ title, all }: { title: string; all: ListeningResults[] }) {
  const [ratings, choices] = [ratingRows(all), abxRows(all)];
  if (ratings.length + choices.length === 0) return <Empty title={text.none} />;
  const name = fileName(title);
  return (
    <div className="listening-results">
      {ratings.length > 0 && <Ratings rows={ratings} />}
      {choices.length > 0 && <Choices rows={choices} />}
      <div className="listening-line">
        <Button
          icon={<Icon name="download" />}
          onClick={() => saveBlob(`${name}.csv`, new Blob([toCsv(all)], { type: 'text/csv' }))}
        >
          {text.csv}
        </Button>
        <Button
          icon={<Icon name="download" />}
          onClick={() =>
            saveBlob(`${name}.json`, new Blob([JSON.stringify(all, null, 2)], { type: 'application/json' }))
          }
        >
          {text.json}
        </Button>
      </div>
    </div>
  );
}

function Table({ label, heads, children }: { label: string; heads: string[]; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section className="listening-table" aria-label={label} tabIndex={0}>
      <table>
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </section>
  );
}

/** The items' names say something only when there are several. */
const hasItems = (rows: { item: string }[]) => rows.some(({ item }) => item !== rows[0].item);

function Ratings({ rows }: { rows: RatingRow[] }) {
  const { item, sound, mean, deviation, count } = text.columns;
  const isSeveral = hasItems(rows);
  return (
    <Table label={text.kinds.rating} heads={[...(isSeveral ? [item] : []), sound, mean, deviation, count]}>
      {rows.map((row) => (
        <tr key={`${row.item} ${row.role} ${row.sound}`}>
          {isSeveral && <td>{row.item}</td>}
          <td>
            {row.sound} {text.roles[row.role] && <Tag>{text.roles[row.role]}</Tag>}
          </td>
          <td className="numbers">{row.mean.toFixed(2)}</td>
          <td className="numbers">{row.deviation?.toFixed(2) ?? '–'}</td>
          <td className="numbers">{row.count}</td>
        </tr>
      ))}
    </Table>
  );
}

function Choices({ rows }: { rows: AbxRow[] }) {
  const { item, pair, right, chance, meaning } = text.columns;
  const isSeveral = hasItems(rows);
  return (
    <Table label={text.kinds.abx} heads={[...(isSeveral ? [item] : []), pair, right, chance, meaning]}>
      {rows.map((row) => (
        <tr key={`${row.item} ${row.a} ${row.b}`}>
          {isSeveral && <td>{row.item}</td>}
          <td>{text.pair(row.a, row.b)}</td>
          <td className="numbers">{text.right(row.right, row.trials)}</td>
          <td className="numbers">{text.chance(row.probability)}</td>
          <td>{text.meaning(row.trials, row.probability)}</td>
        </tr>
      ))}
    </Table>
  );
}
