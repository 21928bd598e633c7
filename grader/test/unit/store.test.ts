import { truncateSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it, onTestFinished } from "vitest";
import { SetupError } from "../../src/contract/errors.ts";
import type { Outcome } from "../../src/engine/verdict/outcome.ts";
import type { DiagnosisRecord } from "../../src/evidence/diagnosis/diagnosis.ts";
import { openStore, type Store } from "../../src/grading/store/store.ts";
import { exampleOutcomes, exampleResult } from "../support/example-results.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const key = ["order-join", "version", "digest", "grader", "node", "machine"];
const passed = exampleResult(exampleOutcomes.passed);
const slow = exampleResult(exampleOutcomes["too slow"]);
const open = exampleResult(exampleOutcomes.inconclusive);

/** A store that is closed when the test is over. */
function storeIn(folder: string): Store {
  const store = openStore(folder);
  onTestFinished(() => store.close());
  return store;
}

/** What is thrown, which must be a SetupError. */
function setupErrorOf(work: () => unknown): SetupError {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(SetupError);
    return error as SetupError;
  }
  throw new Error("nothing was thrown");
}

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

  it.each(key.map((part, index) => [part, index] as const))(
    "does not find a grading of another %s",
    (part, index) => {
      const store = storeIn(temporaryFolder());
      store.add(key, passed);
      expect(store.find(key.with(index, `another ${part}`))).toBeUndefined();
    },
  );

  it("does not confuse keys whose parts join to the same text", () => {
    const store = storeIn(temporaryFolder());
    store.add(["a", "b,c"], passed);
    store.add(['a","b'], passed);
    expect(store.find(["a,b", "c"])).toBeUndefined();
    expect(store.find(["a", "b"])).toBeUndefined();
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

  it("is added to a history that was begun without it", () => {
    const folder = temporaryFolder();
    const before = openStore(folder);
    before.add(key, passed);
    before.close();
    execute(folder, "drop table diagnoses");
    const store = storeIn(folder);
    store.addDiagnosis(stated);
    expect(store.find(key)).toEqual(passed);
    expect(store.diagnosesOf("order-join", "version-1")).toEqual([stated]);
  });

  it("says what to do when it can't be read or written", () => {
    const folder = temporaryFolder();
    const store = storeIn(folder);
    store.addDiagnosis(stated);
    execute(folder, "update diagnoses set record = '{'");
    const unreadable = setupErrorOf(() => store.diagnosesOf("order-join", "version-1"));
    expect(unreadable.message).toContain("diagnoses can't be recorded in");
    expect(unreadable.next).toBe(`delete ${join(folder, "history.sqlite")}`);
    execute(folder, "drop table diagnoses");
    expect(setupErrorOf(() => store.addDiagnosis(stated)).next).toContain("history.sqlite");
  });

  it("says what it is that can't be kept", () => {
    const folder = temporaryFolder({ "history.sqlite/file": "" });
    const { message, next } = setupErrorOf(() => openStore(folder, "diagnoses"));
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
  for (let number = 0; number < 8; number++) store.add([...key, String(number)], passed);
  store.add(key, passed);
  store.close();
  return folder;
}
