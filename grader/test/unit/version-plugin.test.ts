import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { takeSubmission } from "../../src/course/staging/submission.ts";
import { refusalPlugin } from "../../visible-tests/refusal-plugin.ts";
import { hasVersion, versionPlugin, versionsOf } from "../../visible-tests/version-plugin.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

describe("the version that a visible test is run on", () => {
  it.each([
    ["src", "/course/packages/sums/src/index.ts"],
    ["baseline", "/course/packages/sums/baseline/index.ts"],
  ] as const)("is the one of its own exercise: %s", (version, path) => {
    const { resolveId } = versionPlugin(version);
    expect(resolveId("#subject", "/course/packages/sums/exercise.test.ts")).toBe(path);
  });

  it("is looked for among the solutions where it is the reference", () => {
    const { resolveId } = versionPlugin("reference");
    const found = resolveId("#subject", "/course/packages/sums/exercise.test.ts");
    expect(found).toMatch(/[\\/]solutions[\\/]sums[\\/]src[\\/]index\.ts$/);
  });

  it.each(["vitest", "./baseline/index.ts", "@bottleneck/no-such-exercise/resource"])(
    "leaves other imports alone: %s",
    (specifier) => {
      expect(versionPlugin("src").resolveId(specifier, "/a/exercise.test.ts")).toBeUndefined();
    },
  );

  it("is left out where no exercise has it, except for a student's own", () => {
    const folder = temporaryFolder({ "baseline/index.ts": "" });
    expect(versionsOf([folder])).toEqual(["src", "baseline"]);
    expect(hasVersion(folder, "reference")).toBe(false);
  });
});

describe("the visible tests", () => {
  /** Why the tests of a version don't begin; nothing if they do. */
  async function refusalOf(files: Readonly<Record<string, string>>): Promise<string> {
    const allows = '{ allows: { modules: ["node:zlib"] }, answer: {}, goal: {} }';
    const folder = temporaryFolder({ "exercise.ts": `export default ${allows};`, ...files });
    const { resolveId } = refusalPlugin("src");
    const begun = resolveId("#subject", join(folder, "exercise.test.ts"));
    return begun.then(
      () => "",
      (error: Error) => error.message,
    );
  }

  it.each([
    ["a module", 'import "node:fs";', "does not allow importing node:fs"],
    ["a module without node:", 'import "fs";', "does not allow importing fs"],
    ["data", 'import data from "./table.json";', "only .ts and .wat files can"],
    ["a file outside", 'import "../baseline/index.ts";', "is outside of src/"],
    ["a package", 'import "lodash";', "does not allow importing lodash"],
    ["what require would load", 'require("node:zlib");', "require() does not exist"],
    ["what is not there", 'import "./gone.ts";', "there is no ./gone.ts"],
  ])("refuse to import %s, in the words of a grading", async (_what, text, words) => {
    const refused = await refusalOf({ "src/index.ts": text, "src/table.json": "{}" });
    const taken = await takeSubmission(temporaryFolder({ "index.ts": text, "table.json": "{}" }), [
      "node:zlib",
    ]);
    expect(refused).toContain(words);
    expect(taken).toEqual({ state: "refused", reasons: refused.split("\n") });
  });

  it("refuse an enum, which Vitest alone would run", async () => {
    expect(await refusalOf({ "src/index.ts": "export enum A { B }" })).toContain("enums don't run");
  });

  it("say that the student's files are missing", async () => {
    expect(await refusalOf({})).toBe("src/index.ts is missing");
  });

  it("begin with what a grading takes", async () => {
    const index =
      'import { gzipSync } from "zlib";\nexport const f = (a: number) => gzipSync(String(a));';
    expect(await refusalOf({ "src/index.ts": index, "src/._index.ts": "\0" })).toBe("");
  });
});
