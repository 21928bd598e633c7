import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { SetupError } from "../../contract/errors.ts";
import type { DiagnosisRecord } from "../../evidence/diagnosis/diagnosis.ts";
import { diagnosesIn, diagnosesSchema } from "./diagnoses.ts";
import { type Gradings, gradingsIn, gradingsSchema } from "./gradings.ts";

export type { GradingKey } from "./gradings.ts";

/** The history of gradings and diagnoses, in a folder that git ignores. */
export interface Store extends Gradings {
  /** All of one version of an exercise, in the order in which they were stated. */
  diagnosesOf(exercise: string, version: string): DiagnosisRecord[];
  addDiagnosis(record: DiagnosisRecord): void;
  close(): void;
}

/** Two graders may write at the same time; each waits this long for the other. */
const busyMs = 5000;

/** What a command wants to keep, for the words of its errors. */
type Kept = "gradings" | "diagnoses";

/** Opens the history in a folder, making both where they don't exist. */
export function openStore(folder: string, kept: Kept = "gradings"): Store {
  return explained(folder, kept, () => {
    mkdirSync(folder, { recursive: true });
    const database = new DatabaseSync(join(folder, "history.sqlite"), { timeout: busyMs });
    database.exec(gradingsSchema + diagnosesSchema);
    return storeIn(folder, database);
  });
}

function storeIn(folder: string, database: DatabaseSync): Store {
  const gradings = gradingsIn(database);
  const diagnoses = diagnosesIn(database);
  return {
    find: (key) => explained(folder, "gradings", () => gradings.find(key)),
    add: (key, result) => explained(folder, "gradings", () => gradings.add(key, result)),
    complete: (key, result) => explained(folder, "gradings", () => gradings.complete(key, result)),
    historyOf: (exercise) => explained(folder, "gradings", () => gradings.historyOf(exercise)),
    diagnosesOf: (exercise, version) =>
      explained(folder, "diagnoses", () => diagnoses.of(exercise, version)),
    addDiagnosis: (record) => explained(folder, "diagnoses", () => diagnoses.add(record)),
    close: () => database.close(),
  };
}

function explained<Result>(folder: string, kept: Kept, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    const { message } = error as Error;
    const isDamaged = /not a database|malformed|no such table|JSON/.test(message);
    const otherwise = kept === "gradings" ? ", or grade with --no-record" : "";
    throw new SetupError(
      `${kept} can't be recorded in ${folder} (${message})`,
      isDamaged
        ? `delete ${join(folder, "history.sqlite")}${otherwise}`
        : `free disk space or fix the folder's permissions${otherwise}`,
    );
  }
}
