import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { outputFile } from "../../src/contract/index.ts";
import { describeWrongAnswer } from "../../src/engine/correctness/describe.ts";
import { InputShelf } from "../../src/engine/inputs/shelf.ts";
import { OutputFolder } from "../../src/engine/sandbox/output-folder.ts";
import { decode } from "../../src/engine/sandbox/wire.ts";
import { folderInRepository } from "../support/course-copy.ts";

function newFolder() {
  const path = folderInRepository();
  const write = (name: string, content: string | Uint8Array) =>
    writeFileSync(join(path, name), content);
  return { path, write, folder: new OutputFolder(path) };
}

describe("the files that a call writes", () => {
  it("are part of its answer, in lines, by the names that the exercise gave them", () => {
    const { folder, write } = newFolder();
    write("3-app.log", "one\nzwölf\n");
    write("4-app.log", "of another call");
    expect(folder.complete(2, ["3-app.log"])).toEqual({
      kind: "data",
      value: { returned: 2, files: { "app.log": ["one", "zwölf", ""] } },
    });
  });

  it("are compared byte by byte where they are no text", () => {
    const { folder, write } = newFolder();
    write("0-image", Uint8Array.of(255, 254, 10));
    expect(folder.complete(undefined, ["0-image"])).toMatchObject({
      value: { files: { image: Uint8Array.of(255, 254, 10) } },
    });
  });

  it("are missing from it when they were not written", () => {
    const { folder } = newFolder();
    expect(folder.complete(0, ["0-app.log"])).toMatchObject({ value: { files: {} } });
  });

  it("must be plain files of a size that can be compared", () => {
    const { folder, path, write } = newFolder();
    mkdirSync(join(path, "0-app.log"));
    write("1-app.log", "");
    truncateSync(join(path, "1-app.log"), 65_000_000);
    for (const name of ["0-app.log", "1-app.log"]) {
      expect(folder.complete(0, [name])).toEqual({
        kind: "not plain data",
        what: "app.log is not a plain file of at most 64 MB that can be read",
      });
    }
  });

  it("are gone when the next run begins, with all that was put beside them", () => {
    const { folder, path, write } = newFolder();
    write("0-app.log", "x");
    mkdirSync(join(path, "locked"));
    writeFileSync(join(path, "locked/file"), "x");
    chmodSync(join(path, "locked"), 0o000);
    folder.empty();
    expect(readdirSync(path)).toEqual([]);
    expect(existsSync(path)).toBe(true);
  });

  it("are gone even where they lie too deep for a path, which nobody can look into", () => {
    const { folder, path } = newFolder();
    const before = process.cwd();
    process.chdir(path);
    try {
      mkdirSync("d/".repeat(2040), { recursive: true });
    } finally {
      process.chdir(before);
    }
    expect(folder.whyTooFull()).toBe("it wrote what can't be looked into");
    folder.empty();
    expect(readdirSync(path)).toEqual([]);
  });

  it("may hold so much together and no more", () => {
    const { folder, path, write } = newFolder();
    for (const name of ["a", "b"]) {
      expect(folder.whyTooFull()).toBeUndefined();
      write(name, "");
      truncateSync(join(path, name), 40_000_000);
    }
    expect(folder.whyTooFull()).toBe("its files held more than 64 MB");
  });
});

describe("an argument that is a file to write", () => {
  it("reaches the entry as a path of its own for each call", () => {
    const shelf = new InputShelf("/unused", "/unused", { outputFiles: true });
    const calls = [1, 2].map(() => shelf.encode([outputFile("app.log"), 7]));
    expect(calls.map((call) => decode(call))).toEqual([
      ["0-app.log", 7],
      ["1-app.log", 7],
    ]);
    expect(calls.map(({ outputFiles }) => outputFiles)).toEqual([["0-app.log"], ["1-app.log"]]);
  });

  it("is shown by its name when an answer is wrong", () => {
    const described = describeWrongAnswer({
      on: "the case",
      input: [outputFile("app.log")],
      mistake: { kind: "changed its input" },
    });
    expect(described.input).toEqual(["the path of a file app.log to write"]);
  });

  it("is refused when the exercise does not announce it", () => {
    expect(() => new InputShelf("/unused", "/unused").encode([outputFile("app.log")])).toThrow(
      'the input has an outputFile("app.log"), which the manifest does not announce',
    );
  });
});
