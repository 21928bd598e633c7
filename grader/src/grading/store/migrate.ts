import { renameSync, rmSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { migrations } from "./migrations.ts";
import { inTransaction } from "./transaction.ts";

/** The file was made by a later version of the grader, whose schema this one does not know. */
export class NewerSchema extends Error {
  constructor(schema: number) {
    super(`a newer grader made it: schema ${schema}, and this grader knows ${migrations.length}`);
  }
}

/**
 * Brings an open database to the newest schema: all of the way or not at all. A copy of the file
 * is beside it until that is done.
 *
 * @throws NewerSchema
 */
export function migrate(database: DatabaseSync, file: string): void {
  if (isNewest(database)) return;
  const copy = `${file}.before-migration`;
  // Nobody else can write from here on: another grader that starts now waits, and finds it done.
  inTransaction(database, () => {
    if (isNewest(database)) return;
    if (hasTables(database)) copyTo(copy, file);
    for (const migration of migrations.slice(schemaOf(database))) database.exec(migration);
    database.exec(`pragma user_version = ${migrations.length}`);
  });
  rmSync(copy, { force: true });
  returnSpace(database);
}

function isNewest(database: DatabaseSync): boolean {
  const schema = schemaOf(database);
  if (schema > migrations.length) throw new NewerSchema(schema);
  return schema === migrations.length;
}

function schemaOf(database: DatabaseSync): number {
  return Number(database.prepare("pragma user_version").get()?.user_version);
}

function hasTables(database: DatabaseSync): boolean {
  return database.prepare("select 1 from sqlite_schema limit 1").get() !== undefined;
}

/** Through SQLite: who opens and closes the file itself takes away the locks that SQLite has on it. */
function copyTo(copy: string, file: string): void {
  const unfinished = `${copy}.unfinished`;
  rmSync(unfinished, { force: true });
  const reader = new DatabaseSync(file, { readOnly: true });
  try {
    reader.prepare("vacuum into ?").run(unfinished);
  } finally {
    reader.close();
  }
  renameSync(unfinished, copy);
}

/** What was moved leaves empty pages. Where another grader reads meanwhile, they are used again. */
function returnSpace(database: DatabaseSync): void {
  try {
    database.exec("vacuum");
  } catch {}
}
