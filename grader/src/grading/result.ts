import type { MetricName } from "../contract/index.ts";
import type { TypeCheck } from "../course/types/check-types.ts";
import type { MachineLimit } from "../engine/machine/limit.ts";
import type { GrowthMeasurement } from "../engine/measurement/growth.ts";
import type { GradingSchedule } from "../engine/measurement/schedule.ts";
import type { Isolation } from "../engine/sandbox/isolation.ts";
import type { Side } from "../engine/sandbox/sandbox.ts";
import type { BoundResult, Outcome } from "../engine/verdict/outcome.ts";
import type { SideEvidence } from "../evidence/evidence.ts";

/** Which version of an exercise was graded: the student's, our reference, or another solution. */
export type Subject = "your code" | "reference" | `partial/${string}` | `wrong/${string}`;

/** One grading: all that is known of it. Plain data; reports are functions of it. */
export interface GradingResult {
  readonly exercise: {
    readonly id: string;
    readonly title: string;
    readonly metric: MetricName;
    /** One of what is counted, such as "SQL statement", where something is. */
    readonly operation?: string;
    readonly target: number;
    readonly stretch: number;
    readonly version: string;
  };
  readonly subject: Subject;
  /** Digest of the submission's files. */
  readonly submission: string;
  readonly outcome: Outcome;
  /** True when the submission printed: nobody sees it, and it takes time. */
  readonly hasPrinted?: boolean;
  /** What the submission would still do after its last answer, such as "Timeout": it never runs. */
  readonly leftovers?: readonly string[];
  /** Source files in the submission's folder that index.ts does not import: they were not graded. */
  readonly leftOut?: readonly string[];
  /** What is known of its types. They decide nothing, unless the course refuses mistakes in them. */
  readonly types?: TypeCheck;
  /** The goal's bounds, as far as they were measured: only of what is fast enough. */
  readonly bounds?: readonly BoundResult[];
  /** Measured when the goal limits growth and everything else is met. */
  readonly growth?: GrowthMeasurement;
  /** Present when the speedup was measured and the exercise says how much work a call is. */
  readonly limit?: MachineLimit;
  /** Present when the speedup was measured. */
  readonly evidence?: Readonly<Record<Side, SideEvidence>>;
  readonly provenance: Provenance;
  readonly schedule: GradingSchedule;
  /** ISO 8601, UTC. */
  readonly gradedAt: string;
  /** From staging to the last page, in seconds. */
  readonly seconds: number;
}

/** Where and by what a grading was made, so that it can be explained later. */
export interface Provenance {
  /** Digest of the grader's source. */
  readonly grader: string;
  readonly graderVersion: string;
  readonly node: string;
  readonly v8: string;
  readonly platform: string;
  readonly cpuModel: string;
  readonly cores: number;
  readonly memoryBytes: number;
  /** The operating system's own version. */
  readonly release: string;
  /** Tells machines apart without naming them. */
  readonly machine: string;
  /** The 1-minute load average when the grading began; 0 where the platform has none. */
  readonly load: number;
  /** Who read the CPU time: we, from outside of the process, or the process its own. */
  readonly cpuTimeRead: "from outside" | "by the process";
  /** What kept the submission from the rest of the machine. */
  readonly isolation: Isolation;
  /** Low limits of the shell that the grader was started in, in words: there when there are some. */
  readonly shellLimits?: readonly string[];
  /** The CPUs that forks were pinned to, in turn; empty where nothing was pinned. */
  readonly pinnedTo: readonly number[];
  /** What the seeds of the checked and of the timed inputs are derived from. */
  readonly seeds: { readonly check: number; readonly time: number };
}
