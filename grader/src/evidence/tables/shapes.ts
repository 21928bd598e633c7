import type { ShapeEvidence } from "../evidence.ts";
import type { ShapesLog } from "../profilers/shapes.ts";
import type { Outlines } from "./sources.ts";

/** What is kept of a long list. */
const keptRows = 50;

/** Of V8's log, what lies in the own source. */
export function findShapes(log: ShapesLog, outlines: Outlines): ShapeEvidence {
  return {
    megamorphic: inOwn(named(log.megamorphic, outlines), outlines)
      .sort((a, b) => b.shapes - a.shapes)
      .slice(0, keptRows),
    deoptimizations: inOwn(log.deoptimizations, outlines)
      .sort((a, b) => b.times - a.times)
      .slice(0, keptRows),
  };
}

/** V8 calls the code of a function that was inlined by the name of the one around it. */
function named(accesses: ShapesLog["megamorphic"], outlines: Outlines): ShapesLog["megamorphic"] {
  return accesses.map((access) => {
    // V8 counts columns from 1 here.
    const own = outlines.get(access.url)?.outline.namedFunctionAt(access.line, access.column - 1);
    return own === undefined ? access : { ...access, function: own.name };
  });
}

function inOwn<Entry extends { readonly url: string }>(
  entries: readonly Entry[],
  outlines: Outlines,
): (Omit<Entry, "url"> & { readonly file: string })[] {
  return entries.flatMap(({ url, ...entry }) => {
    const source = outlines.get(url);
    return source === undefined ? [] : [{ ...entry, file: source.file }];
  });
}
