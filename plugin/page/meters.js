/** Levels, clip lamps, CPU and spectrum, drawn from the bridge's meter frames. */
import { byId } from './element.js';

const HEADER_BYTES = 16;
const CHANNEL_BYTES = 16;
const LOWEST_DB = -60;
const FALL_DB_PER_SECOND = 24;
const HOLD_MS = 1500;
const SPECTRUM_DB = 120;

const decibels = (level) => 20 * Math.log10(Math.max(level, 1e-6));

/** The fields of a frame; undefined for one of another version. */
export function readFrame(view) {
  if (view.getUint8(0) !== 1) return undefined;
  const channels = view.getUint8(1);
  const clips = view.getUint8(2);
  const at = (channel, field) => view.getFloat32(HEADER_BYTES + channel * CHANNEL_BYTES + 4 * field, true);
  const side = (first, shift) =>
    Array.from({ length: channels }, (_, channel) => ({
      peak: at(channel, first),
      rms: at(channel, first + 1),
      clipped: ((clips >> (shift + channel)) & 1) === 1,
    }));
  return {
    sampleRate: view.getFloat32(8, true),
    cpu: view.getFloat32(12, true),
    input: side(0, 0),
    output: side(2, 2),
    spectrum: new Uint8Array(view.buffer, HEADER_BYTES + channels * CHANNEL_BYTES, view.getUint32(4, true)),
  };
}

/** A canvas as large as it is shown, with its context; undefined while it is hidden. */
function prepare(canvas) {
  const ratio = window.devicePixelRatio || 1;
  const width = Math.round(canvas.clientWidth * ratio);
  const height = Math.round(canvas.clientHeight * ratio);
  if (width === 0 || height === 0) return undefined;
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const context = canvas.getContext('2d');
  context.clearRect(0, 0, width, height);
  return { context, width, height, ratio };
}

class Level {
  #canvas;
  #text;
  #clip;
  #shown = []; // dB, falling
  #held = { db: -Infinity, until: 0 };

  constructor(name) {
    this.#canvas = byId(`meter-${name}`);
    this.#text = byId(`peak-${name}`);
    this.#clip = byId(`clip-${name}`);
    this.#clip.addEventListener('click', () => {
      this.#clip.hidden = true;
    });
  }

  take(channels, seconds, now) {
    this.#shown = channels.map(({ peak }, index) =>
      Math.max(decibels(peak), (this.#shown[index] ?? LOWEST_DB) - FALL_DB_PER_SECOND * seconds),
    );
    const loudest = Math.max(...channels.map(({ peak }) => decibels(peak)));
    if (loudest >= this.#held.db || now > this.#held.until) this.#held = { db: loudest, until: now + HOLD_MS };
    if (channels.some(({ clipped }) => clipped)) this.#clip.hidden = false;
    const text = this.#held.db <= LOWEST_DB ? '–∞ dB' : `${this.#held.db.toFixed(1)} dB`;
    if (this.#text.textContent !== text) this.#text.textContent = text.replace('-', '−');
    this.#draw(channels);
  }

  #draw(channels) {
    const surface = prepare(this.#canvas);
    if (!surface) return;
    const { context, width, height, ratio } = surface;
    const style = getComputedStyle(this.#canvas);
    const place = (db) => Math.max(0, Math.min(1, 1 - db / LOWEST_DB)) * width;
    const barHeight = (height - ratio * (channels.length - 1)) / channels.length;
    channels.forEach(({ rms }, index) => {
      const y = index * (barHeight + ratio);
      context.fillStyle = style.getPropertyValue('--meter-soft');
      context.fillRect(0, y, place(this.#shown[index]), barHeight);
      context.fillStyle = style.getPropertyValue('--meter');
      context.fillRect(0, y, place(decibels(rms)), barHeight);
    });
    context.fillStyle = style.getPropertyValue('--ink');
    if (this.#held.db > LOWEST_DB) context.fillRect(place(this.#held.db) - 2 * ratio, 0, 2 * ratio, height);
  }
}

function drawSpectrum(canvas, bins, sampleRate) {
  const surface = prepare(canvas);
  if (!surface || bins.length === 0) return;
  const { context, width, height, ratio } = surface;
  const style = getComputedStyle(canvas);
  const x = (hertz) => (Math.log10(hertz / 20) / 3) * width;
  context.strokeStyle = style.getPropertyValue('--line');
  context.fillStyle = style.getPropertyValue('--quiet');
  context.font = `${11 * ratio}px system-ui, sans-serif`;
  context.lineWidth = ratio;
  context.textAlign = 'left';
  for (const [hertz, label] of [
    [100, '100 Hz'],
    [1000, '1 kHz'],
    [10000, '10 kHz'],
  ]) {
    context.strokeRect(x(hertz), -ratio, 0, height + 2 * ratio);
    context.fillText(label, x(hertz) + 4 * ratio, height - 5 * ratio);
  }
  for (const db of [-30, -60, -90]) {
    const y = (-db / SPECTRUM_DB) * height;
    context.strokeRect(-ratio, y, width + 2 * ratio, 0);
    context.textAlign = 'right';
    context.fillText(`${db} dB`.replace('-', '−'), width - 4 * ratio, y - 4 * ratio);
  }
  context.beginPath();
  let column = -1;
  let top = height;
  for (let bin = 1; bin < bins.length; bin += 1) {
    const place = Math.max(0, x((bin * sampleRate) / (2 * bins.length)));
    const y = (bins[bin] / 2 / SPECTRUM_DB) * height;
    if (column >= 0 && Math.floor(place) !== column) {
      context.lineTo(column, top);
      top = height;
    }
    column = Math.floor(place);
    top = Math.min(top, y);
  }
  context.lineTo(column, top);
  context.strokeStyle = style.getPropertyValue('--meter');
  context.lineWidth = 1.5 * ratio;
  context.stroke();
}

export class Meters {
  #input = new Level('input');
  #output = new Level('output');
  #last = 0;
  #frame;
  #cpu = 0;
  #cpuShown = 0;

  /** Takes a frame; the picture is drawn when the browser draws. */
  take(view) {
    const frame = readFrame(view);
    if (!frame) return;
    if (!this.#frame) requestAnimationFrame((now) => this.#draw(now));
    this.#frame = frame;
  }

  #draw(now) {
    const frame = this.#frame;
    this.#frame = undefined;
    const seconds = Math.min(1, (now - this.#last) / 1000);
    this.#last = now;
    this.#input.take(frame.input, seconds, now);
    this.#output.take(frame.output, seconds, now);
    this.#cpu += (frame.cpu - this.#cpu) * Math.min(1, 3 * seconds);
    if (now - this.#cpuShown > 250) {
      byId('cpu').textContent = `${(100 * this.#cpu).toFixed(1)} %`;
      this.#cpuShown = now;
    }
    drawSpectrum(byId('spectrum'), frame.spectrum, frame.sampleRate);
  }
}
