import { truncateSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import type { Submission } from "../../src/course/staging/submission.ts";
import { thorough } from "../../src/engine/measurement/schedule.ts";
import type { Outcome } from "../../src/engine/verdict/outcome.ts";
import type { DiagnosisRecord } from "../../src/evidence/diagnosis/diagnosis.ts";
import { mostKept } from "../../src/evidence/kept.ts";
import type { GradingKey } from "../../src/grading/grading-key.ts";
import type { GradingResult } from "../../src/grading/result.ts";
import { openStore, type Store } from "../../src/grading/store/store.ts";
import {
  exampleKey,
  exampleOutcomes,
  exampleResult,
  plainEvidence,
} from "../support/example-results.ts";
import { setupErrorOf, storeIn } from "../support/history.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const key = exampleKey;
const passed = exampleResult(exampleOutcomes.passed);
const slow = exampleResult(exampleOutcomes["too slow"]);
const open = exampleResult(exampleOutcomes.inconclusive);

/** What is in the place of each part of the key, in a grading of something else. */
const otherParts: Required<GradingKey> = {
  exercise: "spread-index",
  exerciseVersion: "version-2",
  submission: "other-files",
  isolation: "bubblewrap",
  schedule: thorough,
  grader: "g2",
  node: "v26.10.1",
  drawing: "0x 6.0.1, d1",
  machine: "m2",
};

describe("a folder whose path is too long for SQLite", () => {
  it.each(["gradings", "diagnoses"] as const)("is named as that when it is to keep %s", (kept) => {
    const folder = join(temporaryFolder(), ...Array(3).fill("a".repeat(200)));
    const { next } = setupErrorOf(() => openStore(folder, { kept }));
    expect(next).toContain("shorter path");
  });

  it("is not where a short one can't be written to", () => {
    const folder = join(temporaryFolder({ file: "" }), "file");
    expect(setupErrorOf(() => openStore(folder)).next).toContain("may write to");
  });
});

describe("the history of gradings", () => {
  it("gives back what was added, whole", () => {
    const store = storeIn(temporaryFolder());
    store.add(key, passed);
    expect(store.find(key)).toEqual(passed);
  });

  const dependOnTheCodeAlone = [
    "passed",
    "too slow",
    "over a bound",
    "grows too fast",
    "wrong answer",
    "refused",
  ];
  const isReusable = ({ outcome }: Outcome) => dependOnTheCodeAlone.includes(outcome);

  it.each(Object.values(exampleOutcomes).filter((outcome) => !isReusable(outcome)))(
    "never gives back a grading that ended as $outcome: the machine may have been to blame",
    (outcome) => {
      const store = storeIn(temporaryFolder());
      store.add(key, exampleResult(outcome));
      expect(store.find(key)).toBeUndefined();
    },
  );

  it.each(Object.values(exampleOutcomes).filter(isReusable))(
    "gives back a grading that ended as $outcome",
    (outcome) => {
      const store = storeIn(temporaryFolder());
      store.add(key, exampleResult(outcome));
      expect(store.find(key)).toEqual(exampleResult(outcome));
    },
  );

  it("knows nothing at first", () => {
    expect(storeIn(temporaryFolder()).find(key)).toBeUndefined();
  });

  it("gives the latest of several gradings with the same key", () => {
    const store = storeIn(temporaryFolder());
    store.add(key, passed);
    store.add(key, slow);
    expect(store.find(key)?.outcome.outcome).toBe("too slow");
    store.add(key, passed);
    expect(store.find(key)?.outcome.outcome).toBe("passed");
  });

  it("takes the evidence of a verdict when it is there, into the same record", () => {
    const store = storeIn(temporaryFolder());
    const { evidence: _, ...verdict } = passed;
    store.add(key, verdict);
    store.complete(key, { ...verdict, seconds: 77 });
    expect(store.find(key)?.seconds).toBe(77);
    expect(store.historyOf(passed.exercise.id)).toHaveLength(1);
  });

  it("finds the conclusive grading before an inconclusive one", () => {
    const store = storeIn(temporaryFolder());
    store.add(key, slow);
    store.add(key, open);
    expect(store.find(key)).toEqual(slow);
  });

  it.each(Object.keys(key) as (keyof GradingKey)[])(
    "does not find a grading that differs in nothing but the %s",
    (part) => {
      const store = storeIn(temporaryFolder());
      store.add(key, passed);
      expect(store.find({ ...key, [part]: otherParts[part] })).toBeUndefined();
      expect(store.find({ ...key, [part]: key[part] })).toEqual(passed);
    },
  );

  it("does not confuse keys whose parts join to the same text", () => {
    const store = storeIn(temporaryFolder());
    store.add({ ...key, grader: "a", machine: "b,c" }, passed);
    store.add({ ...key, grader: 'a","b', machine: "c" }, passed);
    expect(store.find({ ...key, grader: "a,b", machine: "c" })).toBeUndefined();
    expect(store.find({ ...key, grader: "a", machine: "b" })).toBeUndefined();
  });

  it("is still there when it is opened again", () => {
    const folder = join(temporaryFolder(), "made", "on", "demand");
    const first = openStore(folder);
    first.add(key, passed);
    first.close();
    expect(storeIn(folder).find(key)).toEqual(passed);
  });

  it("is shared by two graders at once", () => {
    const folder = temporaryFolder();
    const [one, other] = [storeIn(folder), storeIn(folder)];
    one.add(key, slow);
    other.add(key, passed);
    expect(one.find(key)).toEqual(passed);
  });
});

/** A version of an exercise with its number in it. */
const submissionOf = (number: number): Submission => ({
  digest: `submission-${number}`,
  files: new Map([["index.ts", `export const answer = ${number};\n`]]),
  modules: new Map(),
  leftOut: [],
});

let gradings = 0;

/** Adds gradings of so many versions, as they are made: sources and verdict, then evidence. */
function addVersions(store: Store, count: number, id = "order-join"): GradingResult[] {
  const { evidence, ...plain } = passed;
  return Array.from({ length: count }, (_, number) => {
    const submission = submissionOf(number);
    const gradedAt = new Date(Date.UTC(2025, 5, 7) + 1000 * gradings++).toISOString();
    const exercise = { ...plain.exercise, id };
    const verdict = { ...plain, exercise, submission: submission.digest, gradedAt };
    const own = { ...key, exercise: id, submission: submission.digest };
    store.keepSources(submission);
    store.add(own, verdict);
    store.complete(own, { ...verdict, evidence: evidence as NonNullable<typeof evidence> });
    return verdict;
  });
}

const keyOfVersion = (number: number) => ({ ...key, submission: submissionOf(number).digest });

describe("what takes much room and can be made again", () => {
  it("is removed with the years, and nothing else is", () => {
    const folder = temporaryFolder();
    const store = storeIn(folder);
    const verdicts = addVersions(store, 40);
    expect(store.historyOf("order-join")).toEqual(verdicts);
    expect(store.find(keyOfVersion(39))?.evidence).toEqual(passed.evidence);
    expect(store.find(keyOfVersion(40 - mostKept))?.evidence).toEqual(passed.evidence);
    expect(store.find(keyOfVersion(39 - mostKept))).toEqual(verdicts[39 - mostKept]);
    expect(store.find(keyOfVersion(0))).toEqual(verdicts[0]);
    const kept = read(folder, "select digest, files from sources order by rowid");
    expect(kept).toEqual(
      Array.from({ length: 40 }, (_, number) => ({
        digest: `submission-${number}`,
        files: JSON.stringify({ "index.ts": `export const answer = ${number};\n` }),
      })),
    );
  });

  it("is removed for each exercise by itself", () => {
    const store = storeIn(temporaryFolder());
    addVersions(store, 1);
    addVersions(store, 40, "spread-index");
    expect(store.find(keyOfVersion(0))?.evidence).toEqual(passed.evidence);
  });

  it("comes back to an old verdict that is explained again, and stays for a while", () => {
    const store = storeIn(temporaryFolder());
    const [oldest] = addVersions(store, 30);
    store.complete(keyOfVersion(0), { ...(oldest as GradingResult), evidence: plainEvidence });
    expect(store.find(keyOfVersion(0))?.evidence).toEqual(plainEvidence);
    store.add(keyOfVersion(99), passed);
    expect(store.find(keyOfVersion(0))?.evidence).toEqual(plainEvidence);
  });

  it("lets the file stay as large as it is, however often one version is graded", () => {
    const folder = temporaryFolder();
    const store = storeIn(folder);
    const evidenceBytes = () =>
      read(folder, "select sum(length(record)) as bytes from evidence")[0];
    addVersions(store, mostKept);
    const before = evidenceBytes();
    for (let times = 0; times < 3; times++) addVersions(store, mostKept);
    expect(evidenceBytes()).toEqual(before);
    expect(read(folder, "select count(*) as count from sources")).toEqual([{ count: mostKept }]);
  });
});

describe("the history of diagnoses", () => {
  const stated: DiagnosisRecord = {
    exercise: "order-join",
    version: "version-1",
    stated: { function: "find", line: 3, kind: "quadratic algorithm", speedup: "unbounded" },
    verdict: [{ question: "function", said: "find", right: true, why: "It is." }],
    right: true,
    source: "digest",
    codeWas: "the starter",
    statedAt: "2025-06-07T08:09:10.000Z",
  };

  it("gives back all that were stated, whole, in their order", () => {
    const store = storeIn(temporaryFolder());
    const all = [{ ...stated, right: false }, stated, { ...stated, right: false }];
    for (const record of all) store.addDiagnosis(record);
    expect(store.diagnosesOf("order-join", "version-1")).toEqual(all);
  });

  it("knows nothing of another exercise, nor of another version", () => {
    const store = storeIn(temporaryFolder());
    store.addDiagnosis(stated);
    expect(store.diagnosesOf("spread-index", "version-1")).toEqual([]);
    expect(store.diagnosesOf("order-join", "version-2")).toEqual([]);
  });

  it("says what to do when it can't be read or written", () => {
    const folder = temporaryFolder();
    const store = storeIn(folder);
    store.addDiagnosis(stated);
    execute(folder, "update diagnoses set record = '{'");
    const unreadable = setupErrorOf(() => store.diagnosesOf("order-join", "version-1"));
    expect(unreadable.message).toContain("diagnoses can't be recorded in");
    expect(unreadable.next).toContain(`rename ${join(folder, "history.sqlite")}`);
    execute(folder, "drop table diagnoses");
    expect(setupErrorOf(() => store.addDiagnosis(stated)).next).toContain("history.sqlite");
  });

  it("says what it is that can't be kept", () => {
    const folder = temporaryFolder({ "history.sqlite/file": "" });
    const { message, next } = setupErrorOf(() => openStore(folder, { kept: "diagnoses" }));
    expect(message).toContain("diagnoses can't be recorded in");
    expect(next).not.toContain("--no-record");
  });
});

describe("a history that can't be kept", () => {
  it("says what to do when its folder can't be made", () => {
    const file = join(temporaryFolder({ file: "not a folder" }), "file");
    const error = setupErrorOf(() => openStore(join(file, "history")));
    expect(error.message).toContain(join(file, "history"));
    expect(error.next).toContain("--no-record");
  });

  it("says what to do when its database is a folder", () => {
    const folder = temporaryFolder({ "history.sqlite/file": "" });
    expect(setupErrorOf(() => openStore(folder)).next).toContain("--no-record");
  });

  it("says what to do when its database is something else", () => {
    const folder = temporaryFolder({ "history.sqlite": "this is no database\n".repeat(300) });
    const error = setupErrorOf(() => openStore(folder));
    expect(error.message).toContain(folder);
    expect(error.next).toContain("--no-record");
  });

  it("says what to do when its database is damaged further in", () => {
    const folder = fullHistory();
    truncateSync(join(folder, "history.sqlite"), 4096 * 2);
    const error = setupErrorOf(() => storeIn(folder).find(key));
    expect(error.next).toContain("--no-record");
  });

  it("says what to do when a record in it can't be read", () => {
    const folder = temporaryFolder();
    const store = storeIn(folder);
    store.add(key, passed);
    execute(folder, "update gradings set record = '{'");
    expect(setupErrorOf(() => store.find(key)).next).toContain("--no-record");
  });

  it("says what to do when its table is gone while it is open", () => {
    const folder = temporaryFolder();
    const store = storeIn(folder);
    execute(folder, "drop table gradings");
    expect(setupErrorOf(() => store.add(key, passed)).next).toContain("--no-record");
    expect(setupErrorOf(() => store.find(key)).next).toContain("--no-record");
  });

  it("says what to do when another program has made its table", () => {
    const folder = temporaryFolder();
    execute(folder, "create table gradings (name text)");
    expect(setupErrorOf(() => openStore(folder)).next).toContain("--no-record");
  });

  it("starts anew in an empty file", () => {
    const store = storeIn(temporaryFolder({ "history.sqlite": "" }));
    store.add(key, passed);
    expect(store.find(key)).toEqual(passed);
  });
});

/** The rows of a query of a history's database. */
function read(folder: string, sql: string): Record<string, unknown>[] {
  const database = new DatabaseSync(join(folder, "history.sqlite"));
  const rows = database.prepare(sql).all();
  database.close();
  return rows.map((row) => ({ ...row }));
}

/** Runs SQL on the database of a history. */
function execute(folder: string, sql: string): void {
  const database = new DatabaseSync(join(folder, "history.sqlite"));
  database.exec(sql);
  database.close();
}

/** A folder with a history of several pages. */
function fullHistory(): string {
  const folder = temporaryFolder();
  const store = openStore(folder);
  for (let number = 0; number < 8; number++)
    store.add({ ...key, submission: String(number) }, passed);
  store.add(key, passed);
  store.close();
  return folder;
}
