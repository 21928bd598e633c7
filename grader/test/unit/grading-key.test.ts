import { describe, expect, it } from "vitest";
import { evidenceTools } from "../../src/commands/grading/evidence-tools.ts";
import { thorough } from "../../src/engine/measurement/schedule.ts";
import { conditionsOf, type GradingKey, textOfKey } from "../../src/grading/grading-key.ts";
import { identityOf, type MachineFacts } from "../../src/grading/provenance.ts";
import { loadedFrom } from "../support/example-exercise.ts";
import { exampleKey } from "../support/example-results.ts";

const exercise = loadedFrom("/a/course/sum");

describe("what a verdict depends on beside the code", () => {
  it.each(["bubblewrap", "permissions"] as const)("is told of this machine: %s", (isolation) => {
    expect(conditionsOf(exercise, isolation)).toEqual({
      exercise: exercise.id,
      exerciseVersion: "version-1",
      isolation,
      grader: expect.stringMatching(/^[0-9a-f]{16}$/),
      node: process.version,
      drawing: expect.stringMatching(/^(0x \d+\.\d+\.\d+|no 0x), [0-9a-f]{16}$/),
      machine: expect.stringMatching(/^[0-9a-f]{12}$/),
    });
  });

  it("is one text, in whichever order it was written down", () => {
    const reversed = Object.fromEntries(
      Object.entries(exampleKey).reverse(),
    ) as unknown as GradingKey;
    expect(textOfKey(reversed)).toBe(textOfKey(exampleKey));
    expect(textOfKey({ ...exampleKey, schedule: thorough })).not.toBe(textOfKey(exampleKey));
  });
});

describe("a machine", () => {
  const facts: MachineFacts = {
    hostname: "workbench",
    system: "linux-x64",
    cpuModel: "Example CPU",
    cores: 8,
    cpuTimeRead: "from outside",
    pinnedTo: [0, 1, 2, 3],
  };
  const others: MachineFacts = {
    hostname: "laptop",
    system: "darwin-arm64",
    cpuModel: "Other CPU",
    cores: 4,
    cpuTimeRead: "by the process",
    pinnedTo: [4, 5, 6, 7],
  };

  it("is the same while nothing of it changes", () => {
    expect(identityOf({ ...facts })).toBe(identityOf(facts));
  });

  it.each(Object.keys(facts) as (keyof MachineFacts)[])("is another with another %s", (fact) => {
    expect(identityOf({ ...facts, [fact]: others[fact] })).not.toBe(identityOf(facts));
  });
});

describe("the folder of a version's evidence", () => {
  const place = {
    submission: "digest",
    isolation: "permissions",
    root: "/a/course",
    anew: false,
  } as const;
  const folderOf = (
    change: { submission?: string; isolation?: "bubblewrap" } = {},
    of = exercise,
  ) => {
    const tools = evidenceTools(of, { ...place, ...change });
    return { candidate: tools.folderOf("candidate"), baseline: tools.folderOf("baseline") };
  };

  it("is the same for the same code", () => {
    expect(folderOf()).toEqual(folderOf());
    expect(folderOf().candidate).not.toBe(folderOf().baseline);
  });

  it("is another for another level of isolation, on both sides", () => {
    const other = folderOf({ isolation: "bubblewrap" });
    expect(other.candidate).not.toBe(folderOf().candidate);
    expect(other.baseline).not.toBe(folderOf().baseline);
  });

  it("is another for another version of the exercise, on both sides", () => {
    const other = folderOf({}, { ...exercise, version: "version-2" });
    expect(other.candidate).not.toBe(folderOf().candidate);
    expect(other.baseline).not.toBe(folderOf().baseline);
  });

  it("is another for another candidate, and the baseline's is not", () => {
    const other = folderOf({ submission: "other" });
    expect(other.candidate).not.toBe(folderOf().candidate);
    expect(other.baseline).toBe(folderOf().baseline);
  });
});
