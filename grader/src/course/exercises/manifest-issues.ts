import * as v from "valibot";
import { nearestOf } from "../../contract/nearest.ts";

/** What is wrong with a field of a manifest, in one sentence that begins with the field. */
export function wordsOfIssue(issue: v.BaseIssue<unknown>, schema: object): string {
  const path = v.getDotPath(issue);
  if (path === null) return issue.message;
  if (issue.kind === "schema" && issue.expected === "never") {
    return `${path}: there is no such field${meantField(path.split(".").at(-1) ?? "", schema)}`;
  }
  const choice = wordsOfChoice(issue);
  if (choice !== undefined) return `${path}: ${choice}`;
  const isMissing = issue.received === "undefined" && issue.type !== "custom";
  return isMissing ? `${path}: it is missing` : `${path}: ${issue.message}`;
}

/** Of a text that is none of the texts that may stand there. */
function wordsOfChoice({ kind, expected, received }: v.BaseIssue<unknown>): string | undefined {
  if (kind !== "schema" || !/^\(?"/.test(expected ?? "") || !received.startsWith('"'))
    return undefined;
  const choices = (expected ?? "").matchAll(/"([^"]*)"/g).map(([, choice = ""]) => choice);
  const all = choices.toArray();
  const typed = received.slice(1, -1);
  const nearest = nearestOf(typed, all, { mostEdits: () => typed.length / 3 });
  const meant =
    nearest === undefined ? `it can be ${all.join(", ")}` : `did you mean "${nearest}"?`;
  return `there is no ${received}; ${meant}`;
}

function meantField(name: string, schema: object): string {
  const nearest = nearestOf(name, [...fieldsOf(schema)], { mostEdits: () => 2 });
  return nearest === undefined ? "" : `; did you mean ${nearest}?`;
}

/** The names of all fields that a schema knows, at any depth. */
function fieldsOf(schema: unknown): Set<string> {
  if (typeof schema !== "object" || schema === null) return new Set();
  const own = "entries" in schema ? Object.keys(schema.entries as object) : [];
  const parts = ["entries", "wrapped", "item", "pipe", "options"].flatMap((key) =>
    Object.values((schema as Readonly<Record<string, object | undefined>>)[key] ?? {}),
  );
  return new Set([...own, ...parts.flatMap((part) => [...fieldsOf(part)])]);
}
