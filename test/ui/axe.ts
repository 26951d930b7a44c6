/** What keeps people out of a page, as axe-core finds it: one line for each element and rule. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

interface Finding {
  id: string;
  nodes: { target: string[]; failureSummary?: string }[];
}

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

async function violations(page: Page): Promise<string[]> {
  await page.evaluate(source); // not as a script of the page, whose policy lets none in
  const findings = await page.evaluate(() => {
    const { axe } = globalThis as unknown as { axe: { run(): Promise<{ violations: Finding[] }> } };
    return axe.run().then((result) => result.violations);
  });
  return findings.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target.join(' ')}: ${node.failureSummary}`),
  );
}

/** Colours take a moment to go over to another theme, dialogs to fade in. */
export const expectNoViolations = (page: Page) => expect.poll(() => violations(page)).toEqual([]);
