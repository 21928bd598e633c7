import { realpathSync } from "node:fs";
import { join } from "node:path";
import { type ReadingLimits, readAlone } from "../../engine/reading/reader.ts";
import { isWat } from "../../engine/wat/compile-wat.ts";
import { courseRoot } from "../exercises/course.ts";
import { listFolder } from "../folders/listing.ts";
import { readSourceFile } from "../staging/read-file.ts";
import type { Submission } from "../staging/submission.ts";
import type { TypeJob, TypeMistakes } from "./find-mistakes.ts";

export type { TypeMistake } from "./find-mistakes.ts";

/** What is known of the types of a version. */
export type TypeCheck =
  | ({ readonly state: "checked" } & TypeMistakes)
  | { readonly state: "unknown"; readonly why: string };

/** Generous: a second is usual, and this machine may be busy. */
const limits: ReadingLimits = { seconds: 30, megabytes: 2000 };
const mostBytes = 1_000_000;

const finder = new URL("find-mistakes.ts", import.meta.url);

/**
 * Checks the types of a version with the course's own options. Takes about a second of a processor:
 * not to be done while anything is measured.
 *
 * @param folder where the version was taken from
 */
export async function checkTypes(folder: string, { files }: Submission): Promise<TypeCheck> {
  const sources = [...files].filter(([path]) => !isWat(path));
  const job: TypeJob = {
    folder: realpathSync(folder),
    files: [...sources, ...declarationsIn(folder)],
    config: join(courseRoot, "tsconfig.json"),
  };
  const reading = await readAlone<TypeMistakes>(finder, JSON.stringify(job), limits);
  if (reading.state === "given up") return { state: "unknown", why: reading.why };
  return { state: "checked", ...reading.result };
}

/** Files of types alone, which hold for all others without an import. */
export function declarationsIn(folder: string): [path: string, text: string][] {
  const paths = [...listFolder(folder).entries].filter(([path, kind]) => {
    return kind === "file" && path.endsWith(".d.ts");
  });
  return paths.flatMap(([path]): [string, string][] => {
    const read = readSourceFile(join(folder, path), mostBytes);
    return read.state === "text" ? [[path, read.text]] : [];
  });
}
