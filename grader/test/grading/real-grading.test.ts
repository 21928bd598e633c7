import { describe, expect, it } from "vitest";
import { copyCourse, submitReference } from "../support/course-copy.ts";
import { runCli, startCli } from "../support/run-cli.ts";

describe("one real grading, from the command line to the report", () => {
  it("finds the untouched starter too slow, and shows where its time goes", async () => {
    const run = await runCli(["grade"], copyCourse());
    expect(run.status, run.stdout + run.stderr).toBe(1);
    expect(run.stdout).toMatch(/✗ too slow/);
    expect(run.stdout).toMatch(/hot spot .*\(index\.ts:\d+\) takes \d+ % of the time/s);
    expect(run.stdout).toMatch(/report +\.bottleneck\/reports\/pair-sums\/.*\.html/);
  });

  it("passes the reference, and says so before the evidence is there", async () => {
    const course = copyCourse();
    submitReference(course);
    const cli = startCli(["grade"], course);
    const order: string[] = [];
    for (const stream of [cli.child.stdout, cli.child.stderr]) {
      stream?.on("data", (text: string) => order.push(text));
    }
    const { status, stdout } = await cli.ended;
    expect(status, stdout).toBe(0);
    const isIn = (text: string) => order.findIndex((chunk) => chunk.includes(text));
    expect(isIn("✓ passed")).toBeGreaterThanOrEqual(0);
    expect(isIn("✓ passed")).toBeLessThan(isIn("    next "));
  });
});
