import { withBench } from "../course/bench.ts";
import { findSolutions } from "../course/exercises/course.ts";
import type { LoadedExercise } from "../course/exercises/load.ts";
import { takeOwn } from "../course/staging/submission.ts";
import {
  type Account,
  type Balance,
  balanceOf,
  whyUnaccounted,
} from "../engine/measurement/accounting.ts";
import { type ForkRequest, isMeasured } from "../engine/measurement/fork.ts";
import { measure } from "../engine/measurement/measure.ts";
import type { Schedule } from "../engine/measurement/schedule.ts";
import { metrics } from "../engine/metrics/index.ts";
import { pinnableCpus } from "../engine/sandbox/cpu-pinning.ts";
import { processSandbox } from "../engine/sandbox/process-sandbox.ts";
import type { EncodedArguments, Meter, Timing, Worker } from "../engine/sandbox/sandbox.ts";
import { type Asked, SurroundedWorker } from "../engine/sandbox/surrounded-worker.ts";
import { forkRequestOf } from "../grading/performance.ts";
import { newProvenance } from "../grading/provenance.ts";

/** What a process can use CPU time for while a fork is measured. */
export type Use =
  | "start-up"
  | "warm-up"
  | "empty batches"
  | "timed"
  | "inputs"
  | "answers"
  | "other requests"
  | "under load"
  | "no request";

/** What the candidate's processes of one fork used, in ms of CPU, read from outside. */
export interface AccountedFork {
  readonly uses: ReadonlyMap<Use, number>;
  /** What was used around the calls beyond what is due there; 0 where there are no batches. */
  readonly overDueMs: number;
  readonly balance: Balance | undefined;
  /** How many calls are timed in a batch; 0 where there are no batches. */
  readonly calls: number;
  /** What the grader would refuse the fork for. */
  readonly why: string | undefined;
}

/** Works with forks of an exercise's reference; undefined for one without. */
export async function withReference<Result>(
  exercise: LoadedExercise,
  root: string,
  work: (request: ForkRequest) => Promise<Result>,
): Promise<Result | undefined> {
  const { reference } = findSolutions(root, exercise.id);
  if (reference === undefined) return undefined;
  const submission = await takeOwn(exercise, reference, "the reference");
  const timeSeed = newProvenance().seeds.time;
  const metric = metrics[exercise.definition.goal.metric];
  return withBench({ exercise, submission, sandbox: processSandbox, timeSeed }, (bench) =>
    work(forkRequestOf(bench, metric, () => performance.now())),
  );
}

const oneFork: Schedule = {
  ...{ fewestForks: 1, fewestClearForks: 1, mostForks: 1, leastForks: 1, budgetMs: 1 },
};

/**
 * Measures one fork, and what the candidate's processes use their CPU time for.
 *
 * @param owed how many times the work of its timed calls it does when the clock has stopped
 * @throws Error where a fork can't be measured
 */
export async function accountFor(request: ForkRequest, owed = 0): Promise<AccountedFork> {
  const uses = new Map<Use, number>();
  const inBatches = request.metric.method.kind === "batches";
  let seen: { readonly accounts: readonly Account[]; readonly extra: number } | undefined;
  let calls = 0;
  const measured = await measure({
    ...request,
    schedule: oneFork,
    cpus: pinnableCpus().slice(0, 1),
    isDecided: () => true,
    onAccounts: (accounts, extra) => {
      seen = { accounts, extra };
    },
    async start(side, cpu, options) {
      const worker = await request.start(side, cpu, options);
      if (side === "baseline") return worker;
      const metered = new MeteredWorker(worker, uses, inBatches, (inputs) => {
        calls = inputs;
      });
      return owed === 0 ? metered : new OwingWorker(metered, owed, request.mayChangeInput);
    },
  });
  const balance = seen && balanceOf(seen.accounts, seen.extra);
  const why = balance && whyUnaccounted(balance);
  if (!isMeasured(measured) && (measured.state === "wrong" || why === undefined))
    throw new Error(`a fork can't be measured: ${JSON.stringify(measured)}`);
  return { uses, overDueMs: overDue(seen), balance, calls, why };
}

function overDue(
  seen: { readonly accounts: readonly Account[]; readonly extra: number } | undefined,
): number {
  if (seen === undefined) return 0;
  const beyond = seen.accounts.map(
    ({ outside: { baseline, candidate } }) => candidate - baseline - seen.extra,
  );
  return Math.max(
    0,
    beyond.reduce((sum, ms) => sum + ms, 0),
  );
}

/** Of all CPU time of a fork, the share that has an explanation. */
export function explainedShare({ uses, overDueMs }: AccountedFork): number {
  const total = [...uses.values()].reduce((sum, ms) => sum + ms, 0);
  return 1 - Math.max(overDueMs, uses.get("no request") ?? 0) / total;
}

/** Books what a process uses, request by request. */
class MeteredWorker extends SurroundedWorker {
  readonly #uses: Map<Use, number>;
  readonly #onBatch: (calls: number) => void;
  #isWarm: boolean;
  #delivered = 0;
  #booked = 0;

  constructor(
    worker: Worker,
    uses: Map<Use, number>,
    inBatches: boolean,
    onBatch: (calls: number) => void,
  ) {
    super(worker);
    this.#uses = uses;
    this.#onBatch = onBatch;
    this.#isWarm = !inBatches;
    this.#book("start-up");
  }

  override deliver(calls: readonly EncodedArguments[]): Promise<void> {
    this.#delivered = calls.length;
    return super.deliver(calls);
  }

  override stop(): Promise<void> {
    this.#bookPause();
    return super.stop();
  }

  protected async around<Result>(asked: Asked, work: () => Promise<Result>): Promise<Result> {
    this.#bookPause();
    const result = await work();
    this.#book(this.#useOf(asked));
    return result;
  }

  /** Servers run while nothing is asked of the process: requests come by a socket. */
  #bookPause(): void {
    this.#book(this.address === undefined ? "no request" : "under load");
  }

  #useOf(asked: Asked): Use {
    if (asked === "deliver") return this.#isWarm ? "inputs" : "warm-up";
    if (asked === "collect") return "answers";
    if (asked !== "run") return "other requests";
    if (this.#delivered === 0) {
      this.#isWarm = true;
      return "empty batches";
    }
    if (!this.#isWarm) return "warm-up";
    this.#onBatch(this.#delivered);
    return "timed";
  }

  #book(use: Use): void {
    const { cpuMs } = this.worker.usage();
    this.#uses.set(use, (this.#uses.get(use) ?? 0) + cpuMs - this.#booked);
    this.#booked = cpuMs;
  }
}

/**
 * A process that works on after it has said that it is done, as a version would that had found a
 * way to. The grader's own guards don't see this one: it is the grader that asks for the work.
 */
class OwingWorker extends SurroundedWorker {
  readonly #owed: number;
  readonly #mayChangeInput: boolean;
  #isWarm = false;
  #inputs: readonly EncodedArguments[] = [];

  constructor(worker: Worker, owed: number, mayChangeInput: boolean) {
    super(worker);
    this.#owed = owed;
    this.#mayChangeInput = mayChangeInput;
  }

  override deliver(calls: readonly EncodedArguments[]): Promise<void> {
    this.#inputs = calls;
    return super.deliver(calls);
  }

  override async run(passes = 1, meter?: Meter): Promise<Timing> {
    const timing = await super.run(passes, meter);
    if (this.#inputs.length === 0) this.#isWarm = true;
    else if (this.#isWarm) await this.#workOn(passes * this.#owed);
    return timing;
  }

  async #workOn(passes: number): Promise<void> {
    if (!this.#mayChangeInput) {
      await super.run(passes);
      return;
    }
    for (let pass = 0; pass < passes; pass++) {
      await super.deliver(this.#inputs);
      await super.run();
    }
  }

  protected around<Result>(_asked: Asked, work: () => Promise<Result>): Promise<Result> {
    return work();
  }
}
