/** Levels, CPU and spectrum, drawn from the meter frames without a render of React. */
import { useEffect, useRef } from 'react';
import {
  type Axis,
  drawAxes,
  Meter,
  type MeterHandle,
  Plot,
  type PlotHandle,
  placeOn,
  type Surface,
} from '../design/index.js';
import { plugin as words } from '../strings/plugin.js';
import './Analyser.css';
import type { MeterFrame } from './meterFrame.js';
import { store } from './store.js';

const CPU_EVERY_MS = 250;
const frequencies: Axis = {
  min: 20,
  max: 20000,
  log: true,
  marks: [
    [50, '50 Hz'],
    [100, '100'],
    [500, '500'],
    [1000, '1 kHz'],
    [5000, '5 kHz'],
    [10000, '10 kHz'],
  ],
};
const decibels: Axis = {
  min: -120,
  max: 0,
  marks: [
    [-30, '−30'],
    [-60, '−60 dB'],
    [-90, '−90'],
  ],
};

/** The highest bin of each column of the picture. */
function trace({ width, height }: Surface, { spectrum, sampleRate }: MeterFrame): Path2D {
  const path = new Path2D();
  const hertzPerBin = sampleRate / (2 * spectrum.length);
  let column = -1;
  let top = height;
  let started = false;
  const end = () => {
    if (started) path.lineTo(column, top);
    else path.moveTo(column, top);
    started = true;
  };
  for (let bin = 1; bin < spectrum.length; bin += 1) {
    const place = placeOn(frequencies, bin * hertzPerBin) * width;
    if (place < 0) continue;
    if (place > width) break;
    if (column >= 0 && Math.floor(place) !== column) {
      end();
      top = height;
    }
    column = Math.floor(place);
    top = Math.min(top, (spectrum[bin] / 2 / 120) * height);
  }
  if (column >= 0) end();
  return path;
}

function paintSpectrum(surface: Surface, frame: MeterFrame | undefined): void {
  drawAxes(surface, frequencies, decibels);
  if (!frame || frame.spectrum.length === 0) return;
  const { context, colour, height } = surface;
  const line = trace(surface, frame);
  context.strokeStyle = colour('--accent');
  context.lineWidth = 1.5;
  context.lineJoin = 'round';
  context.stroke(line);
  const area = new Path2D(line);
  area.lineTo(surface.width, height);
  area.lineTo(0, height);
  context.globalAlpha = 0.1;
  context.fillStyle = colour('--accent');
  context.fill(area);
  context.globalAlpha = 1;
}

export function Analyser() {
  const input = useRef<MeterHandle>(null);
  const output = useRef<MeterHandle>(null);
  const plot = useRef<PlotHandle>(null);
  const cpu = useRef<HTMLOutputElement>(null);
  const frame = useRef<MeterFrame>(undefined);

  useEffect(() => {
    let asked = 0;
    let load = 0;
    let shownAt = 0;
    const draw = (now: number) => {
      asked = 0;
      const { current } = frame;
      if (!current) return;
      input.current?.take(current.input, now);
      output.current?.take(current.output, now);
      load += (current.cpu - load) * 0.05;
      if (cpu.current && now - shownAt > CPU_EVERY_MS) {
        shownAt = now;
        cpu.current.textContent = `${(100 * load).toFixed(1)} %`;
      }
      plot.current?.draw();
    };
    const stop = store.onFrame((next) => {
      frame.current = next;
      if (asked === 0) asked = requestAnimationFrame(draw);
    });
    return () => {
      stop();
      cancelAnimationFrame(asked);
    };
  }, []);

  return (
    <>
      <Plot
        ref={plot}
        id="spectrum"
        className="spectrum"
        label={words.spectrum}
        paint={(surface) => paintSpectrum(surface, frame.current)}
      />
      <footer className="levels">
        <Meter id="meter-input" label={words.in} ref={input} />
        <Meter id="meter-output" label={words.out} ref={output} />
        <p className="cpu small" title={words.cpuTip}>
          <span className="quiet">{words.cpu}</span>
          <output ref={cpu} id="cpu" className="numbers" aria-live="off">
            –
          </output>
        </p>
      </footer>
    </>
  );
}
