import { appendFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { type DiagnoseTools, diagnoseCommand } from "../../src/commands/diagnose.ts";
import { undiagnosedResult } from "../../src/commands/grading/require-diagnosis.ts";
import { exitCodes } from "../../src/commands/terminal/exit-codes.ts";
import { ExerciseError, SetupError } from "../../src/contract/errors.ts";
import { loadCourse } from "../../src/course/exercises/load.ts";
import { quick } from "../../src/engine/measurement/schedule.ts";
import type { DiagnosisRecord } from "../../src/evidence/diagnosis/diagnosis.ts";
import { type Interviewee, Left } from "../../src/evidence/diagnosis/interview.ts";
import type { SideEvidence } from "../../src/evidence/evidence.ts";
import { openStore } from "../../src/grading/store/store.ts";
import { reportDiagnosis } from "../../src/reports/diagnosis.ts";
import {
  addExercise,
  type CourseCopy,
  copyCourse,
  sourceOf,
  submit,
} from "../support/course-copy.ts";
import { baselineWith, evidenceOf } from "../support/example-baseline.ts";
import { loadedFrom } from "../support/example-exercise.ts";
import { exampleProvenance } from "../support/example-results.ts";
import { runCli } from "../support/run-cli.ts";

vi.setConfig({ testTimeout: 120_000 });

/** What the profilers show of the baseline of `pair-sums`. */
const pairSums = (() => {
  const { cpu } = baselineWith({});
  const place = { name: "partnersAfter", file: "index.ts", line: 8 };
  const times = { share: 0.95, msPerCall: 9.5 };
  return evidenceOf({
    sources: { "index.ts": `${"\n".repeat(7)}function partnersAfter() {\n  return 0;\n}\n` },
    cpu: {
      ...cpu,
      functions: [{ ...place, ...times }],
      lines: [{ function: place.name, file: place.file, line: 11, ...times }],
    },
  });
})();

const rightAnswers = { function: "partnersAfter", line: "11", kind: "quadratic", speedup: "20" };

function toolsWith(
  evidence: SideEvidence = pairSums,
  person?: Interviewee,
): DiagnoseTools & { readonly written: string[] } {
  const written: string[] = [];
  return {
    written,
    evidenceOf: async () => evidence,
    person,
    write: (text) => written.push(text),
  };
}

const loaded = async (course: CourseCopy) => {
  const [exercise] = (await loadCourse(course.root)).exercises;
  if (exercise === undefined) throw new Error("the fixture holds no exercise");
  return exercise;
};

/** The diagnoses of `pair-sums` that are on record. */
async function recordsIn(course: CourseCopy): Promise<DiagnosisRecord[]> {
  const { id, version } = await loaded(course);
  const store = openStore(join(course.root, ".bottleneck"));
  try {
    return store.diagnosesOf(id, version);
  } finally {
    store.close();
  }
}

const whoLeaves: Interviewee = { tell: () => {}, answer: () => Promise.reject(new Left()) };

describe("npm run diagnose", () => {
  it("ends with 0 when all is right, says so, and keeps it", async () => {
    const course = copyCourse();
    const tools = toolsWith();
    expect(await diagnoseCommand("pair-sums", rightAnswers, course.root, tools)).toBe(0);
    expect(tools.written.join("").match(/✓/g)).toHaveLength(4);
    expect(tools.written.join("")).toContain("npm run grade -- pair-sums");
    expect(await recordsIn(course)).toEqual([
      {
        exercise: "pair-sums",
        version: (await loaded(course)).version,
        stated: {
          function: "partnersAfter",
          line: 11,
          kind: "quadratic algorithm",
          speedup: 20,
        },
        verdict: expect.any(Array),
        right: true,
        source: expect.stringMatching(/^[0-9a-f]{16}$/),
        codeWas: "the starter",
        statedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      },
    ]);
  });

  it("ends with 1 when something is wrong, says what and what to do, and keeps it", async () => {
    const course = copyCourse();
    const tools = toolsWith();
    const answers = { ...rightAnswers, kind: "leak" };
    expect(await diagnoseCommand("pair-sums", answers, course.root, tools)).toBe(1);
    const written = tools.written.join("");
    expect(written).toMatch(/✗ kind +memory leak/);
    expect(written.match(/✓/g)).toHaveLength(3);
    expect(written.replaceAll(/\s+/g, " ")).toContain("npm run profile -- pair-sums --baseline");
    expect(await recordsIn(course)).toMatchObject([{ right: false }]);
  });

  it.each<[string, string, string, (source: string) => void]>([
    ["before the first change", "before the code was changed", "the starter", () => {}],
    [
      "after a change",
      "after the code was changed",
      "changed",
      (source) => appendFileSync(join(source, "index.ts"), "export const more = 1;\n"),
    ],
    [
      "after src/ was removed",
      "after the code was changed",
      "changed",
      (source) => rmSync(source, { recursive: true }),
    ],
  ])("records that it was stated %s", async (_, words, codeWas, change) => {
    const course = copyCourse();
    change(sourceOf(course));
    const tools = toolsWith();
    await diagnoseCommand("pair-sums", rightAnswers, course.root, tools);
    expect(tools.written.join("")).toContain(words);
    expect(await recordsIn(course)).toMatchObject([{ codeWas }]);
  });

  it("ends politely with nothing stored, and no profile taken, when the person leaves", async () => {
    const course = copyCourse();
    const tools = {
      ...toolsWith(pairSums, whoLeaves),
      evidenceOf: () => Promise.reject(new Error("profiled")),
    };
    expect(await diagnoseCommand("pair-sums", {}, course.root, tools)).toBe(exitCodes.interrupted);
    expect(tools.written.join("")).toContain("Nothing was stored");
    expect(await recordsIn(course)).toEqual([]);
  });

  it("says why there is nothing to hold it against when the baseline can't be profiled", async () => {
    const course = copyCourse();
    const cpu = { state: "missing", why: "no luck" } as const;
    const command = diagnoseCommand(
      "pair-sums",
      rightAnswers,
      course.root,
      toolsWith({ ...pairSums, cpu }),
    );
    await expect(command).rejects.toBeInstanceOf(ExerciseError);
    await expect(command).rejects.toMatchObject({ message: expect.stringContaining("no luck") });
    expect(await recordsIn(course)).toEqual([]);
  });

  it("refuses before it asks when nothing can be kept", async () => {
    const course = copyCourse();
    writeFileSync(join(course.root, ".bottleneck"), "in the way");
    const command = diagnoseCommand("pair-sums", {}, course.root, toolsWith(pairSums, whoLeaves));
    await expect(command).rejects.toMatchObject({
      message: expect.stringContaining("diagnoses can't be recorded in"),
    });
  });

  it.each<[string, string[], string[]]>([
    ["without answers", ["pair-sums"], ["missing: --function, --line, --kind, --speedup"]],
    ["for no exercise", ["pair-sum"], ['no exercise "pair-sum"', "did you mean pair-sums?"]],
    ["with a mistyped kind", ["pair-sums", "--kind", "quadartic"], ['"quadratic algorithm"?']],
    ["without an id", [], ["missing required argument 'id'"]],
  ])("ends with 2 without a terminal, and says what to type: %s", async (_, args, texts) => {
    const run = await runCli(["diagnose", ...args], copyCourse());
    expect(run).toMatchObject({ status: 2, stdout: "" });
    for (const text of texts) expect(run.stderr).toContain(text);
    expect(run.stderr).not.toMatch(/^\s+at /m);
  });
});

describe("the report of a diagnosis", () => {
  const why = "A reason that is long enough to need more than one line of a narrow terminal.";
  const record: DiagnosisRecord = {
    exercise: "revenue-report",
    version: "v",
    stated: { function: "f", line: 1, kind: "memory leak", speedup: 2 },
    verdict: [
      { question: "function", said: "f", right: true, why },
      { question: "line", said: "1", right: false, why: "hostile\u001b[2J" },
    ],
    right: false,
    source: "s",
    codeWas: "the starter",
    statedAt: "2025-06-07T08:09:10.000Z",
  };

  it.each([40, 60, 100])("fits into %i columns", (width) => {
    const text = reportDiagnosis(record, "A title of a few words", { color: false, width });
    const commands = /npm run/;
    for (const line of text.split("\n").filter((line) => !commands.test(line))) {
      expect(line.length).toBeLessThanOrEqual(width);
    }
  });

  it("paints nothing that a statement brought along", () => {
    expect(reportDiagnosis(record, "", { color: false, width: 80 })).not.toContain("\u001b");
  });

  it("has colours where they are wanted", () => {
    const text = reportDiagnosis(record, "", { color: true, width: 80 });
    expect(text).toContain("\u001b[32m");
    expect(text).toContain("\u001b[31m");
  });
});

describe("--require-diagnosis", () => {
  const request = {
    exercise: loadedFrom("/course/packages/sum"),
    subject: "your code",
    taken: { state: "refused", reasons: ["src/index.ts is missing"] },
    provenance: exampleProvenance,
    schedule: quick,
  } as const;

  const storeOf = (...rights: readonly boolean[]) => ({
    diagnosesOf: (exercise: string, version: string) =>
      exercise === "sum" && version === "version-1"
        ? rights.map((right) => ({ right }) as DiagnosisRecord)
        : [],
  });

  it.each<[string, boolean[], number | undefined]>([
    ["none", [], 0],
    ["wrong ones", [false, false], 2],
    ["a right one", [true], undefined],
    ["a right one among wrong ones", [false, true, false], undefined],
  ])("with %s on record", (_, rights, diagnoses) => {
    const outcome = undiagnosedResult(request, storeOf(...rights))?.outcome;
    expect(outcome).toEqual(
      diagnoses === undefined ? undefined : { outcome: "undiagnosed", diagnoses },
    );
  });

  it("fails what it keeps from being graded", () => {
    expect(exitCodes.of(["passed", "undiagnosed"])).toBe(exitCodes.failed);
  });

  it("needs the record", () => {
    expect(() => undiagnosedResult(request, undefined)).toThrow(SetupError);
  });

  it("grades what was rightly diagnosed and says of the rest what to type", async () => {
    const course = copyCourse();
    addExercise(course, "another");
    for (const id of ["pair-sums", "another"]) {
      submit(course, "wrong-answer/pairs-a-value-with-itself", id);
    }
    await diagnoseCommand("pair-sums", rightAnswers, course.root, toolsWith());
    const run = await runCli(["grade", "--require-diagnosis"], course);
    expect(run.status).toBe(1);
    expect(run.stdout).toMatch(/another[\s\S]*✗ undiagnosed[\s\S]*npm run diagnose -- another/);
    expect(run.stdout).toMatch(/pair-sums[\s\S]*✗ wrong answer/);
    expect(run.stderr).toBe("pair-sums: checking answers\n");
  });

  it("does not go with --no-record", async () => {
    const run = await runCli(["grade", "--require-diagnosis", "--no-record"], copyCourse());
    expect(run).toMatchObject({ status: 2, stdout: "" });
    expect(run.stderr).toContain("grade without --no-record");
  });
});
