import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { DiagnosisRecord } from "../../evidence/diagnosis/diagnosis.ts";
import { diagnosesIn } from "./diagnoses.ts";
import { explained, type Kept } from "./explained.ts";
import { type Gradings, gradingsIn } from "./gradings.ts";
import { migrate } from "./migrate.ts";
import { type Sources, sourcesIn } from "./sources.ts";

/** The history of gradings and diagnoses, in a folder that git ignores. */
export interface Store extends Gradings, Sources {
  /** All of one version of an exercise, in the order in which they were stated. */
  diagnosesOf(exercise: string, version: string): DiagnosisRecord[];
  addDiagnosis(record: DiagnosisRecord): void;
  close(): void;
}

interface StoreOptions {
  /** What a command wants to keep, for the words of its errors. */
  readonly kept?: Kept;
  /** Two graders may write at the same time; each waits this long for the other. */
  readonly busyMs?: number;
}

/** Opens the history in a folder, making both where they don't exist. */
export function openStore(
  folder: string,
  { kept = "gradings", busyMs = 5000 }: StoreOptions = {},
): Store {
  const file = join(folder, "history.sqlite");
  return explained(file, kept, () => {
    mkdirSync(folder, { recursive: true });
    const database = new DatabaseSync(file, { timeout: busyMs });
    try {
      migrate(database, file);
      return storeIn(file, database);
    } catch (error) {
      database.close();
      throw error;
    }
  });
}

function storeIn(file: string, database: DatabaseSync): Store {
  const gradings = gradingsIn(database);
  const diagnoses = diagnosesIn(database);
  const sources = sourcesIn(database);
  const ofGradings = <Result>(work: () => Result) => explained(file, "gradings", work);
  const ofDiagnoses = <Result>(work: () => Result) => explained(file, "diagnoses", work);
  return {
    find: (key) => ofGradings(() => gradings.find(key)),
    add: (key, result) => ofGradings(() => gradings.add(key, result)),
    complete: (key, result) => ofGradings(() => gradings.complete(key, result)),
    historyOf: (exercise) => ofGradings(() => gradings.historyOf(exercise)),
    keepSources: (submission) => ofGradings(() => sources.keepSources(submission)),
    diagnosesOf: (exercise, version) => ofDiagnoses(() => diagnoses.of(exercise, version)),
    addDiagnosis: (record) => ofDiagnoses(() => diagnoses.add(record)),
    close: () => database.close(),
  };
}
