import type { Profiler, Runtime } from "node:inspector";
import { basename, isAbsolute } from "node:path";
import { shownPath } from "../source-path.ts";

/** 0x's names for kinds of code. Its page hides `init` and `v8` until their buttons are pressed. */
export type CodeType = "app" | "deps" | "core" | "wasm" | "init" | "v8";

const typesByFile: readonly (readonly [pattern: RegExp, type: CodeType])[] = [
  [/^node:internal\/(bootstrap|main|modules)\//, "init"],
  [/^node:/, "core"],
  [/^wasm:/, "wasm"],
  [/^node_modules\//, "deps"],
  [/^/, "app"],
];

/**
 * The profile's frames, such that 0x labels them `revenueByRegion index.ts:31`:
 * 0x prints a name, a URL and a line as they are, and V8 counts lines from 0.
 */
export function withReadableFrames(nodes: readonly Profiler.ProfileNode[]): Profiler.ProfileNode[] {
  const names = shortFileNames(nodes.map((node) => node.callFrame.url));
  return nodes.map((node) => ({
    ...node,
    callFrame: {
      ...node.callFrame,
      functionName: withoutMarkup(node.callFrame.functionName || "anonymous"),
      url: withoutMarkup(names.get(node.callFrame.url) ?? fileOf(node.callFrame)),
      lineNumber: node.callFrame.lineNumber + 1,
    },
  }));
}

/** A frame of JavaScript in a recording: `*` for optimized or `~` for not, name, file, line, column. */
const recordedFrame = /^([~*^]?)(.*) (\S+):(\d+):\d+(?: \[INIT\])?$/s;

/** A frame of a recording without a file: a built-in, a regular expression, WebAssembly, a library. */
const recordedNative = /^(.*) \[(CODE:\w+|WASM:?\w*|SHARED_LIB|CPP)\](?: \[INIT\])?$/s;

/**
 * The label for a frame of 0x's own recordings, in the form of those for CPU profiles.
 *
 * @param source the folder of the version: its files are named relative to it
 */
export function recordedLabel(name: string, source: string): string {
  const [, mark, functionName = "", file, line] = recordedFrame.exec(name) ?? [];
  if (file !== undefined) {
    return withoutMarkup(`${mark}${functionName} ${recordedPath(file, source)}:${line}`);
  }
  const [, native = name, kind] = recordedNative.exec(name) ?? [];
  return withoutMarkup(nativeLabel(native, kind));
}

function recordedPath(file: string, source: string): string {
  if (file === "[eval]") return "eval";
  return file.startsWith("file:") || isAbsolute(file) ? shownPath(file, source) : file;
}

function nativeLabel(name: string, kind: string | undefined): string {
  if (kind === "SHARED_LIB") return `${basename(name)} (compiled C++)`;
  if (kind === "CODE:RegExp") return `/${name}/ (regular expression)`;
  if (kind?.startsWith("WASM")) return `${name} (WebAssembly)`;
  return kind === undefined ? name : `${name} (built-in)`;
}

/** The kind of code that a frame with this label runs; V8's own functions have no file. */
export function codeType(label: string): CodeType {
  const file = / (\S+):\d+$/.exec(label)?.[1];
  if (file === undefined) return "v8";
  return typesByFile.find(([pattern]) => pattern.test(file))?.[1] ?? "app";
}

function shortFileNames(urls: readonly string[]): Map<string, string> {
  const files = [...new Set(urls)].filter((url) => url.startsWith("file:"));
  return new Map(files.map((file) => [file, shortFileName(file, files)]));
}

/** Code from `new Function` has a line but no file; V8's own functions have neither. */
function fileOf({ url, lineNumber }: Runtime.CallFrame): string {
  return url === "" && lineNumber >= 0 ? "eval" : url;
}

/** As much of the path's end as tells the file from all others: the folders before it are this machine's. */
function shortFileName(file: string, files: readonly string[]): string {
  const insidePackages = file.lastIndexOf("/node_modules/");
  if (insidePackages >= 0) return file.slice(insidePackages + 1);
  const parts = file.split("/");
  const endings = parts.map((_, index) => parts.slice(-1 - index).join("/"));
  return endings.find((ending) => isOnlyOneEndingWith(`/${ending}`, files)) ?? file;
}

function isOnlyOneEndingWith(ending: string, files: readonly string[]): boolean {
  return files.filter((file) => file.endsWith(ending)).length === 1;
}

/** A computed method name can be any text, and the page's tooltip is set as HTML. */
function withoutMarkup(name: string): string {
  return name.replaceAll("<", "‹").replaceAll(">", "›");
}
