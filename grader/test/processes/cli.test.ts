import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { strongestIsolation } from "../../src/engine/sandbox/isolation.ts";
import type { GradingResult } from "../../src/grading/result.ts";
import { openStore } from "../../src/grading/store/store.ts";
import {
  addExercise,
  type CourseCopy,
  copyCourse,
  courseFixture,
  rewriteManifest,
  sourceOf,
  submit,
  submitReference,
} from "../support/course-copy.ts";
import { snapshot } from "../support/folder-snapshot.ts";
import { type CliRun, launcher, runCli, stagesOf, startCli } from "../support/run-cli.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

/** A submission whose grading ends early, for tests that need a grading and no measurement. */
const quick = "wrong-answer/pairs-a-value-with-itself";

/** Runs a command. Whatever happens, nobody gets to see a stack trace. */
async function cli(
  args: readonly string[],
  course?: CourseCopy,
  environment?: NodeJS.ProcessEnv,
): Promise<CliRun> {
  const run = await runCli(args, course, environment);
  expect(run.stderr).not.toMatch(/^\s+at /m);
  expect(run.stderr).not.toContain("bug of the grader");
  return run;
}

function copyWith(submission: string): CourseCopy {
  const course = copyCourse();
  submit(course, submission);
  return course;
}

type PrintedRecord = GradingResult & { readonly reused: boolean };

const recordsIn = ({ stdout }: CliRun) => JSON.parse(stdout) as PrintedRecord[];

const stagesIn = ({ stderr }: CliRun) => stagesOf(stderr).trimEnd().split("\n");

describe("a mistake in the command line ends with exit code 2 and says what to type instead", () => {
  it.each([
    ["a mistyped id", ["grade", "pair-sum"], 'no exercise "pair-sum"', "did you mean pair-sums?"],
    ["an unlike id", ["grade", "zebra-crossing"], "zebra-crossing", "the exercises are: pair-sums"],
    ["an unknown option", ["grade", "--froce"], "unknown option '--froce'", "--force"],
    ["an unknown command", ["garde"], "unknown command 'garde'", "grade"],
    ["no id for a hint", ["hint"], "missing required argument 'id'", "npm run hint -- --help"],
    ["a hint that is not there", ["hint", "pair-sums", "4"], "no hint 4", "from 1 to 3"],
    ["a hint that is no number", ["hint", "pair-sums", "two"], "no hint two", "from 1 to 3"],
    ["a mistyped id for reset", ["reset", "pairsums"], "pairsums", "did you mean pair-sums?"],
  ])("%s", async (_, args, problem, next) => {
    const takesCourse = ["grade", "hint", "reset"].includes(args[0] ?? "") && args.length > 1;
    const run = await cli(args, takesCourse ? sharedCopy : undefined);
    expect(run).toMatchObject({ status: 2, stdout: "" });
    expect(run.stderr).toContain(problem);
    expect(run.stderr).toContain(next);
  });

  it("a course without exercises", async () => {
    const course = copyCourse();
    rmSync(join(course.root, "packages"), { recursive: true });
    const run = await cli(["grade"], course);
    expect(run).toMatchObject({ status: 2, stdout: "" });
    expect(run.stderr).toContain(`there is no exercise in ${course.root}`);
  });

  it("a course that is not there", async () => {
    const course = copyCourse();
    const run = await cli(["grade"], { ...course, root: join(course.root, "nowhere") });
    expect(run).toMatchObject({ status: 2, stdout: "" });
    expect(run.stderr).toContain("nowhere");
    expect(existsSync(join(course.root, "nowhere"))).toBe(false);
  });
});

let sharedCopy: CourseCopy;
beforeAll(() => {
  sharedCopy = copyCourse();
});

it("the help of grade says what it takes and what its exit codes mean", async () => {
  const { status, stdout, stderr } = await cli(["grade", "--help"]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(stdout).toContain("npm run grade -- [options] [ids...]");
  expect(stdout).toContain(
    "Exit codes: 0 all passed, 1 something failed, 2 usage or set-up, 3 inconclusive.",
  );
});

describe("grading the starter", () => {
  const course = copyCourse();
  let first: CliRun;
  let sourceBefore: ReturnType<typeof snapshot>;
  beforeAll(async () => {
    sourceBefore = snapshot(sourceOf(course));
    first = await cli(["grade"], course);
  });

  it("ends with exit code 1 and names the target", () => {
    expect(first.status).toBe(1);
    expect(first.stdout).toMatch(/✗ too slow .*needed 3x/s);
  });

  it("names the hottest function, the hottest line and the next step", () => {
    const { stdout } = first;
    expect(stdout).toMatch(/hot spot +partnersAfter \(index\.ts:8\) takes \d+ % of the time/);
    expect(stdout).toMatch(/hot line +index\.ts:1[0-2], \d+ %: \w+/);
    expect(stdout).toMatch(
      /next +Look at partnersAfter in packages\/pair-sums\/src\/index\.ts:1[0-2]/,
    );
    expect(stdout).toContain("npm run hint -- pair-sums");
  });

  it("names a page that is there, with links to both flamegraphs", () => {
    const [, page = ""] = /report +(\S+\.html)/.exec(first.stdout) ?? [];
    const path = join(course.root, page);
    const links = [...readFileSync(path, "utf8").matchAll(/href="([^"#]+\.html)"/g)];
    const linked = links.map(([, to = ""]) => existsSync(join(dirname(path), to)));
    expect(linked).toEqual([true, true]);
  });

  it("shows one line for each stage where there is no terminal", () => {
    expect(stagesIn(first)).toEqual([
      "pair-sums: checking answers",
      "pair-sums: measuring",
      "pair-sums: profiling",
    ]);
  });

  it("changes no file of the student and leaves no temporary file", () => {
    expect(snapshot(sourceOf(course))).toEqual(sourceBefore);
    expect(readdirSync(course.temporary)).toEqual([]);
  });

  it("once more says what is stored and measures nothing", async () => {
    const again = await cli(["grade"], course);
    expect(again).toMatchObject({ status: 1, stderr: "" });
    const withoutStored = again.stdout.replace(
      / +stored +unchanged since[^\n]*\n(?: {16}\S[^\n]*\n)?/,
      "",
    );
    expect(withoutStored).not.toBe(again.stdout);
    expect(withoutStored).toBe(first.stdout);
  });

  it("as JSON gives the very record that was stored", async () => {
    const { stdout, stderr } = await cli(["grade", "--json"], course);
    expect(stderr).toBe("");
    const [{ reused, ...record }] = JSON.parse(stdout) as [PrintedRecord];
    expect(reused).toBe(true);
    expect([JSON.stringify(record)]).toEqual(storedRecords(course));
  });

  it("with a changed baseline is not recalled from the record", async () => {
    const changed = copyCourse();
    cpSync(join(course.root, ".bottleneck"), join(changed.root, ".bottleneck"), {
      recursive: true,
    });
    submit(changed, quick);
    const file = join(changed.root, "packages/pair-sums/baseline/more.ts");
    await cli(["grade"], changed);
    expect(stagesIn(await cli(["grade"], changed))).toEqual([""]);
    writeFileSync(file, "export const more = 1;\n");
    expect(stagesIn(await cli(["grade"], changed))).toEqual(["pair-sums: checking answers"]);
  });
});

function storedRecords(course: CourseCopy): string[] {
  const database = new DatabaseSync(join(course.root, ".bottleneck/history.sqlite"));
  try {
    return database
      .prepare(
        `select gradings.record, evidence.record as evidence
         from gradings left join evidence on grading = gradings.id order by gradings.id`,
      )
      .all()
      .map(({ record, evidence }) =>
        evidence === null
          ? String(record)
          : `${String(record).slice(0, -1)},"evidence":${evidence}}`,
      );
  } finally {
    database.close();
  }
}

it("grading thoroughly measures more forks, and answers from no record of a quick one", async () => {
  const course = copyCourse();
  const first = recordsIn(await cli(["grade", "--json"], course))[0];
  const again = recordsIn(await cli(["grade", "--json", "--thorough"], course))[0];
  const forksOf = (record: PrintedRecord | undefined) =>
    record !== undefined && "measurement" in record.outcome
      ? record.outcome.measurement.forks.length
      : 0;
  expect(again?.reused).toBe(false);
  expect(again?.outcome.outcome).toBe(first?.outcome.outcome);
  expect(forksOf(again)).toBeGreaterThan(forksOf(first));
  expect(again?.schedule.mostForks).toBeGreaterThan(first?.schedule.mostForks ?? 99);
  const known = await Promise.all(
    [[], ["--thorough"]].map((how) => cli(["grade", "--json", ...how], course)),
  );
  expect(known.flatMap(recordsIn).map(({ reused, gradedAt }) => ({ reused, gradedAt }))).toEqual([
    { reused: true, gradedAt: first?.gradedAt },
    { reused: true, gradedAt: again?.gradedAt },
  ]);
});

it("a record says where, on what and by what schedule it was made", async () => {
  const [record] = recordsIn(await cli(["grade", "--json", "--no-record"], sharedCopy));
  expect(record?.provenance).toEqual({
    grader: expect.stringMatching(/^[0-9a-f]{16}$/),
    graderVersion: expect.stringMatching(/^\d+\.\d+\.\d+$/),
    node: process.version,
    v8: process.versions.v8,
    platform: expect.any(String),
    release: expect.any(String),
    cpuModel: expect.any(String),
    cores: expect.any(Number),
    memoryBytes: expect.any(Number),
    machine: expect.any(String),
    load: expect.any(Number),
    cpuTimeRead: process.platform === "linux" ? "from outside" : "by the process",
    isolation: expect.stringMatching(/^(bubblewrap|permissions)$/),
    pinnedTo: expect.any(Array),
    seeds: { check: expect.any(Number), time: expect.any(Number) },
  });
  expect(record?.outcome).toMatchObject({
    measurement: { contention: expect.any(Number), metric: "cpu time" },
  });
  expect(record?.exercise.version).toMatch(/^[0-9a-f]{16}$/);
});

describe("a machine without the tools that isolate and pin", () => {
  const bare = { PATH: "/nowhere" };

  it("refuses to grade where bubblewrap is asked for, and says how to get it", async () => {
    const run = await cli(["grade", "--isolation", "bubblewrap"], sharedCopy, bare);
    expect(run.status).toBe(2);
    expect(run.stderr).toContain("bubblewrap does not work here");
    expect(run.stderr).toContain("--isolation permissions");
    expect(run.stdout).toBe("");
  });

  it("grades with Node's permissions, unpinned, and the record says so", async () => {
    const [record] = recordsIn(await cli(["grade", "--json", "--no-record"], sharedCopy, bare));
    expect(record?.provenance).toMatchObject({ isolation: "permissions", pinnedTo: [] });
    expect(record?.outcome.outcome).toBe("too slow");
  });
});

describe("grading the reference", () => {
  const course = copyCourse();

  it("passes with exit code 0 where a student has written it", async () => {
    submitReference(course);
    const run = await cli(["grade", "pair-sums"], course);
    expect(run.status).toBe(0);
    expect(run.stdout).toMatch(/\(your code\)[\s\S]*✓ passed[\s\S]*next +Done: the target is met/);
  });

  it("passes as --reference, whatever the student's files are", async () => {
    submit(course, quick);
    const run = await cli(["grade", "--reference"], course);
    expect(run.status).toBe(0);
    expect(run.stdout).toMatch(/\(reference\)[\s\S]*✓ passed/);
    expect((await cli(["grade"], course)).status).toBe(1);
  });

  it("says what to do in a copy of the course without solutions", async () => {
    rmSync(join(course.root, "solutions"), { recursive: true });
    const run = await cli(["grade", "--reference"], course);
    expect(run).toMatchObject({ status: 2, stdout: "" });
    expect(run.stderr).toContain("no reference for pair-sums");
    expect(run.stderr).toContain("leave --reference out");
  });
});

describe("the record of gradings", () => {
  const course = copyWith(quick);

  it("gives the same record again, byte for byte, until --force measures anew", async () => {
    const [first, again, forced] = [
      await cli(["grade", "--json"], course),
      await cli(["grade", "--json"], course),
      await cli(["grade", "--json", "--force"], course),
    ];
    expect(again.stdout).toBe(first.stdout.replace('"reused": false', '"reused": true'));
    expect([first, again, forced].map((run) => stagesIn(run))).toEqual([
      ["pair-sums: checking answers"],
      [""],
      ["pair-sums: checking answers"],
    ]);
    expect(recordsIn(forced)[0]).toMatchObject({ reused: false, submission: submissionOf(first) });
    expect(recordsIn(forced)[0]?.gradedAt).not.toBe(recordsIn(first)[0]?.gradedAt);
    expect(storedRecords(course)).toHaveLength(2);
  });

  const submissionOf = (run: CliRun) => recordsIn(run)[0]?.submission;

  it("is neither read nor written with --no-record", async () => {
    const before = storedRecords(course);
    const run = await cli(["grade", "--json", "--no-record"], course);
    expect(recordsIn(run)[0]?.reused).toBe(false);
    expect(storedRecords(course)).toEqual(before);
  });

  it("of a verdict alone is not enough for whoever wants evidence, but not the other way round", async () => {
    const graded = copyWith("passed/keeps-a-table-in-another-file");
    const gradeWith = async (...options: string[]) =>
      recordsIn(await cli(["grade", "--json", ...options], graded))[0];
    const verdict = await gradeWith("--no-evidence");
    expect(verdict).toMatchObject({ outcome: { measurement: expect.anything() } });
    expect(verdict).not.toHaveProperty("evidence");
    expect(await gradeWith("--no-evidence")).toMatchObject({ reused: true });
    const { outcome, gradedAt } = verdict as PrintedRecord;
    const explained = await gradeWith();
    expect(explained).toMatchObject({ reused: true, evidence: expect.anything() });
    expect(explained).toMatchObject({ outcome, gradedAt });
    expect(await gradeWith("--no-evidence")).toMatchObject({ reused: true });
  });

  it("of one level of isolation is not given for another", async () => {
    const graded = copyWith("wrong-answer/sorts-its-input");
    const gradeBy = async (level: string) =>
      recordsIn(await cli(["grade", "--json", "--isolation", level], graded))[0];
    const levels =
      strongestIsolation() === "bubblewrap" ? ["permissions", "bubblewrap"] : ["permissions"];
    for (const isolation of levels) {
      expect(await gradeBy(isolation)).toMatchObject({ reused: false, provenance: { isolation } });
    }
    for (const isolation of levels) {
      expect(await gradeBy(isolation)).toMatchObject({ reused: true, provenance: { isolation } });
    }
  });

  it("is kept by two graders at the same time", async () => {
    const before = storedRecords(course).length;
    const both = [cli(["grade", "--force"], course), cli(["grade", "--force"], course)];
    expect((await Promise.all(both)).map(({ status }) => status)).toEqual([1, 1]);
    expect(storedRecords(course)).toHaveLength(before + 2);
  });

  it("keeps nothing of a refused submission for the next one", async () => {
    const refused = copyWith("refused/has-a-syntax-error");
    expect((await cli(["grade"], refused)).stdout).toContain("index.ts:2: syntax error");
    submit(refused, "refused/declares-an-enum");
    expect((await cli(["grade"], refused)).stdout).toContain("index.ts:1: enums don't run");
  });
});

describe("output as JSON", () => {
  it("is a record for each exercise on stdout, with progress on stderr", async () => {
    const course = copyWith(quick);
    addExercise(course, "more-sums");
    submit(course, "crashed/throws-in-a-call", "more-sums");
    const run = await cli(["grade", "--json"], course);
    expect(run.status).toBe(1);
    expect(recordsIn(run)).toMatchObject([
      { exercise: { id: "more-sums" }, outcome: { outcome: "crashed" }, subject: "your code" },
      { exercise: { id: "pair-sums" }, outcome: { outcome: "wrong answer" }, reused: false },
    ]);
    expect(stagesIn(run)).toEqual(["more-sums: checking answers", "pair-sums: checking answers"]);
  });

  it("is an empty list where every exercise is broken", async () => {
    const course = copyCourse();
    rmSync(join(course.root, "packages/pair-sums/baseline"), { recursive: true });
    const run = await cli(["grade", "--json"], course);
    expect(run).toMatchObject({ status: 2, stdout: "[]\n" });
  });
});

describe("a broken exercise", () => {
  const breaks: readonly (readonly [
    id: string,
    problem: string,
    change: (folder: string) => void,
  ])[] = [
    [
      "without-default-export",
      "no default export",
      (folder) =>
        rewriteManifest(folder, (text) => text.replace("export default", "export const e =")),
    ],
    [
      "without-hints",
      "hints: ",
      (folder) => rewriteManifest(folder, (text) => text.replace(/hints: \[[\s\S]*?\],\n/, "")),
    ],
    [
      "with-one-hint",
      "hints: must have three hints or more",
      (folder) =>
        rewriteManifest(folder, (text) =>
          text.replace(/hints: \[[\s\S]*?\],\n/, 'hints: ["?"],\n'),
        ),
    ],
    [
      "with-an-easy-target",
      "goal.target: must be more than 1",
      (folder) => rewriteManifest(folder, (text) => text.replace("target: 3", "target: 1")),
    ],
    [
      "that-throws",
      "it can't be loaded: exercise.ts:35: Error: no such luck",
      (folder) => rewriteManifest(folder, (text) => `${text}\nthrow new Error("no such luck");\n`),
    ],
    [
      "that-does-not-parse",
      "it can't be loaded: exercise.ts:12: SyntaxError",
      (folder) => rewriteManifest(folder, (text) => text.replace("input: {", "input: {{")),
    ],
    [
      "without-baseline",
      "baseline/index.ts is missing",
      (folder) => rmSync(join(folder, "baseline"), { recursive: true }),
    ],
  ];
  const course = copyWith(quick);
  let run: CliRun;
  beforeAll(async () => {
    for (const [id, , change] of breaks) change(addExercise(course, id));
    run = await cli(["grade"], course);
  });

  it.each(breaks)("%s is reported with its file and the reason: %s", (id, problem) => {
    const reports = run.stderr.split("\n").filter((line) => line.includes(`packages/${id}/`));
    expect(reports).toEqual([expect.stringContaining(`exercise.ts is broken: `)]);
    expect(reports[0]).toContain(problem);
  });

  it("does not keep the others from being graded, and ends with exit code 2", () => {
    expect(run.stdout).toMatch(/pair-sums[\s\S]*✗ wrong answer/);
    expect(run.status).toBe(2);
  });

  it("is no concern of whoever grades another", async () => {
    const other = await cli(["grade", "pair-sums"], course);
    expect(other).toMatchObject({ status: 1, stderr: "" });
  });

  it("is named when it is asked for", async () => {
    const asked = await cli(["grade", "without-baseline"], course);
    expect(asked).toMatchObject({ status: 2, stdout: "" });
    expect(asked.stderr).toContain("without-baseline is broken: baseline/index.ts is missing");
    expect(asked.stderr).toContain("next: fix ");
  });
});

describe("an exercise that fails only when it is used", () => {
  it.each<[string, string, (folder: string) => void]>([
    [
      "its generator",
      "input.make failed for size 4",
      (folder) =>
        rewriteManifest(folder, (text) => text.replace("random.int(-100, 100)", "random.pick([])")),
    ],
    [
      "its baseline",
      "the baseline of a-broken-one failed: it threw Error: no luck",
      (folder) => {
        const text = 'throw new Error("no luck");\nexport const pairSums = 0;\n';
        writeFileSync(join(folder, "baseline/index.ts"), text);
      },
    ],
  ])("is reported, and the others are graded: %s", async (_, problem, change) => {
    const course = copyWith(quick);
    change(addExercise(course, "a-broken-one"));
    const run = await cli(["grade"], course);
    expect(run.status).toBe(2);
    expect(run.stderr).toContain(problem);
    expect(run.stderr).toContain("next: fix it in");
    expect(run.stdout).toContain("✗ wrong answer");
  });
});

describe("a student's src/ that is gone", () => {
  it("is refused, and brought back by reset", async () => {
    const course = copyCourse();
    rmSync(sourceOf(course), { recursive: true });
    const run = await cli(["grade"], course);
    expect(run.status).toBe(1);
    expect(run.stdout).toContain("src/index.ts is missing");
    expect(run.stdout).toContain("npm run reset -- pair-sums");
    const reset = await cli(["reset", "pair-sums"], course);
    expect(reset).toMatchObject({ status: 0, stdout: "pair-sums is back at its start\n" });
    expect(existsSync(join(sourceOf(course), "index.ts"))).toBe(true);
  });
});

describe("a machine that has to be fixed", () => {
  it("without a place for the record still gives a verdict, a warning and exit code 2", async () => {
    const course = copyWith(quick);
    writeFileSync(join(course.root, ".bottleneck"), "in the way");
    const run = await cli(["grade"], course);
    expect(run.status).toBe(2);
    expect(run.stdout).toContain("✗ wrong answer");
    expect(run.stderr).toContain("warning: gradings can't be recorded in ");
    expect(run.stderr).toMatch(/next: .*--no-record/);
    const without = await cli(["grade", "--no-record"], course);
    expect(without).toMatchObject({ status: 1, stderr: "pair-sums: checking answers\n" });
  });

  /** A copy to grade that has a history, made by this grader and then changed. */
  function copyWithHistory(change: (file: string) => void): CourseCopy {
    const course = copyWith(quick);
    openStore(join(course.root, ".bottleneck")).close();
    change(join(course.root, ".bottleneck/history.sqlite"));
    return course;
  }

  function expectVerdictAndWarning({ status, stdout, stderr }: CliRun, next: RegExp): void {
    expect(status).toBe(2);
    expect(stdout).toContain("✗ wrong answer");
    expect(stderr.match(/warning: gradings can't be recorded in /g)).toHaveLength(1);
    expect(stderr).toMatch(next);
  }

  it.each([
    ["is no database", (file: string) => writeFileSync(file, "no database".repeat(1000)), /rename/],
    ["is cut off", (file: string) => truncateSync(file, 4096), /rename/],
    ["lacks a table", (file: string) => execute(file, "drop table evidence"), /rename/],
    ["is a newer grader's", (file: string) => execute(file, "pragma user_version = 99"), /update/],
  ] as const)(
    "with a history that %s still gives a verdict, one warning of it and exit code 2",
    async (_, change, next) => {
      const course = copyWithHistory(change);
      expectVerdictAndWarning(await cli(["grade"], course), next);
    },
  );

  function execute(file: string, sql: string): void {
    const database = new DatabaseSync(file);
    database.exec(sql);
    database.close();
  }

  it.skipIf(strongestIsolation() !== "bubblewrap")(
    "with a history that can only be read still gives a verdict, one warning of it and exit code 2",
    () => {
      const course = copyWithHistory(() => {});
      const history = join(course.root, ".bottleneck");
      // Root may write to what nobody may write to, but not to what is mounted for reading.
      const mounts = ["--dev-bind", "/", "/", "--ro-bind", history, history];
      const command = [
        process.execPath,
        launcher,
        "grade",
        "--no-evidence",
        "--course",
        course.root,
      ];
      const run = spawnSync("bwrap", [...mounts, ...command], { encoding: "utf8" });
      expectVerdictAndWarning(run, /see that you may write to/);
    },
  );

  it("without a folder for temporary files is told so, with exit code 2", async () => {
    const course = copyWith(quick);
    const missing = join(course.temporary, "missing");
    const run = await cli(["grade"], course, { TMPDIR: missing, TEMP: missing, TMP: missing });
    expect(run).toMatchObject({ status: 2, stdout: "" });
    expect(run.stderr).toContain(`error: no temporary folder can be made in ${missing}`);
    expect(run.stderr).toMatch(/next: .*TMPDIR/);
  });
});

describe("hint", () => {
  it("prints the first hint, and how to get the next", async () => {
    const { status, stdout } = await cli(["hint", "pair-sums"], sharedCopy);
    expect(status).toBe(0);
    expect(stdout).toBe(
      "1. How often does the program look at each value?\n\n" +
        "The next one: npm run hint -- pair-sums 2\n",
    );
  });

  it("prints all hints up to the last", async () => {
    const { stdout } = await cli(["hint", "pair-sums", "3"], sharedCopy);
    expect(stdout.match(/^\d\./gm)).toEqual(["1.", "2.", "3."]);
    expect(stdout).toContain("That was the last one.");
  });
});

describe("reset", () => {
  it("brings the starter back and keeps what was there", async () => {
    const course = copyWith("passed/keeps-a-table-in-another-file");
    const written = snapshot(sourceOf(course));
    const { status, stdout } = await cli(["reset", "pair-sums"], course);
    expect(status).toBe(0);
    expect(snapshot(sourceOf(course))).toEqual(
      snapshot(join(courseFixture, "packages/pair-sums/baseline")),
    );
    const [, kept = ""] = /what you had is in (\S+)/.exec(stdout) ?? [];
    expect(snapshot(join(course.root, kept))).toEqual(written);
  });

  it("brings the starter back where src/index.ts was deleted", async () => {
    const course = copyWith("refused/has-no-index");
    expect((await cli(["reset", "pair-sums"], course)).status).toBe(0);
    expect(readdirSync(sourceOf(course))).toEqual(["index.ts"]);
  });
});

it("output that nobody reads any more ends the program without a stack trace", async () => {
  const { child, ended } = startCli(["hint", "pair-sums"], sharedCopy);
  child.stdout?.destroy();
  expect((await ended).stderr).toBe("");
});

it("a crash is shown with the student's own frames and no others", async () => {
  const { status, stdout } = await cli(["grade"], copyWith("crashed/throws-while-loading"));
  expect(status).toBe(1);
  expect(stdout).toContain("✗ crashed  TypeError: the table can't be built");
  expect(stdout).toMatch(/at +buildTable \(src\/index\.ts:4\)\n +top level \(src\/index\.ts:1\)\n/);
  expect(stdout).not.toContain("runner.ts");
});
