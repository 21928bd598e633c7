import type { DatabaseSync } from "node:sqlite";
import { mostKept } from "../../evidence/kept.ts";
import type { GradingResult } from "../result.ts";

type Evidence = NonNullable<GradingResult["evidence"]>;

/** The table of gradings' evidence, which takes most of the room and can be gathered again. */
export interface EvidenceTable {
  of(grading: number): Evidence | undefined;
  /** Adds or replaces a grading's, and removes an exercise's oldest. */
  put(grading: number, exercise: string, evidence: Evidence): void;
}

/** The evidence in an open database. */
export function evidenceIn(database: DatabaseSync): EvidenceTable {
  const select = database.prepare("select record from evidence where grading = ?");
  const replace = database.prepare(
    "insert or replace into evidence (grading, exercise, record) values (?, ?, ?)",
  );
  const prune = database.prepare(
    `delete from evidence where exercise = ?1 and id not in
     (select id from evidence where exercise = ?1 order by id desc limit ${mostKept})`,
  );
  return {
    of(grading) {
      const row = select.get(grading);
      return row && (JSON.parse(String(row.record)) as Evidence);
    },
    put(grading, exercise, evidence) {
      replace.run(grading, exercise, JSON.stringify(evidence));
      prune.run(exercise);
    },
  };
}
