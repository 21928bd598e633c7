import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { readFigures } from "../../src/authoring/figures/sealed-figures.ts";
import { type CourseCopy, copyCourse } from "../support/course-copy.ts";
import { runCli } from "../support/run-cli.ts";

const guide = resolve(import.meta.dirname, "../../../docs/authoring.md");

/** One thing that the guide tells its reader to do. */
type Step =
  | { readonly kind: "write"; readonly file: string; readonly text: string }
  | { readonly kind: "run"; readonly line: string };

/** The guide's code blocks: those that name a file are its text, those in sh are commands. */
function stepsOf(markdown: string): Step[] {
  const blocks = markdown.matchAll(/^```(\w+)(?: (\S+))?\n([\s\S]*?)^```$/gm);
  return [...blocks].flatMap(([, language, file, text = ""]): Step[] => {
    if (file !== undefined) return [{ kind: "write", file, text }];
    if (language !== "sh") return [];
    return text
      .trim()
      .split("\n")
      .map((line) => ({ kind: "run", line }));
  });
}

/** Arguments as a shell takes them apart. */
const argumentsIn = (text: string) =>
  [...text.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");

/** Does what a step says, and returns what was printed. */
async function follow(step: Step, course: CourseCopy): Promise<string> {
  if (step.kind === "write") {
    const target = join(course.root, step.file);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, step.text);
    return "";
  }
  const ofNpm = /^npm run (\S+) -- (.*)$/.exec(step.line);
  if (ofNpm === null) {
    return execFileSync("sh", ["-c", step.line], { cwd: course.root, encoding: "utf8" });
  }
  const [, script = "", args = ""] = ofNpm;
  const run = await runCli([script, ...argumentsIn(args)], course);
  expect(run.status, `${step.line}\n${run.stdout}${run.stderr}`).toBe(0);
  return run.stdout;
}

describe("the authoring guide", () => {
  it("builds an exercise of which every rule holds, followed to the letter", {
    timeout: 600_000,
  }, async ({ skip }) => {
    skip(!existsSync(guide), "the students' edition has no guide for authors");
    skip(process.platform === "win32", "the guide's commands are a shell's");
    const course = copyCourse();
    const steps = stepsOf(readFileSync(guide, "utf8"));
    const printed: string[] = [];
    for (const step of steps) printed.push(await follow(step, course));
    expect(printed.at(-1)).toMatch(/^\d+ rules hold, 0 do not$/m);
    const [figures, ...others] = readFigures(course.root);
    expect(others).toEqual([]);
    expect(figures?.versions.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["starter", "reference"]),
    );
  });
});

describe("the steps of a guide", () => {
  it("are its files and its commands, in order, and nothing else", () => {
    const markdown = [
      ...["```ts a/b.ts", "one();", "```", "text `npm run grade -- x`"],
      ...["```sh", 'npm run new -- x --topic "a b"', "rm y", "```", "```text", "z", "```"],
    ].join("\n");
    expect(stepsOf(markdown)).toEqual([
      { kind: "write", file: "a/b.ts", text: "one();\n" },
      { kind: "run", line: 'npm run new -- x --topic "a b"' },
      { kind: "run", line: "rm y" },
    ]);
    expect(argumentsIn('x --topic "a b"')).toEqual(["x", "--topic", "a b"]);
  });
});
