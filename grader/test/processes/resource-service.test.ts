import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { ExerciseError } from "../../src/contract/errors.ts";
import { type Isolation, strongestIsolation } from "../../src/engine/sandbox/isolation.ts";
import { processSandboxWith } from "../../src/engine/sandbox/process-sandbox.ts";
import type { EncodedArguments, Program, Worker } from "../../src/engine/sandbox/sandbox.ts";
import { encode } from "../../src/engine/sandbox/wire.ts";
import { memoryResource, programInMemory } from "../support/program-in-memory.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const levels: Isolation[] =
  strongestIsolation() === "bubblewrap" ? ["permissions", "bubblewrap"] : ["permissions"];

const counting = `let asked = 0;
let edition = 0;
export function operations() { return asked; }
export function change(next) { edition = next; }
`;

/** What a service has for an entry that answers at once, and for one that is awaited. */
const services = {
  function: `${counting}
export function echo(...values) { asked++; return values; }
export function editionNow() { asked++; return edition; }
export function fail(text) { throw new RangeError(text); }
export function pid() { return process.pid; }
`,
  "async function": `${counting}
export async function echo(...values) { asked++; return values; }
export async function editionNow() { asked++; return edition; }
export async function fail(text) { throw new RangeError(text); }
export async function pid() { return process.pid; }
`,
};
type Kind = keyof typeof services;
const kinds = Object.keys(services) as Kind[];

const client = 'export * from "./service.ts";';

const started: Worker[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((worker) => worker.stop()));
});

/** A version whose entry is `call`, beside a resource with a service. */
function programWith(kind: Kind, call: string, service = services[kind]): Program {
  const folder = temporaryFolder();
  const resource = join(folder, "resource");
  const [index, module] = [join(resource, "index.ts"), join(resource, "service.ts")];
  mkdirSync(resource);
  writeFileSync(module, service);
  const source = `import * as resource from "${memoryResource}";
export ${kind} run(value) { ${call} }`;
  const program = programInMemory(folder, "candidate", source, { kind, resource: client });
  return {
    ...program,
    sources: new Map([...program.sources, [module, service]]),
    resource: {
      specifier: memoryResource,
      module: index,
      modules: [],
      own: [index, module],
      service: module,
    },
  };
}

async function start(level: Isolation, program: Program): Promise<Worker> {
  const worker = await processSandboxWith(level).start(program);
  started.push(worker);
  return worker;
}

const call = (value: unknown, edition?: number): EncodedArguments =>
  Object.assign(encode([value]), edition === undefined ? {} : { edition });

async function answers(worker: Worker, calls: readonly EncodedArguments[], passes = 1) {
  await worker.deliver(calls);
  await worker.run(passes);
  const collected = await worker.collect(calls.map((_, index) => index));
  return collected.answers.map((answer) => (answer.kind === "data" ? answer.value : answer.what));
}

const settings = levels.flatMap((level) => kinds.map((kind) => [level, kind] as const));

describe.each(settings)(
  "a resource's service at level %s, for an entry that is a %s",
  (level, kind) => {
    it.each([
      [0],
      ["texts"],
      [{ a: [1, undefined, null] }],
      [new Float64Array([1, 2])],
      [new Map([[1, "x"]])],
    ])("gets and gives plain data: %j", async (value) => {
      const worker = await start(level, programWith(kind, "return resource.echo(value, 7);"));
      expect(await answers(worker, [call(value)])).toEqual([[value, 7]]);
    });

    it("is another process, and one for each of the version's", async () => {
      const program = programWith(kind, "return resource.pid();");
      const workers = [await start(level, program), await start(level, program)];
      const pids = [];
      for (const worker of workers) pids.push(...(await answers(worker, [call(0)])));
      expect(new Set([...pids, process.pid]).size).toBe(3);
    });

    it.each(["too far", "", "ünknown"])(
      "throws in the version what it throws: %j",
      async (text) => {
        const throwing = "return resource.fail(value);";
        const worker = await start(level, programWith(kind, throwing));
        await worker.deliver([call(text)]);
        await expect(worker.run()).rejects.toMatchObject({
          failure: { kind: "threw", error: { message: text } },
        });
      },
    );

    it("counts, whatever the version says", async () => {
      const several = `${kind === "function" ? "" : "await "}resource.echo(1); return resource.echo(2);`;
      const worker = await start(level, programWith(kind, several));
      await worker.deliver([call(0), call(0), call(0)]);
      expect(await worker.run(1, "operations")).toMatchObject({ counted: 6 });
      expect(await worker.run(2, "operations")).toMatchObject({ counted: 12 });
    });

    it("begins the edition of each call, from the first on and in each pass", async () => {
      const worker = await start(level, programWith(kind, "return resource.editionNow();"));
      const calls = [5, 5, 9, 9, 2].map((edition) => call(0, edition));
      expect(await answers(worker, calls)).toEqual([5, 5, 9, 9, 2]);
      expect(await answers(worker, calls.slice(1), 3)).toEqual([5, 9, 9, 2]);
      expect(await answers(worker, [call(0, 4_294_967_295)])).toEqual([4_294_967_295]);
    });

    it("is not imported by a version", async () => {
      const program = programWith(kind, "return 0;");
      const [module] = [program.resource?.service ?? ""];
      const source = `const other = await import("file://" + ${JSON.stringify(module)});
export ${kind} run() { return other.echo(1); }`;
      const sources = new Map([...program.sources, [program.module, source]]);
      await expect(processSandboxWith(level).start({ ...program, sources })).rejects.toMatchObject({
        failure: { kind: "threw", during: "loading" },
      });
    });
  },
);

describe("a resource's service", () => {
  it.each<[string, Kind, string, RegExp]>([
    ["waits where nothing can", "function", services["async function"], /echo must not be async/],
    ["can't wait where it must", "async function", services.function, /echo must be async/],
    ["can't be loaded", "function", 'throw new Error("no such table");', /failed: no such table/],
    ["has a syntax error", "function", "export const = 1;", /service\.ts failed/],
    ["ends while it loads", "function", "process.exit(3);", /its process has ended/],
  ])("that %s is for the author to fix", async (_what, kind, service, says) => {
    const starting = processSandboxWith("permissions").start({
      ...programWith(kind, "return 0;", service),
      sources: programWith(kind, "return 0;").sources,
    });
    await expect(starting).rejects.toThrow(ExerciseError);
    await expect(starting).rejects.toThrow(says);
  });

  it("may end while it is called, which the version is told", async () => {
    const ending = `${services.function}\nexport function end() { process.exit(); }`;
    const worker = await start(
      "permissions",
      programWith("function", "return resource.end();", ending),
    );
    await worker.deliver([call(0)]);
    await expect(worker.run()).rejects.toMatchObject({ side: "candidate" });
    await expect(worker.deliver([call(0)])).rejects.toMatchObject({
      failure: { kind: "exited", how: expect.stringMatching(/service .* has ended/) },
    });
  });
});

describe("a resource without a service", () => {
  const resource = `let edition = 0;
export const operations = () => 0;
export function change(next) { edition = next; }
export const editionNow = () => edition;
`;

  it.each(levels)("begins editions in the version's process, at level %s", async (level) => {
    const source = `import { editionNow } from "${memoryResource}";
export function run() { return editionNow(); }`;
    const worker = await start(
      level,
      programInMemory(temporaryFolder(), "candidate", source, { resource }),
    );
    const calls = [8, 8, 3].map((edition) => call(0, edition));
    expect(await answers(worker, calls)).toEqual([8, 8, 3]);
    expect(await answers(worker, calls, 2)).toEqual([8, 8, 3]);
    expect(await answers(worker, [call(0)])).toEqual([3]);
  });
});
