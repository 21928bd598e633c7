import type { ChildProcess } from "node:child_process";
import { constants } from "node:os";
import { dirname } from "node:path";
import type { Readable, Writable } from "node:stream";
import { pathToFileURL } from "node:url";
import { SetupError } from "../../contract/errors.ts";
import { machineFailure } from "../machine-failure.ts";
import { limitBehind, limitsMemory } from "../process-limits.ts";
import { removeScratch } from "../scratch.ts";
import { BoundedOutput } from "./bounded-output.ts";
import { commandFor } from "./child-command.ts";
import { ChildPid } from "./child-pid.ts";
import { memoryOf } from "./counters.ts";
import { startDeadline } from "./deadline.ts";
import { FrameReader } from "./frames.ts";
import type { Isolation } from "./isolation.ts";
import { OutputFolder } from "./output-folder.ts";
import { parseLastWords } from "./parse-reply.ts";
import { endProcessTree, startProcess } from "./process-tree.ts";
import { replyDescriptor, requestDescriptor, type ThrownError } from "./protocol.ts";
import type { During, Failure, Limits, Program } from "./sandbox.ts";
import { ServerSocket } from "./server-socket.ts";
import { ServiceProcess } from "./service/service-process.ts";
import { stackOfThrown, whereaboutsIn } from "./whereabouts.ts";

/** How long a process that was killed may take to be gone. */
const endingMs = 2000;

/** How long what a process wrote last may take to arrive when it is gone. */
const lastWordsMs = 1000;

/** Of what Node writes when a process aborts, which ends with the frames. */
const longestStack = 4000;

/** How often it is looked at what a child uses. */
const useCheckMs = 50;

/** A child process from its start to its end, with its pipes, within its memory and its disk space. */
export class Child {
  readonly requests: Writable;
  readonly replies: FrameReader;
  readonly outputs: OutputFolder | undefined;
  /** Of its resource. */
  readonly service: ServiceProcess | undefined;
  /** Of a server. */
  readonly socket: ServerSocket | undefined;
  /** Whether its throws are watched; then it is to be gone after the first. */
  readonly watchesThrows: boolean;
  /** When the process is gone. */
  readonly ended: Promise<void>;
  readonly #process: ChildProcess;
  readonly #entry: string;
  /** Of the folder of the version's modules. */
  readonly #url: string;
  readonly #ownFolder: string | undefined;
  readonly #limits: Limits;
  readonly #output: BoundedOutput;
  readonly #pid: ChildPid;
  readonly #useCheck: NodeJS.Timeout;
  #overMemory = false;
  #tooFull: string | undefined;

  static async start(program: Program, isolation: Isolation): Promise<Child> {
    const socket = program.kind === "server" ? new ServerSocket() : undefined;
    const module = program.resource?.service;
    const service = module === undefined ? undefined : new ServiceProcess(module);
    const command = commandFor(program, isolation, socket?.folder);
    const started = await startProcess(command, service?.channel);
    service?.channel.destroy();
    return new Child(started, program, isolation, { socket, service });
  }

  private constructor(
    started: ChildProcess,
    program: Program,
    isolation: Isolation,
    { socket, service }: Pick<Child, "socket" | "service">,
  ) {
    this.#process = started;
    this.#entry = program.entry;
    this.watchesThrows = program.recording?.kind === "throws";
    this.#url = pathToFileURL(dirname(program.module)).href;
    this.#limits = program.limits;
    this.socket = socket;
    this.service = service;
    this.#ownFolder = program.ownFolder;
    this.requests = this.#process.stdio[requestDescriptor] as Writable;
    // A child that dies while we write is reported by its exit.
    this.requests.on("error", () => {});
    const replies = this.#process.stdio[replyDescriptor] as Readable;
    replies.on("error", () => {});
    this.replies = new FrameReader(replies);
    this.#output = new BoundedOutput(this.#process);
    this.#pid = new ChildPid(this.#process, isolation);
    this.ended = new Promise((resolve) => {
      this.#process.once("exit", () => resolve());
      this.#process.once("error", () => resolve());
    });
    const { outputFolder } = program;
    this.outputs = outputFolder === undefined ? undefined : new OutputFolder(outputFolder);
    this.#useCheck = setInterval(() => this.#checkUse(), useCheckMs);
    this.#useCheck.unref();
  }

  /** As the host knows it. */
  get pid(): number {
    return this.#pid.value;
  }

  get hasPrinted(): boolean {
    return this.#output.hasPrinted;
  }

  /** Where the program was, or that it waited; nothing where that is not watched, or was not seen. */
  get whereabouts(): { readonly stack?: string; readonly waits?: true } {
    return whereaboutsIn(this.#output.errors, this.#url);
  }

  /** What was thrown, with its place where only those who watched know it; of a process that is gone. */
  async withPlace(thrown: ThrownError): Promise<ThrownError> {
    if (!this.watchesThrows || thrown.stack !== "") return thrown;
    await this.#lastOutput();
    return { ...thrown, stack: stackOfThrown(this.#output.errors, this.#url, thrown.message) };
  }

  /** Stops all of the process's threads where they are; what they wait for may come meanwhile. */
  hold(): void {
    this.#pid.signal("SIGSTOP");
  }

  release(): void {
    this.#pid.signal("SIGCONT");
  }

  /** Ends the process at once, and everything it started. */
  kill(): void {
    endProcessTree(this.#process);
  }

  /** Ends the process and waits until it is gone. */
  async stop(): Promise<void> {
    clearInterval(this.#useCheck);
    this.#pid.signal("SIGKILL");
    // Bubblewrap ends by itself when what it runs is gone: then nothing of it is left.
    const deadline = startDeadline(endingMs);
    await Promise.race([this.ended, deadline.passed]);
    deadline.cancel();
    this.kill();
    await this.ended;
    this.outputs?.empty();
    this.socket?.remove();
    this.service?.stop();
    if (this.#ownFolder !== undefined) removeScratch(this.#ownFolder);
  }

  /** For a process that is gone, or hangs, before it has run any code of a version. */
  async whyItNeverRan(how = this.#how): Promise<SetupError> {
    await this.#lastOutput();
    return machineFailure(
      `a process of the grader ${how} before it ran any code of the exercise`,
      this.#output.errors,
    );
  }

  /**
   * Why the process is gone: a failure of the version, or an error where the system ended it.
   *
   * @param during what it was doing
   */
  async whyItEnded(during: During): Promise<Failure | SetupError> {
    await this.#lastOutput();
    if (this.#overMemory) {
      const megabytes = this.#limits.processMegabytes;
      return { kind: "out of memory", megabytes, ...this.whereabouts };
    }
    if (this.#tooFull !== undefined) {
      return { kind: "exited", during, how: `ended by the grader, because ${this.#tooFull}` };
    }
    const { errors } = this.#output;
    if (/heap out of memory|Allocation failed/.test(errors)) {
      // V8 names its own limit, and says no more than that where the system refuses memory.
      if (limitsMemory() && !/heap limit/.test(errors)) {
        return machineFailure("a process of the grader was refused memory", errors);
      }
      const megabytes = this.#limits.heapMegabytes;
      return { kind: "out of memory", megabytes, ...this.whereabouts };
    }
    const failure = this.#failureIn(errors, during);
    if (failure instanceof SetupError || failure.kind !== "threw") return failure;
    return { ...failure, error: await this.withPlace(failure.error) };
  }

  async #lastOutput(): Promise<void> {
    const deadline = startDeadline(lastWordsMs);
    await Promise.race([this.#output.complete, deadline.passed]);
    deadline.cancel();
  }

  get #how(): string {
    return describeExit(this.#process.exitCode, this.#process.signalCode);
  }

  #failureIn(errors: string, during: During): Failure | SetupError {
    const how = this.#how;
    const limit = limitBehind(how);
    if (limit !== undefined) {
      return machineFailure(`a process of the grader was ${how}, perhaps because of ${limit}`);
    }
    const words = parseLastWords(errors);
    switch (words?.kind) {
      case "uncaught":
        return { kind: "threw", during, error: words.error, uncaught: words.by };
      case "never settled":
        return { kind: "never settled", during, what: words.what, entry: this.#entry };
      case "exit called":
        return { kind: "exited", during, how: `${how}: it called exit`, stack: words.stack };
      default:
        // When a process aborts, Node writes where.
        return { kind: "exited", during, how, stack: errors.slice(-longestStack) };
    }
  }

  #checkUse(): void {
    const resident = memoryOf(this.pid)?.now ?? 0;
    this.#overMemory ||= resident > this.#limits.processMegabytes * 1e6;
    this.#tooFull ??= this.outputs?.whyTooFull();
    if (this.#overMemory || this.#tooFull !== undefined) this.kill();
  }
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
  return `exited with code ${code}`;
}
