import { createRandom, type Random } from "../../src/contract/index.ts";
import {
  type Answer,
  type Collected,
  type EncodedArguments,
  type Failure,
  type Memory,
  type Meter,
  type Program,
  type Queued,
  type Sandbox,
  type ServerAddress,
  type Side,
  type Timing,
  type Worker,
  WorkerFailed,
} from "../../src/engine/sandbox/sandbox.ts";
import { decode, encode, NotPlainData } from "../../src/engine/sandbox/wire.ts";

/** What a worker was asked to do. */
export type Deed =
  | "start"
  | "deliver"
  | "run"
  | "collect"
  | "count live bytes"
  | "tell memory"
  | "tell usage"
  | "tell leftovers"
  | "record"
  | "pause"
  | "finish recording"
  | "hold"
  | "release"
  | "stop";

/** A moment at which a script may let a worker fail. */
export interface Moment {
  readonly deed: Deed;
  /** Its number among the deeds of its kind in this worker, from 1. */
  readonly nth: number;
  /** The worker's number among those of its side, from 1. */
  readonly worker: number;
  /** The arguments of the delivered calls. */
  readonly calls: readonly (readonly unknown[])[];
}

/** How one side behaves. */
export interface Script {
  /** The answer of one call. It may change the arguments or return what can't be carried. */
  answer(args: readonly unknown[], moment: Moment): unknown;
  /** CPU time of one call; `worker` is its number among those of its side, from 1. */
  readonly cpuMs: number | ((args: readonly unknown[], worker: number) => number);
  readonly prints?: boolean;
  /** What each run costs besides its calls. */
  readonly batchCpuMs?: number;
  /** How much longer than its CPU time a call takes on the clock. */
  readonly wallPerCpu?: number;
  /** CPU times vary by a lognormal factor of this spread, drawn from a seed of the sandbox. */
  readonly spread?: number;
  /** What the clock says a start takes. */
  readonly startMs?: number;
  /** A failure that happens at a moment; a worker that failed has stopped. */
  fail?(moment: Moment): Failure | undefined;
  /** How long a call waits: time on the clock that is no CPU time. */
  readonly waitMs?: number;
  /** What a call counts on any meter, and what each run counts besides. */
  readonly counts?: number;
  readonly batchCounts?: number;
  /** Bytes that each call leaves behind. */
  readonly keepsBytes?: number;
  /** Bytes that the process holds after so many calls, beside those. */
  holdsBytes?(calls: number): number;
  /** Bytes by which a call drives up the peak. */
  readonly peakBytes?: number;
  /** What clocks and meters read of a run in place of the truth. */
  read?(truth: Timing, moment: Moment): Timing;
  /** Where a server of the test listens, and what its process has used so far. */
  readonly server?: { readonly port: number; usage(): Timing };
  /** CPU time of being given one input, which no run counts. */
  readonly deliveryMs?: number;
  /** What would still be done if there were a later. */
  readonly leaves?: readonly string[];
  /** What `finishRecording` gives for a kind of recording. */
  readonly recordings?: Readonly<Record<string, unknown>>;
}

/** A program for a fake sandbox, which does not look at it. */
export const fakeProgram = (side: Side): Program => ({
  side,
  module: `/${side}/index.ts`,
  entry: "sum",
  kind: "function",
  sources: new Map(),
  modules: [],
  readable: [],
  limits: { seconds: 1, heapMegabytes: 1, processMegabytes: 1 },
});

/** One thing that happened, in order. */
export interface Event {
  readonly side: Side;
  readonly worker: number;
  readonly deed: Deed;
  /** What the worker was started from. */
  readonly program: Program;
  /** The inputs delivered at that time. */
  readonly inputs: readonly EncodedArguments[];
  readonly passes: number;
  readonly cpuMs: number;
  readonly meter?: Meter | undefined;
}

/** A sandbox without processes: scripted times on a clock of its own, and a record of what was done. */
export interface FakeSandbox extends Sandbox {
  readonly events: readonly Event[];
  /** The fake clock in ms; only starts and runs move it. */
  now(): number;
  /** How many workers were started and not stopped. */
  running(): number;
}

/** @param seed of the noise in CPU times */
export function fakeSandbox(scripts: Readonly<Record<Side, Script>>, seed = 1): FakeSandbox {
  const events: Event[] = [];
  const random = createRandom(seed);
  let clock = 0;
  const advance = (ms: number) => {
    clock += ms;
  };
  const started = { baseline: 0, candidate: 0 };
  return {
    events,
    now: () => clock,
    running: () => countOf(events, "start") - countOf(events, "stop"),
    async start(program) {
      const script = scripts[program.side];
      const number = ++started[program.side];
      const worker = new FakeWorker(script, program, number, events, random, advance);
      await worker.load();
      return worker;
    },
  };
}

const countOf = (events: readonly Event[], deed: Deed) =>
  events.filter((event) => event.deed === deed).length;

class FakeWorker implements Worker {
  readonly #script: Script;
  readonly #program: Program;
  readonly #number: number;
  readonly #events: Event[];
  readonly #random: Random;
  readonly #advance: (ms: number) => void;
  readonly address: ServerAddress | undefined;
  readonly startUp: Timing;
  #calledTimes = 0;
  #used: Timing = { cpuMs: 0, wallMs: 0 };
  readonly #done = new Map<Deed, number>();
  #isStopped = false;
  /** What every later request meets, once the process has gone by itself. */
  #gone: WorkerFailed | undefined;
  #inputs: readonly EncodedArguments[] = [];
  #calls: unknown[][] = [];
  #answers: unknown[] = [];

  constructor(
    script: Script,
    program: Program,
    number: number,
    events: Event[],
    random: Random,
    advance: (ms: number) => void,
  ) {
    const startMs = script.startMs ?? 0;
    this.startUp = { cpuMs: startMs, wallMs: startMs };
    this.address = script.server && { port: script.server.port };
    this.#script = script;
    this.#program = program;
    this.#number = number;
    this.#events = events;
    this.#random = random;
    this.#advance = advance;
  }

  async load(): Promise<void> {
    this.#advance(this.#script.startMs ?? 0);
    this.#do("start");
  }

  async deliver(calls: readonly EncodedArguments[]): Promise<void> {
    this.#inputs = calls;
    this.#calls = calls.map((call) => decode(call) as unknown[]);
    const cpuMs = this.#used.cpuMs + calls.length * (this.#script.deliveryMs ?? 0);
    this.#used = { ...this.#used, cpuMs };
    this.#do("deliver");
  }

  async run(passes = 1, meter?: Meter): Promise<Timing> {
    const { batchCpuMs = 0, counts = 0, batchCounts = 0 } = this.#script;
    const calls = this.#calls.length * passes;
    const cpuMs = batchCpuMs + this.#cpuMsOfCalls() * passes * this.#noise();
    const wallMs = cpuMs * (this.#script.wallPerCpu ?? 1) + (this.#script.waitMs ?? 0) * calls;
    this.#advance(wallMs);
    this.#used = { cpuMs: this.#used.cpuMs + cpuMs, wallMs: this.#used.wallMs + wallMs };
    this.#calledTimes += calls;
    const moment = this.#do("run", passes, cpuMs, meter);
    this.#answers = this.#calls.map((args) => this.#script.answer(args, moment));
    const counted = meter === undefined ? {} : { counted: batchCounts + counts * calls };
    const truth = { cpuMs, wallMs, ...counted };
    return this.#script.read?.(truth, moment) ?? truth;
  }

  async liveBytes(): Promise<number> {
    this.#do("count live bytes");
    return 1e6 + this.#calledTimes * (this.#script.keepsBytes ?? 0) + this.#held();
  }

  async memory(): Promise<Memory> {
    this.#do("tell memory");
    const peak = this.#calledTimes === 0 ? 0 : (this.#script.peakBytes ?? 0);
    const now = 5e7 + this.#held();
    return { now, peak: 5e7 + peak };
  }

  #held(): number {
    return this.#script.holdsBytes?.(this.#calledTimes) ?? 0;
  }

  usage(): Timing {
    this.#do("tell usage");
    return this.#script.server?.usage() ?? this.#used;
  }

  queued(): Queued {
    return { version: 0, grader: 0 };
  }

  async collect(positions: readonly number[], checkInputs?: "check inputs"): Promise<Collected> {
    this.#do("collect");
    const answers = positions.map((position) => carried(this.#answers[position]));
    const changedInput = positions
      .filter(() => checkInputs !== undefined)
      .map((position) => {
        const now = encode(this.#calls[position]);
        return !now.equals(this.#inputs[position] ?? Buffer.alloc(0));
      });
    return { answers, changedInput };
  }

  async record(on: boolean): Promise<void> {
    this.#do(on ? "record" : "pause");
  }

  async finishRecording(): Promise<unknown> {
    this.#do("finish recording");
    return this.#script.recordings?.[this.#program.recording?.kind ?? ""];
  }

  async leftovers(): Promise<readonly string[]> {
    this.#do("tell leftovers");
    return this.#script.leaves ?? [];
  }

  hold(): void {
    if (!this.#isStopped) this.#record("hold", 0, 0);
  }

  release(): void {
    if (!this.#isStopped) this.#record("release", 0, 0);
  }

  hasPrinted(): boolean {
    return this.#script.prints ?? false;
  }

  async stop(): Promise<void> {
    this.#end();
  }

  /** Of all calls that were delivered, once. */
  #cpuMsOfCalls(): number {
    const { cpuMs } = this.#script;
    if (typeof cpuMs === "number") return cpuMs * this.#calls.length;
    return this.#calls.reduce((sum, args) => sum + cpuMs(args, this.#number), 0);
  }

  /** Notes a deed, or fails at it as the script says. */
  #do(deed: Deed, passes = 0, cpuMs = 0, meter?: Meter): Moment {
    const { side } = this.#program;
    if (this.#gone !== undefined) throw this.#gone;
    if (this.#isStopped) throw new Error(`the ${side} was stopped and is asked to ${deed}`);
    this.#record(deed, passes, cpuMs, meter);
    const nth = (this.#done.get(deed) ?? 0) + 1;
    this.#done.set(deed, nth);
    const moment = { deed, nth, worker: this.#number, calls: this.#calls };
    const failure = this.#script.fail?.(moment);
    if (failure === undefined) return moment;
    // A process survives a throw of the entry, and nothing else.
    if (deed === "run" && failure.kind === "threw") {
      throw new WorkerFailed(side, failure);
    }
    this.#end();
    const how = "ended by SIGTERM";
    this.#gone = new WorkerFailed(side, { kind: "exited", during: "a call", how });
    throw new WorkerFailed(side, failure);
  }

  #end(): void {
    if (!this.#isStopped) this.#record("stop", 0, 0);
    this.#isStopped = true;
  }

  #record(deed: Deed, passes: number, cpuMs: number, meter?: Meter): void {
    const { side } = this.#program;
    const event = { side, worker: this.#number, deed, program: this.#program };
    this.#events.push({ ...event, inputs: this.#inputs, passes, cpuMs, meter });
  }

  /** A lognormal factor by the Box-Muller transform; 1 without a spread. */
  #noise(): number {
    const { spread = 0 } = this.#script;
    if (spread === 0) return 1;
    const radius = Math.sqrt(-2 * Math.log(1 - this.#random.float()));
    return Math.exp(spread * radius * Math.cos(2 * Math.PI * this.#random.float()));
  }
}

/** An answer as it comes out of a process: copied, or in words why it can't be. */
function carried(value: unknown): Answer {
  try {
    return { kind: "data", value: decode(encode(value)) };
  } catch (error) {
    if (!(error instanceof NotPlainData)) throw error;
    return { kind: "not plain data", what: error.message };
  }
}
