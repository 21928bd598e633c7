import { describe, expect, it } from "vitest";
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

  it("is left out where no exercise has it", () => {
    const folder = temporaryFolder({ "src/index.ts": "", "baseline/index.ts": "" });
    expect(versionsOf([folder])).toEqual(["src", "baseline"]);
    expect(hasVersion(folder, "reference")).toBe(false);
  });
});
