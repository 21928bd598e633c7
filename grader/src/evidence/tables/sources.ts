import { join } from "node:path";
import { pathToFileURL } from "node:url";
import {
  type OutlineData,
  outlineFrom,
  type SourceOutline,
} from "../../course/source/functions.ts";
import { readSafely } from "../../engine/reading/reader.ts";
import type { Place } from "../evidence.ts";

/** The sources of a side as profiles know them: outlines by URL. */
export type Outlines = ReadonlyMap<
  string,
  { readonly file: string; readonly outline: SourceOutline }
>;

/** A frame as V8's profiles have it: lines and columns from 0. */
export interface V8Frame {
  readonly functionName: string;
  readonly url: string;
  readonly lineNumber: number;
  readonly columnNumber: number;
}

const topLevel = "(top level)";

const outlineReader = new URL("../../course/source/read-outline.ts", import.meta.url);

/**
 * Reads the outlines of a version's sources. One that can't be read in time has none.
 *
 * @param modules of the version in that folder, by path; of those of WebAssembly text there is none
 */
export async function outlinesOf(
  folder: string,
  modules: ReadonlyMap<string, string>,
): Promise<Outlines> {
  const outlines = new Map<string, { file: string; outline: SourceOutline }>();
  for (const [file, text] of modules) {
    if (!file.endsWith(".ts")) continue;
    const reading = await readSafely<OutlineData | undefined>(outlineReader, text);
    if (reading.state === "given up" || reading.result === undefined) continue;
    const url = pathToFileURL(join(folder, file)).href;
    outlines.set(url, { file, outline: outlineFrom(reading.result) });
  }
  return outlines;
}

/** The named function that a frame of the source belongs to: its own, or the one around a closure. */
export function placeOf(frame: V8Frame, outlines: Outlines): Place {
  const { url, lineNumber, columnNumber, functionName } = frame;
  const source = outlines.get(url);
  const named = source?.outline.namedFunctionAt(lineNumber + 1, columnNumber);
  return {
    file: source?.file ?? url,
    name: named?.name ?? (functionName || topLevel),
    line: named?.firstLine ?? lineNumber + 1,
  };
}

/** What a picture calls a frame: a function without a name is a callback of the one around it. */
export function labelOf(frame: V8Frame, outlines: Outlines): string {
  if (frame.functionName !== "" || !outlines.has(frame.url)) return frame.functionName;
  return `${placeOf(frame, outlines).name} callback`;
}
