import type { Words } from "./metric.ts";

/** The words for metrics that are the duration of a whole call. */
export const timeWords: Words = {
  better: "faster",
  worse: "slower",
  same: "as fast",
  missed: "too slow",
  cost: "per call",
};
