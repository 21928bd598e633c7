import type { DatabaseSync } from "node:sqlite";
import type { DiagnosisRecord } from "../../evidence/diagnosis/diagnosis.ts";

/** The table of diagnoses. */
export interface Diagnoses {
  /** All of one version of an exercise, in the order in which they were stated. */
  of(exercise: string, version: string): DiagnosisRecord[];
  add(record: DiagnosisRecord): void;
}

/** The diagnoses of an open database. */
export function diagnosesIn(database: DatabaseSync): Diagnoses {
  const select = database.prepare(
    "select record from diagnoses where exercise = ? and version = ? order by id",
  );
  const insert = database.prepare(
    "insert into diagnoses (exercise, version, all_right, stated_at, record) values (?, ?, ?, ?, ?)",
  );
  return {
    of: (exercise, version) =>
      select
        .all(exercise, version)
        .map(({ record }) => JSON.parse(String(record)) as DiagnosisRecord),
    add(record) {
      const { exercise, version, right, statedAt } = record;
      insert.run(exercise, version, Number(right), statedAt, JSON.stringify(record));
    },
  };
}
