import { existsSync, globSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { planOf } from "../suites/plan.ts";
import { digestOfSuites, keepProof, readProofs } from "../suites/proven.ts";
import { longSuites, testSuites } from "../suites/suites.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const tests = resolve(import.meta.dirname, "..");

describe("the suites", () => {
  it("are where every test file lies", () => {
    const folders = globSync("**/*.test.ts", { cwd: tests, exclude: ["fixtures/**"] }).map(
      (path) => path.split(/[\\/]/)[0] as string,
    );
    expect([...new Set(folders)].sort()).toEqual(Object.keys(testSuites).sort());
  });

  it("can each be run by a script of its name", () => {
    const manifest = readFileSync(resolve(tests, "../../package.json"), "utf8");
    const { scripts } = JSON.parse(manifest) as { scripts: Record<string, string> };
    for (const name of Object.keys(testSuites)) {
      expect(scripts[`test:${name}`]).toBe(`vitest run --root grader --project ${name}`);
    }
    for (const [, , script = ""] of Object.values(longSuites)) {
      expect(Object.keys(scripts)).toContain(script);
    }
  });

  it("have a requirement checked by a file of its name", () => {
    for (const suite of Object.values(testSuites)) {
      for (const name of "needs" in suite ? suite.needs : []) {
        expect(existsSync(join(tests, `support/global-setup/${name}.ts`))).toBe(true);
      }
    }
  });
});

describe("the plan of a run", () => {
  const green = { digest: "now", on: "2026-01-02", seconds: 3 };
  const runIn = (steps: ReturnType<typeof planOf>) =>
    steps.filter(({ unchangedSince }) => unchangedSince === undefined).map(({ name }) => name);

  it("has everything in it where nothing is known", () => {
    expect(runIn(planOf(["a", "b"], ["a", "b"], {}, "now", 0))).toEqual(["a", "b"]);
  });

  it("leaves out what is unchanged, but for one suite in turn", () => {
    const proofs = { a: green, b: green, c: green };
    const runs = [0, 1, 2, 3].map((count) =>
      runIn(planOf(["a", "b", "c"], ["a", "b", "c"], proofs, "now", count)),
    );
    expect(runs).toEqual([["a"], ["b"], ["c"], ["a"]]);
    expect(planOf(["a", "b"], ["a", "b"], proofs, "now", 0)[1]).toEqual({
      name: "b",
      unchangedSince: "2026-01-02",
    });
  });

  it("takes turns among all suites, whichever are asked for", () => {
    const proofs = { a: green, b: green };
    const runs = [0, 1].map((count) => runIn(planOf(["b"], ["a", "b"], proofs, "now", count)));
    expect(runs).toEqual([[], ["b"]]);
  });

  it("has everything in it that was green on something else", () => {
    const proofs = { a: green, b: { ...green, digest: "before" } };
    expect(runIn(planOf(["a", "b"], ["a", "b"], proofs, "now", 0))).toEqual(["a", "b"]);
    expect(runIn(planOf(["a", "b"], ["a", "b"], proofs, "later", 0))).toEqual(["a", "b"]);
  });
});

describe("the proofs that suites were green", () => {
  it("are kept beside each other, by name", () => {
    const path = join(temporaryFolder(), "proven.json");
    expect(readProofs(path)).toEqual({});
    const proof = { digest: "d", on: "2026-01-02", seconds: 3 };
    keepProof("b", proof, path);
    keepProof("a", { ...proof, seconds: 4 }, path);
    expect(Object.keys(readProofs(path))).toEqual(["a", "b"]);
    expect(readProofs(path).a?.seconds).toBe(4);
  });

  it("are about a digest that stays the same from run to run", () => {
    expect(digestOfSuites()).toMatch(/^[0-9a-f]{16}$/);
    expect(digestOfSuites()).toBe(digestOfSuites());
  });
});
