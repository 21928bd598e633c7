import { existsSync, readFileSync } from "node:fs";

/** What Doctor found in one series of figures. `data`: it had too few of them. */
export type DoctorIssue = "none" | "performance" | "data";

/** Doctor's names for what a program may suffer from. */
export const doctorCategories = ["event-loop", "gc", "io", "none", "unknown", "data"] as const;
export type DoctorCategory = (typeof doctorCategories)[number];

/** What Doctor's own analysis says of a run. Shown and explained, never graded on. */
export interface DoctorDiagnosis {
  readonly issueCategory: DoctorCategory;
  readonly issues: {
    readonly delay: DoctorIssue;
    readonly cpu: DoctorIssue;
    readonly memory: Readonly<Record<"external" | "rss" | "heapTotal" | "heapUsed", DoctorIssue>>;
    readonly handles: DoctorIssue;
    readonly loopUtilization: DoctorIssue;
  };
}

/** A diagnosis in words. */
export interface DoctorWords {
  readonly means: string;
  readonly next: string;
}

const words: Readonly<Record<DoctorCategory, DoctorWords>> = {
  "event-loop": {
    means:
      "The event loop was held up: some function ran for long without giving way, and everything else had to wait for it.",
    next: "Find that function: npm run flame -- <id>.",
  },
  gc: {
    means:
      "Memory went up and down as it does when much is allocated and soon thrown away: part of the time went into garbage collection.",
    next: "Find what allocates: look for objects, arrays and strings that are made in a loop.",
  },
  io: {
    means:
      "The processor had little to do: the program waited for something outside of it, or did one thing after the other that could go on at the same time.",
    next: "If the entry is awaited or a server, see what it waits for: npm run clinic -- bubbleprof <id>.",
  },
  none: {
    means: "Doctor found nothing. That does not say that the program is fast.",
    next: "Ask where the time goes: npm run flame -- <id>.",
  },
  unknown: {
    means: "Something is out of the ordinary, but Doctor's rules give it no name.",
    next: "Look at the graphs yourself, and at where the time goes: npm run flame -- <id>.",
  },
  data: {
    means:
      "Doctor came to no conclusion: of some figure it had too little, or its statistics did not settle, as happens when a program does the same all the time.",
    next: "Look at the graphs yourself.",
  },
};

/** What the diagnosis of an exercise's run means, and what to do with it. */
export function explainDiagnosis({ issueCategory }: DoctorDiagnosis, id: string): DoctorWords {
  const { means, next } = words[issueCategory];
  return { means, next: next.replace("<id>", id) };
}

/** The figures in which Doctor saw something, in the words of its page. */
export function suspiciousFigures({ issues }: DoctorDiagnosis): string[] {
  const figures: readonly (readonly [string, readonly DoctorIssue[]])[] = [
    ["event loop delay", [issues.delay]],
    ["CPU usage", [issues.cpu]],
    ["memory usage", Object.values(issues.memory)],
    ["active handles", [issues.handles]],
    ["event loop utilization", [issues.loopUtilization]],
  ];
  return figures.filter(([, found]) => found.includes("performance")).map(([name]) => name);
}

/**
 * How often Doctor was right in runs as long as ours, on a machine with other work: five programs
 * made to have one known trouble or none, nine runs of each.
 */
export const doctorTrack =
  "waiting for I/O 7 of 9 times, much garbage 8, heavy computing 7, a blocked server 0, nothing wrong 1";

/** Reads a kept diagnosis; undefined when there is none or it is not one. */
export function readDiagnosis(path: string): DoctorDiagnosis | undefined {
  if (!existsSync(path)) return undefined;
  try {
    const value: unknown = JSON.parse(readFileSync(path, "utf8"));
    return isDiagnosis(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isDiagnosis(value: unknown): value is DoctorDiagnosis {
  const { issueCategory, issues } = (value ?? {}) as Partial<DoctorDiagnosis>;
  return (
    doctorCategories.some((category) => category === issueCategory) &&
    typeof issues === "object" &&
    typeof issues?.memory === "object"
  );
}
