import { types } from "node:util";

// A submission may be allowed to import node:util, and could put others in their place.
const { isProxy, isBoxedPrimitive, isTypedArray, isMap, isSet, isDate, isPromise } = types;
const { isGeneratorObject } = types;

/**
 * The encoding of arguments and answers between the grader and its child processes: JSON for what
 * JSON can say, tagged objects for what it cannot, raw bytes after it for typed arrays. It carries
 * data only: what it cannot carry is named and refused.
 *
 * Layout: u8 whether there are tags, u32 length of the JSON in bytes, the JSON (UTF-8), then the
 * bytes of each typed array.
 */

/** Thrown for a value that is not plain data; `path` says where in the value it stands. */
export class NotPlainData extends Error {
  readonly path: string;
  readonly what: string;

  constructor(path: string, what: string) {
    super(`${path} is ${what}`);
    this.path = path;
    this.what = what;
  }
}

const typedArrays = {
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
};
type TypedArrayName = keyof typeof typedArrays;
type TypedArray = InstanceType<(typeof typedArrays)[TypedArrayName]>;

/** The key that marks an object of the JSON as a tag; an object that has it itself is sent as entries. */
const tag = "$";

const headerBytes = 5;

/**
 * Encodes plain data: null, undefined, booleans, numbers, bigints, strings, arrays, objects without
 * a class, Map, Set, Date and typed arrays.
 *
 * @param madeBy `a submission`: refuse also what would run code when it is read, such as getters;
 *   `the course`: spare the time that looking for it takes
 * @throws NotPlainData naming the first value that is something else
 */
export function encode(
  value: unknown,
  madeBy: "a submission" | "the course" = "a submission",
): Buffer {
  const encoder = new Encoder(madeBy === "a submission");
  const json = Buffer.from(JSON.stringify(encoder.toJson(value)));
  const header = Buffer.allocUnsafe(headerBytes);
  header.writeUInt8(encoder.usesTags ? 1 : 0, 0);
  header.writeUInt32LE(json.length, 1);
  return Buffer.concat([header, json, ...encoder.attachments.map(bytesOf)]);
}

/**
 * The bytes of an array, without a look at the buffer that holds them: Buffer.from would ask it for
 * its length, and that could be an accessor.
 */
function bytesOf({ buffer, byteOffset, byteLength }: TypedArray): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** Turns values into what JSON can say. What JSON can say already is not copied. */
class Encoder {
  readonly attachments: TypedArray[] = [];
  usesTags = false;
  readonly #isSuspicious: boolean;
  /** The keys that lead to the value at hand. */
  readonly #path: (string | number)[] = [];

  constructor(isSuspicious: boolean) {
    this.#isSuspicious = isSuspicious;
  }

  toJson(value: unknown): unknown {
    switch (typeof value) {
      case "string":
      case "boolean":
        return value;
      case "number":
        return Number.isFinite(value) && !Object.is(value, -0) ? value : this.#number(value);
      case "undefined":
        return this.#tagged({ [tag]: "undefined" });
      case "bigint":
        return this.#tagged({ [tag]: "bigint", digits: value.toString() });
      case "object":
        return value === null ? null : this.#object(value);
      default:
        throw this.#refuse(`a ${typeof value}`);
    }
  }

  #number(value: number): unknown {
    return this.#tagged({ [tag]: "number", text: Object.is(value, -0) ? "-0" : String(value) });
  }

  #object(value: object): unknown {
    if (isProxy(value)) throw this.#refuse("a Proxy");
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype === Array.prototype && Array.isArray(value)) return this.#array(value);
    if (prototype === Object.prototype || prototype === null) {
      this.#refuseBoxed(value);
      return this.#record(value as Record<string, unknown>);
    }
    if (isTypedArray(value)) return this.#typedArray(value as TypedArray);
    if (prototype === Map.prototype && isMap(value)) {
      this.#refuseOwnKeys(value);
      return this.#tagged({ [tag]: "Map", entries: this.#array([...value]) });
    }
    if (prototype === Set.prototype && isSet(value)) {
      this.#refuseOwnKeys(value);
      return this.#tagged({ [tag]: "Set", values: this.#array([...value]) });
    }
    if (prototype === Date.prototype && isDate(value)) {
      this.#refuseOwnKeys(value);
      return this.#tagged({ [tag]: "Date", time: this.toJson(value.getTime()) });
    }
    throw this.#refuse(describeObject(value));
  }

  /** Own keys of a built-in, such as its own iterator, would run when it is read. */
  #refuseOwnKeys(value: object): void {
    if (this.#isSuspicious && Reflect.ownKeys(value).length > 0) {
      throw this.#refuse(`${describeObject(value)} with properties of its own`);
    }
  }

  /** A getter would do its work after the clock has stopped. */
  #refuseAccessor(value: object, key: string | number): void {
    const descriptor = Object.getOwnPropertyDescriptor(value, key);
    if (descriptor !== undefined && !("value" in descriptor)) {
      this.#path.push(key);
      throw this.#refuse("a getter: the answer must be there when the entry returns");
    }
  }

  /** JSON.stringify asks a boxed number or string for its value, whatever its prototype is. */
  #refuseBoxed(value: object): void {
    if (isBoxedPrimitive(value)) throw this.#refuse("a boxed primitive");
  }

  /** JSON.stringify would call it. */
  #refuseToJson(value: object): void {
    if (Object.hasOwn(value, "toJSON")) throw this.#refuse("an object with its own toJSON");
  }

  #array(value: readonly unknown[]): unknown {
    if (this.#isSuspicious) {
      this.#refuseToJson(value);
      for (let index = 0; index < value.length; index++) this.#refuseAccessor(value, index);
    }
    let copy: unknown[] | undefined;
    for (let index = 0; index < value.length; index++) {
      const json = this.#at(index, value[index]);
      // A hole reads as undefined and so becomes a tag.
      if (json !== value[index]) copy ??= copyOf(value);
      if (copy !== undefined) copy[index] = json;
    }
    return copy ?? value;
  }

  #record(value: Record<string, unknown>): unknown {
    let copy: Record<string, unknown> | undefined;
    const keys = Object.keys(value);
    if (this.#isSuspicious) {
      for (const key of keys) this.#refuseAccessor(value, key);
      if (!keys.includes("toJSON")) this.#refuseToJson(value);
    }
    if (keys.includes(tag) || keys.includes("__proto__")) return this.#entries(value);
    for (const key of keys) {
      const json = this.#at(key, value[key]);
      // Not spread: an accessor of a symbol would run.
      if (json !== value[key]) copy ??= copyOfRecord(value, keys);
      if (copy !== undefined) copy[key] = json;
    }
    return copy ?? value;
  }

  /** For objects with a key that would be taken for a tag or for a prototype. */
  #entries(value: object): unknown {
    const entries = Object.entries(value).map(([key, item]) => [key, this.#at(key, item)]);
    return this.#tagged({ [tag]: "entries", entries });
  }

  #typedArray(value: TypedArray): unknown {
    const prototype = Object.getPrototypeOf(value) as TypedArray;
    const name = prototype.constructor.name as TypedArrayName;
    const isShadowed = ["buffer", "byteOffset", "byteLength", "length"].some((key) =>
      Object.hasOwn(value, key),
    );
    if (typedArrays[name]?.prototype !== prototype || isShadowed) {
      throw this.#refuse(describeObject(value));
    }
    this.attachments.push(value);
    return this.#tagged({ [tag]: "typed array", name, length: value.length });
  }

  #at(key: string | number, value: unknown): unknown {
    this.#path.push(key);
    const json = this.toJson(value);
    this.#path.pop();
    return json;
  }

  #tagged(value: object): object {
    this.usesTags = true;
    return value;
  }

  #refuse(what: string): NotPlainData {
    const keys = this.#path.map((key) => (typeof key === "number" ? `[${key}]` : `.${key}`));
    return new NotPlainData(`the value${keys.join("")}`, what);
  }
}

/** Array.prototype.slice would ask the array for its own constructor. */
function copyOf(array: readonly unknown[]): unknown[] {
  return Array.from({ length: array.length }, (_, index) => array[index]);
}

function copyOfRecord(record: Record<string, unknown>, keys: readonly string[]) {
  const copy: Record<string, unknown> = {};
  for (const key of keys) copy[key] = record[key];
  return copy;
}

function describeObject(value: object): string {
  if (isPromise(value)) return "a Promise: the entry must return the answer itself";
  if (isGeneratorObject(value)) return "a generator: the entry must return the answer itself";
  const name = Object.getPrototypeOf(value)?.constructor?.name;
  const isClass = typeof name === "string" && name !== "" && name !== "Object";
  return isClass ? `an object of class ${name}` : "an object that inherits from another object";
}

/**
 * Decodes what `encode` made.
 *
 * @throws Error when the bytes are not an encoding
 */
export function decode(bytes: Buffer): unknown {
  const usesTags = bytes.readUInt8(0) !== 0;
  const jsonEnd = headerBytes + bytes.readUInt32LE(1);
  if (jsonEnd > bytes.length) throw new RangeError("the encoding is cut short");
  const json: unknown = JSON.parse(bytes.toString("utf8", headerBytes, jsonEnd));
  return usesTags ? fromJson(json, { bytes, position: jsonEnd }) : json;
}

interface Attachments {
  readonly bytes: Buffer;
  position: number;
}

function fromJson(json: unknown, attachments: Attachments): unknown {
  if (typeof json !== "object" || json === null) return json;
  if (Array.isArray(json)) {
    for (let index = 0; index < json.length; index++) {
      const item: unknown = json[index];
      if (typeof item === "object") json[index] = fromJson(item, attachments);
    }
    return json;
  }
  const record = json as Record<string, unknown>;
  if (record[tag] !== undefined) return fromTag(record, attachments);
  for (const key of Object.keys(record)) {
    const item = record[key];
    if (typeof item === "object") record[key] = fromJson(item, attachments);
  }
  return record;
}

function fromTag(record: Record<string, unknown>, attachments: Attachments): unknown {
  switch (record[tag]) {
    case "undefined":
      return undefined;
    case "number":
      return Number(record.text);
    case "bigint":
      return BigInt(String(record.digits));
    case "Date":
      return new Date(Number(fromJson(record.time, attachments)));
    case "Map":
      return new Map(fromJson(record.entries, attachments) as [unknown, unknown][]);
    case "Set":
      return new Set(fromJson(record.values, attachments) as unknown[]);
    case "entries":
      return recordFromEntries(record.entries as [string, unknown][], attachments);
    case "typed array":
      return typedArrayFrom(record.name, record.length, attachments);
    default:
      throw new TypeError(`unknown tag ${String(record[tag])}`);
  }
}

function recordFromEntries(entries: [string, unknown][], attachments: Attachments): object {
  return Object.fromEntries(entries.map(([key, item]) => [key, fromJson(item, attachments)]));
}

function typedArrayFrom(name: unknown, length: unknown, attachments: Attachments): TypedArray {
  const type = Object.hasOwn(typedArrays, String(name))
    ? typedArrays[name as TypedArrayName]
    : undefined;
  if (type === undefined || !Number.isSafeInteger(length)) {
    throw new TypeError("an ill-formed typed array");
  }
  const start = attachments.position;
  const end = start + Number(length) * type.BYTES_PER_ELEMENT;
  if (end > attachments.bytes.length) throw new RangeError("a typed array is cut short");
  attachments.position = end;
  const copy = new Uint8Array(end - start);
  copy.set(attachments.bytes.subarray(start, end));
  return new type(copy.buffer);
}
