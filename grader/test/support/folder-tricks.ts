import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { expect } from "vitest";
import type { OutcomeName } from "../../src/engine/verdict/outcome.ts";
import { courseFixture } from "./course-copy.ts";

/** A submission that is right and as slow as the baseline of the fixture `line-total`. */
export const slow = readFileSync(
  resolve(import.meta.dirname, "../fixtures/red-team-course/packages/line-total/baseline/index.ts"),
  "utf8",
);

/** An attack that is not in what a file says, but in what a folder holds. */
export interface Trick {
  readonly name: string;
  readonly outcome: OutcomeName;
  readonly says: RegExp;
  /** Puts files into an empty folder; what it returns is handed in. */
  build(folder: string): string;
}

/** Writes files by path, and hands in the folder. */
const files = (texts: Readonly<Record<string, string>>) => (folder: string) => {
  for (const [path, text] of Object.entries(texts)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
};

const withSlow = (texts: Readonly<Record<string, string>>) => files({ "index.ts": slow, ...texts });

/** All are submissions to `line-total`. */
export const tricks: readonly Trick[] = [
  {
    name: "links src to another folder",
    outcome: "refused",
    says: /^src\/ is a symbolic link/,
    build(folder) {
      files({ "other/index.ts": slow })(folder);
      symlinkSync(join(folder, "other"), join(folder, "src"));
      return join(folder, "src");
    },
  },
  {
    name: "links a folder in src to the solutions",
    outcome: "refused",
    says: /^src\/lib is not a plain file \(a symbolic link\)$/,
    build(folder) {
      symlinkSync(join(courseFixture, "solutions"), join(folder, "lib"));
      return withSlow({})(folder);
    },
  },
  {
    name: "hands in a named pipe that nobody writes to",
    outcome: "refused",
    says: /^src\/pipe\.ts is not a plain file \(a named pipe\)$/,
    build(folder) {
      expect(spawnSync("mkfifo", [join(folder, "pipe.ts")]).status).toBe(0);
      return withSlow({})(folder);
    },
  },
  {
    name: "hands in a giant file with holes",
    outcome: "refused",
    says: /^src\/ has more than 1 MB$/,
    build(folder) {
      writeFileSync(join(folder, "index.ts"), slow);
      truncateSync(join(folder, "index.ts"), 2 ** 36);
      return folder;
    },
  },
  {
    name: "hands in a thousand files",
    outcome: "refused",
    says: /^src\/ has more than 64 files$/,
    build: withSlow(
      Object.fromEntries(Array.from({ length: 1000 }, (_, number) => [`file-${number}.ts`, ""])),
    ),
  },
  {
    name: "names a file so that it would land beside the submission",
    outcome: "too slow",
    says: /needed 3x$/,
    build: withSlow({ "..\\baseline\\index.ts": "for (;;);" }),
  },
  {
    name: "names a file like a property of every object",
    outcome: "too slow",
    says: /needed 3x$/,
    build: withSlow({ "__proto__.ts": "for (;;);", "constructor/index.ts": "for (;;);" }),
  },
  {
    name: "makes index.ts a folder",
    outcome: "refused",
    says: /^src\/index\.ts is a folder, but has the name of a file$/,
    build: files({ "index.ts/index.ts": slow }),
  },
  {
    name: "names a folder like what a file of WebAssembly text becomes",
    outcome: "refused",
    says: /^src\/kernel\.wat\.mjs is a folder, but has the name of a file$/,
    build: withSlow({ "kernel.wat": "(module)", "kernel.wat.mjs/index.ts": "" }),
  },
  {
    name: "brings a package.json that maps an import",
    outcome: "refused",
    says: /^src\/index\.ts:1: this exercise does not allow importing #system$/,
    build: files({
      "package.json": '{ "imports": { "#system": "node:child_process" } }',
      "index.ts": `import "#system";\n${slow}`,
    }),
  },
  {
    name: "brings a manifest, a baseline and settings of its own",
    outcome: "too slow",
    says: /needed 3x$/,
    build: withSlow({
      "exercise.ts": "throw new Error('loaded');",
      "baseline/index.ts": "for (;;);",
      "tsconfig.json": "{ not JSON",
      ".npmrc": "ignore-scripts=false",
    }),
  },
  {
    name: "brings a module that was installed by nobody",
    outcome: "refused",
    says: /^src\/index\.ts:1: this exercise does not allow importing fast$/,
    build: files({
      "node_modules/fast/index.ts": "export const total = 0;",
      "index.ts": `import "fast";\n${slow}`,
    }),
  },
  {
    name: "hides its files a hundred folders deep",
    outcome: "refused",
    says: /^src\/ has folders more than 16 levels deep$/,
    build: withSlow({ [`${"deep/".repeat(100)}end.ts`]: "for (;;);" }),
  },
  {
    name: "hands in bytes that are no text",
    outcome: "refused",
    says: /^src\/index\.ts:1: syntax error/,
    build: files({ "index.ts": "\0\ufffd\0" }),
  },
];
