import { expect, test } from 'vitest';
import type { LibraryEntry } from '../../../training/src/library/entry.js';
import { markDuplicates, shareLoads } from '../../../training/src/library/library.js';
import { renderPage } from '../../../training/src/library/page.js';

const entries: LibraryEntry[] = [
  {
    path: 'a<b>.json',
    loads: true,
    problems: [{ severity: 'notice', message: 'rate & all' }],
    model: {
      format: 'rtneural',
      family: 'GRU',
      architecture: 'gru:8',
      weights: 273,
      sampleRate: 44100,
      controls: ['drive'],
      name: '</script><script>alert(1)</script>',
      macsPerSample: 224,
      loudness: -12.34,
    },
  },
  { path: 'broken.nam', loads: false, problems: [{ severity: 'error', message: 'no JSON' }] },
];
const page = renderPage({ folder: 'my "models"', entries, leftOut: { '.wav': 3 }, seconds: 1 }, entries);

test('the page needs nothing from elsewhere', () => {
  expect(page).toContain("default-src 'none'");
  expect(page).not.toMatch(/\b(?:src|href)=|https?:|@import|url\(/);
});

test('text of the files is text on the page', () => {
  expect(page).toContain('a&lt;b&gt;.json');
  expect(page).toContain('&lt;/script&gt;&lt;script&gt;alert(1)');
  expect(page.match(/<script/g)).toHaveLength(1);
  expect(page).toContain('rate &amp; all');
});

test('rows carry what the script orders and filters by', () => {
  expect(page).toContain('<td class="number" data-value="-12.34">-12.3</td>');
  expect(page).toMatch(/<tr class="notice" data-family="GRU">/);
  expect(page).toMatch(/<tr class="error" data-family="unknown">/);
  expect(page).toContain('<option>GRU</option>');
});

test('files of the same bytes name the first of them', () => {
  const files = ['x', 'y', 'x', undefined, undefined].map(
    (hash, i): LibraryEntry => ({ path: `${i}.json`, loads: true, problems: [], ...(hash ? { hash } : {}) }),
  );
  markDuplicates(files);
  expect(files.map(({ problems }) => problems.length)).toEqual([0, 0, 1, 0, 0]);
  expect(files[2].problems[0].message).toContain('0.json');
});

test('models of one architecture share the median of their loads', () => {
  const files = [0.5, 0.1, 0.2, 0.9].map(
    (load, i): LibraryEntry => ({
      ...entries[0],
      model: { ...entries[0].model!, architecture: i < 3 ? 'gru:8' : 'gru:9', load },
    }),
  );
  shareLoads(files);
  expect(files.map(({ model }) => model?.load)).toEqual([0.2, 0.2, 0.2, 0.9]);
});
