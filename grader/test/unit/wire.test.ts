import { deepStrictEqual } from "node:assert/strict";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decode, encode, NotPlainData } from "../../src/engine/sandbox/wire.ts";

const loneSurrogates = fc.string({
  unit: fc.integer({ min: 0xd7f0, max: 0xe010 }).map((code) => String.fromCharCode(code)),
});

const texts = fc.oneof(
  fc.string({ unit: "binary" }),
  loneSurrogates,
  fc.constantFrom("", "$", "__proto__", "\0", "\u2028", "ü🛢️"),
);

const typedArrays = fc.oneof(
  fc.int8Array(),
  fc.uint8Array(),
  fc.uint8ClampedArray(),
  fc.int16Array(),
  fc.uint16Array(),
  fc.int32Array(),
  fc.uint32Array(),
  fc.float32Array(),
  fc.float64Array(),
  fc.bigInt64Array(),
  fc.bigUint64Array(),
);

const leaves = fc.oneof(
  fc.double(),
  fc.integer(),
  fc.constantFrom(Number.NaN, -0, Number.POSITIVE_INFINITY, undefined, null, true, false),
  fc.bigInt(),
  texts,
  fc.date(),
  typedArrays,
);

const keys = fc.oneof(
  texts,
  fc.constantFrom("$", "__proto__", "constructor", "toJSON", "length", "0"),
);

/** Everything that is plain data, nested. */
const plainData = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    leaves,
    fc.array(tie("value")),
    fc.array(fc.tuple(keys, tie("value"))).map((entries) => Object.fromEntries(entries)),
    fc.array(fc.tuple(tie("value"), tie("value"))).map((entries) => new Map(entries)),
    fc.array(tie("value")).map((values) => new Set(values)),
  ),
})).value;

const copyOf = (value: unknown) => decode(encode(value));

describe("what is carried", () => {
  it("comes out as it went in, whatever plain data it is", () => {
    fc.assert(
      fc.property(plainData, (value) => deepStrictEqual(copyOf(value), value)),
      { numRuns: 150, seed: 1 },
    );
  });

  it.each<[string, unknown]>([
    ["NaN", Number.NaN],
    ["-0", -0],
    ["infinities", [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]],
    [
      "undefined, alone and inside",
      [undefined, { a: undefined }, new Map([[undefined, undefined]])],
    ],
    ["a bigint too large for a double", -(2n ** 200n)],
    ["a time", new Date(-1)],
    ["an invalid time", new Date(Number.NaN)],
    ["lone surrogates, also in keys", { "\udc00\ud800": "a\ud83d" }],
    ["an object that looks like a tag", { $: "undefined" }],
    ["an object whose $ is undefined", { $: undefined, a: 1 }],
    ["an own key __proto__", JSON.parse('{ "__proto__": { "x": 1 }, "a": [-0] }')],
    ["a key toJSON", { toJSON: "text" }],
    ["a map of maps", new Map([[new Map([[1, "a"]]), new Set([new Date(0)])]])],
    ["empty collections", [[], {}, new Map(), new Set(), new Float64Array(), ""]],
    ["doubles with odd bits", Float64Array.of(Number.NaN, -0, 5e-324)],
    ["typed arrays between other values", [Uint8Array.of(1), "a", { b: Int16Array.of(-2, 3) }, 4n]],
    ["typed arrays before and after a key $", [{ a: Uint8Array.of(1), $: 0 }, Uint8Array.of(2)]],
  ])("comes out as it went in: %s", (_name, value) => {
    deepStrictEqual(copyOf(value), value);
  });

  it("keeps the order of keys, entries and members", () => {
    const unsorted = [
      { b: 1, a: 2 },
      new Map([
        ["z", 1],
        ["y", 2],
      ]),
      new Set([3, 1]),
    ];
    const [record, map, set] = copyOf(unsorted) as [object, Map<string, number>, Set<number>];
    expect(Object.keys(record)).toEqual(["b", "a"]);
    expect([...map.keys()]).toEqual(["z", "y"]);
    expect([...set]).toEqual([3, 1]);
  });

  it("makes holes undefined, and gives objects without a prototype the usual one", () => {
    deepStrictEqual(copyOf(new Array(2)), [undefined, undefined]);
    deepStrictEqual(copyOf(Object.assign(Object.create(null), { a: 1 })), { a: 1 });
  });

  it("is the part of the buffer that a typed array shows, copied", () => {
    const whole = Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7);
    const encoded = encode([new Uint16Array(whole.buffer, 2, 2), 7]);
    const [part] = decode(encoded) as [Uint16Array, number];
    encoded.fill(0);
    expect([...new Uint8Array(part.buffer)]).toEqual([2, 3, 4, 5]);
  });

  it("is not changed by being encoded", () => {
    const unchanged = (value: unknown) => {
      const before = structuredClone(value);
      encode(value);
      deepStrictEqual(value, before);
    };
    fc.assert(fc.property(plainData, unchanged), { numRuns: 60, seed: 7 });
  });

  it("is the same bytes for the same value, so that bytes tell whether a value changed", () => {
    fc.assert(
      fc.property(plainData, (value) => encode(copyOf(value)).equals(encode(value))),
      { numRuns: 60, seed: 2 },
    );
  });
});

class Point {
  x = 1;
}
class Samples extends Float64Array {}
class Rows extends Array {}
class Index extends Map {}

function* counting() {
  yield 1;
}
async function* countingLater() {
  yield 1;
}

describe("what is refused", () => {
  it.each<[string, unknown, string]>([
    ["a function", () => 1, "a function"],
    ["a class", Point, "a function"],
    ["a symbol", Symbol("x"), "a symbol"],
    ["a Proxy of an array", new Proxy([1], {}), "a Proxy"],
    ["a Promise", Promise.resolve(1), "a Promise: the entry must return the answer itself"],
    ["a generator", counting(), "a generator: the entry must return the answer itself"],
    ["an async generator", countingLater(), "a generator: the entry must return the answer itself"],
    ["a class instance", new Point(), "an object of class Point"],
    ["a subclassed typed array", Samples.of(1), "an object of class Samples"],
    ["a Buffer", Buffer.from("a"), "an object of class Buffer"],
    ["a subclassed array", Rows.of(1), "an object of class Rows"],
    ["a subclassed Map", new Index(), "an object of class Index"],
    ["a RegExp", /x/, "an object of class RegExp"],
    ["an Error", new TypeError("x"), "an object of class TypeError"],
    ["a DataView", new DataView(new ArrayBuffer(1)), "an object of class DataView"],
    ["an ArrayBuffer", new ArrayBuffer(1), "an object of class ArrayBuffer"],
    ["a WeakMap", new WeakMap(), "an object of class WeakMap"],
    ["a boxed number", Object(1), "an object of class Number"],
    [
      "an object of no class",
      Object.create(Object.create(null)),
      "an object that inherits from another object",
    ],
    [
      "an object with defaults",
      Object.create({ a: 1 }),
      "an object that inherits from another object",
    ],
  ])("is %s, by its place", (_name, value, what) => {
    const places: [unknown, string][] = [
      [value, "the value"],
      [{ rows: [1, { cell: value }] }, "the value.rows[1].cell"],
      [[new Set([value])], "the value[0][0]"],
      [new Map([["k", value]]), "the value[0][1]"],
    ];
    for (const [whole, path] of places) {
      expect(() => encode(whole)).toThrow(new NotPlainData(path, what));
    }
  });

  it("is named by its key also in an object that has a key $", () => {
    expect(() => encode({ $: 1, f: () => 1 })).toThrow(
      new NotPlainData("the value.f", "a function"),
    );
  });

  it("is what contains itself", () => {
    const cycle: unknown[] = [];
    cycle.push(cycle);
    expect(() => encode(cycle)).toThrow();
  });

  it("runs no code of a Proxy", () => {
    const touched: string[] = [];
    const getPrototypeOf = () => {
      touched.push("prototype");
      return null;
    };
    const handler = { get: () => touched.push("property"), getPrototypeOf };
    expect(() => encode([new Proxy({}, handler)])).toThrow("a Proxy");
    expect(touched).toEqual([]);
  });
});

/** An object with a property of its own, which its class knows nothing of. */
const withOwn = (value: object, key: PropertyKey, how: PropertyDescriptor) =>
  Object.defineProperty(value, key, { configurable: true, ...how });

describe("an answer that is computed only when it is fetched, with no clock running", () => {
  type Work = () => unknown;

  it.each<[string, (work: Work) => unknown]>([
    ["a getter", (get) => withOwn({}, "total", { get, enumerable: true })],
    ["a getter in a list", (get) => withOwn([0, 0], 1, { get, enumerable: true })],
    ["a hidden toJSON of an object", (value) => withOwn({ a: 1 }, "toJSON", { value })],
    ["a hidden toJSON of a list", (value) => withOwn([1], "toJSON", { value })],
    ["a toJSON of a list", (toJSON) => Object.assign([1], { toJSON })],
    ["a map's own iterator", (value) => withOwn(new Map(), Symbol.iterator, { value })],
    ["a set's own iterator", (value) => withOwn(new Set(), Symbol.iterator, { value })],
    ["a date's own getTime", (value) => withOwn(new Date(0), "getTime", { value })],
    ["a typed array's own buffer", (get) => withOwn(new Uint8Array(1), "buffer", { get })],
  ])("never gets to compute: %s", (_what, make) => {
    let hasWorked = false;
    const work = () => {
      hasWorked = true;
      return [].values();
    };
    try {
      encode([make(work)]);
    } catch (error) {
      expect(error).toBeInstanceOf(Error);
    }
    expect(hasWorked).toBe(false);
  });
});

describe("bytes that are no encoding", () => {
  const framed = (json: string, attached = Buffer.alloc(0)) => {
    const header = Buffer.alloc(5);
    header.writeUInt8(1, 0);
    header.writeUInt32LE(Buffer.byteLength(json), 1);
    return Buffer.concat([header, Buffer.from(json), attached]);
  };

  it.each<[string, Buffer]>([
    ["no bytes", Buffer.alloc(0)],
    ["a part of the length", Buffer.from([0, 1, 0, 0])],
    ["a length beyond the end", Buffer.from([0, 255, 255, 255, 255, 49])],
    ["no JSON", framed("{")],
    ["an unknown tag", framed('{"$":"RegExp"}')],
    ["a tag that is an object", framed('{"$":{}}')],
    ["a bigint of letters", framed('{"$":"bigint","digits":"ten"}')],
    ["a map of numbers", framed('{"$":"Map","entries":[1]}')],
    ["entries that are none", framed('{"$":"entries"}')],
    ["a typed array of an unknown class", framed('{"$":"typed array","name":"Point","length":1}')],
    [
      "a typed array named constructor",
      framed('{"$":"typed array","name":"constructor","length":0}'),
    ],
    [
      "a typed array longer than memory",
      framed('{"$":"typed array","name":"Uint8Array","length":9007199254740991}'),
    ],
    [
      "a typed array of negative length",
      framed('{"$":"typed array","name":"Uint8Array","length":-1}'),
    ],
    [
      "a typed array of half a length",
      framed('{"$":"typed array","name":"Uint8Array","length":0.5}'),
    ],
    [
      "a typed array whose length is text",
      framed('{"$":"typed array","name":"Uint8Array","length":"1"}', Buffer.alloc(1)),
    ],
    ["a typed array that is cut short", encode(Float64Array.of(1, 2)).subarray(0, -1)],
  ])("are an error: %s", (_name, bytes) => {
    expect(() => decode(bytes)).toThrow(Error);
  });

  it("are an error or data when they are random", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => staysInBounds(Buffer.from(bytes))),
      { numRuns: 300, seed: 3 },
    );
  });

  it("are an error or data when they are a cut or changed encoding", () => {
    const change = fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 }));
    fc.assert(
      fc.property(
        plainData,
        fc.nat(),
        fc.array(change, { maxLength: 4 }),
        (value, cut, changes) => {
          const bytes = encode(value);
          for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
          staysInBounds(bytes);
          staysInBounds(bytes.subarray(0, cut % (bytes.length + 1)));
        },
      ),
      { numRuns: 200, seed: 4 },
    );
  });

  it("do not change the prototype of what they make", () => {
    const made = decode(framed('{"__proto__":{"isAdmin":true}}')) as { isAdmin?: boolean };
    expect(made.isAdmin).toBeUndefined();
    expect(Object.getPrototypeOf(made)).toBe(Object.prototype);
  });
});

/** Decodes; anything thrown must be an Error. */
function staysInBounds(bytes: Buffer): void {
  try {
    decode(bytes);
  } catch (error) {
    expect(error).toBeInstanceOf(Error);
  }
}
