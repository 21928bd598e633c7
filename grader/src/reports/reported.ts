import type { GradingResult } from "../grading/result.ts";

/** A result, and what else a reader needs to act on it. */
export interface Reported {
  readonly result: GradingResult;
  /** The graded folder, relative to the course's root. */
  readonly sourceFolder: string;
  /** True for a stored verdict. */
  readonly reused: boolean;
  /** The path of its report page, if one was written. */
  readonly page?: string | undefined;
}
