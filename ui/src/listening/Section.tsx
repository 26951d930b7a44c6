import { useEffect, useMemo, useRef, useState } from 'react';
import { Plot, type PlotHandle, Slider, type Surface } from '../design/index.js';
import { listening as text } from '../strings/listening.js';
import type { BoothControls } from './useBooth.js';

const leastSeconds = 0.5;
const columns = 600;

/** Lowest and highest sample of each column. */
function outline(samples: Float32Array): [low: number, high: number][] {
  return Array.from({ length: columns }, (_, i) => {
    const part = samples.subarray(
      Math.floor((i * samples.length) / columns),
      Math.floor(((i + 1) * samples.length) / columns),
    );
    return [part.reduce((a, b) => Math.min(a, b), 0), part.reduce((a, b) => Math.max(a, b), 0)];
  });
}

/** Which part of the sound is looped, and how loud it is. */
export function Section({ samples, rate, booth }: { samples: Float32Array; rate: number; booth: BoothControls }) {
  const seconds = samples.length / rate;
  const [[from, to], setSection] = useState([0, seconds]);
  const [volumeDb, setVolume] = useState(0);
  const shape = useMemo(() => outline(samples), [samples]);
  const plot = useRef<PlotHandle>(null);
  useEffect(() => {
    let frame = 0;
    let last: number | undefined;
    const look = () => {
      const position = booth.position();
      if (position !== last) plot.current?.draw();
      last = position;
      frame = requestAnimationFrame(look);
    };
    look();
    return () => cancelAnimationFrame(frame);
  }, [booth]);

  const take = (next: [number, number]) => {
    setSection(next);
    booth.setSection(Math.round(next[0] * rate), Math.min(samples.length, Math.round(next[1] * rate)));
  };
  const paint = ({ context, width, height, colour }: Surface) => {
    const x = (second: number) => (second / seconds) * width;
    context.fillStyle = colour('--accent-soft');
    context.fillRect(x(from), 0, x(to) - x(from), height);
    context.fillStyle = colour('--series-1');
    const highest = Math.max(...shape.map(([low, high]) => Math.max(-low, high)), 1e-9);
    shape.forEach(([low, high], i) => {
      const y = (value: number) => (height / 2) * (1 - (0.92 * value) / highest);
      context.fillRect((i / columns) * width, y(high), width / columns + 0.5, Math.max(1, y(low) - y(high)));
    });
    const position = booth.position();
    if (position === undefined) return;
    context.fillStyle = colour('--ink');
    context.fillRect(x(from + position) - 0.5, 0, 1, height);
  };
  const ends = { min: 0, max: Number(seconds.toFixed(1)), step: 0.1 };
  return (
    <section className="listening-section" aria-label={text.section}>
      <Plot className="listening-wave" label={text.waveform(seconds)} paint={paint} ref={plot} />
      <div className="listening-sliders">
        <Slider
          {...{ label: text.from, ...ends, value: from, text: text.seconds(from) }}
          onChange={(value) => take([Math.min(value, to - leastSeconds), to])}
        />
        <Slider
          {...{ label: text.to, ...ends, value: to, text: text.seconds(to) }}
          onChange={(value) => take([from, Math.min(seconds, Math.max(value, from + leastSeconds))])}
        />
        <Slider
          {...{ label: text.volume, min: -40, max: 0, step: 1, value: volumeDb, text: text.decibels(volumeDb) }}
          onChange={(value) => {
            setVolume(value);
            booth.setVolume(10 ** (value / 20));
          }}
        />
      </div>
    </section>
  );
}
