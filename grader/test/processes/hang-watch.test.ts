import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { overdueIn } from "../../hang-watch/running-test.ts";
import { folderInRepository } from "../support/course-copy.ts";
import { processesNaming } from "../support/process-list.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const watch = resolve(import.meta.dirname, "../../hang-watch/hang-reporter.ts");

const config = `import { defineConfig } from "vitest/config";
import { noteRunningTests, watchingForHangs } from ${JSON.stringify(watch)};

export default defineConfig({
  test: { ...watchingForHangs(), include: ["*.test.ts"], setupFiles: [noteRunningTests], testTimeout: 500, provide: { outsideOfTestsMs: 4000 } },
});
`;

const vitest = join(
  dirname(createRequire(import.meta.url).resolve("vitest/package.json")),
  "vitest.mjs",
);

/** Runs Vitest on test files, by name. */
async function run(files: Readonly<Record<string, string>>) {
  const folder = folderInRepository();
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(folder, name), `import { describe, it } from "vitest";\n${text}\n`);
  }
  writeFileSync(join(folder, "vitest.config.ts"), config);
  const child = spawn(process.execPath, [vitest, "run", "--root", folder], {
    cwd: folder,
    env: { ...process.env, NO_COLOR: "1" },
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      said += text;
    });
  }
  const [status] = await once(child, "close");
  return { status: status as number, said, left: processesNaming(folder) };
}

describe("a test that hangs", () => {
  it("is ended and named, and the other files are run all the same", async () => {
    const { status, said, left } = await run({
      "hangs.test.ts": 'describe("a loop", () => { it("never ends", () => { for (;;) {} }); });',
      "sound.test.ts": 'it("is sound", () => {});',
    });
    expect(said).toContain('HANGS  hangs.test.ts came to no end in the test "a loop > never ends"');
    expect(said).toMatch(/Tests +1 passed/);
    expect(said).not.toMatch(/^\s+at .*node_modules/m);
    expect({ status, left }).toEqual({ status: 1, left: [] });
  });

  it("is ended and named while its file is loaded, too", async () => {
    const { status, said } = await run({ "hangs.test.ts": "for (let at = 1; at > 0; ) at = 1;" });
    expect(said).toContain("HANGS  hangs.test.ts came to no end outside of its tests.");
    expect(said).toContain("at top level (hangs.test.ts:2)");
    expect(status).toBe(1);
  });

  it.each([
    [
      "a loop",
      'interface Gone { a: 1 }\nfunction spin(left: number) {\n  while (left > 0) left = (left % 7) + 1;\n}\nit("never ends", () => { spin(1); });',
      /at spin \(hangs\.test\.ts:4\)/,
    ],
    [
      "an endless chain of promises",
      'async function again() {\n  for (;;) await null;\n}\nit("never ends", () => again());',
      /at again \(hangs\.test\.ts:3\)/,
    ],
    [
      "a loop in the test itself",
      'type Gone = 1;\nit("never ends", () => {\n  for (let left = 1; left > 0; ) left = (left % 7) + 1;\n});',
      /at unnamed function \(hangs\.test\.ts:4\)/,
    ],
  ])("is named with its line in the source: %s", async (_what, text, place) => {
    const { status, said } = await run({ "hangs.test.ts": text });
    expect(said).toContain('HANGS  hangs.test.ts came to no end in the test "never ends".');
    expect(said).toMatch(place);
    expect(status).toBe(1);
  });

  it("is ended by Vitest itself where it waits", async () => {
    const { status, said } = await run({
      "waits.test.ts": 'it("waits for ever", () => new Promise(() => {}));',
    });
    expect(said).toContain("Test timed out in 500ms");
    expect(said).not.toContain("HANGS");
    expect(status).toBe(1);
  });
});

describe("the notes of running tests", () => {
  it("are overdue after their deadline, and passed over while half written", () => {
    const note = { pid: 7, file: "/a.test.ts", test: "a", deadline: 1000 };
    const folder = temporaryFolder({ "7.json": JSON.stringify(note), "8.json": '{"pid":8,' });
    expect(overdueIn(folder, 999)).toEqual([]);
    expect(overdueIn(folder, 1001)).toEqual([note]);
  });
});
