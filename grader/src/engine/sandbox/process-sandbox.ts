import { loadRequestFor } from "./child-command.ts";
import { Child } from "./child-process.ts";
import { type CpuCounter, cpuCounterOf, forgetPeakOf, memoryOf } from "./counters.ts";
import { DeliveredInputs } from "./delivered-inputs.ts";
import { Dialogue } from "./dialogue.ts";
import { type Isolation, strongestIsolation } from "./isolation.ts";
import { RetainedBytes } from "./retained-bytes.ts";
import type {
  Answer,
  Collected,
  EncodedArguments,
  Memory,
  Meter,
  Program,
  Sandbox,
  ServerAddress,
  Timing,
  Worker,
} from "./sandbox.ts";

/** Runs each program in a child process on this Node, isolated as well as this machine can. */
export const processSandbox: Sandbox = {
  start: (program) => startWorker(program, strongestIsolation()),
};

/** Runs each program in a child process on this Node, isolated as it is asked for. */
export function processSandboxWith(isolation: Isolation): Sandbox {
  return { start: (program) => startWorker(program, isolation) };
}

async function startWorker(program: Program, isolation: Isolation): Promise<Worker> {
  const started = performance.now();
  const worker = new ProcessWorker(await Child.start(program, isolation), program, started);
  await worker.load(program);
  return worker;
}

class ProcessWorker implements Worker {
  readonly #child: Child;
  readonly #dialogue: Dialogue;
  readonly #started: number;
  readonly #delivered = new DeliveredInputs();
  #startUp: Timing = { cpuMs: 0, wallMs: 0 };
  #retained: RetainedBytes | undefined;

  /** @param started when, on the clock of `performance.now` */
  constructor(child: Child, program: Program, started: number) {
    this.#child = child;
    this.#started = started;
    this.#dialogue = new Dialogue(child, program.side, program.limits);
  }

  get startUp(): Timing {
    return this.#startUp;
  }

  get address(): ServerAddress | undefined {
    const { socket } = this.#child;
    return socket && { socketPath: socket.path };
  }

  async load(program: Program): Promise<void> {
    const reply = await this.#dialogue.load(loadRequestFor(program, this.#child.socket?.path));
    const startUp = this.usage();
    if (reply.kind === "missing export") {
      throw await this.#dialogue.fail({ ...reply, entry: program.entry });
    }
    await this.#dialogue.expect(reply, "loaded");
    this.#startUp = startUp;
    this.#dialogue.during = "a call";
  }

  async deliver(calls: readonly EncodedArguments[]): Promise<void> {
    this.#delivered.replace(calls);
    const reply = await this.#dialogue.ask({ kind: "deliver", count: calls.length }, calls);
    await this.#dialogue.expect(reply, "delivered");
  }

  async run(passes = 1, meter?: Meter): Promise<Timing> {
    this.#child.outputs?.empty();
    const before = this.#counter();
    const wallBefore = performance.now();
    const reply = await this.#dialogue.ask({ kind: "run", passes, ...(meter && { meter }) });
    const wallMs = performance.now() - wallBefore;
    const after = this.#counter();
    const { cpuMs, counted } = await this.#dialogue.expect(reply, "done");
    if ((meter === undefined) !== (counted === undefined)) {
      const what = "counted what it was not asked to count, or not what it was";
      throw await this.#dialogue.fail({ kind: "broke the protocol", what });
    }
    return { cpuMs, wallMs, ...used(before, after), ...(counted !== undefined && { counted }) };
  }

  async collect(positions: readonly number[], checkInputs?: "check inputs"): Promise<Collected> {
    if (await this.#isStillWriting()) {
      const what = "a file that is still being written after the call has returned";
      return { answers: positions.map(() => ({ kind: "not plain data", what })), changedInput: [] };
    }
    const withInputs = checkInputs !== undefined;
    const reply = await this.#dialogue.ask({ kind: "collect", positions, withInputs });
    if (reply.kind === "not plain data") {
      const before = Array.from(
        { length: reply.index },
        (): Answer => ({ kind: "data", value: 0 }),
      );
      return {
        answers: [...before, { kind: "not plain data", what: reply.what }],
        changedInput: [],
      };
    }
    await this.#dialogue.expect(reply, "answers");
    const answers: Answer[] = [];
    for (const position of positions) {
      answers.push(this.#answer(position, this.#dialogue.decode(await this.#dialogue.frame())));
    }
    const changedInput: boolean[] = [];
    for (const position of withInputs ? positions : []) {
      const input = await this.#dialogue.frame();
      changedInput.push(!input.equals(this.#delivered.at(position) as Buffer));
    }
    return { answers, changedInput };
  }

  /** Node's threads go on writing when the clock has stopped, but its loop never hears of it. */
  async #isStillWriting(): Promise<boolean> {
    if (this.#child.outputs === undefined) return false;
    return (await this.leftovers()).some((name) => name.startsWith("FSReq"));
  }

  #answer(position: number, value: unknown): Answer {
    const paths = this.#delivered.at(position)?.outputFiles;
    if (paths === undefined || this.#child.outputs === undefined) return { kind: "data", value };
    return this.#child.outputs.complete(value, paths);
  }

  async liveBytes(): Promise<number> {
    const reply = await this.#dialogue.ask({ kind: "count live bytes" });
    const inUse = await this.#dialogue.expect(reply, "live bytes");
    this.#retained ??= new RetainedBytes(this.#child.pid);
    return this.#retained.now(inUse);
  }

  usage(): Timing {
    return { cpuMs: 0, ...this.#counter(), wallMs: performance.now() - this.#started };
  }

  async memory(): Promise<Memory> {
    const pid = this.#child.pid;
    const seen = memoryOf(pid);
    if (seen === undefined) {
      return this.#dialogue.expect(await this.#dialogue.ask({ kind: "tell memory" }), "memory");
    }
    forgetPeakOf(pid);
    return seen;
  }

  async leftovers(): Promise<readonly string[]> {
    const reply = await this.#dialogue.ask({ kind: "tell leftovers" });
    return (await this.#dialogue.expect(reply, "leftovers")).resources;
  }

  async record(on: boolean): Promise<void> {
    await this.#dialogue.expect(await this.#dialogue.ask({ kind: "record", on }), "recording");
  }

  async finishRecording(): Promise<unknown> {
    const reply = await this.#dialogue.ask({ kind: "finish recording" });
    return (await this.#dialogue.expect(reply, "recorded")).recording;
  }

  hold(): void {
    this.#child.hold();
  }

  release(): void {
    this.#child.release();
  }

  hasPrinted(): boolean {
    return this.#child.hasPrinted;
  }

  async stop(): Promise<void> {
    await this.#child.stop();
    this.#delivered.replace([]);
  }

  /** Read from outside, where the platform can: a child's own word about time is not needed then. */
  #counter(): CpuCounter | undefined {
    return cpuCounterOf(this.#child.pid);
  }
}

/** What was used between two readings; nothing where there are none. */
function used(before: CpuCounter | undefined, after: CpuCounter | undefined): Partial<CpuCounter> {
  if (before === undefined || after === undefined) return {};
  return { cpuMs: after.cpuMs - before.cpuMs, queuedMs: after.queuedMs - before.queuedMs };
}
