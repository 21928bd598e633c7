import { loadRequestFor } from "./child-command.ts";
import { Child } from "./child-process.ts";
import {
  type CpuCounter,
  cpuCounterOf,
  cpuMsOf,
  forgetPeakOf,
  mainQueuedMsOf,
  memoryOf,
  ownQueuedMs,
} from "./counters.ts";
import { DeliveredInputs } from "./delivered-inputs.ts";
import { Dialogue } from "./dialogue.ts";
import { type Isolation, strongestIsolation } from "./isolation.ts";
import { type MachineUse, machineUse, othersBetween, othersShare } from "./others.ts";
import { RetainedBytes } from "./retained-bytes.ts";
import type {
  Answer,
  Collected,
  EncodedArguments,
  Memory,
  Meter,
  Program,
  Queued,
  Sandbox,
  ServerAddress,
  Timing,
  Worker,
} from "./sandbox.ts";
import type { ServiceCount } from "./service/service-process.ts";
import { stubOf } from "./service/stub.ts";

/** Runs each program in a child process on this Node, isolated as well as this machine can. */
export const processSandbox: Sandbox = {
  start: (program) => startWorker(program, strongestIsolation()),
};

/** Runs each program in a child process on this Node, isolated as it is asked for. */
export function processSandboxWith(isolation: Isolation): Sandbox {
  return { start: (program) => startWorker(program, isolation) };
}

async function startWorker(program: Program, isolation: Isolation): Promise<Worker> {
  const at = performance.now();
  const started: Started = program.besideOthers
    ? { at, others: { own: ownQueuedMs(), serviceMs: 0, machine: machineUse() } }
    : { at };
  const worker = new ProcessWorker(await Child.start(program, isolation), program, started);
  await worker.load(program);
  return worker;
}

/** When a process was started, on the clock of `performance.now`, and what had been waited by then. */
type Started = Pick<Counters, "at" | "others">;

class ProcessWorker implements Worker {
  readonly #child: Child;
  readonly #dialogue: Dialogue;
  readonly #started: Started;
  readonly #besideOthers: boolean;
  readonly #delivered = new DeliveredInputs();
  /** Whether operations are counted by the resource's service. */
  #serviceCounts = false;
  #startUp: Timing = { cpuMs: 0, wallMs: 0 };
  #retained: RetainedBytes | undefined;

  constructor(child: Child, program: Program, started: Started) {
    this.#child = child;
    this.#started = started;
    this.#besideOthers = program.besideOthers === true;
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
    const setting = {
      socketPath: this.#child.socket?.path,
      serviceStub: await this.#serviceStub(program),
    };
    const reply = await this.#dialogue.load(loadRequestFor(program, setting));
    const startUp = this.usage();
    if (reply.kind === "missing export") {
      throw await this.#dialogue.fail({ ...reply, entry: program.entry });
    }
    await this.#dialogue.expect(reply, "loaded");
    this.#startUp = startUp;
    this.#dialogue.during = "a call";
  }

  async #serviceStub({ kind }: Program): Promise<string | undefined> {
    const { service } = this.#child;
    if (service === undefined) return undefined;
    try {
      const functions = await service.functions;
      this.#serviceCounts = "operations" in functions;
      return stubOf(functions, kind);
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  /** What a service said, if there is one and it has not ended: then its child has to as well. */
  async #served<News>(said: Promise<News | "ended"> | undefined): Promise<News | undefined> {
    const news = await said;
    if (news !== "ended") return news;
    const how = "ended by the grader, because the service of the exercise's resource has ended";
    throw await this.#dialogue.fail({ kind: "exited", during: "a call", how });
  }

  async deliver(calls: readonly EncodedArguments[]): Promise<void> {
    this.#delivered.replace(calls);
    const begun = editionsBegun(calls);
    const { service } = this.#child;
    await this.#served(service?.begin(begun.filter((edition) => edition !== null)));
    // A service tells its child nothing of the edition but that it begins.
    const editions = service === undefined ? begun : begun.map((edition) => edition && 1);
    const order = { kind: "deliver", count: calls.length, editions } as const;
    const reply = await this.#dialogue.ask(order, calls);
    await this.#dialogue.expect(reply, "delivered");
  }

  async run(passes = 1, meter?: Meter): Promise<Timing> {
    this.#child.outputs?.empty();
    const { service } = this.#child;
    const countBefore = await this.#served(service?.count());
    const before = this.#counters();
    const wallBefore = performance.now();
    const reply = await this.#dialogue.ask({ kind: "run", passes, ...(meter && { meter }) });
    const wallMs = performance.now() - wallBefore;
    const after = this.#counters();
    const { cpuMs, counted } = await this.#dialogue.expect(reply, "done");
    if ((meter === undefined) !== (counted === undefined)) {
      const what = "counted what it was not asked to count, or not what it was";
      throw await this.#dialogue.fail({ kind: "broke the protocol", what });
    }
    const served = since(countBefore, await this.#served(service?.count()));
    return {
      cpuMs,
      wallMs: wallMs - served.changingMs,
      ...used(before, after),
      ...(counted !== undefined && { counted: this.#serviceCounts ? served.operations : counted }),
    };
  }

  async collect(positions: readonly number[], checkInputs?: "check inputs"): Promise<Collected> {
    if (await this.#isStillWriting()) {
      const what = "a file that is still being written after the call has returned";
      return { answers: positions.map(() => ({ kind: "not plain data", what })), changedInput: [] };
    }
    const withInputs = checkInputs !== undefined;
    const reply = await this.#dialogue.ask({ kind: "collect", positions, withInputs });
    if (reply.kind === "not plain data") {
      const { what } = reply;
      return { answers: positions.map(() => ({ kind: "not plain data", what })), changedInput: [] };
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
    const before: Counters = { ...this.#started, child: nothing };
    const after = this.#counters();
    return { cpuMs: 0, ...used(before, after), wallMs: after.at - before.at };
  }

  queued(): Queued {
    return { version: mainQueuedMsOf(this.#child.pid), grader: ownQueuedMs() };
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
  #counters(): Counters {
    const { pid, service } = this.#child;
    const child = cpuCounterOf(pid);
    const at = performance.now();
    if (!this.#besideOthers) return { child, at };
    const serviceMs = service && cpuMsOf(service.pid);
    return { child, at, others: { own: ownQueuedMs(), serviceMs, machine: machineUse() } };
  }
}

/** Which edition begins with each call; null where the one before goes on. */
function editionsBegun(calls: readonly EncodedArguments[]): (number | null)[] {
  return calls.map(({ edition }, index) =>
    edition === undefined || edition === calls[index - 1]?.edition ? null : edition,
  );
}

/** What a service did between two counts; nothing where there is none. */
function since(before: ServiceCount | undefined, after: ServiceCount | undefined): ServiceCount {
  if (before === undefined || after === undefined) return { operations: 0, changingMs: 0 };
  const { operations, changingMs } = before;
  return {
    operations: after.operations - operations,
    changingMs: after.changingMs - changingMs,
  };
}

/** What the process has used until a moment. */
interface Counters {
  readonly child: CpuCounter | undefined;
  /** On the clock of `performance.now`. */
  readonly at: number;
  /** Undefined where nobody asks for it. */
  readonly others?: BesideChild;
}

/** What else there is to know of the CPUs. */
interface BesideChild {
  /** How long the grader's thread has waited for one, in ms. */
  readonly own: number;
  /** CPU time of the service of the exercise's resource, in ms. */
  readonly serviceMs: number | undefined;
  readonly machine: MachineUse;
}

const nothing: CpuCounter = { cpuMs: 0, queuedMs: 0, main: { cpuMs: 0, queuedMs: 0 } };

/** What was used between two readings; nothing where there are none. */
function used(before: Counters, after: Counters): Partial<Timing> {
  if (before.child === undefined || after.child === undefined) return {};
  const child = between(before.child, after.child);
  if (before.others === undefined || after.others === undefined) return child;
  const wallMs = after.at - before.at;
  return { ...child, ...delayOf(child, wallMs, before.others, after.others) };
}

/** What others used meanwhile, and by how much they delayed the process. */
function delayOf(
  { cpuMs, main }: CpuCounter,
  wallMs: number,
  before: BesideChild,
  after: BesideChild,
): Pick<Timing, "othersMs" | "delayMs"> {
  const service = (after.serviceMs ?? 0) - (before.serviceMs ?? 0);
  const othersMs = othersBetween(before.machine, after.machine, cpuMs + service);
  const share = othersShare({ wallMs, cpuMs, mainCpuMs: main.cpuMs, othersMs });
  // Both may have waited at the same time. Whatever happened, the version's own work is in it.
  const waited = Math.max(main.queuedMs * share.version, (after.own - before.own) * share.grader);
  return { othersMs, delayMs: Math.min(waited, wallMs - main.cpuMs) };
}

function between(before: CpuCounter, after: CpuCounter): CpuCounter {
  return {
    cpuMs: after.cpuMs - before.cpuMs,
    queuedMs: after.queuedMs - before.queuedMs,
    main: {
      cpuMs: after.main.cpuMs - before.main.cpuMs,
      queuedMs: after.main.queuedMs - before.main.queuedMs,
    },
  };
}
