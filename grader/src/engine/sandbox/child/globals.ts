/** Takes away what a version under test has no business with. */
import { poorCopies } from "./poor-copies.ts";

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
  ...["QuotaExceededError", "CustomEvent", "URLPattern"],
]);

/**
 * Removes Node's own globals but the harmless ones, and puts poor copies in the place of those that
 * code uses without a thought, so that a debug print or a look at NODE_ENV does not fail.
 *
 * @param network whether the version may talk to the network: then the globals that do stay, and
 *   those that Node's own modules for it ask for
 */
export function removeGlobals(network: boolean): void {
  const copies = poorCopies(network);
  for (const key of Reflect.ownKeys(globalThis)) {
    const name = String(key);
    const stays = network || ofTheLanguage.has(name) || harmless.has(name);
    if (!stays) Reflect.deleteProperty(globalThis, key);
  }
  for (const [name, value] of Object.entries(copies)) {
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true });
  }
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
