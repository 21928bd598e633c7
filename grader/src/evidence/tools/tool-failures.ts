import type { DriveStatus, ToolName } from "./driven-run.ts";
import type { ToolEnd } from "./watched-tool.ts";

/** Why there is no page: because of the version that was run, or because of the tool. */
export type ToolFailure =
  | { readonly state: "code failed"; readonly what: string }
  | { readonly state: "tool failed"; readonly what: string; readonly next: string };

/** What each tool is called. */
export const toolNames: Readonly<Record<ToolName, string>> = {
  doctor: "Clinic Doctor",
  flame: "Clinic Flame",
  bubbleprof: "Clinic Bubbleprof",
  "heap-profiler": "Clinic Heap Profiler",
  "0x": "0x",
};

/** What is known of a run. */
export interface RunEnd {
  readonly status: DriveStatus | undefined;
  readonly end: ToolEnd;
  /** Of a server's. */
  readonly failedRequests: number;
}

/** The version's own failure, if it was one. */
export function failureOfCode(subject: string, run: RunEnd): ToolFailure | undefined {
  const what = whatCodeDid(run);
  return what === undefined ? undefined : { state: "code failed", what: `${subject} ${what}` };
}

function whatCodeDid({ status, end, failedRequests }: RunEnd): string | undefined {
  if (status === undefined) return undefined;
  switch (status.state) {
    case "threw": {
      const where = status.where === "" ? "" : ` (${status.where})`;
      return `threw ${duringWords(status.during)}${where}: ${status.message}`;
    }
    case "exited":
      return `ended the process ${duringWords(status.during)}, with exit code ${status.code}`;
    case "finished":
      return failedRequests === 0
        ? undefined
        : `gave ${failedRequests} requests no answer, or an error for one`;
    default:
      return whyNotFinished(status.state, end);
  }
}

/** The version was still being run when the tool ended. */
function whyNotFinished(
  state: "loading" | "running" | "listening",
  end: ToolEnd,
): string | undefined {
  if (end.how === "wrote too much") return undefined;
  if (end.how === "took too long") {
    const hung = { loading: "did not finish loading", running: "hung in a call" }[
      state === "listening" ? "running" : state
    ];
    return `${hung}: it was ended after ${end.seconds} s`;
  }
  const fatal = end.how === "failed" ? /FATAL ERROR: (.*)/.exec(end.errors)?.[1] : undefined;
  return `broke its process down${fatal === undefined ? "" : `: ${fatal}`}`;
}

function duringWords(during: "loading" | "a call"): string {
  return during === "loading" ? "while it was loaded" : "in a call";
}

/** A tool's failure, and what to do about it. */
export function failureOfTool(
  tool: ToolName,
  stage: "running" | "drawing",
  end: ToolEnd,
): ToolFailure {
  return { state: "tool failed", ...whyToolFailed(tool, stage, end) };
}

function whyToolFailed(tool: ToolName, stage: "running" | "drawing", end: ToolEnd) {
  const name = toolNames[tool];
  const other = tool === "0x" ? "use the flamegraph of npm run grade" : "try npm run flame";
  const others = `${other}, which takes less`;
  switch (end.how) {
    case "took too long":
      return {
        what: `${name} was not done with ${stage} after ${end.seconds} s and was ended`,
        next: `try again while the machine does nothing else, or ${others}`,
      };
    case "wrote too much":
      return { what: `${name} wrote more than ${end.megabytes} MB and was ended`, next: others };
    case "failed":
      return {
        what: `${name} failed while ${stage}: ${sentenceOf(end.errors)}`,
        next: "run npm ci, which installs the tools anew, and try again",
      };
    default:
      return { what: `${name} wrote no page`, next: "run npm ci, and try again" };
  }
}

/** The line of an error's text that says what is wrong. */
function sentenceOf(errors: string): string {
  return /^\w*Error: .*/m.exec(errors)?.[0] ?? (errors.split("\n")[0] || "it did not say why");
}
