import type { DatabaseSync } from "node:sqlite";
import type { Submission } from "../../course/staging/submission.ts";

/** The table of what was handed in: every version once, and for ever. */
export interface Sources {
  keepSources(submission: Submission): void;
}

/** The sources of an open database. */
export function sourcesIn(database: DatabaseSync): Sources {
  const insert = database.prepare("insert or ignore into sources (digest, files) values (?, ?)");
  return {
    keepSources({ digest, files }) {
      insert.run(digest, JSON.stringify(Object.fromEntries(files)));
    },
  };
}
