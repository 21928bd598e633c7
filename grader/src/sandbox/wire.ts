import { types } from "node:util";

/**
 * The encoding of arguments and answers between the grader and its child processes: JSON for what
 * JSON can say, tagged objects for what it cannot, raw bytes after it for typed arrays. It carries
 * data only: what it cannot carry is named and refused. JSON, because parsing it is about five
 * times faster than v8.deserialize for arrays of small objects.
 *
 * Layout: u32 length of the JSON in bytes, the JSON (UTF-8), then the bytes of each typed array.
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

/**
 * Encodes plain data: null, undefined, booleans, numbers, bigints, strings, arrays, objects without
 * a class, Map, Set, Date and typed arrays.
 *
 * @throws NotPlainData naming the first value that is something else
 */
export function encode(value: unknown): Buffer {
  const attachments: TypedArray[] = [];
  const json = Buffer.from(JSON.stringify(toJson(value, "the value", attachments)));
  const length = Buffer.allocUnsafe(4);
  length.writeUInt32LE(json.length);
  return Buffer.concat([
    length,
    json,
    ...attachments.map((array) => Buffer.from(array.buffer, array.byteOffset, array.byteLength)),
  ]);
}

function toJson(value: unknown, path: string, attachments: TypedArray[]): unknown {
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      return Number.isFinite(value) && !Object.is(value, -0) ? value : numberTag(value);
    case "undefined":
      return { [tag]: "undefined" };
    case "bigint":
      return { [tag]: "bigint", digits: value.toString() };
    case "object":
      return value === null ? null : objectToJson(value, path, attachments);
    default:
      throw new NotPlainData(path, `a ${typeof value}`);
  }
}

function numberTag(value: number): unknown {
  return { [tag]: "number", text: Object.is(value, -0) ? "-0" : String(value) };
}

function objectToJson(value: object, path: string, attachments: TypedArray[]): unknown {
  if (types.isProxy(value)) throw new NotPlainData(path, "a Proxy");
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Array.prototype && Array.isArray(value)) {
    return arrayToJson(value, path, attachments);
  }
  if (prototype === Object.prototype || prototype === null) {
    return recordToJson(value as Record<string, unknown>, path, attachments);
  }
  if (types.isTypedArray(value)) return typedArrayToJson(value as TypedArray, path, attachments);
  if (prototype === Map.prototype && types.isMap(value)) {
    return { [tag]: "Map", entries: arrayToJson([...value], path, attachments) };
  }
  if (prototype === Set.prototype && types.isSet(value)) {
    return { [tag]: "Set", values: arrayToJson([...value], path, attachments) };
  }
  if (prototype === Date.prototype && types.isDate(value)) {
    return { [tag]: "Date", time: toJson(value.getTime(), path, attachments) };
  }
  throw new NotPlainData(path, describeObject(value));
}

function arrayToJson(value: readonly unknown[], path: string, attachments: TypedArray[]): unknown {
  const result = new Array<unknown>(value.length);
  for (let index = 0; index < value.length; index++) {
    result[index] = toJson(value[index], `${path}[${index}]`, attachments);
  }
  return result;
}

function recordToJson(
  value: Record<string, unknown>,
  path: string,
  attachments: TypedArray[],
): unknown {
  const result: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    if (key === tag || key === "__proto__") return entriesToJson(value, path, attachments);
    result[key] = toJson(value[key], `${path}.${key}`, attachments);
  }
  return result;
}

function entriesToJson(value: object, path: string, attachments: TypedArray[]): unknown {
  return { [tag]: "entries", entries: arrayToJson(Object.entries(value), path, attachments) };
}

function typedArrayToJson(value: TypedArray, path: string, attachments: TypedArray[]): unknown {
  const name = Object.getPrototypeOf(value)?.constructor?.name as TypedArrayName;
  if (typedArrays[name]?.prototype !== Object.getPrototypeOf(value)) {
    throw new NotPlainData(path, describeObject(value));
  }
  attachments.push(value);
  return { [tag]: "typed array", name, length: value.length };
}

function describeObject(value: object): string {
  if (types.isPromise(value)) return "a Promise: the entry must return the answer itself";
  if (types.isGeneratorObject(value)) return "a generator: the entry must return the answer itself";
  const name = Object.getPrototypeOf(value)?.constructor?.name;
  return typeof name === "string" && name !== "" ? `an object of class ${name}` : "an odd object";
}

/**
 * Decodes what `encode` made.
 *
 * @throws Error when the bytes are not an encoding
 */
export function decode(bytes: Buffer): unknown {
  const jsonEnd = 4 + bytes.readUInt32LE(0);
  if (jsonEnd > bytes.length) throw new RangeError("the encoding is cut short");
  const json: unknown = JSON.parse(bytes.toString("utf8", 4, jsonEnd));
  return fromJson(json, { bytes, position: jsonEnd });
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
