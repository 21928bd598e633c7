import type { ShapeEvidence } from "../evidence.ts";
import type { ShapesLog } from "../profilers/shapes.ts";
import type { Outlines } from "./sources.ts";

/** What is kept of a long list. */
const keptRows = 50;

/** Of V8's log, what lies in the own source. */
export function findShapes(log: ShapesLog, outlines: Outlines): ShapeEvidence {
  return {
    megamorphic: inOwn(log.megamorphic, outlines)
      .sort((a, b) => b.shapes - a.shapes)
      .slice(0, keptRows),
    deoptimizations: inOwn(log.deoptimizations, outlines)
      .sort((a, b) => b.times - a.times)
      .slice(0, keptRows),
  };
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
