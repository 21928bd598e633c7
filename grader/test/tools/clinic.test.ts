import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { startTool } from "../../src/engine/sandbox/process-tree.ts";
import { encode } from "../../src/engine/sandbox/wire.ts";
import {
  type DoctorDiagnosis,
  doctorCategories,
  doctorTrack,
  explainDiagnosis,
  suspiciousFigures,
} from "../../src/evidence/tools/clinic-doctor.ts";
import type { ToolName } from "../../src/evidence/tools/driven-run.ts";
import { failureOfTool } from "../../src/evidence/tools/tool-failures.ts";
import { diagnosisPath, pagePath, toolPages } from "../../src/evidence/tools/tool-pages.ts";
import { runTool, type ToolRequest } from "../../src/evidence/tools/tool-run.ts";
import { type ToolEnd, watchTool } from "../../src/evidence/tools/watched-tool.ts";
import { reportToolPage } from "../../src/reports/tool-page.ts";
import { copyCourse, sourceOf, submit } from "../support/course-copy.ts";
import { snapshot } from "../support/folder-snapshot.ts";
import { measuring } from "../support/measuring.ts";
import { canListProcesses, processesNaming } from "../support/process-list.ts";
import { runCli, startCli } from "../support/run-cli.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { copyToolsCourse } from "../support/tools-course.ts";

vi.setConfig({ testTimeout: 60_000 });

describe("the commands for tools", measuring, () => {
  const course = copyCourse();

  it.each([
    ["an unknown tool", ["clinic", "surgeon", "pair-sums"], "Allowed choices are doctor, flame"],
    ["no exercise", ["clinic", "doctor"], "missing required argument 'id'"],
    ["an unknown exercise", ["flame", "pair-sum"], 'no exercise "pair-sum"\n  next: did you mean'],
    [
      "two versions at a time",
      ["flame", "pair-sums", "--baseline", "--reference"],
      "cannot be used with option '--reference'",
    ],
    [
      "Bubbleprof for a function that answers at once",
      ["clinic", "bubbleprof", "pair-sums"],
      "pairSums of pair-sums never waits: it answers at once\n  next: see where its time goes",
    ],
  ])("refuse %s", async (_, args, message) => {
    const { status, stdout, stderr } = await runCli(args, course);
    expect(stderr).toContain(message);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  });

  it("say in their help that nothing isolates the code", async () => {
    const { stdout } = await runCli(["clinic", "--help"]);
    expect(stdout).toContain("nothing isolates it from your files");
  });

  it("say that there is no reference in a copy without solutions", async () => {
    const { status, stderr } = await runCli(
      ["flame", "price-server", "--reference"],
      copyToolsCourse(),
    );
    expect(stderr).toContain("there is no reference for price-server");
    expect(status).toBe(2);
  });

  it.each([
    [
      "throws in a call",
      'throw new RangeError("too far")',
      "threw in a call (index.ts:2): RangeError: too far",
    ],
    [
      "ends the process",
      "(process as any).exit(0)",
      "ended the process in a call, with exit code 0",
    ],
    [
      "throws later",
      'setTimeout(() => { throw new Error("late") }); return values.length',
      "threw in a call (index.ts:2): Error: late",
    ],
  ])("end with what the code did when it %s", async (_, body, message) => {
    const own = copyCourse();
    writeFileSync(
      join(sourceOf(own), "index.ts"),
      `export function pairSums(values: readonly number[]): number {\n${body}\n}\n`,
    );
    const before = snapshot(sourceOf(own));
    const { status, stdout, stderr } = await runCli(["clinic", "flame", "pair-sums"], own);
    expect(stderr).toContain(`error: your code ${message}`);
    expect(stderr).toContain("next: fix that first; npm run grade -- pair-sums says more");
    expect(stderr).not.toMatch(/^\s+at /m);
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(readdirSync(own.temporary)).toEqual([]);
    expect(snapshot(sourceOf(own))).toEqual(before);
  });

  it("run a version that brings WebAssembly as text", async () => {
    const own = copyCourse();
    submit(own, "passed/brings-webassembly-as-text");
    const { status, stdout } = await runCli(["clinic", "flame", "pair-sums"], own);
    expect(stdout).toContain(".html");
    expect(status).toBe(0);
  });

  it("end with what would be refused in a grading", async () => {
    const own = copyCourse();
    rmSync(join(sourceOf(own), "index.ts"));
    const { status, stderr } = await runCli(["flame", "pair-sums"], own);
    expect(stderr).toContain("error: src/index.ts is missing");
    expect(status).toBe(1);
  });

  it.runIf(canListProcesses)("leave nothing behind when they are interrupted", async () => {
    const own = copyCourse();
    submit(own, "wrong-answer/pairs-a-value-with-itself");
    const cli = startCli(["clinic", "doctor", "pair-sums"], own);
    const running = () => processesNaming(own.temporary);
    // The tool, and the driver that it has started.
    await expect.poll(() => running().length, { timeout: 30_000 }).toBeGreaterThanOrEqual(2);
    cli.child.kill("SIGINT");
    expect(await cli.ended).toMatchObject({ status: 130 });
    await expect.poll(running, { timeout: 30_000 }).toEqual([]);
    expect(readdirSync(own.temporary)).toEqual([]);
  });
});

describe("a run under a tool", measuring, () => {
  const generous = { seconds: 60, megabytes: 400 };

  function request(source: string, changes: Partial<ToolRequest> = {}): ToolRequest {
    const folder = temporaryFolder({ "version/index.ts": source });
    return {
      tool: "flame",
      id: "made-up",
      subject: "your code",
      source: join(folder, "version"),
      entry: "run",
      kind: "function",
      inputs: [encode([1])],
      mayChangeInput: false,
      load: undefined,
      page: join(folder, "page.html"),
      scratch: join(folder, "scratch"),
      limits: generous,
      onStage: () => {},
      ...changes,
    };
  }

  it.each([
    [
      "a call that never returns",
      "export function run() { for (;;); }",
      "hung in a call: stopped after 4 s",
    ],
    [
      "a module that never finishes loading",
      "for (;;); export function run() {}",
      "did not finish loading: stopped after 4 s",
    ],
  ])("is ended, for %s", async (_, source, what) => {
    const limits = { ...generous, seconds: 4 };
    expect(await runTool(request(source, { limits }))).toEqual({
      state: "code failed",
      what: `your code ${what}`,
    });
  });

  it("is ended, for an answer that never comes", async () => {
    const source =
      "setInterval(() => {}, 1000); export function run() { return new Promise(() => {}); }";
    const limits = { ...generous, seconds: 4 };
    const outcome = await runTool(request(source, { limits, kind: "async function" }));
    expect(outcome).toMatchObject({ what: "your code hung in a call: stopped after 4 s" });
  });

  it.each([
    ["null", "null"],
    ["an object that can't be made text", "Object.create(null)"],
  ])("tells of %s being thrown", async (_, thrown) => {
    const source = `export function run() { throw ${thrown}; }`;
    expect(await runTool(request(source))).toMatchObject({
      what: expect.stringMatching(/^your code threw in a call: (null|\[Object: null prototype\])/),
    });
  });

  it("says where a page can't be kept", async () => {
    const asked = request("export function run() { return 1; }", { tool: "heap-profiler" });
    const file = join(asked.source, "index.ts");
    expect(await runTool({ ...asked, page: join(file, "page.html") })).toMatchObject({
      state: "tool failed",
      what: expect.stringContaining(`the page can't be kept as ${file}`),
    });
  });

  it("names the exports where the entry is missing", async () => {
    const source = "export function rum() {} export const limit = 1;";
    expect(await runTool(request(source))).toMatchObject({
      state: "code failed",
      what: expect.stringContaining("index.ts exports no function run; it exports limit, rum"),
    });
  });

  it("counts the requests that a server did not answer", async () => {
    const source = `
      import { createServer } from "node:http";
      export function run() {
        const server = createServer((_, response) => response.writeHead(500).end());
        return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
      }`;
    const probe = { request: { method: "GET" as const, path: "/" }, everyMs: 500 };
    const load = { probe, windowMs: 1000 };
    expect(await runTool(request(source, { kind: "server", load }))).toMatchObject({
      what: expect.stringMatching(/^your code failed \d+ requests \(no answer, or an error\)$/),
    });
  });
});

describe("a tool that is watched", measuring, () => {
  /** Runs a small program in the place of a tool, with a folder for its data as current folder. */
  async function watch(
    program: string,
    limits = { seconds: 60, megabytes: 400 },
    isFutile?: () => boolean,
  ) {
    const folder = temporaryFolder({ "tool.mjs": program, "data/first": "" });
    const child = startTool(
      process.execPath,
      [join(folder, "tool.mjs"), join(folder, "data")],
      folder,
    );
    const end = await watchTool(child, join(folder, "data"), limits, isFutile);
    await expect.poll(() => processesNaming(folder)).toEqual([]);
    return end;
  }

  it("is done when it ends by itself", async () => {
    expect(await watch("process.exitCode = 0")).toEqual({ how: "done" });
  });

  it("has failed when it says so, in its own words", async () => {
    expect(await watch('console.error("no luck"); process.exit(1)')).toEqual({
      how: "failed",
      errors: "no luck",
    });
  });

  it("is ended with what it has started when it hangs", async () => {
    const hanging = `
      import { spawn } from "node:child_process";
      spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)", process.argv[2]]);
      setInterval(() => {}, 1000);`;
    expect(await watch(hanging, { seconds: 1, megabytes: 400 })).toEqual({
      how: "took too long",
      seconds: 1,
    });
  });

  it("is ended when it writes for ever", async () => {
    const writing = `
      import { appendFileSync } from "node:fs";
      import { join } from "node:path";
      setInterval(() => appendFileSync(join(process.argv[2], "trace"), Buffer.alloc(1e6)), 5);`;
    expect(await watch(writing, { seconds: 60, megabytes: 8 })).toEqual({
      how: "wrote too much",
      megabytes: 8,
    });
  });

  it("is called off when nothing more can come of it", async () => {
    expect(await watch("setInterval(() => {}, 1000)", undefined, () => true)).toEqual({
      how: "called off",
    });
  });
});

describe("the failure of a tool", measuring, () => {
  const failures: [end: ToolEnd, what: string, next: string][] = [
    [
      { how: "took too long", seconds: 60 },
      "0x was still drawing after 60 s and was stopped",
      "try again when the machine is idle",
    ],
    [
      { how: "wrote too much", megabytes: 400 },
      "0x wrote more than 400 MB and was stopped",
      "npm run grade, which needs less",
    ],
    [
      { how: "failed", errors: "at once\nTypeError: x is not a function\n    at y (z.js:1:2)" },
      "0x failed while drawing: TypeError: x is not a function",
      "run npm ci",
    ],
    [{ how: "failed", errors: "" }, "0x failed while drawing: it did not say why", "run npm ci"],
    [{ how: "done" }, "0x wrote no page", "run npm ci"],
  ];

  it.each(failures)("is told with what to do next: %j", (end, what, next) => {
    const failure = failureOfTool("0x", "drawing", end);
    expect(failure).toMatchObject({ state: "tool failed", what });
    expect(failure).toHaveProperty("next", expect.stringContaining(next));
  });

  it.each(["doctor", "flame", "bubbleprof", "heap-profiler", "0x"] as const)(
    "is one line when %s is not installed",
    (tool) => {
      const folder = temporaryFolder();
      const tools = resolve(import.meta.dirname, "../../profiling-tools");
      const copy = join(folder, "profiling-tools");
      cpSync(tools, copy, {
        recursive: true,
        filter: (path) => !path.includes("node_modules", tools.length),
      });
      writeFileSync(
        join(folder, "job.json"),
        JSON.stringify({ tool, data: folder, drive: "none" }),
      );
      const { status, stderr } = spawnSync(
        process.execPath,
        [join(copy, "collect-data.ts"), join(folder, "job.json")],
        { encoding: "utf8" },
      );
      const library = tool === "0x" ? tool : `@clinic/${tool}`;
      expect({ status, stderr }).toEqual({
        status: 1,
        stderr: `${library} is not installed: run npm ci\n`,
      });
    },
  );
});

const healthy: DoctorDiagnosis["issues"] = {
  delay: "none",
  cpu: "none",
  memory: { external: "none", rss: "none", heapTotal: "none", heapUsed: "none" },
  handles: "none",
  loopUtilization: "none",
};

describe("Doctor's diagnosis", measuring, () => {
  it.each(doctorCategories)("has words, and a next step, for %s", (issueCategory) => {
    const { means, next } = explainDiagnosis({ issueCategory, issues: healthy }, "sums");
    expect(means.length).toBeGreaterThan(30);
    expect(next).not.toContain("<");
    expect(next).toMatch(/\.$/);
  });

  it("names the figures in which Doctor saw something", () => {
    const memory = { ...healthy.memory, heapUsed: "performance" as const };
    const issues = { ...healthy, memory, cpu: "data" as const, delay: "performance" as const };
    expect(suspiciousFigures({ issueCategory: "unknown", issues })).toEqual([
      "event loop delay",
      "memory usage",
    ]);
  });

  it("comes with how often it is right, and with what the way of calling does to it", () => {
    const page = {
      tool: "doctor" as const,
      version: "baseline" as const,
      path: "/course/.bottleneck/clinic/sums/doctor-baseline.html",
      madeAt: new Date(0),
      diagnosis: { issueCategory: "event-loop" as const, issues: healthy },
    };
    const context = { id: "sums", subject: "the baseline", kind: "function" as const };
    const report = reportToolPage(page, context, { color: false, width: 80 }, "/course");
    const text = report.replaceAll(/\s+/g, " ");
    expect(text).toContain(
      "sums Clinic Doctor (the baseline) page .bottleneck/clinic/sums/doctor-baseline.html",
    );
    expect(text).toContain("no grade depends on it");
    expect(text).toContain(`it was right: ${doctorTrack}.`);
    expect(text).toContain("That alone causes CPU usage near 100 % and a busy event loop");
    expect(Math.max(...report.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
  });
});

describe("the pages of tools", measuring, () => {
  it("are found by exercise, with Doctor's diagnosis where it is whole", () => {
    const root = temporaryFolder();
    const write = (path: string, text: string) => {
      mkdirSync(join(path, ".."), { recursive: true });
      writeFileSync(path, text);
    };
    const place = (tool: ToolName, version: "your code" | "baseline") =>
      pagePath(root, { id: "sums", tool, version });
    const diagnosis = { issueCategory: "gc", issues: healthy };
    write(place("doctor", "your code"), "");
    write(diagnosisPath(place("doctor", "your code")), JSON.stringify(diagnosis));
    write(place("doctor", "baseline"), "");
    write(diagnosisPath(place("doctor", "baseline")), '{"issueCat');
    write(place("0x", "baseline"), "");
    write(pagePath(root, { id: "others", tool: "flame", version: "your code" }), "");
    const found = toolPages(root, "sums").map(({ madeAt, path, ...page }) => page);
    expect(found).toEqual([
      { tool: "doctor", version: "your code", diagnosis },
      { tool: "doctor", version: "baseline" },
      { tool: "0x", version: "baseline" },
    ]);
    expect(toolPages(root, "nothing-here")).toEqual([]);
    expect(toolPages(root, "sums").every(({ madeAt }) => madeAt.getTime() > 0)).toBe(true);
  });
});
