import type { RuleContext, RuleResult } from "../rule.ts";

/** Parts of an id that are half of the diagnosis: what is wrong with the code, or how to fix it. */
const telling = new Set(
  [
    // Pathologies.
    "quadratic nested rescan redos backtrack backtracking backtracks concat dedupe spread shift",
    "unshift join flatten clone copy copies alloc allocation megamorphic polymorphic boxed boxing",
    "unboxed chatty roundtrips sequential serial waterfall blocked blocking loop stall leak leaky",
    "leaks unbounded backpressure pressure listener listeners eager nplus1 wasteful",
    // Techniques.
    "cache caches cached caching memo memoize memoized lru ttl index indexed indexes hash hashed map",
    "set heap topk trie bisect presorted prefix asof packed columnar typed simd wasm vectorized",
    "vector batch batched batching prepared pipeline pipelined parallel concurrent await awaits async",
    "worker workers pool pooled lazy stream streaming streamed append buffer buffered intern interned",
  ].flatMap((words) => words.split(" ")),
);

/** Two words that tell only together. */
const tellingPairs: readonly RegExp[] = [/\bn-plus-one\b/, /\btop-k\b/, /\bstart-up\b/, /\bper-/];

/** That nobody knows the bottleneck from the exercise's name. */
export function* idKeepsTheSecret({ exercise: { id } }: RuleContext): Generator<RuleResult> {
  const told = [
    ...id.split("-").filter((word) => telling.has(word)),
    ...tellingPairs.flatMap((pair) => id.match(pair)?.[0] ?? []),
  ];
  yield {
    rule: "the id names no technique and no pathology",
    holds: told.length === 0,
    figure: told.length === 0 ? id : `${id} says ${told.join(", ")}`,
    fix: "call it after its story: whose data it is, or what is made of it, such as revenue-report",
  };
}
