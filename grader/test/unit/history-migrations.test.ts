import {
  chmodSync,
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { join, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it, onTestFinished } from "vitest";
import { migrations } from "../../src/grading/store/migrations.ts";
import { openStore } from "../../src/grading/store/store.ts";
import { exampleKey, exampleOutcomes, exampleResult } from "../support/example-results.ts";
import { setupErrorOf, storeIn } from "../support/history.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** Made by the last grader whose schema had no number: six gradings of two exercises, a diagnosis. */
const oldHistory = resolve(import.meta.dirname, "../fixtures/histories/schema-0.db");

const newest = migrations.length;

/** A folder with a history as the grader before schema numbers left it. */
function folderWithOldHistory(change = ""): string {
  const folder = temporaryFolder();
  copyFileSync(oldHistory, join(folder, "history.sqlite"));
  chmodSync(join(folder, "history.sqlite"), 0o644);
  if (change !== "") on(folder, (database) => database.exec(change));
  return folder;
}

function on<Result>(folder: string, work: (database: DatabaseSync) => Result): Result {
  const database = new DatabaseSync(join(folder, "history.sqlite"));
  try {
    return work(database);
  } finally {
    database.close();
  }
}

const rowsOf = (folder: string, sql: string) =>
  on(folder, (database) => database.prepare(sql).all()).map((row) => ({ ...row }));

const schemaOf = (folder: string) => rowsOf(folder, "pragma user_version")[0]?.user_version;

describe("a history from before schemas had numbers", () => {
  it("is brought to the newest schema when it is opened, and only its file is left", () => {
    const folder = folderWithOldHistory();
    expect(schemaOf(folder)).toBe(0);
    storeIn(folder, { busyMs: 0 });
    expect(schemaOf(folder)).toBe(newest);
    expect(rowsOf(folder, "pragma integrity_check")).toEqual([{ integrity_check: "ok" }]);
    expect(readdirSync(folder)).toEqual(["history.sqlite"]);
  });

  it("keeps every verdict, with its figures", () => {
    const before = rowsOf(
      folderWithOldHistory(),
      "select json_remove(record, '$.evidence') as record from gradings order by id",
    ).map(({ record }) => JSON.parse(String(record)));
    const store = storeIn(folderWithOldHistory());
    const after = [...store.historyOf("order-join"), ...store.historyOf("spread-index")];
    expect(after).toHaveLength(6);
    expect(after).toEqual(before);
  });

  it("keeps what was diagnosed", () => {
    const [diagnosis] = storeIn(folderWithOldHistory()).diagnosesOf("order-join", "version-1");
    expect(diagnosis).toMatchObject({ right: true, source: "submission-1" });
  });

  it("keeps the sources of what was profiled, and its evidence", () => {
    const folder = folderWithOldHistory();
    const before = rowsOf(
      folder,
      "select record -> '$.evidence' as record from gradings where record -> '$.evidence' is not null",
    );
    storeIn(folder, { busyMs: 0 });
    expect(rowsOf(folder, "select record from evidence order by grading")).toEqual(before);
    expect(before).toHaveLength(4);
    const sources = rowsOf(folder, "select digest, files from sources order by digest");
    expect(sources.map(({ digest }) => digest)).toEqual([
      "submission-1",
      "submission-2",
      "submission-3",
    ]);
    expect(JSON.parse(String(sources[2]?.files))).toEqual({
      "index.ts": "// version 3\nexport const answer = 3;\n",
    });
  });

  it("loses the evidence of all but the latest gradings, and no verdict", () => {
    const folder = folderWithOldHistory(`
      with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < 60)
      insert into gradings (key, exercise, outcome, graded_at, record)
        select key, exercise, outcome, graded_at, record from numbers, gradings
        where exercise = 'order-join' and outcome = 'passed';`);
    const before = rowsOf(folder, "select count(*) as gradings from gradings");
    storeIn(folder, { busyMs: 0 });
    expect(rowsOf(folder, "select count(*) as gradings from gradings")).toEqual(before);
    expect(
      rowsOf(folder, "select exercise, count(*) as count from evidence group by exercise"),
    ).toEqual([
      { exercise: "order-join", count: 24 },
      { exercise: "spread-index", count: 1 },
    ]);
  });

  it("may hold a record that can't be read: the others are kept, and so is that one", () => {
    const folder = folderWithOldHistory("update gradings set record = '{' where id = 2");
    const store = storeIn(folder, { busyMs: 0 });
    expect(rowsOf(folder, "select record from gradings where id = 2")).toEqual([{ record: "{" }]);
    expect(store.historyOf("spread-index")).toHaveLength(2);
  });

  it("goes on as one that is new", () => {
    const store = storeIn(folderWithOldHistory());
    const passed = exampleResult(exampleOutcomes.passed);
    store.add(exampleKey, passed);
    expect(store.find(exampleKey)).toEqual(passed);
    expect(store.historyOf("order-join")).toHaveLength(5);
  });

  it("is brought to the newest schema once, when two graders start", () => {
    const folder = folderWithOldHistory();
    const stores = [storeIn(folder, { busyMs: 0 }), storeIn(folder, { busyMs: 0 })];
    expect(stores.map((store) => store.historyOf("order-join").length)).toEqual([4, 4]);
  });
});

describe("a migration that fails", () => {
  // The new schema has a table of this name.
  const obstacle = "create table sources (name text)";

  it("changes nothing, and leaves a copy of the file", () => {
    const folder = folderWithOldHistory(obstacle);
    const all = "select id, key, record from gradings order by id";
    const before = rowsOf(folder, all);
    const { message, next } = setupErrorOf(() => openStore(folder));
    expect(message).toContain("table sources already exists");
    expect(next).toContain("--no-record");
    expect(schemaOf(folder)).toBe(0);
    expect(rowsOf(folder, all)).toEqual(before);
    expect(readdirSync(folder)).toEqual(["history.sqlite", "history.sqlite.before-migration"]);
    const copy = new DatabaseSync(join(folder, "history.sqlite.before-migration"));
    onTestFinished(() => copy.close());
    expect(copy.prepare(all).all()).toEqual(
      before.map((row) => Object.assign(Object.create(null), row)),
    );
  });

  it("is made up for when nothing is in its way any more, and the copy is gone", () => {
    const folder = folderWithOldHistory(obstacle);
    setupErrorOf(() => openStore(folder));
    on(folder, (database) => database.exec("drop table sources"));
    expect(storeIn(folder, { busyMs: 0 }).historyOf("order-join")).toHaveLength(4);
    expect(readdirSync(folder)).toEqual(["history.sqlite"]);
  });

  it("does not begin where no copy can be made", () => {
    const folder = folderWithOldHistory();
    const inTheWay = temporaryFolder({ "history.sqlite.before-migration.unfinished/file": "" });
    copyFileSync(join(folder, "history.sqlite"), join(inTheWay, "history.sqlite"));
    setupErrorOf(() => openStore(inTheWay));
    expect(schemaOf(inTheWay)).toBe(0);
  });
});

describe("a history that this grader can't use", () => {
  it.each([1, 5, 1000])(
    "because it is of a later schema, by %d: it says so, and stays as it is",
    (later) => {
      const folder = folderWithOldHistory(`pragma user_version = ${newest + later}`);
      const before = readFileSync(join(folder, "history.sqlite"));
      const { message, next } = setupErrorOf(() => openStore(folder));
      expect(message).toContain("a newer grader made it");
      expect(message).toContain(`schema ${newest + later}`);
      expect(next).toMatch(/^update this copy of the course .* or grade with --no-record$/);
      expect(readFileSync(join(folder, "history.sqlite")).equals(before)).toBe(true);
      expect(readdirSync(folder)).toEqual(["history.sqlite"]);
    },
  );

  it.each(["immediate", "exclusive"])("because another program has it (%s)", (lock) => {
    const folder = folderWithOldHistory();
    const other = new DatabaseSync(join(folder, "history.sqlite"));
    onTestFinished(() => other.close());
    other.exec(`begin ${lock}`);
    const { message, next } = setupErrorOf(() => openStore(folder, { busyMs: 0 }));
    expect(message).toContain("locked");
    expect(next).toContain("when the other program that uses it is done");
    other.exec("rollback");
    expect(storeIn(folder, { busyMs: 0 }).historyOf("order-join")).toHaveLength(4);
  });

  it("because another program takes it while it is open", () => {
    const folder = folderWithOldHistory();
    const store = storeIn(folder, { busyMs: 0 });
    const other = new DatabaseSync(join(folder, "history.sqlite"));
    onTestFinished(() => other.close());
    other.exec("begin immediate");
    const add = () => store.add(exampleKey, exampleResult(exampleOutcomes.passed));
    expect(setupErrorOf(add).next).toContain("when the other program that uses it is done");
    other.exec("rollback");
    add();
    expect(store.historyOf("order-join")).toHaveLength(5);
  });

  it.each([0, 4096, 4096 * 3])("because it is damaged at byte %d: nothing is deleted", (at) => {
    const folder = folderWithOldHistory();
    const file = join(folder, "history.sqlite");
    damage(file, at);
    const before = readFileSync(file);
    const { next } = setupErrorOf(() => {
      const store = storeIn(folder, { busyMs: 0 });
      store.historyOf("order-join");
      store.historyOf("spread-index");
      store.diagnosesOf("order-join", "version-1");
    });
    expect(next).toContain(`rename ${file}: the next grading begins a new one`);
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it.runIf(process.platform !== "win32" && process.getuid?.() !== 0)(
    "because nobody may write to it",
    () => {
      const folder = folderWithOldHistory();
      chmodSync(join(folder, "history.sqlite"), 0o444);
      chmodSync(folder, 0o555);
      onTestFinished(() => chmodSync(folder, 0o755));
      const { next } = setupErrorOf(() => openStore(folder));
      expect(next).toContain(`see that you may write to ${folder}`);
      expect(existsSync(join(folder, "history.sqlite.before-migration"))).toBe(false);
    },
  );
});

/** Overwrites a part of a file. */
function damage(file: string, at: number): void {
  const bytes = readFileSync(file);
  bytes.fill(0xa5, at, at + 4000);
  writeFileSync(file, bytes);
}
