import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { rewriteManifest } from "../support/course-copy.ts";
import { copyGrader } from "../support/grader-copy.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const repository = resolve(import.meta.dirname, "../../..");

/** A change of one file: its text, or what its text becomes. */
type Change = string | ((before: string) => string);

/** What somebody writes to add one of each, by the file's path from the repository. */
const additions: Readonly<Record<string, Readonly<Record<string, Change>>>> = {
  "a command": {
    "grader/src/commands/greet.ts": `import { exitCodes } from "./terminal/exit-codes.ts";
import type { DefineCommand } from "./terminal/command-line.ts";
import { print } from "./terminal/terminal.ts";

export const define: DefineCommand = (program, finish) => {
  program.command("greet").argument("<name>").action((name) => {
    print(\`hello \${name}\\n\`);
    finish(exitCodes.passed);
  });
};
`,
    "package.json": (text) =>
      text.replace('"scripts": {', '"scripts": {\n    "greet": "node grader/launch.mjs greet",'),
  },
  "a metric": {
    "grader/src/contract/metric-names.ts": (text) =>
      text.replace('  "wall time",', '  "wall time",\n  "squared cpu time",'),
    "grader/src/engine/metrics/kinds/squared-cpu-time.ts": `import type { Metric } from "../metric.ts";

const squaredCpuTime: Metric = {
  name: "squared cpu time",
  clock: "cpu",
  onOneCpu: true,
  method: { kind: "batches", least: 1e-6, costOf: ({ cpuMs }) => cpuMs ** 2, addsUp: false },
  spread: 0.16,
  example: "example-cpu-time",
  format: (cost) => \`\${cost} ms2\`,
  words: { better: "less", worse: "more", same: "as much", missed: "too much", cost: "squared" },
};

export default squaredCpuTime;
`,
  },
  "a report": {
    "grader/src/reports/lines.ts": `import type { Reported } from "./reported.ts";

export const reportLines = (reported: readonly Reported[]) =>
  reported
    .map(({ result }) => {
      const evidence: object = result.evidence?.candidate ?? {};
      return \`\${result.exercise.metric}: \${Object.keys(evidence).join()}\\n\`;
    })
    .join("");
`,
    "grader/src/reports/formats.ts": (text) =>
      text
        .replace(
          "import { reportJson }",
          'import { reportLines } from "./lines.ts";\nimport { reportJson }',
        )
        .replace(
          "  json: {",
          '  lines: { description: "a line each", render: reportLines },\n  json: {',
        ),
  },
  "a profiler": {
    "grader/src/evidence/profilers/counted.ts": `import type { Profiler } from "./profiler.ts";

export const counted: Profiler<{ readonly calls: number }> = {
  name: "the count",
  recording: () => ({ kind: "vitals" }),
  cpuMs: 50,
  read: ({ calls }) => ({ calls }),
};
`,
    "grader/src/evidence/profiler-list.ts": (text) =>
      text
        .replace(
          "import { shapes }",
          'import { counted } from "./profilers/counted.ts";\nimport { shapes }',
        )
        .replace(
          "const kinds = {",
          "const kinds = {\n  counted: kind(counted, (profile) => profile),",
        ),
  },
};

let root: string;
const run = promisify(execFile);
const grader = (...args: string[]) =>
  run(process.execPath, [join(root, "grader/launch.mjs"), ...args], { cwd: root }).catch(
    (failed: { stdout: string; stderr: string }) => failed,
  );

beforeAll(() => {
  root = copyGrader();
  for (const change of Object.values(additions).flatMap((files) => Object.entries(files))) {
    apply(...change);
  }
});

function apply(path: string, change: Change): void {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, typeof change === "string" ? change : changed(file, change));
}

function changed(file: string, change: (before: string) => string): string {
  const before = readFileSync(file, "utf8");
  const after = change(before);
  if (after === before) throw new Error(`the change leaves ${file} as it was`);
  return after;
}

describe("what is added", () => {
  it.each(Object.entries(additions))("costs two files at most: %s", (_, files) => {
    expect(Object.keys(files).length).toBeLessThanOrEqual(2);
  });

  it("is all that the types ask for", async () => {
    const config = {
      extends: "./tsconfig.base.json",
      include: ["grader/src"],
      exclude: ["grader/src/reports/page/client"],
    };
    writeFileSync(join(root, "tsconfig.json"), JSON.stringify(config));
    const tsc = join(repository, "node_modules/typescript/bin/tsc");
    const { stdout } = await run(process.execPath, [tsc, "-p", root]).catch((failed) => failed);
    expect(stdout).toBe("");
  });

  it("works: a command", async () => {
    expect(await grader("greet", "you")).toMatchObject({ stdout: "hello you\n", stderr: "" });
    expect((await grader("--help")).stdout).toContain("greet <name>");
  });

  it("works: a metric, a report and a profiler, in one grading", async () => {
    rewriteManifest(join(root, "packages/pair-sums"), (text) =>
      text.replace('metric: "cpu time"', 'metric: "squared cpu time"'),
    );
    const { stdout, stderr } = await grader("grade", "--format", "lines");
    expect(stdout, stderr).toMatch(/^squared cpu time: cpu,counted,allocations,.*\n$/);
  });
});
