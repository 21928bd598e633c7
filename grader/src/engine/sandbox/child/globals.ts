/** Takes away what a version under test has no business with. */
import { writeSync } from "node:fs";
import { format } from "node:util";

const standardOutput = 1;

/** Globals that stay besides those of the language: they compute, and reach nothing. */
const harmless: ReadonlySet<string> = new Set([
  ...[
    "globalThis",
    "WebAssembly",
    "Buffer",
    "TextEncoder",
    "TextDecoder",
    "URL",
    "URLSearchParams",
  ],
  ...["structuredClone", "atob", "btoa", "queueMicrotask", "AbortController", "AbortSignal"],
  ...["Event", "EventTarget", "setTimeout", "setInterval", "setImmediate"],
  ...["clearTimeout", "clearInterval", "clearImmediate", "DOMException"],
]);

/**
 * Removes Node's own globals but the harmless ones, and puts poor copies in the place of `process`,
 * `console` and `performance`, so that a debug print or a look at NODE_ENV does not fail.
 *
 * @param network whether the version may talk to the network: then the globals that do stay, and
 *   those that Node's own modules for it ask for
 */
export function removeGlobals(network: boolean): void {
  const { platform, arch, version, versions } = process;
  const now = performance.now.bind(performance);
  for (const key of Reflect.ownKeys(globalThis)) {
    const name = String(key);
    const stays = network || ofTheLanguage.has(name) || harmless.has(name);
    if (!stays) Reflect.deleteProperty(globalThis, key);
  }
  const define = (name: string, value: object) =>
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true });
  const stdout = { write: print };
  define("process", {
    ...{ env: {}, argv: [], platform, arch, version, versions: { ...versions } },
    ...{ stdout, stderr: stdout },
  });
  define("performance", { now });
  define("console", consoleThatPrints());
}

/**
 * What is printed is not shown, but the grader says that something was. Node's own console would
 * make a socket at the first print, in reach of whoever waits for it.
 */
function print(...values: unknown[]): void {
  writeSync(standardOutput, `${format(...values)}\n`);
}

/** All methods print. */
function consoleThatPrints(): object {
  const names = ["log", "info", "warn", "error", "debug", "trace", "table", "dir", "group"];
  const silent = ["groupEnd", "time", "timeEnd", "timeLog", "assert", "count"];
  return Object.fromEntries([
    ...names.map((name) => [name, print] as const),
    ...silent.map((name) => [name, () => {}] as const),
  ]);
}

const ofTheLanguage: ReadonlySet<string> = new Set([
  ...["Infinity", "NaN", "undefined", "eval", "isFinite", "isNaN", "parseFloat", "parseInt"],
  ...["decodeURI", "decodeURIComponent", "encodeURI", "encodeURIComponent", "escape", "unescape"],
  ...["Object", "Function", "Boolean", "Symbol", "Error", "AggregateError", "EvalError"],
  ...["RangeError", "ReferenceError", "SyntaxError", "TypeError", "URIError", "SuppressedError"],
  ...["Number", "BigInt", "Math", "Date", "Temporal", "String", "RegExp", "Array", "Iterator"],
  ...["AsyncIterator", "Int8Array", "Uint8Array", "Uint8ClampedArray", "Int16Array", "Uint16Array"],
  ...["Int32Array", "Uint32Array", "BigInt64Array", "BigUint64Array", "Float16Array"],
  ...["Float32Array", "Float64Array", "Map", "Set", "WeakMap", "WeakSet", "WeakRef"],
  ...["FinalizationRegistry", "ArrayBuffer", "SharedArrayBuffer", "DataView", "Atomics", "JSON"],
  ...["Promise", "Proxy", "Reflect", "Intl", "DisposableStack", "AsyncDisposableStack"],
]);
