import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { findSolutions } from "../../src/course/exercises/course.ts";
import { type LoadedExercise, loadCourse } from "../../src/course/exercises/load.ts";
import { takeSubmission } from "../../src/course/staging/submission.ts";
import { quick } from "../../src/engine/measurement/schedule.ts";
import { processSandbox } from "../../src/engine/sandbox/process-sandbox.ts";
import { liveProcessCount } from "../../src/engine/sandbox/process-tree.ts";
import { runnerFolder } from "../../src/engine/sandbox/runner-files.ts";
import type { Side } from "../../src/engine/sandbox/sandbox.ts";
import type { OutcomeName } from "../../src/engine/verdict/outcome.ts";
import { hotSpotOf } from "../../src/evidence/evidence.ts";
import type { EvidenceTools } from "../../src/evidence/gather.ts";
import { drawFlamegraph } from "../../src/evidence/profilers/zero-x.ts";
import { grade } from "../../src/grading/pipeline.ts";
import { newProvenance } from "../../src/grading/provenance.ts";
import type { GradingResult } from "../../src/grading/result.ts";
import { explainOutcome } from "../../src/reports/verdict.ts";
import { courseFixture, folderInRepository, submissionsFixture } from "../support/course-copy.ts";
import { snapshot } from "../support/folder-snapshot.ts";
import { measuring } from "../support/measuring.ts";
import { canListProcesses, leftRunningBy, processesNaming } from "../support/process-list.ts";

vi.setConfig({ testTimeout: 120_000 });

const { exercises } = await loadCourse(courseFixture);
const pairSums = exercises[0] as LoadedExercise;
const starter = join(pairSums.folder, "src");
const { reference = "" } = findSolutions(courseFixture, pairSums.id);

/** Only what has to run out of time gets little of it: this machine may be busy. */
const seconds = (outcome: OutcomeName) => (outcome === "timed out" ? 2 : 60);

let temporary: string;
beforeAll(() => {
  // The runner's folder serves every grading and stays until the grader ends.
  runnerFolder();
  temporary = folderInRepository();
  vi.stubEnv("TMPDIR", temporary);
});
afterAll(() => {
  vi.unstubAllEnvs();
});

/** Grades a folder with the real sandbox, with time enough for an outcome other than `timed out`. */
async function gradeFolder(
  folder: string,
  expected: OutcomeName,
  evidence?: EvidenceTools,
  modules: readonly string[] = [],
): Promise<GradingResult> {
  const limits = { ...pairSums.definition.limits, seconds: seconds(expected) };
  const exercise = {
    ...pairSums,
    definition: { ...pairSums.definition, limits, allows: { modules } },
  };
  const taken = await takeSubmission(folder, modules);
  const subject = "your code" as const;
  const request = { exercise, subject, taken, provenance: newProvenance(), schedule: quick };
  const now = () => performance.now();
  return grade(request, { sandbox: processSandbox, now, onProgress: () => {}, evidence });
}

/** What a grading must not leave behind. */
function leftovers() {
  return {
    children: liveProcessCount(),
    descendants: leftRunningBy(process.pid),
    staged: processesNaming(temporary),
    scratch: readdirSync(temporary),
  };
}

const nothing = { children: 0, descendants: [], staged: [], scratch: [] };

/** What the one sentence about a submission says, by the submission's folder. */
const sentences: Record<string, RegExp> = {
  "crashed/exits-with-zero": /^exited with code 0: it called exit, on the case "no values"$/,
  "crashed/lists-a-folder-outside": /the grader does not allow .*on the case "no values"$/,
  "crashed/reads-a-file-outside": /the grader does not allow .*on the case "no values"$/,
  "crashed/spawns-a-child": /the grader does not allow .*on the case "no values"$/,
  "crashed/starts-a-worker": /the grader does not allow .*on the case "no values"$/,
  "crashed/throws-in-a-call":
    /^RangeError: there is no fourth value, on the case "all values equal"$/,
  "crashed/throws-null": /^threw null, on the case "no values"$/,
  "crashed/throws-while-loading":
    /^TypeError: the table can't be built, while loading src\/index\.ts/,
  "crashed/waits-forever-while-loading":
    /top-level await waits for a promise that never settles.*, while loading src\/index\.ts/,
  "crashed/writes-a-file": /the grader does not allow .*on the case "no values"$/,
  "out-of-memory/grows-arrays": /^used more memory than the 64 MB/,
  "out-of-memory/grows-buffers": /^used more memory than the 576 MB/,
  "passed/brings-webassembly-as-text": /faster/,
  "passed/calls-webassembly-and-prints-a-lot": /faster/,
  "passed/keeps-a-table-in-another-file": /faster/,
  "refused/declares-an-enum": /^src\/index\.ts:1: enums don't run: /,
  "refused/exports-a-number": /must export the function pairSums/,
  "refused/exports-another-name":
    /must export the function pairSums; it exports default, pairSum; write export function pairSums/,
  "refused/has-a-syntax-error": /^src\/index\.ts:2: syntax error/,
  "refused/has-no-index": /^src\/index\.ts is missing/,
  "refused/has-webassembly-text-with-a-mistake": /^src\/take\.wat:3: unexpected token "i32\.addd"/,
  "refused/imports-the-baseline":
    /^src\/index\.ts:1: "\S+" is outside of src\/; only what is in it can be imported$/,
  "refused/imports-fs-dynamically":
    /^src\/index\.ts:1: this exercise does not allow importing fs: only your own /,
  "refused/imports-node-fs":
    /^src\/index\.ts:1: this exercise does not allow importing node:fs: only your own /,
  "tampered/claims-a-missing-export": /answered a request without having read it$/,
  "tampered/claims-a-throw-without-an-error": /answered a request without having read it$/,
  "tampered/claims-countless-answers": /answered a request without having read it$/,
  "tampered/forges-a-reply": /answered a request without having read it$/,
  "tampered/sends-an-undecodable-answer": /answered a request without having read it$/,
  "tampered/writes-garbage": /announced a message of \d+ bytes$/,
  "tampered/writes-null": /answered a request without having read it$/,
  "tampered/writes-text-that-is-no-json": /answered a request without having read it$/,
  "timed-out/loops-in-a-call": /^no answer within 2 seconds, on the case "no values"$/,
  "timed-out/loops-while-loading": /^no answer within 2 seconds, while loading src\/index\.ts/,
  "wrong-answer/fails-on-large-inputs": /^the answer differs.*size 1500/,
  "wrong-answer/pairs-a-value-with-itself": /^the answer differs.*on the case "one value/,
  "wrong-answer/repeats-itself-when-timed": /^the answer differs.*on a timed input of size 1500$/,
  "wrong-answer/returns-a-promise": /^the answer is a Promise/,
  "wrong-answer/sorts-its-input": /^the call changed its arguments/,
};

/** What the exercise allows to a submission that would not get to its deed otherwise. */
const allowed: Record<string, readonly string[]> = {
  "crashed/exits-with-zero": ["node:process"],
  "crashed/lists-a-folder-outside": ["node:fs"],
  "crashed/reads-a-file-outside": ["node:fs"],
  "crashed/spawns-a-child": ["node:child_process"],
  "crashed/starts-a-worker": ["node:worker_threads"],
  "crashed/writes-a-file": ["node:fs"],
  tampered: ["node:fs"],
};

/** Only the kernel tells from outside how much memory a process has. */
const linuxOnly = ["out-of-memory/grows-buffers"];

const submissions = readdirSync(submissionsFixture)
  .flatMap((outcome) =>
    readdirSync(join(submissionsFixture, outcome)).map((name) => `${outcome}/${name}`),
  )
  .filter((path) => process.platform === "linux" || !linuxOnly.includes(path))
  .map((path) => {
    const [outcome = "", name = ""] = path.split("/").map((part) => part.replaceAll("-", " "));
    return [outcome as OutcomeName, name, path] as const;
  });

describe("a grading in real processes", measuring, () => {
  let before: ReturnType<typeof snapshot>;
  beforeEach(() => {
    before = snapshot(submissionsFixture);
  });
  afterEach(() => {
    expect(leftovers()).toEqual(nothing);
    expect(snapshot(submissionsFixture)).toEqual(before);
  });

  it.each(submissions)("ends as %s for a submission that %s", async (outcome, name, path) => {
    const modules = allowed[path.replace(/^tampered\/.*/, "tampered")];
    const result = await gradeFolder(join(submissionsFixture, path), outcome, undefined, modules);
    expect({ outcome: result.outcome.outcome, says: explainOutcome(result) }).toEqual({
      outcome,
      says: expect.stringMatching(sentences[path] ?? /no sentence is expected for this folder/),
    });
    expect(result.hasPrinted ?? false).toBe(name.includes("prints"));
  });

  it("ends as too slow for the starter, and shows the planted function, line and page", async () => {
    const folder = folderInRepository();
    const folderOf = (side: Side) => join(folder, side);
    const result = await gradeFolder(starter, "too slow", { drawFlamegraph, folderOf });
    expect(result.outcome.outcome).toBe("too slow");
    const { function: name, file, lines } = pairSums.definition.diagnosis;
    const hot = hotSpotOf(result.evidence?.candidate);
    expect(hot).toMatchObject({ function: { name, file }, line: { file } });
    expect(hot?.line?.line).toBeGreaterThanOrEqual(lines[0]);
    expect(hot?.line?.line).toBeLessThanOrEqual(lines[1]);
    for (const side of ["baseline", "candidate"] as const) {
      expect(readdirSync(folderOf(side))).toEqual(["evidence.json", "flamegraph.html"]);
      expect(readFileSync(join(folderOf(side), "flamegraph.html"), "utf8")).toContain(name);
    }
  });

  it("ends as refused for an index.ts that is a symbolic link", async () => {
    const folder = folderInRepository();
    symlinkSync(join(reference, "index.ts"), join(folder, "index.ts"));
    const result = await gradeFolder(folder, "refused");
    expect(result.outcome).toEqual({
      outcome: "refused",
      reasons: ["src/index.ts is not a plain file (a symbolic link)"],
    });
  });

  it("denies a submission to read the reference, wherever it guesses it to be", async () => {
    const folder = folderInRepository();
    const path = join(reference, "index.ts");
    const reading = `readFileSync(${JSON.stringify(path)}, "utf8")`;
    const source = `import { readFileSync } from "node:fs";\nexport const pairSums = () => ${reading};`;
    writeFileSync(join(folder, "index.ts"), source);
    expect(existsSync(path)).toBe(true);
    const result = await gradeFolder(folder, "crashed", undefined, ["node:fs"]);
    expect(result.outcome).toMatchObject({
      outcome: "crashed",
      what: expect.stringContaining("the grader does not allow"),
    });
  });
});

describe("what these tests look out for, they see", measuring, () => {
  it("a sentence is expected for every submission, and for no other", () => {
    const paths = new Set([...submissions.map(([, , path]) => path), ...linuxOnly]);
    expect(Object.keys(sentences).sort()).toEqual([...paths].sort());
  });

  it.runIf(canListProcesses)("a process that was left behind", async () => {
    const child = spawn(process.execPath, ["-e", "process.stdin.resume()", temporary]);
    try {
      await once(child, "spawn");
      const named = [{ pid: child.pid, command: expect.stringContaining(temporary) }];
      expect(leftovers()).toMatchObject({ descendants: named, staged: named });
    } finally {
      child.kill();
      await once(child, "exit");
    }
    expect(leftovers()).toEqual(nothing);
  });

  it("a changed, an added and a replaced file", () => {
    const folder = folderInRepository();
    writeFileSync(join(folder, "a.ts"), "before");
    const before = snapshot(folder);
    expect(snapshot(folder)).toEqual(before);
    writeFileSync(join(folder, "a.ts"), "after!");
    expect(snapshot(folder)).not.toEqual(before);
    writeFileSync(join(folder, "a.ts"), "before");
    mkdirSync(join(folder, "b"));
    expect(snapshot(folder)).not.toEqual(before);
  });
});
