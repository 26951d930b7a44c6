/** The report of one training: a single HTML file that needs nothing else, neither scripts nor the network. */
import { AudioError } from '../audio/audioError.js';
import { atomicWrite } from '../io/atomicWrite.js';
import { escapeHtml } from './html.js';
import type { ReportData } from './reportData.js';
import * as sections from './sections.js';
import { STYLE } from './style.js';

export type { Fact, ReportAudio, ReportData, TrainingPoint } from './reportData.js';

function checkAudio({ audio: { dry, target, output } }: ReportData): void {
  if (target.length > 0 && dry.length === target.length && output.length === target.length) return;
  throw new AudioError(
    'bad-argument',
    'dry, target and output of one length in the report',
    `${dry.length}, ${target.length} and ${output.length} samples`,
    'Cut them to the part that they share.',
  );
}

/** The page as a string. @throws {AudioError} bad-argument when the three signals differ in length or are empty. */
export async function renderReport(data: ReportData): Promise<string> {
  checkAudio(data);
  const date = (data.date ?? new Date()).toISOString().slice(0, 16).replace('T', ' ');
  const body = [
    sections.tiles(data),
    sections.listening(data),
    sections.training(data),
    sections.waveforms(data),
    sections.spectrograms(data),
    await sections.response(data),
    sections.figures(data),
    sections.recordings(data),
    sections.reproduction(data),
  ];
  const subtitle = data.subtitle ? `<p>${escapeHtml(data.subtitle)}</p>` : '';
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(data.title)}</title><style>${STYLE}</style></head>
<body><main><header><h1>${escapeHtml(data.title)}</h1>${subtitle}<p>${date} UTC</p></header>
${body.filter(Boolean).join('\n')}
</main></body></html>
`;
}

/** Writes the report as a whole or not at all. @throws {AudioError} as `renderReport`. @throws {WriteError} */
export async function writeReport(path: string, data: ReportData): Promise<void> {
  await atomicWrite(path, await renderReport(data));
}
