import type { TrainingProgress } from '@tonewright/addon';
import { Presets, SingleBar } from 'cli-progress';

/** A line on standard error with loss, ESR, speed and time left; plain lines now and then where there is no terminal. */
export function progressBar(maxSeconds: number): {
  show: (p: TrainingProgress, epochs: number) => void;
  stop: () => void;
} {
  const share = ({ epoch, seconds }: TrainingProgress, epochs: number) =>
    Math.min(1, Math.max(epoch / epochs, maxSeconds > 0 ? seconds / maxSeconds : 0));
  const text = (p: TrainingProgress, done: number) => ({
    loss: p.trainingLoss.toPrecision(3),
    esr: Number.isFinite(p.validationEsr) ? p.validationEsr.toPrecision(3) : '-',
    speed: (p.samplesPerSecond / 1e6).toFixed(1),
    left: `${Math.ceil((p.seconds * (1 - done)) / Math.max(done, 1e-9))} s`,
    epoch: p.epoch,
  });
  if (!process.stderr.isTTY) {
    let next = 0;
    const show = (p: TrainingProgress, epochs: number) => {
      const done = share(p, epochs);
      if (done < next) return;
      next += 0.1;
      const { epoch, loss, esr, speed, left } = text(p, done);
      console.error(`epoch ${epoch}  loss ${loss}  validation ESR ${esr}  ${speed} M samples/s  ${left} left`);
    };
    return { show, stop: () => {} };
  }
  const bar = new SingleBar(
    {
      format: '{bar} {percentage}%  epoch {epoch}  loss {loss}  ESR {esr}  {speed} M samples/s  {left} left',
      stream: process.stderr,
      hideCursor: true,
    },
    Presets.rect,
  );
  bar.start(1000, 0, { loss: '-', esr: '-', speed: '-', left: '-', epoch: 0 });
  const show = (p: TrainingProgress, epochs: number) => {
    const done = share(p, epochs);
    bar.update(Math.round(1000 * done), text(p, done));
  };
  return { show, stop: () => bar.stop() };
}
