import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../support/temporary-folder.ts";

const root = resolve(import.meta.dirname, "../../..");
const biome = join(root, "node_modules/@biomejs/biome/bin/biome");

/** Texts that Biome would change, each for another reason. */
const untidy = {
  "a layout of its own": "export function   f ( a:number ) { return  'x' + a }\n",
  "imports out of order":
    'import { join } from "node:path";\nimport { cpus } from "node:os";\n\nexport const at = () => join(String(cpus().length));\n',
  "something unused":
    'import { join } from "node:path";\n\nexport function f(): number {\n  const unused = 1;\n  return 2;\n}\n',
  "what a rule can fix":
    "export function f(x: number | undefined): boolean {\n  if (x === undefined) {\n    return true;\n  } else {\n    return !!!x;\n  }\n}\n",
};

/** A course with a text in each place, after everything in it that can be fixed was fixed. */
function fixedEverywhere(text: string) {
  const places = ["packages/sums/src", "packages/sums/baseline", "projects/shop/src"];
  const others = ["projects/shop/baseline", "packages/sums/resource"];
  const files = [...places, ...others].map((place) => `${place}/index.ts`);
  const folder = temporaryFolder({
    "biome.json": readFileSync(join(root, "biome.json"), "utf8"),
    ...Object.fromEntries(files.map((file) => [file, text])),
  });
  const args = [biome, "check", "--write", "--unsafe", "."];
  spawnSync(process.execPath, args, { cwd: folder });
  return new Map(files.map((file) => [file, readFileSync(join(folder, file), "utf8")]));
}

describe("fixing and formatting the course", () => {
  it.each(Object.entries(untidy))(
    "leaves a student's files as they are, and the baseline they began with: %s",
    (_, text) => {
      const after = fixedEverywhere(text);
      // Biome did run, and would have changed this text elsewhere.
      expect(after.get("packages/sums/resource/index.ts")).not.toBe(text);
      after.delete("packages/sums/resource/index.ts");
      expect([...after.values()].filter((now) => now !== text)).toEqual([]);
    },
  );
});
