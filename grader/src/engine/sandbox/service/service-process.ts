import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import type { Socket } from "node:net";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ExerciseError } from "../../../contract/errors.ts";
import { endProcessTree, startService } from "../process-tree.ts";
import { runnerFolder, serviceEntry } from "../runner-files.ts";
import { channelDescriptor, type ServiceNews, type ServiceOrder } from "./messages.ts";

/** For its own memory, whatever it is asked. */
const heapMegabytes = 512;

/** What a service says of itself. */
export interface ServiceCount {
  readonly operations: number;
  readonly changingMs: number;
}

/** The process of a resource's service, for one child. */
export class ServiceProcess {
  /** The child's end of the channel, to be given to it as its standard input and then closed here. */
  readonly channel: Socket;
  readonly #process: ChildProcess;
  readonly #ended: Promise<"ended">;
  readonly #ready: Promise<Readonly<Record<string, boolean>>>;

  /** @param module absolute path of the service's module */
  constructor(module: string) {
    this.#process = startService([
      `--max-old-space-size=${heapMegabytes}`,
      "--no-warnings",
      join(runnerFolder(), serviceEntry),
      pathToFileURL(module).href,
    ]);
    this.channel = this.#process.stdio[channelDescriptor] as Socket;
    this.#ended = once(this.#process, "exit").then(() => "ended");
    this.#ready = this.#functions();
    this.#ready.catch(() => {});
  }

  /**
   * Its functions by name, and whether they are asynchronous.
   *
   * @throws ExerciseError when its module can't be loaded
   */
  get functions(): Promise<Readonly<Record<string, boolean>>> {
    return this.#ready;
  }

  get pid(): number {
    return this.#process.pid ?? Number.NaN;
  }

  /** @returns `ended` when it was ended, by what it was asked or by itself */
  async begin(editions: readonly number[]): Promise<"begun" | "ended"> {
    return (await this.#ask({ kind: "begin", editions })) === "ended" ? "ended" : "begun";
  }

  async count(): Promise<ServiceCount | "ended"> {
    const news = await this.#ask({ kind: "count" });
    if (news === "ended" || news.kind === "counted") return news;
    throw new Error(`a service said ${news.kind}`);
  }

  stop(): void {
    endProcessTree(this.#process);
  }

  async #functions(): Promise<Readonly<Record<string, boolean>>> {
    const news = await this.#news();
    if (news === "ended") throw broken("its process has ended");
    if (news.kind === "ready") return news.functions;
    throw broken(news.kind === "failed" ? news.message : news.kind);
  }

  #ask(order: ServiceOrder): Promise<ServiceNews | "ended"> {
    const news = this.#news();
    // One that has ended can't be told: its end is the answer.
    this.#process.send(order, () => {});
    return news;
  }

  async #news(): Promise<ServiceNews | "ended"> {
    const waiting = new AbortController();
    const message = once(this.#process, "message", { signal: waiting.signal });
    // Given up when the process ends instead.
    message.catch(() => {});
    const news = await Promise.race([message, this.#ended]);
    waiting.abort();
    return news === "ended" ? news : (news[0] as ServiceNews);
  }
}

function broken(what: string): ExerciseError {
  return new ExerciseError(
    `resource/service.ts failed: ${what}`,
    "fix it in the exercise's folder",
  );
}
