import { randomBytes } from "node:crypto";
import { SetupError } from "../../contract/errors.ts";
import { plural } from "../../contract/format.ts";
import type { Child } from "./child-process.ts";
import { startDeadline } from "./deadline.ts";
import { writeFrame } from "./frames.ts";
import { parseReply } from "./parse-reply.ts";
import { type LoadRequest, passwordBytes, type Reply, type Request } from "./protocol.ts";
import { type During, type Failure, type Limits, type Side, WorkerFailed } from "./sandbox.ts";
import { decode } from "./wire.ts";

/** Requests to a child and its replies. Whatever it does instead of replying ends it. */
export class Dialogue {
  /** What the child is doing, for the words of a failure. */
  during: During = "loading";
  /** Whether code of the version has run. */
  #hasBegun = false;
  readonly #child: Child;
  readonly #side: Side;
  readonly #limits: Limits;
  #password = Buffer.alloc(passwordBytes);

  constructor(child: Child, side: Side, limits: Limits) {
    this.#child = child;
    this.#side = side;
    this.#limits = limits;
  }

  /** Sends a request, with frames behind it, and waits for the reply to it. */
  async ask(request: Request, frames: readonly Buffer[] = []): Promise<Reply> {
    if (this.#child.replies.unread > 0) {
      throw await this.fail({ kind: "broke the protocol", what: "sent what nobody asked for" });
    }
    this.#password = randomBytes(passwordBytes);
    writeFrame(
      this.#child.requests,
      Buffer.concat([this.#password, Buffer.from(JSON.stringify(request))]),
    );
    for (const frame of frames) writeFrame(this.#child.requests, frame);
    return this.#reply(request);
  }

  /** Sends the request to load a version, whose code begins to run with the child's word for it. */
  async load(request: LoadRequest): Promise<Reply> {
    const reply = await this.ask(request);
    if (reply.kind !== "ready") return reply;
    this.#hasBegun = true;
    return this.#reply(request);
  }

  async #reply(request: Request): Promise<Reply> {
    const reply = parseReply(await this.frame(), request);
    if (typeof reply === "string") {
      throw await this.fail({ kind: "broke the protocol", what: reply });
    }
    if (reply.kind === "changed built-ins") throw await this.fail(reply);
    return reply;
  }

  /** The next frame with the password of the request at hand, without it. */
  async frame(): Promise<Buffer> {
    const frame = await this.#anyFrame();
    if (frame.subarray(0, passwordBytes).equals(this.#password)) {
      return frame.subarray(passwordBytes);
    }
    const what = "answered a request without having read it";
    throw await this.fail({ kind: "broke the protocol", what });
  }

  /** The next frame of the child, or WorkerFailed when it ends, hangs or announces nonsense instead. */
  async #anyFrame(): Promise<Buffer> {
    const deadline = startDeadline(this.#limits.seconds * 1000);
    try {
      const winner = await Promise.race([
        this.#child.replies.next(),
        this.#child.ended.then(() => "ended" as const),
        deadline.passed.then(() => "timed out" as const),
      ]);
      if (winner === "ended") throw await this.#endedByItself();
      if (winner === "timed out") throw await this.#timedOut();
      return winner;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw await this.fail({ kind: "broke the protocol", what: error.message });
    } finally {
      deadline.cancel();
    }
  }

  async #endedByItself(): Promise<Error> {
    const why = this.#hasBegun
      ? await this.#child.whyItEnded(this.during)
      : await this.#child.whyItNeverRan();
    await this.#child.stop();
    return why instanceof SetupError ? why : new WorkerFailed(this.#side, why);
  }

  async #timedOut(): Promise<Error> {
    const { seconds } = this.#limits;
    const { during } = this;
    if (this.#hasBegun) {
      return this.fail({ kind: "timed out", during, seconds, ...this.#child.whereabouts });
    }
    await this.#child.stop();
    return this.#child.whyItNeverRan(`was not ready after ${plural(seconds, "second")}`);
  }

  /** What a frame of an answer holds. */
  decode(frame: Buffer): unknown {
    try {
      return decode(frame);
    } catch (error) {
      this.#child.kill();
      const what = `sent an answer that can't be decoded (${(error as Error).message})`;
      throw new WorkerFailed(this.#side, { kind: "broke the protocol", what });
    }
  }

  /** The reply, if it is of this kind. */
  async expect<Kind extends Reply["kind"]>(
    reply: Reply,
    kind: Kind,
  ): Promise<Extract<Reply, { kind: Kind }>> {
    if (reply.kind === kind) return reply as Extract<Reply, { kind: Kind }>;
    if (reply.kind === "threw") {
      const { during } = this;
      const { error } = reply;
      // The process is fine: the next input may be tried on it.
      if (during === "a call" && !this.#child.watchesThrows) {
        throw new WorkerFailed(this.#side, { kind: "threw", during, error });
      }
      await this.#child.stop();
      throw await this.fail({ kind: "threw", during, error: await this.#child.withPlace(error) });
    }
    const what = `sent "${reply.kind}" where "${kind}" was due`;
    throw await this.fail({ kind: "broke the protocol", what });
  }

  /** Ends the child, and gives the error to throw. */
  async fail(failure: Failure): Promise<WorkerFailed> {
    await this.#child.stop();
    return new WorkerFailed(this.#side, failure);
  }
}
