/**
 * Notices built-ins that the version under test has changed: the runner itself relies on them. The
 * guard must not run what it looks for. It therefore reads no property that an object may lack:
 * that would be looked up in Object.prototype, where an accessor could do work with no clock
 * running, and then take itself away.
 */

type Key = string | symbol;

/** A property of a built-in object as it was before the version was loaded. */
interface Kept {
  readonly holder: object;
  readonly key: Key;
  readonly name: string;
  readonly value: unknown;
  readonly get: unknown;
  readonly set: unknown;
}

/** How many properties a built-in object had, and where it looked for others. */
interface Whole {
  readonly holder: object;
  readonly name: string;
  readonly keys: number;
  readonly prototype: object | null;
}

// The guard must not rely on what it guards: its own copies, called without looking anything up.
const { getOwnPropertyDescriptor, ownKeys, getPrototypeOf, setPrototypeOf } = Reflect;
const { is } = Object;

const kept: Kept[] = [];
const wholes: Whole[] = [];

/** Names of globals that are kept with their prototypes. */
const guardedGlobals: readonly string[] = [
  ...["Object", "Function", "Array", "String", "Number", "Boolean", "Symbol", "BigInt", "Date"],
  ...["Math", "JSON", "Reflect", "Proxy", "Promise", "RegExp", "Map", "Set", "WeakMap", "WeakSet"],
  ...["Error", "TypeError", "RangeError", "ArrayBuffer", "SharedArrayBuffer", "DataView"],
  ...["Iterator", "Buffer"],
  ...["Int8Array", "Uint8Array", "Uint8ClampedArray", "Int16Array", "Uint16Array", "Int32Array"],
  ...["Uint32Array", "Float32Array", "Float64Array", "BigInt64Array", "BigUint64Array"],
];

/** Built-in objects that no global names. */
function hiddenIntrinsics(): [string, object][] {
  const prototypeOf = (value: object) => getPrototypeOf(value) as object;
  return [
    ["TypedArray", prototypeOf(Uint8Array)],
    ["TypedArray.prototype", prototypeOf(Uint8Array.prototype)],
    ["the iterators of arrays", prototypeOf([][Symbol.iterator]())],
    ["the iterators of maps", prototypeOf(new Map()[Symbol.iterator]())],
    ["the iterators of sets", prototypeOf(new Set()[Symbol.iterator]())],
    ["the iterators of strings", prototypeOf(""[Symbol.iterator]())],
    ["generators", prototypeOf(prototypeOf((function* () {})()))],
  ];
}

/** Takes note of every built-in as it is. Called once, before anything else is loaded. */
export function keepBuiltIns(): void {
  for (const name of guardedGlobals) {
    const value: unknown = Reflect.get(globalThis, name);
    keepProperty(globalThis, name, name);
    keepObject(name, value as object);
    const prototype: unknown = (value as { prototype?: unknown }).prototype;
    if (typeof prototype === "object" && prototype !== null) {
      keepObject(`${name}.prototype`, prototype);
    }
  }
  keepObject("Function.prototype", Function.prototype);
  for (const [name, holder] of hiddenIntrinsics()) keepObject(name, holder);
}

function keepObject(name: string, holder: object): void {
  const keys = ownKeys(holder);
  wholes.push({ holder, name, keys: keys.length, prototype: getPrototypeOf(holder) });
  for (const key of keys) {
    const label = typeof key === "symbol" ? `${name}[${String(key)}]` : `${name}.${key}`;
    keepProperty(holder, key, label);
  }
}

function keepProperty(holder: object, key: Key, name: string): void {
  const { value, get, set } = ownDescriptor(holder, key) ?? {};
  kept.push({ holder, key, name, value, get, set });
}

/** A descriptor that has nothing but its own properties. */
function ownDescriptor(holder: object, key: Key): PropertyDescriptor | undefined {
  const descriptor = getOwnPropertyDescriptor(holder, key);
  if (descriptor !== undefined) setPrototypeOf(descriptor, null);
  return descriptor;
}

/** The first built-in that is not what it was, in words; undefined when all are. */
export function changedBuiltIn(): string | undefined {
  for (let index = 0; index < kept.length; index++) {
    const { holder, key, name, value, get, set } = kept[index] as Kept;
    const now = ownDescriptor(holder, key);
    if (now === undefined) return `removed ${name}`;
    const isSame = is(now.value, value) && now.get === get && now.set === set;
    if (!isSame) return `replaced ${name}`;
  }
  for (let index = 0; index < wholes.length; index++) {
    const { holder, name, keys, prototype } = wholes[index] as Whole;
    if (ownKeys(holder).length !== keys) return `added to ${name}`;
    if (getPrototypeOf(holder) !== prototype) return `replaced the prototype of ${name}`;
  }
  return undefined;
}
