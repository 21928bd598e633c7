import { cpSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { type CourseCopy, copyCourse, rewriteManifest } from "../support/course-copy.ts";
import { snapshot } from "../support/folder-snapshot.ts";
import { measuring } from "../support/measuring.ts";
import { runCli } from "../support/run-cli.ts";

vi.setConfig({ testTimeout: 240_000 });

const filesOf = ({ root }: CourseCopy) => [
  snapshot(join(root, "packages")),
  snapshot(join(root, "solutions")),
];

describe("npm run calibrate", measuring, () => {
  it("proposes a value or says why not, field by field, and changes no file", async () => {
    const course = copyCourse();
    const before = filesOf(course);
    const { status, stdout, stderr } = await runCli(["calibrate", "pair-sums"], course);
    // The partial fix of the fixture may be too near on some machines: then nothing fits.
    expect([0, 3]).toContain(status);
    expect(stdout).toMatch(/^pair-sums\n/);
    expect(stdout).toMatch(/✓ input\.sizes\.time: \d+ \(.*\)\n {6}a call of the baseline takes/);
    expect(stdout).toMatch(/[✓✗] goal\.target: \S+ \(now 3\)/);
    expect(stdout.replaceAll(/\s+/g, " ")).toMatch(
      /partial\/still-compares-all-pairs reaches [\d.]+x, at most [\d.]+x; the reference reaches/,
    );
    expect(stdout).toMatch(/✓ goal\.stretch: \d+ \(now 10\)/);
    expect(stdout).toMatch(/✓ goal\.growth\.below: 1\.\d \(there is none now\)/);
    expect(stdout).toContain("npm run c");
    for (const version of ["baseline", "partial/still-compares-all-pairs", "reference"]) {
      expect(stderr).toContain(`pair-sums ${version}: measuring`);
    }
    expect(filesOf(course)).toEqual(before);
  });

  it("knows that a bound keeps out a partial fix, also one that is below the present target", async () => {
    const course = copyCourse();
    const solutions = join(course.root, "solutions/pair-sums");
    // As fast as the reference: no target could keep it out.
    cpSync(join(solutions, "src"), join(solutions, "partial/still-compares-all-pairs"), {
      recursive: true,
    });
    rewriteManifest(join(course.root, "packages/pair-sums"), (text) =>
      text.replace(
        "target: 3, stretch: 10",
        'target: 300, stretch: 300, bounds: [{ metric: "start-up time", atMost: 0.1 }]',
      ),
    );
    const { stdout } = await runCli(["calibrate", "pair-sums"], course);
    expect(stdout.replaceAll(/\s+/g, " ")).toContain("no partial fix has to be kept out by speed");
  });

  it.each<[string, string, (course: CourseCopy) => void, string, string]>([
    ["an unknown id", "pair-sum", () => {}, 'no exercise "pair-sum"', "did you mean pair-sums?"],
    [
      "an exercise without a reference",
      "pair-sums",
      ({ root }) => rmSync(join(root, "solutions/pair-sums/src"), { recursive: true }),
      "there is no reference for pair-sums",
      "write one into solutions/pair-sums/src/",
    ],
    [
      "a partial fix that is wrong",
      "pair-sums",
      ({ root }) => {
        const folder = join(root, "solutions/pair-sums");
        rmSync(join(folder, "partial"), { recursive: true });
        renameSync(join(folder, "wrong"), join(folder, "partial"));
      },
      "the speed of partial/pairs-a-value-with-itself can't be measured",
      "npm run check -- pair-sums",
    ],
  ])("ends with 2 for %s, and says what to do", async (_, id, change, problem, next) => {
    const course = copyCourse();
    change(course);
    const run = await runCli(["calibrate", id], course);
    expect(run).toMatchObject({ status: 2, stdout: "" });
    expect(run.stderr).toContain(problem);
    expect(run.stderr).toContain(next);
  });
});
