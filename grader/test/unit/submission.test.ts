import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, symlinkSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Manifest } from "../../src/contract/manifest.ts";
import { importsAllowedBy } from "../../src/course/staging/allowed-imports.ts";
import { type Submission, takeSubmission } from "../../src/course/staging/submission.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const index = "export const sum = (list: number[]) => list.length;\n";

/** A folder with these files, and an index.ts that imports the sources among them. */
const folderWith = (files: Readonly<Record<string, string>> = {}) => {
  const sources = Object.keys(files).filter((path) => /\.(ts|wat)$/.test(path));
  const imports = sources.map((path) => `import "./${path}";`).join(" ");
  return temporaryFolder({ "index.ts": `${index}${imports}\n`, ...files });
};

type Allowed = readonly string[];

async function filesOf(folder: string, allowed: Allowed = []): Promise<Submission["files"]> {
  return (await submissionOf(folder, allowed)).files;
}

async function submissionOf(folder: string, allowed: Allowed = []): Promise<Submission> {
  const taken = await takeSubmission(folder, allowed);
  if (taken.state === "refused") throw new Error(taken.reasons.join("\n"));
  return taken.submission;
}

async function reasonsFor(folder: string, allowed: Allowed = []): Promise<readonly string[]> {
  const taken = await takeSubmission(folder, allowed);
  return taken.state === "refused" ? taken.reasons : [];
}

describe("what is taken of a folder", () => {
  it("is its TypeScript files, also in folders, in order of path", async () => {
    const folder = folderWith({
      "a.ts": "export const a = 1;",
      "inner/deep/b.ts": "export const b = 2;",
      "inner/c.ts": "export const c = 3;",
    });
    const files = await filesOf(folder);
    expect([...files.keys()]).toEqual(["a.ts", "index.ts", "inner/c.ts", "inner/deep/b.ts"]);
    expect(files.get("inner/c.ts")).toBe("export const c = 3;");
  });

  it("is what its files reach, through any number of files, and in a circle", async () => {
    const folder = temporaryFolder({
      "index.ts": 'export * from "./a.ts";',
      "a.ts": 'export const b = () => import("./inner/b.ts");',
      "inner/b.ts": 'import c from "./c.wat";\nimport "../index.ts";\nexport { c };',
      "inner/c.wat": "(module)",
    });
    const { files, modules } = await submissionOf(folder);
    expect([...files.keys()]).toEqual(["a.ts", "index.ts", "inner/b.ts", "inner/c.wat"]);
    expect([...modules.keys()].sort()).toEqual([...files.keys()]);
    expect(modules.get("inner/c.wat")).toMatch(/^export default /);
  });

  it("is also what only types are imported from, and not what is missing there", async () => {
    const folder = temporaryFolder({
      "index.ts": [
        'import type { Row } from "./row.ts";',
        'import type { Gone } from "./gone.ts";',
        'import type { Stats } from "node:fs";',
        'export const sum = (rows: Row[], _: import("./inner/other.ts").Other | Gone | Stats) => rows;',
      ].join("\n"),
      "row.ts": "export interface Row { id: number }",
      "inner/other.ts": "export type Other = 1;",
    });
    expect([...(await filesOf(folder)).keys()]).toEqual(["index.ts", "inner/other.ts", "row.ts"]);
  });

  it.each([
    ["package.json", "{}"],
    ["types.d.ts", "declare const x: number;"],
    ["plain.js", "require('fs')"],
    ["._index.ts", "\0\u0005\u0016\u0007"],
    [".#index.ts", "}{"],
    [".git/hooks/a.ts", "}{"],
    ["node_modules/fast/index.ts", "}{"],
    ["index.test.ts", 'import "vitest";'],
    ["index.ts.bak", "enum"],
  ])("is not %s, and nobody has to be told", async (path, text) => {
    const folder = temporaryFolder({ "index.ts": index, [path]: text });
    const { files, leftOut } = await submissionOf(folder);
    expect([[...files.keys()], leftOut]).toEqual([["index.ts"], []]);
  });

  it.each([
    ["a broken source", "index.old.ts", "let a = ;"],
    ["a source with forbidden imports", "lib/try.ts", 'import "node:fs";'],
    ["bytes that are no text", "notes.ts", "\0\ufffd"],
    ["broken WebAssembly text", "old.wat", "(module"],
  ])("leaves out %s that nothing imports, and says so", async (_what, path, text) => {
    const folder = temporaryFolder({ "index.ts": index, [path]: text });
    const { files, leftOut } = await submissionOf(folder);
    expect([[...files.keys()], leftOut]).toEqual([["index.ts"], [path]]);
  });

  it("may import its own files and the modules that the exercise allows, with or without node:", async () => {
    const folder = folderWith({
      "a.ts": 'import "./index.ts";\nimport "node:zlib";\nimport "zlib";\n',
      "inner/b.ts": 'export * from "../a.ts";\n',
    });
    expect((await filesOf(folder, ["node:zlib"])).size).toBe(3);
  });

  it("may import the exercise's resource by the name of the exercise's package", async () => {
    const definition = {
      allows: { modules: [] },
      resource: { operation: "question" },
    } as unknown as Manifest;
    const allowed = importsAllowedBy({ id: "price-list", definition });
    const folder = folderWith({ "inner/a.ts": 'import "@bottleneck/price-list/resource";\n' });
    expect((await filesOf(folder, allowed)).size).toBe(2);
    expect(await reasonsFor(folder, importsAllowedBy({ id: "other", definition }))).toEqual([
      expect.stringMatching(
        /^src\/inner\/a\.ts:1: this exercise does not allow importing @bottleneck\/price-list\/resource: /,
      ),
    ]);
  });

  it("is the text without its byte order mark", async () => {
    const folder = temporaryFolder({ "index.ts": `\ufeff${index}` });
    expect((await filesOf(folder)).get("index.ts")).toBe(index);
  });
});

describe("a submission is refused", () => {
  it("when its folder is missing", async () => {
    const reasons = await reasonsFor(join(temporaryFolder(), "src"));
    expect(reasons).toEqual(["src/index.ts is missing"]);
  });

  it.each<[string, Record<string, string>, string]>([
    ["is not there", { "main.ts": index }, ""],
    ["is in another folder", { "inner/index.ts": index }, ""],
    ["is written differently", { "Index.ts": index }, "; rename Index.ts to index.ts"],
    ["is JavaScript", { "index.js": index }, "; rename index.js to index.ts"],
  ])("when index.ts %s", async (_how, files, advice) => {
    expect(await reasonsFor(temporaryFolder(files))).toEqual([`src/index.ts is missing${advice}`]);
  });

  it("when a folder is named index.ts", async () => {
    const folder = temporaryFolder({ "index.ts/a.ts": index });
    expect(await reasonsFor(folder)).toEqual([
      "src/index.ts is a folder, but has the name of a file",
    ]);
  });

  it.each(["a.ts", "lib/kernel.wat", "kernel.wat.mjs"])(
    "when it imports from a folder that is named like the file %s",
    async (name) => {
      expect(await reasonsFor(folderWith({ [`${name}/a.ts`]: index }))).toEqual([
        `src/index.ts:2: src/${name} is a folder, but has the name of a file`,
      ]);
    },
  );

  it("when src is a plain file", async () => {
    const folder = temporaryFolder({ src: index });
    expect(await reasonsFor(join(folder, "src"))).toEqual(["src is a file; it must be a folder"]);
  });

  it("when src itself is a symbolic link", async () => {
    const link = join(temporaryFolder(), "src");
    symlinkSync(folderWith(), link);
    expect(await reasonsFor(link)).toEqual(["src/ is a symbolic link; it must be a plain folder"]);
  });

  it("when index.ts is a symbolic link", async () => {
    const folder = temporaryFolder();
    symlinkSync(join(folderWith(), "index.ts"), join(folder, "index.ts"));
    expect(await reasonsFor(folder)).toEqual([
      "src/index.ts is not a plain file (a symbolic link)",
    ]);
  });

  it.each([
    ["a link to a file", "secret.ts", "./linked.ts"],
    ["a link to nothing", "no-such-file", "./linked.ts"],
    ["a link to itself", "linked.ts", "./linked.ts"],
  ])("when it imports %s", async (_what, target, specifier) => {
    const folder = temporaryFolder({ "index.ts": `import "${specifier}";`, "secret.ts": index });
    symlinkSync(target, join(folder, "linked.ts"));
    expect(await reasonsFor(folder)).toEqual([
      "src/index.ts:1: ./linked.ts is not a plain file (a symbolic link)",
    ]);
  });

  it.each([
    ["another folder", () => temporaryFolder({ "a.ts": index })],
    ["the root of the disk", () => "/"],
    ["the folder that it is in", () => "."],
  ])("when it imports through a link to %s", async (_what, target) => {
    const folder = temporaryFolder({ "index.ts": 'import "./linked/a.ts";' });
    symlinkSync(target(), join(folder, "linked"));
    expect(await reasonsFor(folder)).toEqual([
      "src/index.ts:1: src/linked is not a plain folder (a symbolic link)",
    ]);
  });

  it.skipIf(process.platform === "win32")(
    "when it imports a named pipe, without reading it",
    async () => {
      const folder = temporaryFolder({ "index.ts": 'import "./pipe.ts";' });
      execFileSync("mkfifo", [join(folder, "pipe.ts")]);
      expect(await reasonsFor(folder)).toEqual([
        "src/index.ts:1: ./pipe.ts is not a plain file (a named pipe)",
      ]);
    },
  );

  it.skipIf(process.platform === "win32")("when it imports a socket", async () => {
    const folder = temporaryFolder({ "index.ts": 'import "./socket.ts";' });
    const server = createServer().listen(join(folder, "socket.ts"));
    await once(server, "listening");
    try {
      expect(await reasonsFor(folder)).toEqual([
        "src/index.ts:1: ./socket.ts is not a plain file (a socket)",
      ]);
    } finally {
      server.close();
    }
  });

  it("when it imports more than 63 other files, and not when it imports 63", async () => {
    const files = (count: number) =>
      Object.fromEntries(
        Array.from({ length: count }, (_, at) => [`${at % 9}/${at}.ts`, "export {};"]),
      );
    expect((await filesOf(folderWith(files(63)))).size).toBe(64);
    expect(await reasonsFor(folderWith(files(64)))).toEqual(["more than 64 files are imported"]);
  });

  it("when its files have more than a million bytes, and not when they have a million", async () => {
    const imports = `${index}import "./a.ts";\n`;
    const filler = (bytes: number) => ({ "a.ts": "/".repeat(bytes - imports.length) });
    expect((await filesOf(folderWith(filler(1_000_000)))).size).toBe(2);
    expect(await reasonsFor(folderWith(filler(1_000_001)))).toEqual([
      "src/a.ts is too large: all files together may have 1 MB",
    ]);
  });

  it("with the lines of the mistakes in its WebAssembly text", async () => {
    const folder = folderWith({
      "bad.wat": '(module\n  (func (export "a") (result i32))\n  (func (result f32)))',
      "good.wat": "(module (func))",
    });
    expect(await reasonsFor(folder)).toEqual([
      expect.stringMatching(/^src\/bad\.wat:2: type mismatch in implicit return/),
      expect.stringMatching(/^src\/bad\.wat:3: type mismatch in implicit return/),
    ]);
  });

  it("with all its forbidden imports at once", async () => {
    const folder = folderWith({
      "a.ts": 'import "node:fs";\nimport "node:vm";',
      "b.ts": 'import "c";',
    });
    expect(await reasonsFor(folder)).toHaveLength(3);
  });

  it.each([
    ["what is no TypeScript", "let b = ;\n", "syntax error: Expression expected"],
    ["an enum", "enum A { B }\n", "enums don't run: "],
    ["a const enum", "export const enum A { B }\n", "enums don't run: "],
    ["a namespace", "namespace A { export const b = 1; }\n", "namespaces don't run: "],
    ["a module", "module A { export const b = 1; }\n", "namespaces don't run: "],
    ["a parameter property", "class A { constructor(private b: 1) {} }\n", "a parameter property "],
    ["import =", 'import a = require("./b.ts");\n', "import x = ... does not run"],
    ["export =", "export = 1;\n", "export = does not run"],
    ["a type before a value", "const a = <number>b;\n", "<Type>value does not run"],
    ["a decorator", "@sealed class A {}\n", "decorators don't run"],
    ["a decorator of a method", "class A { @log b() {} }\n", "decorators don't run"],
    ["JSX", "const a = <div>b</div>;\n", "syntax error: .*; is this JSX\\?"],
    ["JSX with attributes", 'const a = <p id="b">c</p>;\n', "syntax error: .*; is this JSX\\?"],
    [
      "a zero-width space",
      "const a\u200b = 1;\n",
      "syntax error: delete the invisible character U\\+200B in column 8$",
    ],
    [
      "a word joiner",
      "const\u2060 a = 1;\n",
      "syntax error: delete the invisible character U\\+2060 in column 6$",
    ],
    [
      "a curly quote",
      "const a = \u201cb\u201d;\n",
      "syntax error: write \" or ' instead of the curly quote",
    ],
    [
      "a Greek question mark",
      "const a = 1\u037e\n",
      "syntax error: write ; instead of .* \\(U\\+037E\\)$",
    ],
    [
      "a minus sign",
      "const a = 1 \u2212 1;\n",
      "syntax error: write - instead of .* \\(U\\+2212\\)$",
    ],
    ["a full-width bracket", "const a = \uff081);\n", "syntax error: write \\( instead of "],
  ])("when a file holds %s", async (_what, text, reason) => {
    const reasons = await reasonsFor(folderWith({ "a.ts": `const before = 1;\n${text}` }));
    expect(reasons).toEqual([expect.stringMatching(`^src/a\\.ts:2: ${reason}`)]);
  });
});

describe("the digest of a submission", () => {
  const digestOf = async (files: Readonly<Record<string, string>>) =>
    (await submissionOf(temporaryFolder(files))).digest;
  const both = 'import "./a.ts";';
  const files = { "index.ts": `${index}${both}`, "a.ts": "export const a = 1;" };

  it("is the same for the same files", async () => {
    expect(await digestOf(files)).toBe(await digestOf({ ...files }));
  });

  it.each([
    ["prose", "notes.md", "more"],
    ["a source that nothing imports", "b.ts", "export const b = 1;"],
    ["what a tool left behind", "._index.ts", "\0"],
  ])("does not see what is not taken: %s", async (_what, path, text) => {
    expect(await digestOf({ ...files, [path]: text })).toBe(await digestOf(files));
  });

  it.each([
    ["a text changes", { ...files, "a.ts": "export const a = 2;" }],
    ["only white space changes", { ...files, "a.ts": "export const a = 1; " }],
    ["a file is renamed", { "index.ts": `${index}import "./b.ts";`, "b.ts": files["a.ts"] }],
    ["a file moves to a folder", { "index.ts": `${index}import "./a/a.ts";`, "a/a.ts": "" }],
    ["a file is added", { ...files, "index.ts": `${index}${both}import "./b.ts"`, "b.ts": "" }],
    ["a file is gone", { "index.ts": index }],
  ])("changes when %s", async (_what, changed) => {
    expect(await digestOf(changed)).not.toBe(await digestOf(files));
  });

  it("is of the files as they were read, whatever happens to the folder", async () => {
    const folder = temporaryFolder({ "index.ts": index });
    const { files, digest } = await submissionOf(folder);
    mkdirSync(join(folder, "later"));
    expect(files.get("index.ts")).toBe(index);
    expect((await submissionOf(folder)).digest).toBe(digest);
  });
});
