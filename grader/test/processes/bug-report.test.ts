import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { exitCodes } from "../../src/commands/terminal/exit-codes.ts";
import { copyGrader } from "../support/grader-copy.ts";

/** A command with a bug, by what it does. */
const bugs = {
  throws: 'throw new TypeError("no such luck");',
  "rejects where nobody waits": 'void Promise.reject(new TypeError("no such luck"));',
  "throws in a listener": 'setImmediate(() => { throw new TypeError("no such luck"); });',
  "throws what is no error": 'throw "no such luck";',
};

let root: string;
beforeAll(() => {
  root = copyGrader();
});

/** Runs a command that does this. */
function runWith(action: string) {
  const text = `import type { DefineCommand } from "./terminal/command-line.ts";
export const define: DefineCommand = (program) => {
  program.command("buggy").argument("<id>").action(async () => { ${action} });
};
`;
  writeFileSync(join(root, "grader/src/commands/buggy.ts"), text);
  const args = [join(root, "grader/launch.mjs"), "buggy", "some-id"];
  const temporary = join(root, "tmp");
  mkdirSync(temporary, { recursive: true });
  const env = { ...process.env, TMPDIR: temporary };
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8", env });
  return { status, stdout, stderr, temporary };
}

describe("a bug of the grader", () => {
  it.each(Object.entries(bugs))(
    "has an exit code of its own, and is told in a file and not on the terminal: it %s",
    (_, action) => {
      const { status, stdout, stderr } = runWith(action);
      expect({ status, stdout }).toEqual({ status: exitCodes.bug, stdout: "" });
      expect(stderr).toContain("error: this is a bug of the grader, not of your code: ");
      expect(stderr).toMatch(/no such luck\n {2}next: please report it/);
      expect(stderr).not.toMatch(/^\s+at /m);
      const [file = ""] = /\S+bug-\S+\.txt/.exec(stderr) ?? [];
      expect(file.startsWith(join(root, ".bottleneck", "bugs"))).toBe(true);
      const report = readFileSync(file, "utf8");
      expect(report).toContain('command   ["buggy","some-id"]');
      expect(report).toMatch(/grader +\d+\.\d+\.\d+\nnode +v\d+[\s\S]*\nnpm +\S/);
      expect(report).toContain("no such luck");
    },
  );

  it("is told in the temporary folder where the course can't be written to", () => {
    rmSync(join(root, ".bottleneck"), { recursive: true, force: true });
    writeFileSync(join(root, ".bottleneck"), "in the way");
    const { stderr, temporary } = runWith(bugs.throws);
    rmSync(join(root, ".bottleneck"));
    expect(readdirSync(temporary)).toContainEqual(expect.stringMatching(/^bug-.*\.txt$/));
    expect(stderr).toContain(join(temporary, "bug-"));
  });

  it("is not what a mistyped command is, nor a system that refuses", () => {
    const refused = `Object.assign(new Error("EACCES: permission denied, open '/x'"), { code: "EACCES", syscall: "open" })`;
    const { status, stderr } = runWith(`throw ${refused};`);
    expect(status).toBe(exitCodes.setup);
    expect(stderr).toContain("error: the system refused something: EACCES");
    expect(stderr).toContain("next: fix its permissions");
  });
});
