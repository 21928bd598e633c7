import type { PathologyName } from "../../contract/pathologies.ts";

/** What a student says about the baseline's bottleneck. */
export interface StatedDiagnosis {
  /** The function with the most self time. */
  readonly function: string;
  /** Its file in baseline/, such as `index.ts`; undefined if the name is enough. */
  readonly file?: string;
  /** Its line that takes the most time, from 1. */
  readonly line: number;
  readonly kind: PathologyName;
  /** The largest speedup possible if the function took no time. */
  readonly speedup: number | "unbounded";
}

export type Question = "function" | "line" | "kind" | "speedup";

/** One answer of a diagnosis, checked against the profile. */
export interface Judgement {
  readonly question: Question;
  /** The answer, as shown to the reader. */
  readonly said: string;
  readonly right: boolean;
  /** The reason; it names only what the student named. */
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
  /** Digest of the student's files at that time; `refused` if they were refused. */
  readonly source: string;
  /** Whether src/ was still the starter at that time. */
  readonly codeWas: "the starter" | "changed";
  /** ISO 8601, UTC. */
  readonly statedAt: string;
}

/** Whether every answer is right. */
export function isAllRight(verdict: DiagnosisVerdict): boolean {
  return verdict.every(({ right }) => right);
}
