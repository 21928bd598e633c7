/** The magazine's database: a SQLite file. It can be asked, and only the editors change it. */
import { DatabaseSync, type SQLInputValue, type SQLOutputValue } from "node:sqlite";

const database = new DatabaseSync(new URL("magazine.sqlite", import.meta.url), { readOnly: true });
// In KiB, as a negative number: room for all of it.
database.exec("PRAGMA cache_size = -32000");

let asked = 0;

/** How many statements were run so far. */
export function operations(): number {
  return asked;
}

/** A row by column. */
export type Row = Readonly<Record<string, SQLOutputValue>>;

/**
 * Runs one SELECT statement and gives all of its rows.
 *
 * @param parameters for the question marks in the statement, in their order
 */
export function select(sql: string, ...parameters: SQLInputValue[]): Row[] {
  if (!/^\s*(select|with)\b/i.test(sql)) throw new TypeError("only SELECT statements can be run");
  asked++;
  return database.prepare(sql).all(...parameters);
}
