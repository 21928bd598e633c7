import type { Words } from "./metric.ts";

/** How durations compare, where the whole call is what takes long. */
export const timeWords: Words = {
  better: "faster",
  worse: "slower",
  same: "as fast",
  missed: "too slow",
  cost: "per call",
};
