import { createHash } from "node:crypto";
import { rmSync } from "node:fs";
import { join } from "node:path";
import type { LoadedExercise } from "../../course/exercises/load.ts";
import type { Isolation } from "../../engine/sandbox/isolation.ts";
import type { Side } from "../../engine/sandbox/sandbox.ts";
import type { EvidenceTools } from "../../evidence/gather.ts";
import { drawFlamegraph } from "../../evidence/profilers/zero-x.ts";
import { conditionsOf, textOfKey } from "../../grading/grading-key.ts";

/** Whose evidence is kept, and where. */
export interface EvidencePlace {
  /** The digest of the candidate's files. */
  readonly submission: string;
  readonly isolation: Isolation;
  /** Of the course: evidence is kept below its .bottleneck/. */
  readonly root: string;
  /** Forget what is kept. */
  readonly anew: boolean;
}

/** Evidence that is kept by all that it depends on. */
export function evidenceTools(
  exercise: LoadedExercise,
  { submission, isolation, root, anew }: EvidencePlace,
): EvidenceTools {
  const conditions = conditionsOf(exercise, isolation);
  const folderOf = (side: Side) => {
    const code = side === "baseline" ? "" : submission;
    const key = textOfKey({ ...conditions, side, submission: code });
    const name = createHash("sha256").update(key).digest("hex").slice(0, 16);
    return join(root, ".bottleneck", "evidence", exercise.id, name);
  };
  if (anew) {
    for (const side of ["baseline", "candidate"] as const) {
      rmSync(folderOf(side), { recursive: true, force: true });
    }
  }
  return { drawFlamegraph, folderOf };
}
