import type { DriveStatus, ToolName } from "./driven-run.ts";
import type { ToolEnd } from "./watched-tool.ts";

/** Why there is no page: the version that was run failed, or the tool failed. */
export type ToolFailure =
  | { readonly state: "code failed"; readonly what: string }
  | { readonly state: "tool failed"; readonly what: string; readonly next: string };

/** The name of each tool. */
export const toolNames: Readonly<Record<ToolName, string>> = {
  doctor: "Clinic Doctor",
  flame: "Clinic Flame",
  bubbleprof: "Clinic Bubbleprof",
  "heap-profiler": "Clinic Heap Profiler",
  "0x": "0x",
};

/** How a run ended. */
export interface RunEnd {
  readonly status: DriveStatus | undefined;
  readonly end: ToolEnd;
  /** For a server. */
  readonly failedRequests: number;
}

/** The failure of the version itself, if it failed. */
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
        : `failed ${failedRequests} requests (no answer, or an error)`;
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
    return `${hung}: stopped after ${end.seconds} s`;
  }
  const fatal = end.how === "failed" ? /FATAL ERROR: (.*)/.exec(end.errors)?.[1] : undefined;
  return `crashed${fatal === undefined ? "" : `: ${fatal}`}`;
}

function duringWords(during: "loading" | "a call"): string {
  return during === "loading" ? "while loading" : "in a call";
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
  const other = tool === "0x" ? "use the flame graph of npm run grade" : "try npm run flame";
  const others = `${other}, which needs less`;
  switch (end.how) {
    case "took too long":
      return {
        what: `${name} was still ${stage} after ${end.seconds} s and was stopped`,
        next: `try again when the machine is idle, or ${others}`,
      };
    case "wrote too much":
      return { what: `${name} wrote more than ${end.megabytes} MB and was stopped`, next: others };
    case "failed":
      return {
        what: `${name} failed while ${stage}: ${sentenceOf(end.errors)}`,
        next: "run npm ci to reinstall the tools, and try again",
      };
    default:
      return { what: `${name} wrote no page`, next: "run npm ci, and try again" };
  }
}

/** The line of an error text that says what is wrong. */
function sentenceOf(errors: string): string {
  return /^\w*Error: .*/m.exec(errors)?.[0] ?? (errors.split("\n")[0] || "it did not say why");
}
