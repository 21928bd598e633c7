import { closeSync, openSync, readSync } from "node:fs";

export interface ServiceErrors {
  readonly service: string;
  readonly errors: number;
  readonly p95Ms: number;
}

/** Searches for the level as most services write it, and never sees it in quotes. */
export function errorLatencies(path: string): ServiceErrors[] {
  const durations = new Map<string, number[]>();
  forEachBlock(path, (lines) => {
    let hit = lines.indexOf("level=error");
    while (hit !== -1) {
      const { text, end } = lineAt(lines, hit);
      addError(durations, text);
      hit = lines.indexOf("level=error", end);
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

function lineAt(lines: Buffer, hit: number): { text: string; end: number } {
  const start = lines.lastIndexOf(0x0a, hit) + 1;
  const newline = lines.indexOf(0x0a, hit);
  const end = newline === -1 ? lines.length : newline;
  return { text: lines.toString("utf8", start, end), end };
}

function addError(durations: Map<string, number[]>, line: string): void {
  const fields = parseFields(line);
  const service = fields?.get("service");
  const durationMs = parseDuration(fields?.get("duration") ?? "");
  if (fields?.get("level") !== "error" || !fields.get("time")) return;
  if (service && durationMs !== undefined) add(durations, service, durationMs);
}

const FIELD = /\s*([^\s="]+)(?:=(?:"((?:[^"\\]|\\.)*)"|([^\s"]*)))?(?=\s|$)/gy;

function parseFields(line: string): Map<string, string> | undefined {
  const fields = new Map<string, string>();
  let parsed = 0;
  for (const [field, key = "", quoted, bare] of line.matchAll(FIELD)) {
    fields.set(key, quoted?.replace(/\\(["\\])/g, "$1") ?? bare ?? "true");
    parsed += field.length;
  }
  return line.slice(parsed).trim() === "" ? fields : undefined;
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
