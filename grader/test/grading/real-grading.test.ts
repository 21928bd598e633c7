import { describe, expect, it } from "vitest";
import { copyCourse, submitReference } from "../support/course-copy.ts";
import { runCli, startCli } from "../support/run-cli.ts";

describe("one real grading, from the command line to the report", () => {
  it("finds the untouched starter too slow, says so at once, and then where its time goes", async () => {
    const cli = startCli(["grade"], copyCourse());
    const chunks: string[] = [];
    cli.child.stdout?.on("data", (text: string) => chunks.push(text));
    const { status, stdout, stderr } = await cli.ended;
    expect(status, stdout + stderr).toBe(1);
    expect(stdout).toMatch(/hot spot .*\(index\.ts:\d+\) takes \d+ % of the time/s);
    expect(stdout).toMatch(/report +\.bottleneck\/reports\/pair-sums\/.*\.html/);
    const isIn = (text: string) => chunks.findIndex((chunk) => chunk.includes(text));
    expect(isIn("✗ too slow")).toBeGreaterThanOrEqual(0);
    expect(isIn("✗ too slow")).toBeLessThan(isIn("hot spot"));
  });

  it("passes the reference", async () => {
    const course = copyCourse();
    submitReference(course);
    const { status, stdout } = await runCli(["grade", "--no-evidence"], course);
    expect(status, stdout).toBe(0);
    expect(stdout).toMatch(/✓ passed/);
  });
});
