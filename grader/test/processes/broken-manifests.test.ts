import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { copyCourse, rewriteManifest, submit } from "../support/course-copy.ts";
import { runCli } from "../support/run-cli.ts";

vi.setConfig({ testTimeout: 60_000 });

/** What the command line says of the only exercise of a course after a change to its manifest. */
async function saidOf(change: (text: string) => string): Promise<string> {
  const course = copyCourse();
  submit(course, "refused/declares-an-enum");
  rewriteManifest(join(course.root, "packages/pair-sums"), change);
  const { status, stderr } = await runCli(["grade", "pair-sums", "--no-record"], course);
  expect(stderr).not.toMatch(/^\s+at |bug of the grader/m);
  expect(status).toBe(2);
  return stderr;
}

// In processes of their own: Vitest loads manifests in another way than Node.
describe("a manifest that can't be used is told by", () => {
  it.each<[string, (text: string) => string, RegExp]>([
    [
      "the line of a syntax error",
      (text) => text.replace("order: 100", "order: ,"),
      /: exercise\.ts:8: SyntaxError: /,
    ],
    [
      "the line of an enum",
      (text) => `${text}\nenum A { B }\n`,
      /: exercise\.ts:\d\d: SyntaxError: TypeScript enum/,
    ],
    [
      "the line of a name twice",
      (text) => `${text}\nlet a;\nlet a;\n`,
      /: exercise\.ts:\d\d: SyntaxError: .*already been declared/,
    ],
    [
      "a module that is not there",
      (text) => `import "no-such-package";\n${text}`,
      /Cannot find package 'no-such-package'/,
    ],
    [
      "threads that it allows",
      (text) =>
        text.replace("input: {", 'allows: { modules: ["node:worker_threads"] },\n  input: {'),
      /allows\.modules\.0: node:worker_threads can't be allowed: the sandbox/,
    ],
    [
      "its entry, with the nearest name",
      (text) => text.replace('"pairSums"', '"pairSumz"'),
      /does not export "pairSumz"; did you mean pairSums\?/,
    ],
  ])("%s", async (_what, change, words) => {
    expect(await saidOf(change)).toMatch(words);
  });

  it("the name of an entry that is there, and is no function", async () => {
    const course = copyCourse();
    rewriteManifest(join(course.root, "packages/pair-sums"), (text) =>
      text.replace('"pairSums"', '"values"'),
    );
    const { status, stderr } = await runCli(["grade", "pair-sums", "--no-record"], course);
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: expect.stringContaining(
        "the baseline of pair-sums failed: it does not export values; it exports pairSums",
      ),
    });
  });
});
