import { existsSync, readFileSync } from "node:fs";

/** What Doctor found in one series of figures. `data`: too few figures. */
export type DoctorIssue = "none" | "performance" | "data";

/** Doctor's names for a program's problem. */
export const doctorCategories = ["event-loop", "gc", "io", "none", "unknown", "data"] as const;
export type DoctorCategory = (typeof doctorCategories)[number];

/** Doctor's analysis of a run. Shown and explained, but never part of a grade. */
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
      "The event loop was blocked: some function ran for a long time without yielding, and everything else had to wait for it.",
    next: "Find that function: npm run flame -- <id>.",
  },
  gc: {
    means:
      "Memory went up and down, as it does when much is allocated and soon unused. Part of the time went into garbage collection.",
    next: "Find what allocates: look for objects, arrays and strings made in a loop.",
  },
  io: {
    means:
      "The CPU had little to do. The program waited for something outside, or did things one after the other that could run in parallel.",
    next: "If the entry is async or a server, see what it waits for: npm run clinic -- bubbleprof <id>.",
  },
  none: {
    means: "Doctor found nothing. That does not mean that the program is fast.",
    next: "See where the time goes: npm run flame -- <id>.",
  },
  unknown: {
    means: "Something is unusual, but Doctor's rules have no name for it.",
    next: "Look at the graphs yourself, and at where the time goes: npm run flame -- <id>.",
  },
  data: {
    means:
      "Doctor reached no conclusion. It had too little data for some figure, or its statistics did not converge, as happens when a program does the same all the time.",
    next: "Look at the graphs yourself.",
  },
};

/** What the diagnosis of an exercise's run means, and what to do next. */
export function explainDiagnosis({ issueCategory }: DoctorDiagnosis, id: string): DoctorWords {
  const { means, next } = words[issueCategory];
  return { means, next: next.replace("<id>", id) };
}

/** The figures that Doctor flagged, in the words of its page. */
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
 * How often Doctor was right in runs as long as ours, on a machine with other work: five programs,
 * each made to have one known problem or none, nine runs of each.
 */
export const doctorTrack =
  "waiting for I/O 7 of 9 times, much garbage 8, heavy computing 7, a blocked server 0, no problem 1";

/** Reads a kept diagnosis; undefined if there is none or it is invalid. */
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
