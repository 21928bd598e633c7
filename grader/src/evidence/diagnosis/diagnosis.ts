import type { PathologyName } from "../../contract/pathologies.ts";

/** Where a student says that the bottleneck of the baseline is. */
export interface StatedDiagnosis {
  /** The function whose own code takes the most time. */
  readonly function: string;
  /** Its file in baseline/, such as `index.ts`; undefined where the name alone says it. */
  readonly file?: string;
  /** The line of it that takes the most time, from 1. */
  readonly line: number;
  readonly kind: PathologyName;
  /** The largest speedup that making the function free could give. */
  readonly speedup: number | "unbounded";
}

export type Question = "function" | "line" | "kind" | "speedup";

/** One answer of a diagnosis, held against the profile. */
export interface Judgement {
  readonly question: Question;
  /** The answer as a reader writes it. */
  readonly said: string;
  readonly right: boolean;
  /** In sentences that name nothing but what the student named. */
  readonly why: string;
}

/** One judgement for each question. */
export type DiagnosisVerdict = readonly Judgement[];

/** A diagnosis on record. Plain data. */
export interface DiagnosisRecord {
  /** The exercise's id. */
  readonly exercise: string;
  readonly version: string;
  readonly stated: StatedDiagnosis;
  readonly verdict: DiagnosisVerdict;
  /** Whether every answer was right. */
  readonly right: boolean;
  /** Digest of the student's files at that time; `refused` for files that can't be taken. */
  readonly source: string;
  /** Whether it was stated before the first change. */
  readonly codeWas: "the starter" | "changed";
  /** ISO 8601, UTC. */
  readonly statedAt: string;
}

/** Whether every answer is right. */
export function isAllRight(verdict: DiagnosisVerdict): boolean {
  return verdict.every(({ right }) => right);
}
