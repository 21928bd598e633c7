import type { DatabaseSync } from "node:sqlite";
import { type GradingKey, textOfKey } from "../grading-key.ts";
import type { GradingResult } from "../result.ts";
import { evidenceIn } from "./evidence.ts";
import { inTransaction } from "./transaction.ts";

/** The table of gradings. */
export interface Gradings {
  /**
   * The latest grading with this key whose outcome depends on the code alone; without its evidence,
   * where that has been removed since.
   */
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

/** The gradings of an open database. */
export function gradingsIn(database: DatabaseSync): Gradings {
  const evidences = evidenceIn(database);
  const select = database.prepare(
    `select id, record from gradings
     where key = ? and outcome in (${reusable}) order by id desc limit 1`,
  );
  const selectHistory = database.prepare(
    `select record from gradings where exercise = ? order by id desc limit ${longestHistory}`,
  );
  const insert = database.prepare(
    "insert into gradings (key, exercise, outcome, graded_at, record) values (?, ?, ?, ?, ?)",
  );
  const update = database.prepare(
    "update gradings set record = ? where key = ? and graded_at = ? returning id",
  );
  return {
    find(key) {
      const row = select.get(textOfKey(key));
      if (row === undefined) return undefined;
      const evidence = evidences.of(Number(row.id));
      return {
        ...(JSON.parse(String(row.record)) as GradingResult),
        ...(evidence && { evidence }),
      };
    },
    add(key, { evidence, ...verdict }) {
      const { exercise, outcome, gradedAt } = verdict;
      const columns = [exercise.id, outcome.outcome, gradedAt, JSON.stringify(verdict)];
      inTransaction(database, () => {
        const { lastInsertRowid } = insert.run(textOfKey(key), ...columns);
        if (evidence) evidences.put(Number(lastInsertRowid), exercise.id, evidence);
      });
    },
    complete(key, { evidence, ...verdict }) {
      const { exercise, gradedAt } = verdict;
      inTransaction(database, () => {
        const row = update.get(JSON.stringify(verdict), textOfKey(key), gradedAt);
        if (row && evidence) evidences.put(Number(row.id), exercise.id, evidence);
      });
    },
    historyOf: (exercise) =>
      selectHistory
        .all(exercise)
        .map(({ record }) => JSON.parse(String(record)) as GradingResult)
        .reverse(),
  };
}
