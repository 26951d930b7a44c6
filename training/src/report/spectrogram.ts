/** Spectrograms on a logarithmic frequency axis, as pictures for the page. */
import { powerToDb } from '../audio/channels.js';
import { forEachFrame } from '../metrics/spectralDistance.js';
import { escapeHtml, figure } from './html.js';
import { encodePng, gradient } from './png.js';

const SIZE = 2048;
const COLUMNS = 640;
const ROWS = 160;
const LOWEST_HZ = 50;
export const FLOOR_DB = -90;

/** Night blue over plum and amber to near white: even steps of lightness. */
const PALETTE = gradient([
  [13, 16, 28],
  [45, 35, 84],
  [110, 48, 110],
  [177, 65, 92],
  [228, 113, 62],
  [246, 181, 84],
  [253, 244, 214],
]);

/** Level in dB of each pixel, rows from the top: the loudest bin that falls into the row. */
function levels(samples: Float32Array, sampleRate: number): { values: Float32Array; width: number } {
  const hop = Math.max(128, Math.ceil((samples.length - SIZE) / COLUMNS));
  const width = Math.max(1, Math.floor((samples.length - SIZE) / hop) + 1);
  const values = new Float32Array(width * ROWS).fill(FLOOR_DB);
  const edge = (row: number) => (LOWEST_HZ * (sampleRate / 2 / LOWEST_HZ) ** (row / ROWS) * SIZE) / sampleRate;
  const edges = Array.from({ length: ROWS + 1 }, (_, row) => edge(row));
  forEachFrame(samples, SIZE, hop, (power, column) => {
    if (column >= width) return;
    for (let row = 0; row < ROWS; row++) {
      const first = Math.floor(edges[row]);
      const last = Math.max(first, Math.ceil(edges[row + 1]) - 1);
      let loudest = 0;
      for (let k = first; k <= last; k++) loudest = Math.max(loudest, power[k]);
      values[(ROWS - 1 - row) * width + column] = powerToDb(loudest);
    }
  });
  return { values, width };
}

/** A picture as a data URI, from FLOOR_DB (dark) to 0 dB full scale (bright). */
export function spectrogramUri(samples: Float32Array, sampleRate: number): string {
  const { values, width } = levels(samples, sampleRate);
  const pixels = Uint8Array.from(values, (level) => Math.round(255 * Math.max(0, Math.min(1, 1 - level / FLOOR_DB))));
  return `data:image/png;base64,${encodePng(pixels, width, ROWS, PALETTE).toString('base64')}`;
}

const HERTZ_MARKS = [100, 300, 1000, 3000, 10000];

function hertzAxis(sampleRate: number): string {
  const share = (hz: number) => Math.log(hz / LOWEST_HZ) / Math.log(sampleRate / 2 / LOWEST_HZ);
  const marks = HERTZ_MARKS.filter((hz) => hz < sampleRate / 2).map(
    (hz) => `<span style="bottom:${(100 * share(hz)).toFixed(1)}%">${hz < 1000 ? hz : `${hz / 1000}k`}</span>`,
  );
  return `<div class="hertz">${marks.join('')}</div>`;
}

/** A picture with frequencies in Hz beside it and a caption below. */
export function spectrogramFigure(samples: Float32Array, sampleRate: number, caption: string): string {
  const image = `<img alt="Spectrogram: ${escapeHtml(caption)}" src="${spectrogramUri(samples, sampleRate)}">`;
  const plot = `<div class="plot">${hertzAxis(sampleRate)}${image}</div>`;
  return `<div class="spectrogram">${figure(plot, caption)}</div>`;
}
