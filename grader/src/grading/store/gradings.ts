import type { DatabaseSync } from "node:sqlite";
import type { GradingResult } from "../result.ts";

/** What two gradings must share for the verdict of one to be that of the other. */
export type GradingKey = readonly string[];

/** The table of gradings. */
export interface Gradings {
  /** The latest grading with this key whose outcome depends on the code alone. */
  find(key: GradingKey): GradingResult | undefined;
  add(key: GradingKey, result: GradingResult): void;
  /** Puts the evidence into the record of a verdict that was added before it was there. */
  complete(key: GradingKey, result: GradingResult): void;
  /** The latest gradings of an exercise, whatever was graded, oldest first; without evidence. */
  historyOf(exercise: string): GradingResult[];
}

const longestHistory = 60;

/** The others may be the machine's fault, or a moment's: they are graded anew. */
const reusable =
  "'passed', 'too slow', 'over a bound', 'grows too fast', 'wrong answer', 'refused'";

export const gradingsSchema = `
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

/** The gradings of an open database. */
export function gradingsIn(database: DatabaseSync): Gradings {
  const select = database.prepare(
    `select record from gradings where key = ? and outcome in (${reusable}) order by id desc limit 1`,
  );
  const selectHistory = database.prepare(
    `select json_remove(record, '$.evidence') as record from gradings
     where exercise = ? order by id desc limit ${longestHistory}`,
  );
  const insert = database.prepare(
    "insert into gradings (key, exercise, outcome, graded_at, record) values (?, ?, ?, ?, ?)",
  );
  const update = database.prepare("update gradings set record = ? where key = ? and graded_at = ?");
  return {
    find(key) {
      const row = select.get(JSON.stringify(key));
      return row && (JSON.parse(String(row.record)) as GradingResult);
    },
    add(key, result) {
      const { exercise, outcome, gradedAt } = result;
      const columns = [exercise.id, outcome.outcome, gradedAt, JSON.stringify(result)];
      insert.run(JSON.stringify(key), ...columns);
    },
    complete(key, result) {
      update.run(JSON.stringify(result), JSON.stringify(key), result.gradedAt);
    },
    historyOf: (exercise) =>
      selectHistory
        .all(exercise)
        .map(({ record }) => JSON.parse(String(record)) as GradingResult)
        .reverse(),
  };
}
