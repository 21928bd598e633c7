import { readFileSync } from "node:fs";

export interface ServiceErrors {
  readonly service: string;
  readonly errors: number;
  readonly p95Ms: number;
}

/** Makes the hottest function of the profile faster where it stands, and calls it just as often. */
export function errorLatencies(path: string): ServiceErrors[] {
  const durations = new Map<string, number[]>();
  for (const line of readFileSync(path, "utf8").split("\n")) {
    const fields = parseFields(line);
    if (fields?.get("level") !== "error" || !fields.get("time")) continue;
    const service = fields.get("service");
    const durationMs = parseDuration(fields.get("duration") ?? "");
    if (service && durationMs !== undefined) add(durations, service, durationMs);
  }
  return summarize(durations);
}

const BLANK = /\s/;
const QUOTE = 0x22;
const EQUALS = 0x3d;
const BACKSLASH = 0x5c;

/** A hand-written scan instead of a regular expression. */
function parseFields(line: string): Map<string, string> | undefined {
  const fields = new Map<string, string>();
  const end = line.length;
  let at = 0;
  while (true) {
    while (at < end && isBlank(line.charCodeAt(at))) at++;
    if (at === end) return fields;
    const keyStart = at;
    while (at < end && !isDelimiter(line.charCodeAt(at))) at++;
    if (at === keyStart) return undefined;
    const key = line.slice(keyStart, at);
    if (line.charCodeAt(at) !== EQUALS) {
      fields.set(key, "true");
    } else if (line.charCodeAt(at + 1) === QUOTE) {
      const valueStart = at + 2;
      at = closingQuote(line, valueStart);
      if (at === -1) return undefined;
      fields.set(key, unescaped(line.slice(valueStart, at)));
      at++;
    } else {
      const valueStart = ++at;
      while (at < end && line.charCodeAt(at) !== QUOTE && !isBlank(line.charCodeAt(at))) at++;
      fields.set(key, line.slice(valueStart, at));
    }
    if (at < end && !isBlank(line.charCodeAt(at))) return undefined;
  }
}

function isBlank(code: number): boolean {
  return code <= 0x7f
    ? code === 0x20 || (code >= 0x09 && code <= 0x0d)
    : BLANK.test(String.fromCharCode(code));
}

function isDelimiter(code: number): boolean {
  return code === EQUALS || code === QUOTE || isBlank(code);
}

function closingQuote(line: string, from: number): number {
  for (let at = from; at < line.length; at++) {
    const code = line.charCodeAt(at);
    if (code === QUOTE) return at;
    if (code === BACKSLASH) at++;
  }
  return -1;
}

function unescaped(text: string): string {
  return text.includes("\\") ? text.replace(/\\(["\\])/g, "$1") : text;
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
