import { readdirSync, readFileSync, readSync, writeSync, writevSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import type { EntryKind } from "../../src/contract/index.ts";
import { processSandbox } from "../../src/engine/sandbox/process-sandbox.ts";
import { WorkerFailed } from "../../src/engine/sandbox/sandbox.ts";
import { encode } from "../../src/engine/sandbox/wire.ts";
import { programInMemory } from "../support/program-in-memory.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/**
 * Code of a submission that runs between the end of a call and the next run would be work with no
 * clock running. These versions lay traps on every name that could be looked up there: each prints
 * when it is sprung after the entry has returned.
 */

const sandboxFolder = resolve(import.meta.dirname, "../../src/engine/sandbox");

/**
 * Every word of the code that runs beside the version under test, of Node's functions that it calls,
 * and of what the language itself reads.
 */
const names: readonly string[] = (() => {
  const child = readdirSync(join(sandboxFolder, "child")).map((name) => join("child", name));
  const sources = [...child, "wire.ts", "protocol.ts"].map((file) =>
    readFileSync(join(sandboxFolder, file), "utf8"),
  );
  const ofNode = [readSync, writeSync, writevSync, process.cpuUsage, process.memoryUsage];
  const words = [...sources, ...ofNode.map(String)].flatMap(
    (source) => source.match(/\b[a-zA-Z_$][\w$]*\b/g) ?? [],
  );
  const ofDescriptors = ["value", "get", "set", "writable", "enumerable", "configurable"];
  const ofIteration = ["next", "done", "return", "then", "constructor", "length", "index"];
  const ofObjects = ["toJSON", "toString", "valueOf", "byteLength", "byteOffset", "buffer"];
  const ofOptions = ["signal", "encoding", "flag", "errno", "error", "code", "cause", "syscall"];
  return [...new Set([...words, ...ofDescriptors, ...ofIteration, ...ofObjects, ...ofOptions])];
})();

/** What all of these versions begin with. */
const traps = `
const print = console.log;
const { ownKeys, getOwnPropertyDescriptor, defineProperty, getPrototypeOf, setPrototypeOf } = Reflect;
const names = ${JSON.stringify(names)};
let isInClock = true;
const sprung = (name: unknown) => {
  if (!isInClock) print("sprung outside the clock: " + String(name));
};

/** A property that tells when it is looked at; what it stands for stays as it is. */
const trap = (holder: object, key: string | symbol, value?: unknown) => {
  const get = () => (sprung(key), value);
  const set = () => sprung(key);
  const enumerable = typeof key === "symbol";
  defineProperty(holder, key, { __proto__: null, get, set, configurable: true, enumerable });
};
const symbols = [Symbol.iterator, Symbol.toPrimitive, Symbol.species, Symbol.toStringTag,
  Symbol.hasInstance, Symbol.isConcatSpreadable, Symbol.asyncIterator, Symbol.unscopables];
const keys = [...names, ...symbols, 0, 1].map((key) => typeof key === "number" ? String(key) : key);

/** Every built-in object that can be reached. */
const builtIns = new Set<object>();
const collectFrom = (value: unknown) => {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return;
  if (value === globalThis || builtIns.has(value)) return;
  builtIns.add(value);
  collectFrom(getPrototypeOf(value));
  for (const key of ownKeys(value)) collectFrom(getOwnPropertyDescriptor(value, key)?.value);
};
for (const key of ownKeys(globalThis)) collectFrom(getOwnPropertyDescriptor(globalThis, key)?.value);
for (const value of [[][Symbol.iterator](), new Map().entries(), new Set().values(), ""[Symbol.iterator](),
  (function* () {})(), (async () => {}), "".matchAll(/a/g)]) collectFrom(value);
builtIns.delete(print);

/** Answers every question, to tell that it was asked. */
const tellsOfAll = (target: object) => new Proxy(target, {
  get: (_, key) => (sprung(key), undefined),
  has: (_, key) => (sprung(key), false),
  getPrototypeOf: () => (sprung("prototype"), null),
});
`;

/** What a version does to the built-ins in a call. */
const tamperings: Readonly<Record<string, string>> = {
  "puts an accessor for every name into Object.prototype":
    "for (const key of keys) if (!Object.hasOwn(Object.prototype, key)) trap(Object.prototype, key);",
  "puts an accessor in the place of everything that a built-in has": `
    for (const holder of builtIns) for (const key of ownKeys(holder)) {
      const descriptor = getOwnPropertyDescriptor(holder, key);
      if (descriptor?.configurable && "value" in descriptor) trap(holder, key, descriptor.value);
    }`,
  "puts an accessor for every name into every prototype": `
    const prototypes = [...builtIns].filter((holder) => Object.hasOwn(holder, "constructor"));
    for (const holder of prototypes) for (const key of keys) {
      if (Object.isExtensible(holder) && !Object.hasOwn(holder, key)) trap(holder, key);
    }`,
  "puts accessors in the place of the globals": `
    for (const key of ownKeys(globalThis)) {
      const descriptor = getOwnPropertyDescriptor(globalThis, key);
      if (descriptor?.configurable && "value" in descriptor) trap(globalThis, key, descriptor.value);
    }`,
  "puts a Proxy behind every built-in": `
    for (const holder of [...builtIns, globalThis]) {
      if (holder !== Object.prototype && Object.isExtensible(holder)) {
        setPrototypeOf(holder, tellsOfAll(getPrototypeOf(holder) ?? {}));
      }
    }`,
  "takes a built-in away and puts accessors of its own there instead": `
    for (const key of ["toLocaleString", "isPrototypeOf", "__lookupGetter__", "__defineGetter__"]) {
      Reflect.deleteProperty(Object.prototype, key);
    }
    for (const key of ["get", "set", "value", "toJSON"]) trap(Object.prototype, key);`,
};

/** Answers with something to look at in them, made from a plain one. */
const answers: Readonly<Record<string, string>> = {
  "an array": "[-0, 1]",
  "an array of bigints": "[1n, 2n]",
  "an array in an object": "{ list: [undefined, -0] }",
  "an object": "{ a: -0, b: [1] }",
  "an object without a prototype": "Object.assign(Object.create(null), { a: -0 })",
  "a Map": "new Map([[1, -0]])",
  "a Set": "new Set([-0, 1])",
  "a Date": "new Date(5)",
  "a typed array": "new Float64Array([1, -0])",
  "the buffer of a typed array": "new Uint8Array([1, 2])",
  "a boxed number": "Object.setPrototypeOf(new Number(1), Object.prototype)",
  "a boxed text": "Object.setPrototypeOf(new String('a'), Object.prototype)",
  "a boxed boolean": "Object.setPrototypeOf(new Boolean(true), Object.prototype)",
  "an error that claims to be an object": "Object.setPrototypeOf(new Error('x'), Object.prototype)",
  "a regular expression that claims to be an object":
    "Object.setPrototypeOf(/x/, Object.prototype)",
};

/** Whether a process printed, after some calls whose answers were read; how the last reading ended. */
async function ask(source: string, { kind = "function", calls = 2 }: Asked = {}) {
  const folder = temporaryFolder();
  const worker = await processSandbox.start(programInMemory(folder, "candidate", source, { kind }));
  let ending = "answered";
  try {
    await worker.deliver(Array.from({ length: calls }, (_, index) => encode([index])));
    await worker.run(2);
    for (let call = 0; call < calls; call++) await worker.collect([call], "check inputs");
  } catch (error) {
    if (!(error instanceof WorkerFailed)) throw error;
    ending = error.failure.kind;
  }
  await worker.stop();
  return { ending, printed: worker.hasPrinted() };
}

interface Asked {
  readonly kind?: EntryKind;
  readonly calls?: number;
}

describe("between the end of a call and the next run", () => {
  it("shows a trap that is sprung, so that the tests below can fail", async () => {
    const { printed } = await ask(`${traps}
      export function run() {
        const answer = {};
        trap(answer, "sprung");
        isInClock = false;
        return Reflect.get(answer, "sprung");
      }`);
    expect(printed).toBe(true);
  });

  it.each(["function", "async function"] as const)(
    "nothing runs that a version can reach, whatever it does to built-ins in a call (%s)",
    async (kind) => {
      for (const [name, tampering] of Object.entries(tamperings)) {
        const source = `${traps}
          let isDone = false;
          export ${kind} run() {
            isInClock = true;
            if (!isDone) { isDone = true; ${tampering} }
            ${kind === "function" ? "isInClock = false;" : ""}
            return 1;
          }`;
        expect({ name, ...(await ask(source, { kind })) }).toEqual({
          name,
          printed: false,
          ending: "changed built-ins",
        });
      }
    },
  );

  it.each(Object.entries(answers))("nothing of an answer runs: %s", async (name, answer) => {
    const holder = name === "the buffer of a typed array" ? "answer.buffer" : "answer";
    const { printed } = await ask(
      `${traps}
      const alone = ["slice", "constructor", "valueOf", "toString", Symbol.toPrimitive, "toJSON",
        Symbol.iterator, "byteLength", "map", "getTime", "length", "then", Symbol("any"), "0"];
      export function run(call: number) {
        isInClock = true;
        const answer: any = ${answer};
        for (const key of alone[call] === undefined ? keys : [alone[call]]) {
          if (!Object.hasOwn(${holder}, key)) trap(${holder}, key);
        }
        isInClock = false;
        return answer;
      }`,
      { calls: 16 },
    );
    expect(printed).toBe(false);
  });
});
