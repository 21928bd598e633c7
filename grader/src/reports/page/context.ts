import { speedupOf } from "../../engine/measurement/measurement.ts";
import type { OutcomeName } from "../../engine/verdict/outcome.ts";
import type { GradingResult, Subject } from "../../grading/result.ts";

/** What a page shows in addition to the grading itself. */
export interface PageContext {
  /** This exercise's gradings, oldest first, including the reported one. */
  readonly history: readonly GradingSummary[];
  readonly links: readonly PageLink[];
  /** What the student said about the bottleneck, if anything. */
  readonly diagnosis?: StatedDiagnosis;
}

/** What the plot over time needs to know of a grading. */
export interface GradingSummary {
  /** ISO 8601, UTC. */
  readonly gradedAt: string;
  readonly subject: Subject;
  readonly outcome: OutcomeName;
  readonly target: number;
  /** Baseline / candidate; absent if no speedup was measured. */
  readonly speedup?: Interval;
}

/** An estimate with its 99 % interval. */
export interface Interval {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
}

/** Another tool's page, or why there is none. */
export type PageLink =
  | {
      readonly label: string;
      readonly state: "there";
      readonly href: string;
      /** The tool's own conclusion, in words. */
      readonly says?: string;
    }
  | { readonly label: string; readonly state: "missing"; readonly why: string };

/** What a student said, and how it was judged. */
export interface StatedDiagnosis {
  /** ISO 8601, UTC. */
  readonly statedAt: string;
  /** In words whether the code had been changed by then. */
  readonly when?: string;
  readonly answers: readonly {
    readonly question: string;
    readonly said: string;
    readonly judged: "right" | "wrong";
    readonly why: string;
  }[];
}

/** A grading as the plot over time shows it. */
export function summaryOf(result: GradingResult): GradingSummary {
  const { gradedAt, subject, outcome, exercise } = result;
  const speedup = "measurement" in outcome ? { speedup: speedupOf(outcome.measurement) } : {};
  return { gradedAt, subject, outcome: outcome.outcome, target: exercise.target, ...speedup };
}
