import { createHash } from "node:crypto";
import { rmSync } from "node:fs";
import { join } from "node:path";
import type { LoadedExercise } from "../../course/exercises/load.ts";
import type { Side } from "../../engine/sandbox/sandbox.ts";
import type { EvidenceTools } from "../../evidence/gather.ts";
import { drawFlamegraph } from "../../evidence/profilers/zero-x.ts";
import { machineAndVersions } from "../../grading/provenance.ts";

/**
 * Evidence that is kept below the course's .bottleneck/, by all that it depends on: the code, the
 * exercise, the grader, Node and the machine.
 *
 * @param submission the digest of the candidate's files
 * @param anew forget what is kept
 */
export function evidenceTools(
  exercise: LoadedExercise,
  submission: string,
  root: string,
  anew: boolean,
): EvidenceTools {
  const { grader, node, machine } = machineAndVersions();
  const folderOf = (side: Side) => {
    const code = side === "baseline" ? "" : submission;
    const key = JSON.stringify([side, code, exercise.version, grader, node, machine]);
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
