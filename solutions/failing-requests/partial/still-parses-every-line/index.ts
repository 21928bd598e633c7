import { closeSync, openSync, readSync } from "node:fs";

export interface ServiceErrors {
  readonly service: string;
  readonly errors: number;
  readonly p95Ms: number;
}

/** Reads in chunks and keeps only what the summary needs, but parses every line to find that out. */
export function errorLatencies(path: string): ServiceErrors[] {
  const durations = new Map<string, number[]>();
  forEachBlock(path, (lines) => {
    let start = 0;
    while (start < lines.length) {
      const newline = lines.indexOf(0x0a, start);
      const end = newline === -1 ? lines.length : newline;
      addError(durations, lines.toString("utf8", start, end));
      start = end + 1;
    }
  });
  return summarize(durations);
}

function forEachBlock(path: string, visit: (lines: Buffer) => void): void {
  const file = openSync(path, "r");
  try {
    let chunk = Buffer.allocUnsafe(64 * 1024);
    let kept = 0;
    while (true) {
      const read = readSync(file, chunk, kept, chunk.length - kept, null);
      const filled = kept + read;
      const complete = read === 0 ? filled : chunk.subarray(0, filled).lastIndexOf(0x0a) + 1;
      visit(chunk.subarray(0, complete));
      if (read === 0) return;
      kept = filled - complete;
      if (kept === chunk.length) chunk = Buffer.concat([chunk], 2 * chunk.length);
      else chunk.copyWithin(0, complete, filled);
    }
  } finally {
    closeSync(file);
  }
}

function addError(durations: Map<string, number[]>, line: string): void {
  const entry = parseEntry(line);
  if (entry?.level !== "error" || !entry.time || !entry.service) return;
  const durationMs = parseDuration(entry.duration);
  if (durationMs !== undefined) add(durations, entry.service, durationMs);
}

const FIELD = /\s*([^\s="]+)(?:=(?:"((?:[^"\\]|\\.)*)"|([^\s"]*)))?(?=\s|$)/y;

function parseEntry(line: string) {
  const entry = { time: "", level: "", service: "", duration: "" };
  let parsed = 0;
  FIELD.lastIndex = 0;
  for (let match = FIELD.exec(line); match !== null; match = FIELD.exec(line)) {
    parsed = FIELD.lastIndex;
    const key = match[1];
    if (key === "time" || key === "level" || key === "service" || key === "duration") {
      entry[key] = match[2]?.replace(/\\(["\\])/g, "$1") ?? match[3] ?? "true";
    }
  }
  return line.slice(parsed).trim() === "" ? entry : undefined;
}

const MILLISECONDS_PER_UNIT = new Map([
  ["us", 0.001],
  ["\u00b5s", 0.001],
  ["\u03bcs", 0.001],
  ["ms", 1],
  ["s", 1000],
]);

function parseDuration(text: string): number | undefined {
  const [, amount, unit = ""] = /^(\d+(?:\.\d+)?)(\D+)$/.exec(text) ?? [];
  const milliseconds = MILLISECONDS_PER_UNIT.get(unit);
  return milliseconds === undefined ? undefined : Number(amount) * milliseconds;
}

function summarize(durations: Map<string, number[]>): ServiceErrors[] {
  return [...durations]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([service, values]) => {
      values.sort((a, b) => a - b);
      const p95Ms = values[Math.ceil((95 * values.length) / 100) - 1] ?? 0;
      return { service, errors: values.length, p95Ms };
    });
}

function add(durations: Map<string, number[]>, service: string, durationMs: number): void {
  const known = durations.get(service);
  if (known === undefined) durations.set(service, [durationMs]);
  else known.push(durationMs);
}
