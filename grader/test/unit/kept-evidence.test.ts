import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { SideEvidence } from "../../src/evidence/evidence.ts";
import { findKept, keep, mostKept } from "../../src/evidence/kept.ts";
import { plainSide } from "../support/example-results.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** Evidence of which nothing is missing, its page written into a folder. */
function completeEvidence(folder: string): SideEvidence {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, "flamegraph.html");
  writeFileSync(path, "<html></html>");
  return {
    ...plainSide,
    shapes: { state: "seen", megamorphic: [], deoptimizations: [] },
    flamegraph: { state: "written", path },
  };
}

/** Keeps evidence in a folder. */
function keepIn(folder: string): SideEvidence {
  const evidence = completeEvidence(folder);
  keep(folder, evidence);
  return evidence;
}

const newFolder = () => join(temporaryFolder(), "order-join", "a-version");

describe("kept evidence", () => {
  it("is found again as it was", () => {
    const folder = newFolder();
    const evidence = keepIn(folder);
    expect(findKept(folder)).toEqual(evidence);
  });

  it("is not found where nothing was kept, or nothing is to be kept", () => {
    expect(findKept(newFolder())).toBeUndefined();
    expect(findKept(undefined)).toBeUndefined();
    keep(undefined, plainSide);
  });

  it("is not found when its page was deleted", () => {
    const folder = newFolder();
    keepIn(folder);
    rmSync(join(folder, "flamegraph.html"));
    expect(findKept(folder)).toBeUndefined();
  });

  it("is not found when it is only half written", () => {
    const folder = newFolder();
    keepIn(folder);
    const file = join(folder, "evidence.json");
    const text = readFileSync(file, "utf8");
    for (const part of [
      "",
      text.slice(0, text.length / 2),
      text.slice(0, -1),
      "null",
      "{}",
      "[]",
    ]) {
      writeFileSync(file, part);
      expect(findKept(folder)).toBeUndefined();
    }
  });

  it.each(["cpu", "allocations", "lineAllocations", "vitals", "shapes", "flamegraph"] as const)(
    "is not kept when of it is missing: %s",
    (kind) => {
      const folder = newFolder();
      const missing = { state: "missing", why: "the candidate exited with code 0" } as const;
      keep(folder, { ...completeEvidence(folder), [kind]: missing });
      expect(findKept(folder)).toBeUndefined();
    },
  );

  it("is removed when it is older than that of as many other versions as are kept", () => {
    const parent = join(temporaryFolder(), "order-join");
    const folders = Array.from({ length: mostKept + 3 }, (_, index) =>
      join(parent, `version-${index}`),
    );
    for (const [index, folder] of folders.entries()) {
      keepIn(folder);
      utimesSync(folder, 1000 + index, 1000 + index);
    }
    const newest = join(parent, "the-newest");
    keepIn(newest);
    expect(readdirSync(parent).sort()).toEqual(
      [
        "the-newest",
        ...folders.slice(1 - mostKept).map((folder) => folder.slice(parent.length + 1)),
      ].sort(),
    );
    expect(findKept(newest)).toBeDefined();
    expect(findKept(folders[3] as string)).toBeUndefined();
    expect(findKept(folders[4] as string)).toBeDefined();
  });
});

describe("evidence that is used again", () => {
  it("outlives that of as many other versions as are kept", () => {
    const parent = join(temporaryFolder(), "order-join");
    const baseline = join(parent, "baseline");
    keepIn(baseline);
    for (let index = 0; index < mostKept + 5; index++) {
      utimesSync(baseline, 1000, 1000);
      expect(findKept(baseline)).toBeDefined();
      keepIn(join(parent, `version-${index}`));
    }
    expect(readdirSync(parent)).toHaveLength(mostKept);
  });
});

describe("where evidence can't be kept, nothing is, and the grading goes on:", () => {
  it("a file is in the way of the folder", () => {
    const parent = temporaryFolder({ file: "in the way" });
    const folder = join(parent, "file", "a-version");
    keep(folder, completeEvidence(join(parent, "elsewhere")));
    expect(findKept(folder)).toBeUndefined();
  });

  it("a folder is in the way of the file", () => {
    const folder = newFolder();
    const evidence = completeEvidence(folder);
    mkdirSync(join(folder, "evidence.json", "in the way"), { recursive: true });
    keep(folder, evidence);
    expect(findKept(folder)).toBeUndefined();
  });

  it.runIf(existsSync("/dev/full"))("the disk is full", () => {
    const folder = newFolder();
    const evidence = completeEvidence(folder);
    symlinkSync("/dev/full", join(folder, "evidence.json"));
    keep(folder, evidence);
    expect(findKept(folder)).toBeUndefined();
    expect(readdirSync(folder)).toEqual(["flamegraph.html"]);
  });

  it.runIf(process.platform !== "win32" && process.getuid?.() !== 0)(
    "nobody may write there",
    () => {
      const folder = newFolder();
      const evidence = completeEvidence(folder);
      chmodSync(folder, 0o555);
      keep(folder, evidence);
      expect(findKept(folder)).toBeUndefined();
    },
  );
});
