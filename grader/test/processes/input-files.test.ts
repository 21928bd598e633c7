import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { inputFile } from "../../src/contract/index.ts";
import { InputShelf } from "../../src/engine/inputs/shelf.ts";
import { processSandbox } from "../../src/engine/sandbox/process-sandbox.ts";
import type { EncodedArguments, Side, Worker } from "../../src/engine/sandbox/sandbox.ts";
import { programInMemory } from "../support/program-in-memory.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** Says which texts it finds beside its own file, of all inputs. */
const collector = `import { readdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
export function run(path) {
  const folder = dirname(dirname(path));
  return readdirSync(folder).map((one) => readFileSync(folder + "/" + one + "/a.txt", "utf8")).sort();
}`;

const started: Worker[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((worker) => worker.stop()));
});

function shelfWithFolders() {
  const folder = temporaryFolder();
  const [shown, kept] = [join(folder, "shown"), join(folder, "kept")];
  for (const path of [shown, kept]) mkdirSync(path);
  const shelf = new InputShelf(shown, kept);
  const inputs = (...texts: string[]) =>
    texts.map((text) => shelf.encode([inputFile("a.txt", text)]));
  return { folder, shown, inputs };
}

async function start(folder: string, shown: string, side: Side = "candidate"): Promise<Worker> {
  const program = programInMemory(folder, side, collector, { modules: ["node:fs", "node:path"] });
  const worker = await processSandbox.start({ ...program, readable: [shown] });
  started.push(worker);
  return worker;
}

async function found(worker: Worker, calls: readonly EncodedArguments[]): Promise<unknown> {
  await worker.deliver(calls);
  await worker.run();
  return (await worker.collect([0])).answers[0];
}

describe("the files of inputs", () => {
  it("are there while a process has the inputs, and none of earlier and later ones", async () => {
    const { folder, shown, inputs } = shelfWithFolders();
    const [first, second] = [inputs("one", "two"), inputs("three")];
    expect(readdirSync(shown)).toEqual([]);
    const worker = await start(folder, shown);
    expect(await found(worker, first)).toMatchObject({ value: ["one", "two"] });
    expect(await found(worker, second)).toMatchObject({ value: ["three"] });
    expect(await found(worker, first)).toMatchObject({ value: ["one", "two"] });
  });

  it("are gone when the process is", async () => {
    const { folder, shown, inputs } = shelfWithFolders();
    const worker = await start(folder, shown);
    await worker.deliver(inputs("one", "two"));
    expect(readdirSync(shown)).toHaveLength(2);
    await worker.stop();
    expect(readdirSync(shown)).toEqual([]);
  });

  it("stay for one side when the other has done with them", async () => {
    const { folder, shown, inputs } = shelfWithFolders();
    const shared = inputs("one", "two");
    const baseline = await start(folder, shown, "baseline");
    const candidate = await start(folder, shown);
    await baseline.deliver(shared);
    expect(await found(candidate, shared.slice(1))).toMatchObject({ value: ["one", "two"] });
    await baseline.deliver([]);
    expect(await found(candidate, shared.slice(1))).toMatchObject({ value: ["two"] });
  });

  it("have the same path for both sides and at all times", async () => {
    const { folder, shown, inputs } = shelfWithFolders();
    const [input] = inputs("one");
    const path = JSON.parse(String(input?.subarray(5)))[0];
    const worker = await start(folder, shown);
    for (const calls of [[input], [], [input]]) {
      await worker.deliver(calls.filter((call) => call !== undefined));
      if (calls.length > 0) expect(readFileSync(path, "utf8")).toBe("one");
    }
  });
});
