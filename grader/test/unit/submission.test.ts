import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Manifest } from "../../src/contract/manifest.ts";
import { importsAllowedBy } from "../../src/course/staging/allowed-imports.ts";
import { type Submission, takeSubmission } from "../../src/course/staging/submission.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const index = "export const sum = (list: number[]) => list.length;\n";

/** A folder with an index.ts and these files besides. */
const folderWith = (files: Readonly<Record<string, string>> = {}) =>
  temporaryFolder({ "index.ts": index, ...files });

function filesOf(folder: string, allowed: readonly string[] = []): Submission["files"] {
  return submissionOf(folder, allowed).files;
}

function submissionOf(folder: string, allowed: readonly string[] = []): Submission {
  const taken = takeSubmission(folder, allowed);
  if (taken.state === "refused") throw new Error(taken.reasons.join("\n"));
  return taken.submission;
}

function reasonsFor(folder: string, allowed: readonly string[] = []): readonly string[] {
  const taken = takeSubmission(folder, allowed);
  return taken.state === "refused" ? taken.reasons : [];
}

describe("what is taken of a folder", () => {
  it("is its TypeScript files, also in folders, in order of path", () => {
    const folder = folderWith({
      "a.ts": "export const a = 1;",
      "inner/deep/b.ts": "export const b = 2;",
      "inner/c.ts": "export const c = 3;",
    });
    const files = filesOf(folder);
    expect([...files.keys()]).toEqual(["a.ts", "index.ts", "inner/c.ts", "inner/deep/b.ts"]);
    expect(files.get("inner/c.ts")).toBe("export const c = 3;");
  });

  it("is its WebAssembly text as well, which the rest may import", () => {
    const folder = folderWith({
      "a.ts": 'import bytes from "./inner/add.wat";\nexport { bytes };\n',
      "inner/add.wat": "(module (func))",
    });
    expect([...filesOf(folder).keys()]).toEqual(["a.ts", "index.ts", "inner/add.wat"]);
  });

  it("is nothing else", () => {
    const folder = folderWith({
      "package.json": "{}",
      "types.d.ts": "declare const x: number;",
      "plain.js": "require('fs')",
      "notes.md": "# notes",
      ".env": "SECRET=1",
      "native.node": "x",
      "index.ts.bak": "enum",
    });
    expect([...filesOf(folder).keys()]).toEqual(["index.ts"]);
  });

  it("may import its own files and the modules that the exercise allows, with or without node:", () => {
    const folder = folderWith({
      "a.ts": 'import "./index.ts";\nimport "node:zlib";\nimport "zlib";\n',
      "inner/b.ts": 'export * from "../a.ts";\n',
    });
    expect(filesOf(folder, ["node:zlib"]).size).toBe(3);
  });

  it("may import the exercise's resource by the name of the exercise's package", () => {
    const definition = {
      allows: { modules: [] },
      resource: { operation: "question" },
    } as unknown as Manifest;
    const allowed = importsAllowedBy({ id: "price-list", definition });
    const folder = folderWith({ "inner/a.ts": 'import "@bottleneck/price-list/resource";\n' });
    expect(filesOf(folder, allowed).size).toBe(2);
    expect(reasonsFor(folder, importsAllowedBy({ id: "other", definition }))).toEqual([
      "src/inner/a.ts:1: this exercise does not allow importing @bottleneck/price-list/resource",
    ]);
  });

  it("may use types of any module", () => {
    const folder = folderWith({ "a.ts": 'import type { Stats } from "node:fs";\n' });
    expect(filesOf(folder).size).toBe(2);
  });
});

describe("a submission is refused", () => {
  it("when its folder is missing", () => {
    const [reason] = reasonsFor(join(temporaryFolder(), "src"));
    expect(reason).toContain("src/index.ts is missing");
  });

  it.each<[string, Record<string, string>]>([
    ["is not there", { "main.ts": index }],
    ["is in another folder", { "inner/index.ts": index }],
    ["is written differently", { "Index.ts": index }],
  ])("when index.ts %s", (_how, files) => {
    expect(reasonsFor(temporaryFolder(files))[0]).toContain("src/index.ts is missing");
  });

  it.each(["index.ts", "lib/kernel.wat", "kernel.wat.mjs"])(
    "when a folder is named like the file %s",
    (name) => {
      const [reason] = reasonsFor(temporaryFolder({ [`${name}/a.ts`]: index }));
      expect(reason).toBe(`src/${name} is a folder, but has the name of a file`);
    },
  );

  it("when src is a plain file", () => {
    const folder = temporaryFolder({ src: index });
    expect(reasonsFor(join(folder, "src"))).toHaveLength(1);
  });

  it.each([
    ["a file", "secret.ts", "linked.ts"],
    ["a folder", ".", "linked"],
    ["nothing", "no-such-file", "linked.ts"],
    ["a file that would not be taken", "notes.md", "linked.md"],
  ])("when it holds a symbolic link to %s", (_what, target, name) => {
    const elsewhere = temporaryFolder({ "secret.ts": "export {};", "notes.md": "" });
    const folder = folderWith();
    symlinkSync(join(elsewhere, target), join(folder, name));
    expect(reasonsFor(folder)).toEqual([`src/${name} is not a plain file (a symbolic link)`]);
  });

  it("when index.ts is a symbolic link", () => {
    const folder = temporaryFolder();
    symlinkSync(join(folderWith(), "index.ts"), join(folder, "index.ts"));
    expect(reasonsFor(folder)).toEqual(["src/index.ts is not a plain file (a symbolic link)"]);
  });

  it("when a link is hidden in a folder", () => {
    const folder = folderWith({ "inner/a.ts": "export {};" });
    symlinkSync("/etc", join(folder, "inner", "etc"));
    expect(reasonsFor(folder)).toEqual(["src/inner/etc is not a plain file (a symbolic link)"]);
  });

  it("when src itself is a symbolic link", () => {
    const link = join(temporaryFolder(), "src");
    symlinkSync(folderWith(), link);
    expect(reasonsFor(link)).toEqual(["src/ is a symbolic link; it must be a plain folder"]);
  });

  it.skipIf(process.platform === "win32")("when it holds a named pipe, without reading it", () => {
    const folder = folderWith();
    execFileSync("mkfifo", [join(folder, "pipe.ts")]);
    expect(reasonsFor(folder)).toEqual(["src/pipe.ts is not a plain file (a named pipe)"]);
  });

  it("when it has more than 64 files, and not when it has 64", () => {
    const files = (count: number) =>
      Object.fromEntries(
        Array.from({ length: count }, (_, at) => [`${at % 9}/${at}.ts`, "export {};"]),
      );
    expect(filesOf(folderWith(files(63))).size).toBe(64);
    expect(reasonsFor(folderWith(files(64)))).toEqual(["src/ has more than 64 files"]);
  });

  it("when its files have more than a million bytes, and not when they have a million", () => {
    const filler = (bytes: number) => ({ "a.ts": "/".repeat(bytes - index.length) });
    expect(filesOf(folderWith(filler(1_000_000))).size).toBe(2);
    expect(reasonsFor(folderWith(filler(1_000_001)))).toEqual(["src/ has more than 1 MB"]);
  });

  it.each([
    ["a module", 'import { readFileSync } from "node:fs";', "node:fs"],
    ["a module without node:", 'import fs from "fs";', "fs"],
    ["a re-exported module", 'export * from "node:fs";', "node:fs"],
    ["a module imported later", 'export const f = () => import("node:vm");', "node:vm"],
    ["a module named by a template", "export const f = () => import(`node:vm`);", "node:vm"],
    ["a package", 'import "lodash";', "lodash"],
    ["an absolute path", 'import "/etc/passwd.ts";', "/etc/passwd.ts"],
    [
      "a file URL",
      'import "file:///course/solutions/sum/src/index.ts";',
      "file:///course/solutions/sum/src/index.ts",
    ],
    ["code in a URL", 'import "data:text/javascript,1";', "data:text/javascript,1"],
    ["a module whose name begins like an allowed one", 'import "node:zlib/x";', "node:zlib/x"],
  ])("when it imports %s", (_what, line, specifier) => {
    const folder = folderWith({ "inner/a.ts": `const before = 1;\n\n${line}\n` });
    expect(reasonsFor(folder, ["node:zlib"])).toEqual([
      `src/inner/a.ts:3: this exercise does not allow importing ${specifier}`,
    ]);
  });

  it("when it imports WebAssembly text that is not there", () => {
    const folder = folderWith({ "a.ts": 'import "./add.wat";' });
    expect(reasonsFor(folder)).toEqual(["src/a.ts:1: there is no ./add.wat in src/"]);
  });

  it("with the lines of the mistakes in its WebAssembly text", () => {
    const folder = folderWith({
      "bad.wat": '(module\n  (func (export "a") (result i32))\n  (func (result f32)))',
      "good.wat": "(module (func))",
    });
    expect(reasonsFor(folder)).toEqual([
      expect.stringMatching(/^src\/bad\.wat:2: type mismatch in implicit return/),
      expect.stringMatching(/^src\/bad\.wat:3: type mismatch in implicit return/),
    ]);
  });

  it("when it imports the exercise's resource by a path, and told what to write", () => {
    const folder = folderWith({
      "a.ts": 'import "../resource/index.ts";',
      "inner/b.ts": 'import "../../resource/index.ts";',
    });
    expect(reasonsFor(folder, ["node:zlib", "@bottleneck/price-list/resource"])).toEqual([
      'src/a.ts:1: there is no ../resource/index.ts in src/; import "@bottleneck/price-list/resource" instead',
      'src/inner/b.ts:1: there is no ../../resource/index.ts in src/; import "@bottleneck/price-list/resource" instead',
    ]);
    expect(reasonsFor(folder)).toEqual([
      "src/a.ts:1: there is no ../resource/index.ts in src/",
      "src/inner/b.ts:1: there is no ../../resource/index.ts in src/",
    ]);
  });

  it("with all its forbidden imports at once", () => {
    const folder = folderWith({
      "a.ts": 'import "node:fs";\nimport "node:vm";',
      "b.ts": 'import "c";',
    });
    expect(reasonsFor(folder)).toHaveLength(3);
  });

  it.each([
    [
      "what is no TypeScript",
      "const a = 1;\nlet b = ;\n",
      "src/a.ts:2: syntax error: Expression expected",
    ],
    [
      "what only a compiler could run",
      "\nenum A { B }\n",
      "src/a.ts:2: syntax error: TypeScript enum",
    ],
    ["bytes that are no text", "\0\u0001\ufffd", "src/a.ts:1: syntax error: "],
  ])("when a file holds %s", (_what, text, reason) => {
    const reasons = reasonsFor(folderWith({ "a.ts": text }));
    expect(reasons).toHaveLength(1);
    expect(reasons[0]).toContain(reason);
  });
});

describe("the digest of a submission", () => {
  const digestOf = (files: Readonly<Record<string, string>>) =>
    submissionOf(temporaryFolder(files)).digest;
  const files = { "index.ts": index, "a.ts": "export const a = 1;" };

  it("is the same for the same files", () => {
    expect(digestOf(files)).toBe(digestOf({ ...files }));
  });

  it("does not see what is not taken", () => {
    expect(digestOf({ ...files, "notes.md": "more" })).toBe(digestOf(files));
  });

  it.each([
    ["a text changes", { ...files, "a.ts": "export const a = 2;" }],
    ["only white space changes", { ...files, "a.ts": "export const a = 1; " }],
    ["a file is renamed", { "index.ts": index, "b.ts": "export const a = 1;" }],
    ["a file moves to a folder", { "index.ts": index, "a/a.ts": "export const a = 1;" }],
    ["a file is added", { ...files, "b.ts": "" }],
    ["WebAssembly text is added", { ...files, "a.wat": "(module)" }],
    ["a file is gone", { "index.ts": index }],
    ["two files change places", { "index.ts": "export const a = 1;", "a.ts": index }],
  ])("changes when %s", (_what, changed) => {
    expect(digestOf(changed)).not.toBe(digestOf(files));
  });

  it("is of the files as they were read, whatever happens to the folder", () => {
    const folder = folderWith();
    const { files, digest } = submissionOf(folder);
    mkdirSync(join(folder, "later"));
    expect(files.get("index.ts")).toBe(index);
    expect(submissionOf(folder).digest).toBe(digest);
  });
});
