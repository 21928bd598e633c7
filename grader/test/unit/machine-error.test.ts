import { cpSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { asMachineError } from "../../src/commands/terminal/machine-error.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const refusal = (code: string, syscall: string) =>
  Object.assign(new Error(`${code}: refused, ${syscall} '/some/file'`), { code, syscall });

function thrownBy(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

describe("an error of the system that no code can help", () => {
  it.each([
    ["EACCES", "mkdir", "permissions"],
    ["EPERM", "rename", "permissions"],
    ["EROFS", "open", "copy the course"],
    ["ENOSPC", "write", "free some disk space"],
    ["EDQUOT", "write", "free some disk space"],
    ["EMFILE", "open", "open files"],
    ["ENOMEM", "spawn", "close other programs"],
    ["ENAMETOOLONG", "mkdir", "shorter path"],
  ])("%s says what to do", (code, syscall, next) => {
    const explained = asMachineError(refusal(code, syscall));
    expect(explained?.message).toContain(`${code}: refused, ${syscall} '/some/file'`);
    expect(explained?.next).toContain(next);
  });

  it("is recognized as Node throws it", () => {
    const folder = temporaryFolder({ a: "" });
    const tooLong = join(folder, "a".repeat(300));
    expect(asMachineError(thrownBy(() => mkdirSync(tooLong)))?.next).toContain("shorter path");
    const copied = thrownBy(() => cpSync(join(folder, "a"), tooLong));
    expect(asMachineError(copied)?.next).toContain("shorter path");
  });
});

describe("an error that code may be to blame for is not the machine's", () => {
  it.each<[string, unknown]>([
    ["a file that is not there", thrownBy(() => readFileSync("/no/such/file"))],
    ["a mistake in the code", new TypeError("x is not a function")],
    ["a code of no system call", Object.assign(new Error("EACCES"), { code: "EACCES" })],
    ["no error at all", "EACCES"],
    ["nothing", undefined],
  ])("%s", (_, error) => {
    expect(asMachineError(error)).toBeUndefined();
  });
});
