import { join } from "node:path";
import { readSafely } from "../../engine/reading/reader.ts";
import { compileWat, isWat } from "../../engine/wat/compile-wat.ts";
import type { Import } from "../source/imports.ts";
import type { ReadSource } from "../source/read-source.ts";
import { type Importable, targetOf } from "./allowed-imports.ts";
import { readSourceFile } from "./read-file.ts";

/** Limits on what is read of an untrusted folder. */
const mostFiles = 64;
const mostBytes = 1_000_000;

/** For the files of a version together: parsing a real one takes milliseconds. */
const mostReadingMs = 20_000;

/** The files that a version's index.ts reaches by imports. */
export interface VersionFiles {
  /** Text by path relative to the folder, with forward slashes. */
  readonly files: ReadonlyMap<string, string>;
  /** What runs, by the same paths: without types, and for WebAssembly text the module of it. */
  readonly modules: ReadonlyMap<string, string>;
  /** Why the version can't be used; empty if it can. */
  readonly reasons: readonly string[];
}

/** One file, as far as it can be used. */
interface OneFile {
  readonly module: string;
  readonly imports: readonly Import[];
  readonly typesFrom: readonly string[];
  readonly reasons: readonly string[];
}

/**
 * Reads index.ts, what it imports, what that imports, and so on.
 *
 * @param now a monotonic clock in ms
 */
export async function readVersion(
  folder: string,
  importable: Importable,
  now: () => number = () => performance.now(),
): Promise<VersionFiles> {
  const files = new Map<string, string>();
  const modules = new Map<string, string>();
  const reasons: string[] = [];
  const open = new Set(["index.ts"]);
  const started = now();
  let bytesLeft = mostBytes;
  for (const path of open) {
    const place = `${importable.name}/${path}`;
    if (now() - started > mostReadingMs) return { files, modules, reasons: [tooLongToRead(place)] };
    const file = readSourceFile(join(folder, path), bytesLeft);
    if (file.state === "too large")
      reasons.push(`${place} is too large: all files together may have ${mostBytes / 1e6} MB`);
    if (file.state === "not text") reasons.push(`${place}${lineIn(file.line)}: ${file.why}`);
    if (file.state !== "text") continue;
    bytesLeft -= Buffer.byteLength(file.text);
    files.set(path, file.text);
    const one = await readOne(path, file.text, importable);
    modules.set(path, one.module);
    reasons.push(...one.reasons);
    for (const reached of filesReachedBy(one, path, importable)) open.add(reached);
    if (open.size > mostFiles)
      return { files, modules, reasons: [`more than ${mostFiles} files are imported`] };
  }
  return { files, modules, reasons };
}

const tooLongToRead = (place: string) =>
  `${place} was not read: the files before it took more than ${mostReadingMs / 1000} seconds; write them in simpler parts`;

const lineIn = (line: number | undefined) => (line === undefined ? "" : `:${line}`);

const broken = (reasons: readonly string[]): OneFile => ({
  module: "",
  imports: [],
  typesFrom: [],
  reasons,
});

async function readOne(path: string, text: string, importable: Importable): Promise<OneFile> {
  const place = `${importable.name}/${path}`;
  if (isWat(path)) return readWat(place, text);
  const reading = await readSafely<ReadSource>(sourceReader, text);
  if (reading.state === "given up")
    return broken([`${place}: ${reading.why}; write it in simpler parts`]);
  const source = reading.result;
  if (source.state === "syntax error") {
    return broken([`${place}${lineIn(source.line)}: ${source.message}`]);
  }
  const { javaScript: module, imports, typesFrom } = source;
  const reasons = imports.flatMap((one) => {
    const target = targetOf(one, path, importable);
    return target.state === "problem" ? [`${place}:${one.line}: ${target.what}`] : [];
  });
  return { module, imports, typesFrom, reasons };
}

const sourceReader = new URL("../source/read-source.ts", import.meta.url);

async function readWat(place: string, text: string): Promise<OneFile> {
  const compiled = await compileWat(text);
  if (compiled.state === "compiled") return { ...broken([]), module: compiled.javaScript };
  return broken(compiled.problems.map(({ line, what }) => `${place}${lineIn(line)}: ${what}`));
}

/** A module of which only types are used belongs to the version, but may just as well be missing. */
function filesReachedBy(
  { imports, typesFrom }: OneFile,
  from: string,
  importable: Importable,
): string[] {
  const asked = [...imports, ...typesFrom.map((specifier) => ({ specifier }))];
  return asked.flatMap((one) => {
    const target = targetOf(one, from, importable);
    return target.state === "file" ? [target.path] : [];
  });
}
