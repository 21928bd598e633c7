import fc from "fast-check";
import { distance } from "fastest-levenshtein";
import { describe, expect, it } from "vitest";
import { type PathologyName, pathologies, pathologyNames } from "../../src/contract/pathologies.ts";
import { courseRoot } from "../../src/course/exercises/course.ts";
import { loadCourse } from "../../src/course/exercises/load.ts";
import { readSources } from "../../src/course/staging/stage.ts";
import type { MeasuredBaseline } from "../../src/evidence/diagnosis/baseline.ts";
import type {
  Judgement,
  Question,
  StatedDiagnosis,
} from "../../src/evidence/diagnosis/diagnosis.ts";
import { judgeDiagnosis, type Planted } from "../../src/evidence/diagnosis/judge.ts";
import {
  baselineWith,
  type ExampleFunction,
  exampleFunctions,
  exampleSources,
} from "../support/example-baseline.ts";

/** Most of the time in `parseRow`; `sumColumn` is a part that is seen, `formatTotal` is not. */
const baseline = baselineWith({ parseRow: 0.7, splitFields: 0.2, sumColumn: 0.1 });

const planted: Planted = {
  pathology: "needless allocation",
  diagnosis: { function: "parseRow", file: "parse.ts", lines: [2, 3] },
};

const truth: StatedDiagnosis = {
  function: "parseRow",
  line: 3,
  kind: "needless allocation",
  speedup: 3.3,
};

function judge(
  question: Question,
  changes: Partial<StatedDiagnosis>,
  measured: MeasuredBaseline = baseline,
  where: Planted = planted,
): Judgement {
  const verdict = judgeDiagnosis({ ...truth, ...changes }, where, measured);
  const judged = verdict.find((judgement) => judgement.question === question);
  if (judged === undefined) throw new Error(`no judgement of the ${question}`);
  return judged;
}

describe("a diagnosis", () => {
  it("has a judgement for each question, in the order in which they are asked", () => {
    const verdict = judgeDiagnosis(truth, planted, baseline);
    expect(verdict.map(({ question, right }) => [question, right])).toEqual([
      ["function", true],
      ["line", true],
      ["kind", true],
      ["speedup", true],
    ]);
  });

  it("repeats what was said", () => {
    const said = { ...truth, file: "parse.ts", speedup: "unbounded" } as const;
    expect(judgeDiagnosis(said, planted, baseline).map((judged) => judged.said)).toEqual([
      "parseRow (parse.ts)",
      "3",
      "needless allocation",
      "unbounded",
    ]);
  });
});

describe("the function", () => {
  const tied = baselineWith({ parseRow: 0.5, splitFields: 0.34, sumColumn: 0.1 });
  const elsewhere = baselineWith({ parseRow: 0.2, splitFields: 0.7 });

  it.each<[string, Partial<StatedDiagnosis>, MeasuredBaseline]>([
    ["the hottest", { function: "parseRow" }, baseline],
    ["the hottest, with its file", { function: "parseRow", file: "parse.ts" }, baseline],
    ["one that is nearly as hot: two equal ones change places", { function: "splitFields" }, tied],
    ["the planted one where the profile shows another", { function: "parseRow" }, elsewhere],
    ["the hottest where another was planted", { function: "splitFields" }, elsewhere],
  ])("is right when it is %s", (_, said, measured) => {
    expect(judge("function", said, measured)).toMatchObject({ right: true });
  });

  it.each<[string, Partial<StatedDiagnosis>, string]>([
    [
      "a cooler one: its own share and bound",
      { function: "splitFields" },
      "takes 20 % of the time. Making it free could give at most 1.25x. Most of the time is spent elsewhere.",
    ],
    [
      "one that never ran long enough to be seen",
      { function: "formatTotal" },
      "was not seen running. Making it free could give at most 1x",
    ],
    ["no function", { function: "zebra" }, "There is no function zebra in baseline/."],
    ["misspelt", { function: "parseRwo" }, "Did you mean parseRow?"],
    [
      "of another file",
      { function: "parseRow", file: "index.ts" },
      "There is no function parseRow in baseline/index.ts.",
    ],
    ["of no file", { file: "main.ts" }, "There is no file main.ts in baseline/."],
  ])("is wrong when it is %s", (_, said, why) => {
    const judged = judge("function", said);
    expect(judged.right).toBe(false);
    expect(judged.why).toContain(why);
  });

  it("is wrong when it is WebAssembly's, whose time is its caller's", () => {
    const sources = { ...baseline.sources, "sum.wat": "(module (func $sum))" };
    const judged = judge(
      "function",
      { function: "sum", file: "sum.wat" },
      { ...baseline, sources },
    );
    expect(judged.right).toBe(false);
    expect(judged.why).toContain("Time in sum.wat counts for the TypeScript function");
  });

  it.each(["parse", "row", "zebra", "pa", ""])("suggests nothing for the mere guess %j", (name) => {
    expect(judge("function", { function: name }).why).not.toContain("Did you mean");
  });

  it("is the hottest of those that share a name, unless a file is given", () => {
    const twins = { "a.ts": "function twin() {\n  work();\n}\n", "b.ts": "function twin() {}\n" };
    const hot = { name: "twin", file: "a.ts", line: 1, share: 0.9, msPerCall: 9 };
    const measured = { sources: twins, cpu: { ...baseline.cpu, functions: [hot], lines: [] } };
    expect(judge("function", { function: "twin" }, measured).right).toBe(true);
    expect(judge("function", { function: "twin", file: "b.ts" }, measured).right).toBe(false);
  });
});

describe("the line", () => {
  it.each<[string, Partial<StatedDiagnosis>]>([
    ["within the planted lines", { line: 2 }],
    ["the hottest one", { line: 3 }],
    ["the hottest one of a function that is wrong", { function: "sumColumn", line: 10 }],
  ])("is right when it is %s", (_, said) => {
    expect(judge("line", said)).toMatchObject({ right: true });
  });

  it.each<[string, Partial<StatedDiagnosis>, string]>([
    [
      "a cooler one of the function",
      { line: 1 },
      "Line 1 of parse.ts takes 7 % of the time; another line takes more.",
    ],
    ["one that did not run", { line: 4 }, "Line 4 of parse.ts was not seen running;"],
    ["of another function", { line: 7 }, "Line 7 of parse.ts is not in parseRow."],
    ["after the file's end", { line: 99 }, "parse.ts has no line 99."],
    [
      "the planted one's number in another file",
      { function: "totals", line: 3 },
      "Line 3 of index.ts was not seen running; another line takes more.",
    ],
    ["of a function that is not there", { function: "zebra" }, "there is no such function"],
    ["of a file that is not there", { file: "zebra.ts" }, "there is no such function"],
  ])("is wrong when it is %s", (_, said, why) => {
    const judged = judge("line", said);
    expect(judged.right).toBe(false);
    expect(judged.why).toContain(why);
  });

  it("counts in the only file there is, even when the function has a typo", () => {
    const single = {
      sources: { "parse.ts": exampleSources["parse.ts"] },
      cpu: { ...baseline.cpu },
    };
    expect(judge("line", { function: "parsRow" }, single).right).toBe(true);
  });
});

describe("the kind", () => {
  it("is right when it is the planted one, and says what that is", () => {
    expect(judge("kind", {})).toEqual({
      question: "kind",
      said: "needless allocation",
      right: true,
      why: "That is: objects made, often as copies, only to be thrown away.",
    });
  });

  it.each(pathologies.filter(({ name }) => name !== planted.pathology))(
    "$name is wrong where it is not, and the reason is how it would show",
    ({ name, sign }) => {
      const judged = judge("kind", { kind: name });
      expect(judged.right).toBe(false);
      expect(judged.why).toContain(sign);
      expect(judged.why).toContain("Check again");
    },
  );
});

describe("the speedup", () => {
  const speedupOf = (share: number, speedup: StatedDiagnosis["speedup"]) =>
    judge("speedup", { speedup }, baselineWith({ parseRow: share }));

  it.each<[number, StatedDiagnosis["speedup"], boolean]>([
    // 1/(1-0.64) = 2.8 and 1/(1-0.76) = 4.2 bound what a profile of 70 % may mean.
    [0.7, 3.33, true],
    [0.7, 2.8, true],
    [0.7, 4.1, true],
    [0.7, 2.7, false],
    [0.7, 4.2, false],
    [0.7, 70, false],
    [0.7, "unbounded", false],
    [0.95, 20, true],
    [0.95, 10, true],
    [0.95, 500, true],
    [0.95, "unbounded", true],
    [0.95, 9, false],
    [0.93, "unbounded", false],
    [1, "unbounded", true],
    [1, 100, true],
    [1, 16, false],
    [0.02, 1, true],
    [0.02, 1.08, true],
    [0.02, 1.2, false],
  ])("of a function with a share of %d: %s is right? %s", (share, speedup, right) => {
    expect(speedupOf(share, speedup)).toMatchObject({ right });
  });

  it("is judged by the share of the function that was named, be it the right one or not", () => {
    expect(judge("speedup", { function: "splitFields", speedup: 1.25 }).right).toBe(true);
    expect(judge("speedup", { function: "splitFields", speedup: 3.3 }).right).toBe(false);
  });

  it.each<[string, Partial<StatedDiagnosis>, string]>([
    ["right, with the sum", {}, "takes 70 % of the time: 1/(1-0.70) is about 3.33x."],
    ["wrong, with the formula and without the share", { speedup: 9 }, "at most 1/(1-f), even"],
    ["of no function", { function: "zebra" }, "there is no such function"],
  ])("says why when it is %s", (_, said, why) => {
    expect(judge("speedup", said).why).toContain(why);
  });

  it("does not give the share away when it is wrong", () => {
    expect(judge("speedup", { speedup: 9 }).why).not.toMatch(/70|3\.3/);
  });

  it("of all the time leaves nothing", () => {
    expect(speedupOf(0.999, "unbounded").why).toContain("almost nothing would be left");
  });
});

const names = Object.keys(exampleFunctions) as ExampleFunction[];
const functionName = fc.constantFrom(...names);
const kind = fc.constantFrom(...pathologyNames);
const speedup = fc.oneof(
  fc.double({ min: 1, max: 1000, noNaN: true }),
  fc.constant("unbounded" as const),
);

describe("a wrong diagnosis", () => {
  /** A course in which one function is the bottleneck and another takes some time. */
  function worldOf(hot: ExampleFunction, said: ExampleFunction, pathology: PathologyName) {
    const { file, hot: line } = exampleFunctions[hot];
    return {
      measured: baselineWith({ [hot]: 0.7, [said]: 0.1 }),
      where: { pathology, diagnosis: { function: hot, file, lines: [line, line] as const } },
    };
  }

  it("is answered in the same words wherever else the bottleneck is", () => {
    fc.assert(
      fc.property(
        fc.tuple(functionName, functionName, functionName),
        fc.tuple(kind, kind, kind),
        fc.integer({ min: 1, max: 20 }),
        speedup,
        ([said, one, other], [saidKind, oneKind, otherKind], line, ratio) => {
          fc.pre(said !== one && said !== other && saidKind !== oneKind && saidKind !== otherKind);
          const isIn = (name: ExampleFunction) =>
            exampleFunctions[name].file === exampleFunctions[said].file &&
            exampleFunctions[name].hot === line;
          fc.pre(!isIn(one) && !isIn(other));
          const stated = { function: said, line, kind: saidKind, speedup: ratio };
          const [first, second] = [worldOf(one, said, oneKind), worldOf(other, said, otherKind)];
          expect(judgeDiagnosis(stated, first.where, first.measured)).toEqual(
            judgeDiagnosis(stated, second.where, second.measured),
          );
        },
      ),
      { numRuns: 300 },
    );
  });

  it("never hears of what it did not name, in any exercise of this course", async () => {
    const { exercises } = await loadCourse(courseRoot);
    expect(exercises.length).toBeGreaterThan(0);
    for (const { folder, definition } of exercises) {
      const sources = Object.fromEntries(readSources(`${folder}/baseline`));
      const { function: secret, file, lines } = definition.diagnosis;
      const hot = { name: secret, file, line: lines[0], share: 0.8, msPerCall: 8 };
      const hotLine = { function: secret, file, line: lines[0], share: 0.75, msPerCall: 7.5 };
      const cpu = { ...baseline.cpu, functions: [hot], lines: [hotLine] };
      const words = [
        ...new Set(
          Object.values(sources)
            .join(" ")
            .match(/[A-Za-z]\w*/g),
        ),
      ];
      const anyName = fc.oneof(fc.constantFrom(...words), fc.string({ maxLength: 12 }));
      const anyFile = fc.option(fc.constantFrom("zebra.ts", ...Object.keys(sources)), {
        nil: undefined,
      });
      fc.assert(
        fc.property(
          fc.record({ function: anyName, line: fc.nat(200), kind, speedup }),
          anyFile,
          (answers, saidFile) => {
            const said = saidFile === undefined ? answers : { ...answers, file: saidFile };
            const heard = judgeDiagnosis(said, definition, { sources, cpu }).map(({ why }) => why);
            const text = heard.join("\n");
            if (distance(said.function, secret) > 2 && !said.function.includes(secret)) {
              expect(text).not.toMatch(new RegExp(`\\b${secret}\\b(?!\\.ts)`));
            }
            for (let line = lines[0]; line <= lines[1]; line++) {
              // What was said is quoted, whatever it looks like.
              if (line !== said.line && !/(line |:)\d/i.test(said.function))
                expect(text).not.toMatch(new RegExp(`(line |:)${line}\\b`, "i"));
            }
            if (said.kind !== definition.pathology)
              expect(text).not.toContain(definition.pathology);
          },
        ),
        { numRuns: 60 },
      );
    }
  });
});
