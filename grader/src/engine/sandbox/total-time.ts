import { startDeadline } from "./deadline.ts";
import { type Sandbox, type Worker, WorkerFailed } from "./sandbox.ts";
import { SurroundedWorker } from "./surrounded-worker.ts";

/** What a total needs from outside; tests bring a clock and deadlines of their own. */
export interface TotalTimeRequest {
  readonly totalMs: number;
  /** The stage that begins with the first process. */
  readonly stage: string;
  /** A monotonic clock in ms. */
  now(): number;
  readonly startDeadline?: typeof startDeadline;
}

/** What uses up the time; whoever can't be ended has a limit of its own. */
interface Running {
  end(): Promise<void>;
}

/**
 * The time that all processes of a submission may run for in one grading, together. It passes while
 * one of them is there and is not held still: the other side's time is not the submission's. When it
 * is over they are ended, and whatever they are asked for fails.
 */
export class TotalTime {
  readonly #request: TotalTimeRequest;
  readonly #spentMs = new Map<string, number>();
  readonly #running = new Set<Running>();
  #stage: string;
  #since = 0;
  #deadline: ReturnType<typeof startDeadline> | undefined;
  #isOver = false;

  constructor(request: TotalTimeRequest) {
    this.#request = request;
    this.#stage = request.stage;
  }

  /** What passes from now on is spent on another stage. */
  enter(stage: string): void {
    this.#book();
    this.#stage = stage;
  }

  /** A process runs from now on, until it pauses. */
  resume(who: Running): void {
    this.#book();
    this.#running.add(who);
    if (this.#deadline !== undefined) return;
    const start = this.#request.startDeadline ?? startDeadline;
    this.#deadline = start(this.#leftMs());
    void this.#deadline.passed.then(() => this.#endAll());
  }

  pause(who: Running): void {
    this.#book();
    this.#running.delete(who);
    if (this.#running.size > 0) return;
    this.#deadline?.cancel();
    this.#deadline = undefined;
  }

  isOver(): boolean {
    this.#book();
    this.#isOver ||= this.#leftMs() <= 0;
    return this.#isOver;
  }

  /** What a process that is asked for anything fails with, once the time is over. */
  failure(): WorkerFailed {
    const spent = [...this.#spentMs].map(([stage, ms]) => ({ stage, seconds: ms / 1000 }));
    const seconds = this.#request.totalMs / 1000;
    return new WorkerFailed("candidate", { kind: "out of time", seconds, spent });
  }

  #leftMs(): number {
    return this.#request.totalMs - [...this.#spentMs.values()].reduce((sum, ms) => sum + ms, 0);
  }

  #book(): void {
    const now = this.#request.now();
    if (this.#running.size > 0) {
      this.#spentMs.set(this.#stage, (this.#spentMs.get(this.#stage) ?? 0) + now - this.#since);
    }
    this.#since = now;
  }

  /** What they were asked for is answered by their end. */
  async #endAll(): Promise<void> {
    this.#isOver = true;
    await Promise.all([...this.#running].map((who) => who.end()));
  }
}

/** A sandbox in which the processes of a submission share a time. */
export function withTotalTime(sandbox: Sandbox, time: TotalTime): Sandbox {
  return {
    start: (program) =>
      program.side === "candidate"
        ? startWithin(time, () => sandbox.start(program))
        : sandbox.start(program),
  };
}

async function startWithin(time: TotalTime, start: () => Promise<Worker>): Promise<Worker> {
  if (time.isOver()) throw time.failure();
  // Ready or not, a start comes to its end: loading has the exercise's limit.
  const starting: Running = { end: async () => {} };
  time.resume(starting);
  try {
    return new LimitedWorker(await start(), time);
  } finally {
    time.pause(starting);
  }
}

/** A process whose requests fail when the total is over, whatever else would come of them. */
class LimitedWorker extends SurroundedWorker implements Running {
  readonly #time: TotalTime;
  #isStopped = false;

  constructor(worker: Worker, time: TotalTime) {
    super(worker);
    this.#time = time;
    time.resume(this);
  }

  override hold(): void {
    super.hold();
    this.#time.pause(this);
  }

  override release(): void {
    super.release();
    if (!this.#isStopped) this.#time.resume(this);
  }

  end(): Promise<void> {
    return this.stop();
  }

  override async stop(): Promise<void> {
    this.#isStopped = true;
    try {
      await super.stop();
    } finally {
      this.#time.pause(this);
    }
  }

  protected async around<Result>(_asked: string, work: () => Promise<Result>): Promise<Result> {
    try {
      const result = await work();
      if (!this.#time.isOver()) return result;
    } catch (error) {
      if (!this.#time.isOver()) throw error;
    }
    await this.stop();
    throw this.#time.failure();
  }
}
