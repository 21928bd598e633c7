import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SetupError } from "../../src/contract/errors.ts";
import { pathologies, pathologyNames } from "../../src/contract/pathologies.ts";
import { problemsOf } from "../../src/course/exercises/validate.ts";
import { type Interviewee, Left, stateDiagnosis } from "../../src/evidence/diagnosis/interview.ts";
import {
  kindsList,
  readFile,
  readFunction,
  readKind,
  readLine,
  readSpeedup,
} from "../../src/evidence/diagnosis/read-answers.ts";
import { sumExercise } from "../support/example-exercise.ts";

/** What is thrown, as a reader gets it. */
function refusalOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(SetupError);
    const { message, next } = error as SetupError;
    return `${message}: ${next}`;
  }
  throw new Error("nothing was thrown");
}

describe("the pathologies", () => {
  it("are what a manifest may name, and nothing else", () => {
    for (const pathology of pathologyNames) {
      expect(problemsOf({ ...sumExercise, pathology })).toEqual([]);
    }
    expect(problemsOf({ ...sumExercise, pathology: "slowness" })).toEqual([
      expect.stringMatching(/^pathology: there is no "slowness"; it can be quadratic algorithm, /),
    ]);
  });

  it("have the same words in the glossary", () => {
    const glossary = readFileSync(
      resolve(import.meta.dirname, "../../../docs/glossary.md"),
      "utf8",
    );
    for (const { name, meaning } of pathologies) {
      expect(glossary).toContain(`- *${name}*: ${meaning}`);
    }
  });

  it("have names of which none is the beginning of another", () => {
    for (const name of pathologyNames) {
      expect(pathologyNames.filter((other) => other.startsWith(name))).toEqual([name]);
    }
  });
});

describe("an answer on the kind", () => {
  it.each(pathologyNames.map((name, index) => [name, String(index + 1)]))(
    "is %s by its name or as number %s of the list",
    (name, number) => {
      expect(kindsList()).toMatch(new RegExp(`^ +${number}  ${name}: `, "m"));
      for (const text of [name, number, ` ${name.toUpperCase()} `, name.replaceAll(" ", "-")]) {
        expect(readKind(text)).toBe(name);
      }
    },
  );

  it.each([
    ["q", "quadratic algorithm"],
    ["quadr", "quadratic algorithm"],
    ["slow s", "slow start-up"],
    ["slow start up", "slow start-up"],
    ["leak", "memory leak"],
    ["alloc", "needless allocation"],
    ["event", "blocked event loop"],
  ])("may be a beginning that only one has: %s", (text, name) => {
    expect(readKind(text)).toBe(name);
  });

  it.each([
    [
      "s",
      '"s" may mean string building, or slow data pipeline, or sequential waiting, or slow start-up: type more',
    ],
    ["m", '"m" may mean megamorphic access, or missing backpressure, or memory leak: type more'],
    ["quadartic", 'there is no kind "quadartic": did you mean "quadratic algorithm"?'],
    ["startup", 'did you mean "slow start-up"?'],
    ["neeldess allocation", 'did you mean "needless allocation"?'],
    ["zebra", 'there is no kind "zebra": the kinds are:\n   1  quadratic algorithm: '],
    ["", 'there is no kind "": the kinds are:'],
    ["0", 'there is no kind "0"'],
    ["16", 'there is no kind "16"'],
    ["1.5", 'there is no kind "1.5"'],
    ["-1", 'there is no kind "-1"'],
  ])("that means no single kind is refused: %j", (text, refusal) => {
    expect(refusalOf(() => readKind(text))).toContain(refusal);
  });

  it("is read, or refused with what to do, whatever is typed", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          expect(pathologyNames).toContain(readKind(text));
        } catch (error) {
          expect(error).toBeInstanceOf(SetupError);
        }
      }),
    );
  });
});

describe("an answer on the line", () => {
  it.each([["1"], [" 42 "], ["007"]])("may be %j", (text) => {
    expect(readLine(text)).toBe(Number(text));
  });

  it.each(["", " ", "0", "-3", "1.5", "ten", "12a", "Infinity"])("may not be %j", (text) => {
    expect(refusalOf(() => readLine(text))).toContain("type a whole number");
  });
});

describe("an answer on the speedup", () => {
  it.each([
    ["1", 1],
    ["3.5", 3.5],
    ["3.5x", 3.5],
    ["20X", 20],
    ["inf", "unbounded"],
    ["Infinity", "unbounded"],
    ["unbounded", "unbounded"],
  ])("may be %s", (text, speedup) => {
    expect(readSpeedup(text)).toBe(speedup);
  });

  it.each(["", "0.5", "-2", "1e9", "x", "fast", "3,5", "NaN"])("may not be %j", (text) => {
    expect(refusalOf(() => readSpeedup(text))).toContain("type a number of at least 1");
  });
});

describe("an answer on the function", () => {
  it.each([
    ["parseRow", "parseRow"],
    [" parseRow() ", "parseRow"],
    ["parseRow callback", "parseRow"],
  ])("may be %j", (text, name) => {
    expect(readFunction(text)).toBe(name);
  });

  it.each(["", "  ", "()"])("may not be %j", (text) => {
    expect(refusalOf(() => readFunction(text))).toContain("name is empty");
  });

  it.each(["parse.ts", "./parse.ts", "baseline/parse.ts", "packages/sum/baseline/parse.ts"])(
    "may come with its file as %s",
    (text) => {
      expect(readFile(text)).toBe("parse.ts");
    },
  );
});

const typed = { function: "sum", line: "3", kind: "1", speedup: "4" };
const stated = { function: "sum", line: 3, kind: "quadratic algorithm", speedup: 4 };

/** A person who gives these answers, one after the other, and then leaves. */
function personWho(...answers: readonly string[]): Interviewee & { readonly told: string[] } {
  const told: string[] = [];
  const left = [...answers];
  return {
    told,
    tell: (text) => told.push(text),
    async answer() {
      const answer = left.shift();
      if (answer === undefined) throw new Left();
      return answer;
    },
  };
}

describe("a diagnosis on the command line", () => {
  it("that is complete asks nobody", async () => {
    const person = personWho();
    expect(await stateDiagnosis(typed, person)).toEqual(stated);
    expect(await stateDiagnosis({ ...typed, file: "baseline/a.ts" }, undefined)).toEqual({
      ...stated,
      file: "a.ts",
    });
    expect(person.told).toEqual([]);
  });

  it.each(["function", "line", "kind", "speedup"])(
    "without --%s is refused where nobody can be asked",
    async (missing) => {
      const { [missing]: _, ...rest } = typed as Record<string, string>;
      await expect(stateDiagnosis(rest, undefined)).rejects.toMatchObject({
        message: `missing: --${missing}`,
        next: expect.stringContaining(`add --${missing} <answer>`),
      });
    },
  );

  it("names all that is missing at once, and the kinds to choose from", async () => {
    await expect(stateDiagnosis({ function: "sum" }, undefined)).rejects.toMatchObject({
      message: "missing: --line, --kind, --speedup",
      next: expect.stringContaining(kindsList()),
    });
  });

  it("with a mistake is refused before anything is asked", async () => {
    const person = personWho("sum", "3", "1");
    await expect(stateDiagnosis({ speedup: "fast" }, person)).rejects.toBeInstanceOf(SetupError);
    expect(person.told).toEqual([]);
  });
});

describe("a diagnosis at a terminal", () => {
  it("asks one question after the other", async () => {
    const person = personWho("sum", "3", "quadratic", "4x");
    expect(await stateDiagnosis({}, person)).toEqual(stated);
    const asked = person.told.join("\n").match(/\d of 4 .*/g);
    expect(asked).toEqual([
      expect.stringMatching(/^1 of 4 {2}Which function/),
      expect.stringMatching(/^2 of 4 {2}Which line/),
      expect.stringMatching(/^3 of 4 {2}What kind of bottleneck/),
      expect.stringMatching(/^4 of 4 {2}If that function took no time/),
    ]);
  });

  it("asks only for what was not typed, and shows the kinds for the kind alone", async () => {
    const { kind: _, ...rest } = typed;
    const one = personWho("1");
    expect(await stateDiagnosis(rest, one)).toEqual(stated);
    expect(one.told.join("\n")).toContain(kindsList());
    const other = personWho("3");
    await stateDiagnosis({ ...typed, line: undefined }, other);
    expect(other.told.join("\n")).not.toContain(kindsList());
  });

  it("says what is wrong with an answer and asks again", async () => {
    const person = personWho("", "sum", "ten", "3", "s", "1", "fast", "4");
    expect(await stateDiagnosis({}, person)).toEqual(stated);
    const told = person.told.join("\n");
    for (const problem of [
      "name is empty",
      '"ten" is not a line number',
      '"s" may mean',
      '"fast" is not a speedup',
    ])
      expect(told).toContain(problem);
  });

  it.each([0, 1, 2, 3])("ends when the person leaves after %i answers", async (count) => {
    const person = personWho(...["sum", "3", "1"].slice(0, count));
    await expect(stateDiagnosis({}, person)).rejects.toBeInstanceOf(Left);
  });
});
