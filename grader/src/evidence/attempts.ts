import { SetupError } from "../contract/errors.ts";
import { type Side, WorkerFailed } from "../engine/sandbox/sandbox.ts";
import { describeFailure } from "../engine/verdict/describe-failure.ts";
import type { Seen } from "./evidence.ts";
import {
  BrokenRecording,
  type ProfiledSide,
  type Profiler,
  profile,
} from "./profilers/profiler.ts";

/**
 * The runs of one side under its profilers. One that fails leaves a reason in the place of its
 * evidence; a side that hangs under one of them is not tried with the others, which would hang too.
 */
export class Attempts {
  readonly #sideName: Side;
  readonly #side: ProfiledSide;
  readonly #onRun: () => void;
  #hung: string | undefined;

  constructor(sideName: Side, side: ProfiledSide, onRun: () => void) {
    this.#sideName = sideName;
    this.#side = side;
    this.#onRun = onRun;
  }

  /** Runs the side under a profiler and reads from its profile what it shows. */
  async run<Profile, What extends object>(
    profiler: Profiler<Profile>,
    read: (profile: Profile) => What,
  ): Promise<Seen<What>> {
    this.#onRun();
    if (this.#hung !== undefined) {
      return { state: "missing", why: `not tried, because the ${this.#sideName} ${this.#hung}` };
    }
    try {
      return { state: "seen", ...read(await profile(profiler, this.#side)) };
    } catch (error) {
      return { state: "missing", why: this.#explain(error, profiler.name) };
    }
  }

  #explain(error: unknown, profiler: string): string {
    // A full disk, too, costs the evidence and not the verdict.
    if (error instanceof BrokenRecording || error instanceof SetupError) return error.message;
    if (!(error instanceof WorkerFailed)) throw error;
    const how = describeFailure(error.failure);
    const { kind } = error.failure;
    if (kind === "timed out" || kind === "out of time") this.#hung = `${how} under ${profiler}`;
    return `the ${this.#sideName} ${how} under ${profiler}`;
  }
}
