import { parseFields } from "./logfmt.ts";

/** One request, as one line of an access log tells it. */
export interface AccessEntry {
  readonly time: string;
  readonly level: string;
  readonly service: string;
  readonly durationMs: number;
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly message: string;
}

/** Go's loggers write U+00B5, most keyboards U+03BC, and what can't write either writes a `u`. */
const MILLISECONDS_PER_UNIT = new Map([
  ["us", 0.001],
  ["\u00b5s", 0.001],
  ["\u03bcs", 0.001],
  ["ms", 1],
  ["s", 1000],
]);

/** Reads one line; undefined when it is cut off, or lacks or garbles one of the required fields. */
export function parseEntry(line: string): AccessEntry | undefined {
  const fields = parseFields(line);
  if (fields === undefined) return undefined;
  const time = fields.get("time");
  const level = fields.get("level");
  const service = fields.get("service");
  const durationMs = parseDuration(fields.get("duration"));
  if (!time || !level || !service || durationMs === undefined) return undefined;
  return {
    time,
    level,
    service,
    durationMs,
    method: fields.get("method") ?? "",
    route: routeOf(fields.get("path") ?? ""),
    status: Number(fields.get("status") ?? 0),
    message: fields.get("msg") ?? "",
  };
}

/** Milliseconds of a duration such as `12.5ms`; a number and its unit, nothing between or around. */
function parseDuration(text: string | undefined): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(\D+)$/.exec(text ?? "");
  if (match === null) return undefined;
  const [, amount, unit] = match;
  const milliseconds = MILLISECONDS_PER_UNIT.get(unit ?? "");
  return milliseconds === undefined ? undefined : Number(amount) * milliseconds;
}

function routeOf(path: string): string {
  const query = path.indexOf("?");
  return query === -1 ? path : path.slice(0, query);
}
