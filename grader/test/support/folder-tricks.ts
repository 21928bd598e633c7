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

const thousand = Array.from({ length: 1000 }, (_, number) => `file-${number}.ts`);

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
    name: "imports through a link to the solutions",
    outcome: "refused",
    says: /^src\/index\.ts:1: src\/lib is not a plain folder \(a symbolic link\)$/,
    build(folder) {
      symlinkSync(join(courseFixture, "solutions"), join(folder, "lib"));
      return files({ "index.ts": `import "./lib/pair-sums/src/index.ts"; ${slow}` })(folder);
    },
  },
  {
    name: "links to the whole disk, and in a circle",
    outcome: "too slow",
    says: /needed 3x$/,
    build(folder) {
      symlinkSync("/", join(folder, "disk"));
      symlinkSync(".", join(folder, "circle"));
      symlinkSync("loop.ts", join(folder, "loop.ts"));
      return withSlow({})(folder);
    },
  },
  {
    name: "imports a named pipe that nobody writes to",
    outcome: "refused",
    says: /^src\/index\.ts:1: \.\/pipe\.ts is not a plain file \(a named pipe\)$/,
    build(folder) {
      expect(spawnSync("mkfifo", [join(folder, "pipe.ts")]).status).toBe(0);
      return files({ "index.ts": `import "./pipe.ts"; ${slow}` })(folder);
    },
  },
  {
    name: "hands in a giant file with holes",
    outcome: "refused",
    says: /^src\/index\.ts is too large: all files together may have 1 MB$/,
    build(folder) {
      writeFileSync(join(folder, "index.ts"), slow);
      truncateSync(join(folder, "index.ts"), 2 ** 36);
      return folder;
    },
  },
  {
    name: "hands in a thousand files",
    outcome: "refused",
    says: /^more than 64 files are imported$/,
    build: files({
      ...Object.fromEntries(thousand.map((name) => [name, ""])),
      "index.ts": thousand.map((name) => `import "./${name}";`).join("\n"),
    }),
  },
  {
    name: "brings thousands of names, and imports none of them",
    outcome: "too slow",
    says: /needed 3x$/,
    build(folder) {
      for (let nth = 0; nth < 300; nth++)
        mkdirSync(join(folder, `${nth}`, "/a/b/c/d/e/f/g"), { recursive: true });
      return withSlow({})(folder);
    },
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
    says: /src\/kernel\.wat\.mjs is a folder, but has the name of a file$/,
    build: files({
      "kernel.wat": "(module)",
      "kernel.wat.mjs/index.ts": "",
      "index.ts": `import "./kernel.wat"; import "./kernel.wat.mjs/index.ts"; ${slow}`,
    }),
  },
  {
    name: "brings a package.json that maps an import",
    outcome: "refused",
    says: /^src\/index\.ts:1: this exercise does not allow importing #system: only your own /,
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
    says: /^src\/index\.ts:1: this exercise does not allow importing fast: only your own /,
    build: files({
      "node_modules/fast/index.ts": "export const total = 0;",
      "index.ts": `import "fast";\n${slow}`,
    }),
  },
  {
    name: "hides its files a hundred folders deep",
    outcome: "refused",
    says: /there is no \.\/deep\/.* in src\//,
    build: files({
      [`${"deep/".repeat(100)}end.ts`]: "for (;;);",
      "index.ts": `import "./${"deep/".repeat(100)}end.ts"; ${slow}`,
    }),
  },
  {
    name: "hands in bytes that are no text",
    outcome: "refused",
    says: /^src\/index\.ts:1: it has a NUL byte/,
    build: files({ "index.ts": "// \u0001\ufffd\0\n" }),
  },
  {
    name: "hangs the parser of types",
    outcome: "refused",
    says: /^src\/index\.ts: it takes more than 5 seconds to read/,
    build: files({
      "index.ts": `const f = ${"x ? (y) : z => (".repeat(34)}1${")".repeat(34)};\n${slow}`,
    }),
  },
  {
    name: "fills the stack of the parser of types",
    outcome: "refused",
    says: /^src\/index\.ts: it is nested too deeply/,
    build: files({ "index.ts": `${"(".repeat(20_000)}1${")".repeat(20_000)};\n${slow}` }),
  },
];
