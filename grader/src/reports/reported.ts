import type { GradingResult } from "../grading/result.ts";

/** A result, and what a reader needs besides to act on it. */
export interface Reported {
  readonly result: GradingResult;
  /** The graded folder, relative to the course's root. */
  readonly sourceFolder: string;
  /** True when the verdict comes from the record. */
  readonly reused: boolean;
  /** The path of its report page, where one was written. */
  readonly page?: string | undefined;
}
