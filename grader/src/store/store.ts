import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { SetupError } from "../errors.ts";
import type { GradingResult } from "../result.ts";

/** What two gradings must share for the verdict of one to be that of the other. */
export type GradingKey = readonly string[];

/** The history of gradings, in a folder that git ignores. */
export interface Store {
  /** The latest grading with this key whose outcome depends on the code alone. */
  find(key: GradingKey): GradingResult | undefined;
  add(key: GradingKey, result: GradingResult): void;
  close(): void;
}

/** The others may be the machine's fault, or a moment's: they are graded anew. */
const reusable =
  "'passed', 'too slow', 'over a bound', 'grows too fast', 'wrong answer', 'refused'";

const schema = `
  create table if not exists gradings (
    id integer primary key,
    key text not null,
    exercise text not null,
    outcome text not null,
    graded_at text not null,
    record text not null
  ) strict;
  create index if not exists gradings_by_key on gradings (key, id);
`;

/** Two graders may write at the same time; each waits this long for the other. */
const busyMs = 5000;

/** Opens the history in a folder, making both where they don't exist. */
export function openStore(folder: string): Store {
  return explained(folder, () => {
    mkdirSync(folder, { recursive: true });
    const database = new DatabaseSync(join(folder, "history.sqlite"), { timeout: busyMs });
    database.exec(schema);
    return storeIn(folder, database);
  });
}

function storeIn(folder: string, database: DatabaseSync): Store {
  const select = database.prepare(
    `select record from gradings where key = ? and outcome in (${reusable}) order by id desc limit 1`,
  );
  const insert = database.prepare(
    "insert into gradings (key, exercise, outcome, graded_at, record) values (?, ?, ?, ?, ?)",
  );
  return {
    find(key) {
      return explained(folder, () => {
        const row = select.get(JSON.stringify(key));
        return row && (JSON.parse(String(row.record)) as GradingResult);
      });
    },
    add(key, result) {
      const { exercise, outcome, gradedAt } = result;
      const columns = [exercise.id, outcome.outcome, gradedAt, JSON.stringify(result)];
      explained(folder, () => insert.run(JSON.stringify(key), ...columns));
    },
    close: () => database.close(),
  };
}

function explained<Result>(folder: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    const { message } = error as Error;
    const isDamaged = /not a database|malformed|no such table|JSON/.test(message);
    throw new SetupError(
      `gradings can't be recorded in ${folder} (${message})`,
      isDamaged
        ? `delete ${join(folder, "history.sqlite")}, or grade with --no-record`
        : "free disk space or mend the folder's permissions, or grade with --no-record",
    );
  }
}
