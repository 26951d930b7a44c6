/** Jobs on worker threads. A job that hangs, crashes its thread or fills the memory costs that job, not the rest. */
import { Worker } from 'node:worker_threads';

export interface PoolOptions<Job, Result> {
  /** A module that answers every message, a job, with one message, its result. */
  script: URL;
  workers: number;
  /** A job that takes longer is given up. */
  secondsPerJob: number;
  /** Most of JavaScript's heap in each thread. */
  heapMegabytes: number;
  /** The result of a job that was given up or whose thread died. */
  lost: (job: Job, reason: string) => Result;
}

/** Runs every job, as many at a time as there are workers, and hands over each result as it comes. */
export async function runInWorkers<Job, Result>(
  jobs: AsyncIterator<Job>,
  options: PoolOptions<Job, Result>,
  onResult: (result: Result) => void,
): Promise<void> {
  const lane = async () => {
    const seat = new Seat(options);
    try {
      for (let next = await jobs.next(); !next.done; next = await jobs.next()) onResult(await seat.run(next.value));
    } finally {
      seat.leave();
    }
  };
  await Promise.all(Array.from({ length: options.workers }, lane));
}

/** Room for one worker at a time, with one job at a time. */
class Seat<Job, Result> {
  private worker?: Worker;
  private answer: (result: Result) => void = () => {};
  private giveUp: (reason: string) => void = () => {};

  constructor(private readonly options: PoolOptions<Job, Result>) {}

  async run(job: Job): Promise<Result> {
    const { secondsPerJob, lost } = this.options;
    this.worker ??= this.start();
    const worker = this.worker;
    let timer: NodeJS.Timeout | undefined;
    const result = new Promise<Result>((resolve) => {
      this.answer = resolve;
      this.giveUp = (reason) => {
        this.leave();
        resolve(lost(job, reason));
      };
      timer = setTimeout(this.giveUp, secondsPerJob * 1000, `it took longer than ${secondsPerJob} s`);
    });
    worker.postMessage(job);
    return result.finally(() => clearTimeout(timer));
  }

  private start(): Worker {
    const { script, heapMegabytes } = this.options;
    const worker = new Worker(script, { resourceLimits: { maxOldGenerationSizeMb: heapMegabytes } });
    // A thread that was given up may still say something: that is nobody's answer.
    const ifSeated = (act: () => void) => this.worker === worker && act();
    worker.on('message', (result: Result) => ifSeated(() => this.answer(result)));
    worker.on('error', (error) => ifSeated(() => this.giveUp(error.message)));
    worker.on('exit', (code) => ifSeated(() => this.giveUp(`its thread ended with code ${code}`)));
    return worker;
  }

  leave(): void {
    void this.worker?.terminate();
    this.worker?.unref();
    this.worker = undefined;
  }
}
