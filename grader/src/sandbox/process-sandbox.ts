import type { ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { constants } from "node:os";
import type { Readable, Writable } from "node:stream";
import { BoundedOutput } from "./bounded-output.ts";
import { commandFor, loadRequestFor } from "./child-command.ts";
import { ChildPid } from "./child-pid.ts";
import { type CpuCounter, cpuCounterOf, forgetPeakOf, memoryOf } from "./counters.ts";
import { FrameReader, writeFrame } from "./frames.ts";
import { type Isolation, strongestIsolation } from "./isolation.ts";
import { parseReply } from "./parse-reply.ts";
import { endProcessTree, startProcess } from "./process-tree.ts";
import {
  passwordBytes,
  type Reply,
  type Request,
  replyDescriptor,
  requestDescriptor,
} from "./protocol.ts";
import {
  type Answer,
  type Collected,
  type EncodedArguments,
  type Failure,
  type Limits,
  type Memory,
  type Meter,
  type Program,
  type Sandbox,
  type Side,
  type Timing,
  type Worker,
  WorkerFailed,
} from "./sandbox.ts";
import { decode } from "./wire.ts";

/** How long a process that was killed may take to be gone. */
const endingMs = 2000;

/** How often a child's memory is looked at. */
const memoryCheckMs = 50;

/** Runs each program in a child process on this Node, isolated as well as this machine can. */
export const processSandbox: Sandbox = {
  start: (program) => startWorker(program, strongestIsolation()),
};

/** Runs each program in a child process on this Node, isolated as it is asked for. */
export function processSandboxWith(isolation: Isolation): Sandbox {
  return { start: (program) => startWorker(program, isolation) };
}

async function startWorker(program: Program, isolation: Isolation): Promise<Worker> {
  const worker = new ProcessWorker(program, isolation);
  await worker.load(program);
  return worker;
}

class ProcessWorker implements Worker {
  readonly #side: Side;
  readonly #limits: Limits;
  readonly #child: ChildProcess;
  readonly #requests: Writable;
  readonly #replies: FrameReader;
  readonly #output: BoundedOutput;
  readonly #ended: Promise<void>;
  readonly #pid: ChildPid;
  readonly #memoryCheck: NodeJS.Timeout;
  #delivered: readonly EncodedArguments[] = [];
  readonly #started = performance.now();
  #startUp: Timing = { cpuMs: 0, wallMs: 0 };
  #port: number | undefined;
  #password = Buffer.alloc(passwordBytes);
  #overMemory = false;
  #during: "loading" | "a call" = "loading";

  constructor(program: Program, isolation: Isolation) {
    this.#side = program.side;
    this.#limits = program.limits;
    this.#child = startProcess(commandFor(program, isolation));
    this.#requests = this.#child.stdio[requestDescriptor] as Writable;
    // A child that dies while we write is reported by its exit.
    this.#requests.on("error", () => {});
    const replies = this.#child.stdio[replyDescriptor] as Readable;
    replies.on("error", () => {});
    this.#replies = new FrameReader(replies);
    this.#output = new BoundedOutput(this.#child);
    this.#pid = new ChildPid(this.#child, isolation);
    this.#ended = new Promise((resolve) => {
      this.#child.once("exit", () => resolve());
      this.#child.once("error", () => resolve());
    });
    this.#memoryCheck = setInterval(() => this.#checkMemory(), memoryCheckMs);
    this.#memoryCheck.unref();
  }

  get startUp(): Timing {
    return this.#startUp;
  }

  get port(): number | undefined {
    return this.#port;
  }

  async load(program: Program): Promise<void> {
    const reply = await this.#ask(loadRequestFor(program));
    const startUp = this.usage();
    if (reply.kind === "missing export") {
      throw await this.#fail({ ...reply, entry: program.entry });
    }
    this.#port = (await this.#expect(reply, "loaded")).port;
    this.#startUp = startUp;
    this.#during = "a call";
  }

  async deliver(calls: readonly EncodedArguments[]): Promise<void> {
    this.#delivered = calls;
    const reply = await this.#ask({ kind: "deliver", count: calls.length }, calls);
    await this.#expect(reply, "delivered");
  }

  async run(passes = 1, meter?: Meter): Promise<Timing> {
    const before = this.#counter();
    const wallBefore = performance.now();
    const reply = await this.#ask({ kind: "run", passes, ...(meter && { meter }) });
    const wallMs = performance.now() - wallBefore;
    const after = this.#counter();
    const { cpuMs, counted } = await this.#expect(reply, "done");
    if ((meter === undefined) !== (counted === undefined)) {
      const what = "counted what it was not asked to count, or not what it was";
      throw await this.#fail({ kind: "broke the protocol", what });
    }
    return { cpuMs, wallMs, ...used(before, after), ...(counted !== undefined && { counted }) };
  }

  async collect(positions: readonly number[], checkInputs?: "check inputs"): Promise<Collected> {
    const withInputs = checkInputs !== undefined;
    const reply = await this.#ask({ kind: "collect", positions, withInputs });
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
    await this.#expect(reply, "answers");
    const answers: Answer[] = [];
    for (const _ of positions) {
      answers.push({ kind: "data", value: this.#decode(await this.#frame()) });
    }
    const changedInput: boolean[] = [];
    for (const position of withInputs ? positions : []) {
      const input = await this.#frame();
      changedInput.push(!input.equals(this.#delivered[position] as Buffer));
    }
    return { answers, changedInput };
  }

  async liveBytes(): Promise<number> {
    const reply = await this.#ask({ kind: "count live bytes" });
    return (await this.#expect(reply, "live bytes")).bytes;
  }

  usage(): Timing {
    return { cpuMs: 0, ...this.#counter(), wallMs: performance.now() - this.#started };
  }

  async memory(): Promise<Memory> {
    const pid = this.#pid.value;
    const seen = memoryOf(pid);
    if (seen === undefined) {
      return this.#expect(await this.#ask({ kind: "tell memory" }), "memory");
    }
    forgetPeakOf(pid);
    return seen;
  }

  async leftovers(): Promise<readonly string[]> {
    const reply = await this.#ask({ kind: "tell leftovers" });
    return (await this.#expect(reply, "leftovers")).resources;
  }

  async record(on: boolean): Promise<void> {
    await this.#expect(await this.#ask({ kind: "record", on }), "recording");
  }

  async finishRecording(): Promise<unknown> {
    const reply = await this.#ask({ kind: "finish recording" });
    return (await this.#expect(reply, "recorded")).recording;
  }

  hasPrinted(): boolean {
    return this.#output.hasPrinted;
  }

  async stop(): Promise<void> {
    clearInterval(this.#memoryCheck);
    this.#pid.endInside();
    // Bubblewrap ends by itself when what it runs is gone: then nothing of it is left.
    const deadline = startDeadline(endingMs);
    await Promise.race([this.#ended, deadline.passed]);
    deadline.cancel();
    endProcessTree(this.#child);
    await this.#ended;
  }

  /** Read from outside, where the platform can: a child's own word about time is not needed then. */
  #counter(): CpuCounter | undefined {
    return cpuCounterOf(this.#pid.value);
  }

  async #ask(request: Request, frames: readonly Buffer[] = []): Promise<Reply> {
    if (this.#replies.unread > 0) {
      throw await this.#fail({ kind: "broke the protocol", what: "sent what nobody asked for" });
    }
    this.#password = randomBytes(passwordBytes);
    writeFrame(
      this.#requests,
      Buffer.concat([this.#password, Buffer.from(JSON.stringify(request))]),
    );
    for (const frame of frames) writeFrame(this.#requests, frame);
    const reply = parseReply(await this.#frame(), request);
    if (typeof reply === "string") {
      throw await this.#fail({ kind: "broke the protocol", what: reply });
    }
    if (reply.kind === "changed built-ins") throw await this.#fail(reply);
    return reply;
  }

  /** The next frame with the password of the request at hand, without it. */
  async #frame(): Promise<Buffer> {
    const frame = await this.#anyFrame();
    if (frame.subarray(0, passwordBytes).equals(this.#password)) {
      return frame.subarray(passwordBytes);
    }
    const what = "answered a request without having read it";
    throw await this.#fail({ kind: "broke the protocol", what });
  }

  /** The next frame of the child, or WorkerFailed when it ends, hangs or announces nonsense instead. */
  async #anyFrame(): Promise<Buffer> {
    const deadline = startDeadline(this.#limits.seconds * 1000);
    try {
      const winner = await Promise.race([
        this.#replies.next(),
        this.#ended.then(() => "ended" as const),
        deadline.passed.then(() => "timed out" as const),
      ]);
      if (winner === "ended") throw await this.#fail(this.#whyItEnded());
      if (winner === "timed out") {
        throw await this.#fail({
          kind: "timed out",
          during: this.#during,
          seconds: this.#limits.seconds,
        });
      }
      return winner;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw await this.#fail({ kind: "broke the protocol", what: error.message });
    } finally {
      deadline.cancel();
    }
  }

  #decode(frame: Buffer): unknown {
    try {
      return decode(frame);
    } catch (error) {
      endProcessTree(this.#child);
      const what = `sent an answer that can't be decoded (${(error as Error).message})`;
      throw new WorkerFailed(this.#side, { kind: "broke the protocol", what });
    }
  }

  async #expect<Kind extends Reply["kind"]>(
    reply: Reply,
    kind: Kind,
  ): Promise<Extract<Reply, { kind: Kind }>> {
    if (reply.kind === kind) return reply as Extract<Reply, { kind: Kind }>;
    if (reply.kind === "threw") {
      // The process is fine: the next input may be tried on it.
      const failure: Failure = { kind: "threw", during: this.#during, error: reply.error };
      if (this.#during === "a call") throw new WorkerFailed(this.#side, failure);
      throw await this.#fail(failure);
    }
    const what = `sent "${reply.kind}" where "${kind}" was due`;
    throw await this.#fail({ kind: "broke the protocol", what });
  }

  async #fail(failure: Failure): Promise<WorkerFailed> {
    await this.stop();
    return new WorkerFailed(this.#side, failure);
  }

  #checkMemory(): void {
    const resident = memoryOf(this.#pid.value)?.now;
    if (resident === undefined || resident <= this.#limits.processMegabytes * 1e6) return;
    this.#overMemory = true;
    endProcessTree(this.#child);
  }

  #whyItEnded(): Failure {
    const { exitCode, signalCode } = this.#child;
    if (this.#overMemory) {
      return { kind: "out of memory", megabytes: this.#limits.processMegabytes };
    }
    if (/heap out of memory|Allocation failed/.test(this.#output.errors)) {
      return { kind: "out of memory", megabytes: this.#limits.heapMegabytes };
    }
    return { kind: "exited", during: this.#during, how: describeExit(exitCode, signalCode) };
  }
}

/** What was used between two readings; nothing where there are none. */
function used(before: CpuCounter | undefined, after: CpuCounter | undefined): Partial<CpuCounter> {
  if (before === undefined || after === undefined) return {};
  return { cpuMs: after.cpuMs - before.cpuMs, queuedMs: after.queuedMs - before.queuedMs };
}

/** Bubblewrap tells of a signal as shells do. */
const signalCodes = 128;

function describeExit(code: number | null, signal: NodeJS.Signals | null): string {
  if (signal !== null) return `ended by ${signal}`;
  if (code !== null && code > signalCodes) {
    const number = code - signalCodes;
    const name = Object.entries(constants.signals).find(([, value]) => value === number)?.[0];
    return `ended by ${name ?? `signal ${number}`}`;
  }
  if (code === 13) return "exited because a top-level await never finished";
  return `exited with code ${code}`;
}

function startDeadline(ms: number): { passed: Promise<void>; cancel(): void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  return { passed: promise, cancel: () => clearTimeout(timer) };
}
