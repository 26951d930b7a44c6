import { join } from 'node:path';
import type { Command } from 'commander';
import { UserError } from '../errors.js';
import { loadStudy, studyNames } from '../studies/index.js';
import { verdictText } from '../studies/report.js';
import { runStudy } from '../studies/runner.js';
import { notice, printResult } from './output.js';

interface Options extends Record<string, string | boolean | undefined> {
  out?: string;
  quick?: boolean;
  only?: string;
  resume?: boolean;
  json?: boolean;
}

/** A subcommand for each study, with its own options. */
export async function define(command: Command): Promise<void> {
  for (const name of studyNames) {
    const study = await loadStudy(name);
    const sub = command
      .command(name)
      .description(study.title)
      .option('--out <folder>', 'where the report goes', join('studies', name))
      .option('--quick', 'a few epochs on little data, to see that it runs')
      .option('--only <ids>', 'some experiments, joined by commas')
      .option('--resume', 'go on with a run that was cut short')
      .option('--json', 'print the results as one JSON object');
    for (const [flag, option] of Object.entries(study.options))
      sub.option(`--${flag} <${option.argument}>`, option.help, option.default);
    sub.action((options: Options) => run(name, Object.keys(study.options), options));
  }
  command
    .allowExcessArguments()
    .allowUnknownOption()
    .action((_: unknown, { args }: Command) => {
      throw new UserError(`Expected one of the studies ${studyNames.join(', ')}; found '${args[0] ?? ''}'.`);
    });
}

const camel = (flag: string) => flag.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());

async function run(name: string, flags: string[], options: Options): Promise<void> {
  const folder = options.out ?? join('studies', name);
  const results = await runStudy({
    name,
    folder,
    options: Object.fromEntries(flags.map((flag) => [flag, options[camel(flag)] as string | undefined])),
    quick: options.quick ?? false,
    only: options.only?.split(','),
    resume: options.resume ?? false,
    log: notice,
  });
  printResult(options.json, results, [
    ...results.goals.map((goal): [string, string] => [verdictText(goal), goal.text]),
    ['report written', join(folder, 'report.html')],
  ]);
}
