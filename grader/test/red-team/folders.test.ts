import { describe, expect, it } from "vitest";
import { strongestIsolation } from "../../src/engine/sandbox/isolation.ts";
import { explainOutcome } from "../../src/reports/verdict.ts";
import { folderInRepository } from "../support/course-copy.ts";
import { slow, tricks } from "../support/folder-tricks.ts";
import { exerciseOf, gradeFolder, leavingNoTraces } from "../support/red-team.ts";

leavingNoTraces();

describe("a folder that", () => {
  const lineTotal = exerciseOf(slow);
  const onWindows = process.platform === "win32";

  it.skipIf(onWindows).each(tricks)("$name ends as $outcome", async ({ outcome, says, build }) => {
    const folder = build(folderInRepository());
    const result = await gradeFolder(folder, lineTotal, outcome, strongestIsolation());
    expect({ ended: result.outcome.outcome, says: explainOutcome(result) }).toEqual({
      ended: outcome,
      says: expect.stringMatching(says),
    });
  });
});
