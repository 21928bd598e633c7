import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readSources } from "../../../course/staging/stage.ts";
import type { RuleContext, RuleResult } from "../rule.ts";

/** Names of JavaScript, as patterns: they count where they are written as such. */
const names: readonly string[] = [
  "WeakMap",
  "WeakSet",
  "groupBy",
  "fromEntries",
  "(?:Float|(?:Big)?[Uu]?[Ii]nt)\\d+(?:Clamped)?Array",
  "ArrayBuffer",
  "Buffer",
  "Promise\\.all",
  "WebAssembly",
];

/** Names that are words as well: at the beginning of a sentence they may have a capital. */
const namesAndWords: readonly string[] = ["Map", "Set"];

/** Words of techniques, one family each. */
const wordFamilies: readonly RegExp[] = [
  /\bcach(?:e[ds]?|ing)\b/giu,
  /\bmemos?\b|\bmemoi[sz]\w+/giu,
  /\bindex(?:e[ds]|ing)?\b|\bindices\b/giu,
  /\bhash(?:e[ds]|ing)?\b/giu,
  /\bheaps?\b/giu,
  /\btries\b(?= of )|\btrie\b/giu,
  /\bbinary search\b/giu,
  /\bprefix sums?\b/giu,
  /\btyped arrays?\b/giu,
  /\bwebassembly\b|\bwasm\b|\bSIMD\b/giu,
  /\bregex(?:p|es)?\b|\bregular expressions?\b|\bbacktrack(?:s|ing)\b/giu,
  /\bin parallel\b|\bconcurrently\b/giu,
  /\bbackpressure\b|\bstreaming\b/giu,
  /\bbatch(?:e[ds]|ing)?\b/giu,
  /\bprepared statements?\b/giu,
  /\bworker threads?\b/giu,
  /\blaz(?:y|ily)\b/giu,
];

/** That the story leaves it to the student to find the technique. */
export function* readmeKeepsTheSecret(context: RuleContext): Generator<RuleResult> {
  const told = giveawaysIn(readmeOf(context), context);
  yield {
    rule: "the README does not name the technique",
    holds: told.length === 0,
    figure: told.length === 0 ? "none of its words" : `it says ${told.join(", ")}`,
    fix: "tell what is slow and what must stay the same, and leave to the hints how to fix it",
  };
}

/** A sentence may go on in the next line. */
function readmeOf({ exercise }: RuleContext): string {
  const path = join(exercise.folder, "README.md");
  const text = existsSync(path) ? readFileSync(path, "utf8") : "";
  return withoutFileNames(text.replaceAll(/\r?\n(?!\r?\n)/g, " "));
}

/** `index.ts` tells nothing of an index. */
function withoutFileNames(text: string): string {
  return text.replaceAll(/[\w./-]+\.(?:ts|wat)\b/g, "");
}

/** Words of the README that the hints or the reference share, and those that the exercise lists. */
function giveawaysIn(readme: string, context: RuleContext): string[] {
  const own = (context.exercise.definition.giveaways ?? []).map(wholeWords);
  const found = [...tellingWords(context), ...own].flatMap((words) => readme.match(words) ?? []);
  return [...new Set(found)].map((word) => JSON.stringify(word));
}

/** What a student reads before doing anything is the problem, and not the way out of it. */
function tellingWords(context: RuleContext): RegExp[] {
  const secret = secretOf(context);
  const baseline = baselineOf(context);
  const called = namesOf(context, baseline);
  const isSecret = (name: string) =>
    holds(secret, inCode(name)) && !holds(`${called} ${baseline}`, inCode(name));
  return [
    ...names.filter(isSecret).map(inCode),
    ...namesAndWords.filter(isSecret).map(inMidSentence),
    ...wordFamilies.filter(
      (words) => holds(secret, words) && !holds(`${called} ${builtInsOf(baseline)}`, words),
    ),
  ];
}

/** What the baseline itself is written with is a part of the problem. */
const builtInsOf = (baseline: string) =>
  names.flatMap((name) => baseline.match(inCode(name)) ?? []).join(" ");

const inCode = (name: string) => new RegExp(`\\b${name}s?\\b`, "gu");

const inMidSentence = (name: string) => new RegExp(`(?<=[\\p{L}\\d,(\`] ?)\\b${name}s?\\b`, "gu");

/** All that a student is not to read before trying. */
function secretOf({ exercise, solutions }: RuleContext): string {
  const { reference: folder } = solutions;
  const reference = folder === undefined ? [] : readSources(folder).values();
  return withoutFileNames([...exercise.definition.hints, ...reference].join("\n"));
}

function baselineOf({ exercise: { folder } }: RuleContext): string {
  return [...readSources(join(folder, "baseline")).values()].join("\n");
}

/** As words: the exercise's id, title and entry, and what the baseline declares. */
function namesOf({ exercise: { id, definition } }: RuleContext, baseline: string): string {
  const declared = baseline.matchAll(/\b(?:function\*?|class|interface|type) +(\w+)/g);
  const all = [id, definition.title, definition.entry, ...declared.map(([, name]) => name)];
  return all.join(" ").replaceAll(/(?<=\p{Ll})(?=\p{Lu})/gu, " ");
}

const holds = (text: string, words: RegExp) => text.search(words) !== -1;

function wholeWords(text: string): RegExp {
  return new RegExp(`(?<!\\p{L})${escaped(text)}(?!\\p{L})`, "giu");
}

const escaped = (text: string) => text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
