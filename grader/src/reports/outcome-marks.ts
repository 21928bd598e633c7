import type { OutcomeName } from "../engine/verdict/outcome.ts";

/** How an outcome begins where it is listed. */
export const marks: Readonly<Record<OutcomeName, string>> = {
  passed: "✓",
  "too slow": "✗",
  "over a bound": "✗",
  "grows too fast": "✗",
  "wrong answer": "✗",
  crashed: "✗",
  "timed out": "✗",
  "out of memory": "✗",
  refused: "✗",
  tampered: "✗",
  undiagnosed: "✗",
  inconclusive: "?",
};

export function outcomeColor(outcome: OutcomeName): "green" | "yellow" | "red" {
  if (outcome === "passed") return "green";
  return outcome === "inconclusive" ? "yellow" : "red";
}
