import type {
  Collected,
  EncodedArguments,
  Memory,
  Meter,
  Queued,
  ServerAddress,
  Timing,
  Worker,
} from "./sandbox.ts";

/** What a worker is asked for and answers later, by the names of its methods. */
export type Asked =
  | "deliver"
  | "run"
  | "collect"
  | "liveBytes"
  | "memory"
  | "leftovers"
  | "record"
  | "finishRecording";

/** A worker with something around each request to it: a limit, a meter. */
export abstract class SurroundedWorker implements Worker {
  protected readonly worker: Worker;

  constructor(worker: Worker) {
    this.worker = worker;
  }

  /** Does what was asked for, and whatever belongs around it. */
  protected abstract around<Result>(asked: Asked, work: () => Promise<Result>): Promise<Result>;

  get startUp(): Timing {
    return this.worker.startUp;
  }

  get address(): ServerAddress | undefined {
    return this.worker.address;
  }

  deliver(calls: readonly EncodedArguments[]): Promise<void> {
    return this.around("deliver", () => this.worker.deliver(calls));
  }

  run(passes?: number, meter?: Meter): Promise<Timing> {
    return this.around("run", () => this.worker.run(passes, meter));
  }

  collect(positions: readonly number[], checkInputs?: "check inputs"): Promise<Collected> {
    return this.around("collect", () => this.worker.collect(positions, checkInputs));
  }

  liveBytes(): Promise<number> {
    return this.around("liveBytes", () => this.worker.liveBytes());
  }

  usage(): Timing {
    return this.worker.usage();
  }

  queued(): Queued {
    return this.worker.queued();
  }

  memory(): Promise<Memory> {
    return this.around("memory", () => this.worker.memory());
  }

  leftovers(): Promise<readonly string[]> {
    return this.around("leftovers", () => this.worker.leftovers());
  }

  record(on: boolean): Promise<void> {
    return this.around("record", () => this.worker.record(on));
  }

  finishRecording(): Promise<unknown> {
    return this.around("finishRecording", () => this.worker.finishRecording());
  }

  hold(): void {
    this.worker.hold();
  }

  release(): void {
    this.worker.release();
  }

  hasPrinted(): boolean {
    return this.worker.hasPrinted();
  }

  stop(): Promise<void> {
    return this.worker.stop();
  }
}
