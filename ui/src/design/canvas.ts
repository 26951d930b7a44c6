/** Drawing on a canvas that is as fine as the screen, in the colours of the theme. */
import { onThemeChange } from './theme.js';

/** A larger picture is drawn less fine: filling it in software takes longer than a picture lasts. */
const MOST_PIXELS = 4e6;

export interface Surface {
  context: CanvasRenderingContext2D;
  /** In CSS pixels; the context is scaled. */
  width: number;
  height: number;
  colour: (token: string) => string;
}

/** Draws `canvas` again when its size or the theme changes, and when asked. Nothing is measured while it draws. */
export class Painter {
  #canvas: HTMLCanvasElement;
  #draw: (surface: Surface) => void;
  #observer: ResizeObserver;
  #stopTheme: () => void;
  #colours = new Map<string, string>();
  #width = 0;
  #height = 0;
  #asked = 0;

  constructor(canvas: HTMLCanvasElement, draw: (surface: Surface) => void) {
    this.#canvas = canvas;
    this.#draw = draw;
    this.#observer = new ResizeObserver(([entry]) => {
      this.#width = entry.contentRect.width;
      this.#height = entry.contentRect.height;
      this.now();
    });
    this.#observer.observe(canvas);
    document.fonts.ready.then(() => this.soon());
    this.#stopTheme = onThemeChange(() => {
      this.#colours.clear();
      this.soon();
    });
  }

  /** With the next picture. */
  soon(): void {
    if (this.#asked === 0) this.#asked = requestAnimationFrame(() => this.now());
  }

  now(): void {
    cancelAnimationFrame(this.#asked);
    this.#asked = 0;
    const ratio = Math.min(devicePixelRatio || 1, Math.sqrt(MOST_PIXELS / Math.max(1, this.#width * this.#height)));
    const [width, height] = [Math.round(this.#width * ratio), Math.round(this.#height * ratio)];
    const context = this.#canvas.getContext('2d');
    if (width === 0 || height === 0 || !context) return;
    if (this.#canvas.width !== width || this.#canvas.height !== height) Object.assign(this.#canvas, { width, height });
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, this.#width, this.#height);
    this.#draw({ context, width: this.#width, height: this.#height, colour: (token) => this.#colour(token) });
  }

  stop(): void {
    cancelAnimationFrame(this.#asked);
    this.#observer.disconnect();
    this.#stopTheme();
  }

  #colour(token: string): string {
    let colour = this.#colours.get(token);
    if (colour === undefined) {
      colour = getComputedStyle(this.#canvas).getPropertyValue(token).trim();
      this.#colours.set(token, colour);
    }
    return colour;
  }
}
