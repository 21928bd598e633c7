import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { linesOf } from "../../contract/lines.ts";
import { plainFilesBelow } from "../../engine/folders/plain-files.ts";

/** A file that still holds text of the template. */
export interface TemplateText {
  /** As the folder was named, and the file's place in it. */
  readonly file: string;
  /** Counted from 1; at least one. */
  readonly lines: readonly number[];
}

/** The word by which the template marks what an author has to replace. */
const marker = /\bTODO\b/;

/** What of the template is left in folders of an exercise, such as its own and its solutions'. */
export function templateTextIn(folders: readonly string[]): TemplateText[] {
  return folders
    .flatMap(textFilesOf)
    .map((file) => ({ file, lines: markedLines(readFileSync(file, "utf8")) }))
    .filter(({ lines }) => lines.length > 0);
}

function textFilesOf(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return plainFilesBelow(folder)
    .filter((path) => /\.(ts|md|json)$/.test(path))
    .map((path) => join(folder, path));
}

function markedLines(text: string): number[] {
  return linesOf(text).flatMap((line, index) => (marker.test(line) ? [index + 1] : []));
}
