import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import type { EntryKind } from "../../src/contract/index.ts";
import { processSandboxWith } from "../../src/engine/sandbox/process-sandbox.ts";
import { encode } from "../../src/engine/sandbox/wire.ts";
import { withMissingGlobal } from "../../src/engine/verdict/missing-globals.ts";
import { programInMemory } from "../support/program-in-memory.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** What each piece of code gives in a child: its value as text, or the message that it throws. */
async function tryAll(codes: readonly string[], kind: EntryKind = "function") {
  const source = `export function run(codes) {
  return codes.map((code) => {
    try { return String(new Function("return " + code)()); } catch (error) { return error.message; }
  });
}`;
  const program = programInMemory(temporaryFolder(), "candidate", source, { kind });
  const worker = await processSandboxWith("permissions").start(program);
  try {
    await worker.deliver([encode([codes])]);
    await worker.run();
    const [answer] = (await worker.collect([0])).answers;
    if (answer?.kind !== "data") throw new Error(answer?.what);
    return answer.value as string[];
  } finally {
    await worker.stop();
  }
}

/** Of an object of Node's in a process that nobody has touched, by its global name. */
function membersOf(name: string): string[] {
  const list = `const names = [];
for (let holder = ${name}; holder !== Object.prototype; holder = Object.getPrototypeOf(holder)) {
  names.push(...Reflect.ownKeys(holder).filter((key) => typeof key === "string" && !key.startsWith("_")));
}
console.log(JSON.stringify(names));`;
  const printed = execFileSync(process.execPath, ["--input-type=module", "--eval", list]);
  return JSON.parse(printed.toString());
}

const everyGlobal = Reflect.ownKeys(globalThis).filter(
  (key): key is string => typeof key === "string" && /^[A-Za-z]\w*$/.test(key),
);

/** Members that may have no value in Node either; the last is there with an inspector. */
const maybeUndefined = ["exitCode", "domain", "createTask"];

describe("a global of Node", () => {
  it("is there, or it is said that the grader takes it away and what to do instead", async () => {
    const found = await tryAll(everyGlobal.map((name) => `typeof ${name}`));
    const missing = everyGlobal.filter((_, index) => found[index] === "undefined");
    expect(missing).toEqual(expect.arrayContaining(["fetch", "WebSocket", "MessageChannel"]));
    const told = await tryAll(missing.filter((name) => name !== "undefined"));
    for (const message of told) {
      expect(withMissingGlobal(message)).toMatch(
        /is not defined: the grader takes Node's \w+ away; ./,
      );
    }
  });

  it.each(["process", "performance", "console"] as const)(
    "that is copied has every member of the original, which works or says why not: %s",
    async (name) => {
      const members = membersOf(name).filter((member) => !maybeUndefined.includes(member));
      const said = await tryAll(members.map((member) => `typeof ${name}.${member}`));
      for (const [index, text] of said.entries()) {
        expect({ member: members[index], text }).toEqual({
          member: members[index],
          text: expect.stringMatching(
            /^(object|function|string|number|\w+\.\w+ is not there: the grader takes it away.*)$/,
          ),
        });
      }
    },
  );

  it.each([
    "process.hrtime.bigint() > 0n",
    "process.hrtime().length === 2",
    "process.hrtime(process.hrtime())[0] === 0",
    "process.memoryUsage().heapUsed > 0",
    "process.memoryUsage.rss() > 0",
    "process.cpuUsage().user >= 0",
    "process.uptime() > 0",
    "process.env.NODE_ENV === undefined",
    "process.on('exit', () => {}) === process",
    "process.nextTick(() => {}) === undefined",
    "process.stdout.write('x')",
    "performance.mark('a').name === 'a'",
    "(performance.mark('a'), performance.measure('b', 'a').duration) >= 0",
    "(performance.mark('a'), performance.getEntriesByName('a').length) === 1",
    "(performance.mark('a'), performance.clearMarks(), performance.getEntriesByType('mark').length) === 0",
    "performance.timerify(Math.max)(1, 2) === 2",
    "performance.now() > 0",
    "console.countReset('x') === undefined",
    "console.groupCollapsed('x') === undefined",
    "console.timeStamp() === undefined",
    "crypto.randomUUID().length === 36",
    "crypto.getRandomValues(new Uint8Array(4)).length === 4",
    "global === globalThis",
    "new CustomEvent('x', { detail: 3 }).detail === 3",
    "new URLPattern({ pathname: '/:id' }).test('http://a/b')",
  ])("that is harmless works: %s", async (code) => {
    for (const kind of ["function", "async function"] as const) {
      expect(await tryAll([code], kind)).toEqual(["true"]);
    }
  });

  it.each([
    [
      "process.exit(0)",
      "process.exit is not there: the grader takes it away; return from the function, or throw an error",
    ],
    ["process.kill(1)", "process.kill is not there: the grader takes it away"],
    [
      "process.getBuiltinModule('fs')",
      "process.getBuiltinModule is not there: the grader takes it away; import what the exercise allows",
    ],
    ["performance.nodeTiming", "performance.nodeTiming is not there: the grader takes it away"],
    [
      "crypto.subtle.digest",
      "crypto.subtle is not there: the grader takes it away; write what you need of it yourself",
    ],
  ])("that reaches outside says so: %s", async (code, message) => {
    expect(await tryAll([code])).toEqual([message]);
  });
});

describe("the message about a missing global", () => {
  it.each([
    ["fetch is not defined", /takes Node's fetch away; there is no network/],
    ["localStorage is not defined", /keep values in variables/],
    ["PerformanceObserver is not defined", /use performance\.now\(\)/],
    ["TransformStream is not defined", /use arrays or generators/],
    ["globalThis.fetch is not a function", /there is no network/],
    ["navigator is not defined", /reaches outside of the exercise/],
  ])("gives the reason: %s", (message, reason) => {
    expect(withMissingGlobal(message)).toMatch(reason);
  });

  it.each(["customer is not defined", "customers.fetch is not a function", "no fetch"])(
    "is left alone where it is none: %s",
    (message) => {
      expect(withMissingGlobal(message)).toBe(message);
    },
  );
});
