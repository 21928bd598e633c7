import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { RuleContext, TestRun } from "../../src/authoring/check/rule.ts";
import { idKeepsTheSecret } from "../../src/authoring/check/rules/telling-id.ts";
import { rewriteManifest } from "../support/course-copy.ts";
import {
  brokenRules,
  rulesOf,
  soundCourse,
  testsThat,
  usualParts,
} from "../support/sound-course.ts";

/** What the rule says of a README, where the hints and the reference speak of a Map. */
async function toldBy(readme: string, change: (folder: string) => void = () => {}) {
  const course = await soundCourse((folder) => {
    writeFileSync(join(folder, "README.md"), `${readme}\n\n## Your task\n\n${usualParts}`);
    change(folder);
  });
  const broken = await brokenRules(course);
  for (const { rule } of broken) expect(rule).toBe("the README does not name the technique");
  return broken.map(({ figure }) => figure);
}

describe("a README", () => {
  it.each([
    ["names what the hints name", "Count the values in a Map.", '"Map"'],
    ["names it in code", "Use `Map` for this.", '"Map"'],
    ["names it at the beginning of a line", "Count them in a\nMap instead.", '"Map"'],
    ["names it in the plural", "Two Maps will do.", '"Maps"'],
  ])("is caught when it %s", async (_, readme, word) => {
    expect(await toldBy(readme)).toEqual([`it says ${word}`]);
  });

  it.each([
    ["the word in its plain sense", "Draw a map of the set of pairs."],
    ["the word as a part of another", "The Mapping of MapReduce."],
    ["the word at the beginning of a sentence", "Set the sum first.\n\n- Map the values."],
    ["a technique of another exercise", "It was in the system's cache, at an index."],
  ])("may hold %s", async (_, readme) => {
    expect(await toldBy(readme)).toEqual([]);
  });

  it.each([
    ["index", "search an index", "The indexes are slow."],
    ["heap", "keep a heap", "Think of heaps."],
    ["typed array", "use typed arrays", "A Float64Array is a typed array."],
    ["regular expression", "one regex less", "That regular expression is slow."],
    ["cache", "cache the sums", "They were cached once."],
    ["WebAssembly", "write it in WebAssembly", "wasm may help."],
  ])("is caught when it names a technique of the hints: %s", async (_, hint, readme) => {
    const told = await toldBy(readme, (folder) =>
      rewriteManifest(folder, (text) => text.replace("Count the values seen", `${hint}, seen`)),
    );
    expect(told).toHaveLength(1);
  });

  it("may name files", async () => {
    const told = await toldBy("Change `src/index.ts` and `index.wat`.", (folder) =>
      rewriteManifest(folder, (text) => text.replace("Count the", "Make an index, count the")),
    );
    expect(told).toEqual([]);
  });

  it("may hold what the exercise itself is called by", async () => {
    const told = await toldBy("Its indexes are slow.", (folder) =>
      rewriteManifest(folder, (text) =>
        text.replace("Pairs that add up", "An index of pairs").replace("Count the", "Index the"),
      ),
    );
    expect(told).toEqual([]);
  });

  it.each([
    ["declares", "export function indexOf() {}", "Making an index is slow."],
    ["uses, by a name of JavaScript", "export const seen = new Map();", "Making a Map is slow."],
  ])("may hold what the baseline %s", async (_, source, readme) => {
    const told = await toldBy(readme, (folder) => {
      for (const side of ["src", "baseline"]) {
        writeFileSync(join(folder, side, "more.ts"), `${source}\n`);
      }
      rewriteManifest(folder, (text) => text.replace("Count the", "Make an index, count the"));
    });
    expect(told).toEqual([]);
  });

  it("may not hold a word that the baseline uses for something else", async () => {
    const told = await toldBy("Making an index is slow.", (folder) => {
      for (const side of ["src", "baseline"]) {
        writeFileSync(
          join(folder, side, "more.ts"),
          "for (let index = 0; index < 9; index++) {}\n",
        );
      }
      rewriteManifest(folder, (text) => text.replace("Count the", "Make an index, count the"));
    });
    expect(told).toEqual(['it says "index"']);
  });

  it("is caught when it holds a word that the exercise lists", async () => {
    const list = (folder: string) =>
      rewriteManifest(folder, (text) =>
        text.replace("  hints:", '  giveaways: ["two pointers", "a+b"],\n  hints:'),
      );
    expect(await toldBy("Move Two pointers.", list)).toEqual(['it says "Two pointers"']);
    expect(await toldBy("Add a+b.", list)).toEqual(['it says "a+b"']);
    expect(await toldBy("There are pointers, aab.", list)).toEqual([]);
  });
});

describe("visible tests", () => {
  const passed: TestRun = { state: "passed", tests: 2 };
  const wrong = "wrong/pairs-a-value-with-itself";
  const brokenBy = async (runs: Readonly<Record<string, TestRun>>, firstLine?: string) => {
    const course = await soundCourse();
    const file = join(course.root, "solutions/pair-sums", wrong, "index.ts");
    if (firstLine !== undefined) writeFileSync(file, `${firstLine}\n`);
    return brokenRules(course, { runVisibleTests: testsThat(runs) });
  };

  it.each(["src", "the baseline", "the reference"])("must pass on %s", async (name) => {
    const runs = { [name]: { state: "failed", test: "counts twice" } } as const;
    expect(await brokenBy(runs)).toMatchObject([
      { rule: `exercise.test.ts passes on ${name}`, figure: 'the test "counts twice" fails' },
    ]);
    const notRun = { [name]: { state: "not run", why: "no such module" } } as const;
    expect(await brokenBy(notRun)).toMatchObject([{ figure: "no such module" }]);
  });

  it("must fail on each wrong version", async () => {
    expect(await brokenBy({ [wrong]: passed })).toMatchObject([
      { rule: `exercise.test.ts fails on ${wrong}`, figure: "all of its 2 tests pass" },
    ]);
  });

  it("may pass on one whose first line says why", async () => {
    const line = "// Only hidden inputs catch this: the rule is for the student to see.";
    expect(await brokenBy({ [wrong]: passed }, line)).toEqual([]);
    expect(await brokenBy({ [wrong]: passed }, "// Only hidden inputs catch this:")).toHaveLength(
      1,
    );
  });

  it("must not fail on one whose first line says that they pass", async () => {
    const broken = await brokenBy({}, "// Only hidden inputs catch this: so it was once.");
    expect(rulesOf(broken)).toEqual([`only hidden inputs catch ${wrong}, and it says why`]);
  });

  it("must fail on a version that answers nothing", async () => {
    const broken = await brokenBy({ "a version that answers nothing": passed });
    expect(rulesOf(broken)).toEqual(["exercise.test.ts fails on a version that answers nothing"]);
    expect(broken[0]?.fix).toContain("these tests never fail");
  });
});

describe("the id of an exercise", () => {
  const said = (id: string) => [...idKeepsTheSecret({ exercise: { id } } as RuleContext)][0];

  it.each([
    ["megamorphic-ast", "megamorphic"],
    ["listener-leak", "listener, leak"],
    ["sequential-awaits", "sequential, awaits"],
    ["memo-unbounded", "memo, unbounded"],
    ["order-join", "join"],
    ["profile-cache", "cache"],
    ["n-plus-one-sqlite", "n-plus-one"],
    ["wasm-chatty", "wasm, chatty"],
  ])("must not give the bottleneck away: %s", (id, words) => {
    expect(said(id)).toMatchObject({ holds: false, figure: `${id} says ${words}` });
  });

  it.each(["revenue-report", "tile-server", "slow-query-board"])("may tell its story: %s", (id) => {
    expect(said(id)).toMatchObject({ holds: true });
  });
});

describe("the scripts of an exercise", () => {
  const changed = (change: (scripts: Record<string, string>) => void) =>
    soundCourse((folder) => {
      const path = join(folder, "package.json");
      const manifest = JSON.parse(readFileSync(path, "utf8"));
      change(manifest.scripts);
      writeFileSync(path, JSON.stringify(manifest));
    });

  it.each<[string, (scripts: Record<string, string>) => void, string]>([
    ["one is missing", (scripts) => delete scripts.grade, "not: grade"],
    ["one does something else", (scripts) => Object.assign(scripts, { hint: "x" }), "not: hint"],
    [
      "several are missing",
      (scripts) => {
        delete scripts.reset;
        delete scripts.pretest;
      },
      "not: reset, pretest",
    ],
  ])("are those of every exercise, and it is told where %s", async (_, change, figure) => {
    const [broken, ...more] = await brokenRules(await changed(change));
    expect(broken).toMatchObject({ rule: "its commands can be typed in its folder", figure });
    expect(broken?.fix).toContain("packages/pair-sums/package.json");
    expect(more).toEqual([]);
  });

  it("may be joined by others", async () => {
    expect(
      await brokenRules(await changed((scripts) => Object.assign(scripts, { a: "b" }))),
    ).toEqual([]);
  });
});
