import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { templateTextIn } from "../../src/authoring/check/template-text.ts";
import { readNewId } from "../../src/authoring/new/exercise-id.ts";
import { createExercise, templateCourse } from "../../src/authoring/new/new-exercise.ts";
import { newCommand } from "../../src/commands/new.ts";
import { exitCodes } from "../../src/commands/terminal/exit-codes.ts";
import { SetupError } from "../../src/contract/errors.ts";
import { metricNames } from "../../src/contract/index.ts";
import { findSolutions } from "../../src/course/exercises/course.ts";
import { loadCourse } from "../../src/course/exercises/load.ts";
import { type Interviewee, Left } from "../../src/evidence/diagnosis/interview.ts";
import { type CourseCopy, copyCourse, rewriteManifest } from "../support/course-copy.ts";
import { runCli } from "../support/run-cli.ts";

vi.setConfig({ testTimeout: 120_000 });

/** A copy of the fixture course that knows the course's settings, as exercises extend them. */
function courseToAddTo(): CourseCopy {
  const course = copyCourse();
  writeFileSync(join(course.root, "tsconfig.base.json"), "{}\n");
  return course;
}

/** A person with these answers, who then leaves. */
function personWhoSays(...answers: string[]) {
  const told: string[] = [];
  const person: Interviewee = {
    tell: (text) => told.push(text),
    answer: async () => {
      const answer = answers.shift();
      if (answer === undefined) throw new Left();
      return answer;
    },
  };
  return { person, told };
}

function quietly(person?: Interviewee) {
  const written: string[] = [];
  return { person, write: (text: string) => written.push(text), written };
}

describe("the id of a new exercise", () => {
  const { root } = copyCourse();

  it.each(["a", "revenue-report", "top10-words"])("may be %s", (id) => {
    expect(readNewId(` ${id} `, root)).toBe(id);
  });

  it.each<[string, string, string]>([
    ["OrderJoin", "no id", "did you mean order-join?"],
    ["order_join", "no id", "did you mean order-join?"],
    ["Ärger mit Listen", "no id", "did you mean arger-mit-listen?"],
    ["order--join", "no id", "did you mean order-join?"],
    ["../escape", "no id", "did you mean escape?"],
    ["2nd-join", "no id", "did you mean nd-join?"],
    ["☕", "no id", "such as revenue-report"],
    ["", "needs an id", "such as revenue-report"],
    ["grader", "reserved", "grader-join"],
    ["solutions", "reserved", "solutions-join"],
    ["con", "reserved", "con-join"],
    ["a".repeat(41), "too long", "40 characters"],
    ["pair-sums", "is taken: packages/pair-sums/ exists", "try pair-sums-2"],
  ])("may not be %j, and says why", (id, problem, next) => {
    let refusal: unknown;
    try {
      readNewId(id, root);
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toBeInstanceOf(SetupError);
    expect(refusal).toMatchObject({
      message: expect.stringContaining(problem),
      next: expect.stringContaining(next),
    });
  });

  it.each(["projects", "solutions"])("may not be that of a folder in %s/", (parent) => {
    const course = copyCourse();
    mkdirSync(join(course.root, parent, "some-id"), { recursive: true });
    expect(() => readNewId("some-id", course.root)).toThrow(`${parent}/some-id/ exists`);
  });
});

describe("a new exercise", () => {
  const course = courseToAddTo();
  const idOf = (metric: string) => `made-for-${metric.replaceAll(" ", "-")}`;
  beforeAll(() => {
    for (const [place, metric] of metricNames.entries()) {
      createExercise({ id: idOf(metric), metric, order: 500 + place }, course.root);
    }
  });

  it.each(metricNames)("in %s can be loaded, and has all that an exercise has", async (metric) => {
    const { exercises, broken } = await loadCourse(course.root);
    const id = idOf(metric);
    expect(broken).toEqual([]);
    const made = exercises.find((exercise) => exercise.id === id);
    expect(made?.definition.goal.metric).toBe(metric);
    expect(made?.definition.order).toBe(500 + metricNames.indexOf(metric));
    const solutions = findSolutions(course.root, id);
    expect(solutions.partial.size).toBeGreaterThan(0);
    expect(solutions.wrong.size).toBeGreaterThan(0);
    for (const path of [solutions.reference, solutions.walkthrough]) expect(path).toBeDefined();
    for (const file of ["README.md", "exercise.test.ts", "package.json", "tsconfig.json"]) {
      expect(existsSync(join(course.root, "packages", id, file))).toBe(true);
    }
  });

  it.each(metricNames)("in %s is called by its own id everywhere", (metric) => {
    const id = idOf(metric);
    const folder = join(course.root, "packages", id);
    expect(JSON.parse(readFileSync(join(folder, "package.json"), "utf8"))).toMatchObject({
      name: `@bottleneck/${id}`,
    });
    expect(readFileSync(join(folder, "README.md"), "utf8")).toContain(`npm run grade -- ${id}`);
  });

  it("imports its resource by the name of its own package, which exports it", () => {
    const id = idOf("counted operations");
    const folder = join(course.root, "packages", id);
    const { exports } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    expect(existsSync(join(folder, exports["./resource"]))).toBe(true);
    const { reference = "", partial, wrong } = findSolutions(course.root, id);
    const versions = [join(folder, "baseline"), reference, ...partial.values(), ...wrong.values()];
    for (const version of versions) {
      expect(readFileSync(join(version, "index.ts"), "utf8")).toContain(
        `from "@bottleneck/${id}/resource";`,
      );
    }
  });

  describe("with a resource", () => {
    const withResource = courseToAddTo();
    beforeAll(() => {
      for (const [index, metric] of metricNames.entries()) {
        createExercise(
          { id: idOf(metric), metric, order: 500 + index, hasResource: true },
          withResource.root,
        );
      }
    });

    it.each(metricNames)(
      "in %s has one that its package exports and its manifest declares",
      async (metric) => {
        const { exercises, broken } = await loadCourse(withResource.root);
        expect(broken).toEqual([]);
        const made = exercises.find(({ id }) => id === idOf(metric));
        expect(made?.definition).toMatchObject({
          goal: { metric },
          resource: { operation: "question" },
        });
        const folder = join(withResource.root, "packages", idOf(metric));
        const { exports } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
        const resource = readFileSync(join(folder, exports["./resource"]), "utf8");
        expect(resource).toContain(`"@bottleneck/${idOf(metric)}/resource"`);
        expect(resource).not.toContain("example-");
      },
    );

    it.each(metricNames)(
      "in %s still answers as its baseline does, and reads as it should",
      async (metric) => {
        const { stdout } = await runCli(["check", "--texts", idOf(metric)], withResource);
        for (const rule of ["the starter equals the baseline", "the README has the usual parts"]) {
          expect(stdout).toContain(`✓ ${rule}`);
        }
      },
    );

    it.each(["cpu time", "latency p50", "event-loop delay"] as const)(
      "in %s can be run at once",
      async (metric) => {
        const { status, stderr } = await runCli(
          ["profile", idOf(metric), "--baseline"],
          withResource,
        );
        expect({ status, stderr }).toMatchObject({ status: 0 });
      },
    );

    it("in cpu time can bound the use of it, as soon as its versions use it", async () => {
      const id = idOf("cpu time");
      const folder = join(withResource.root, "packages", id);
      rewriteManifest(folder, (text) =>
        text.replace(/stretch: \d+/, '$&, bounds: [{ metric: "counted operations", atMost: 1 }]'),
      );
      const { reference = "" } = findSolutions(withResource.root, id);
      for (const version of ["baseline", "src"]
        .map((side) => join(folder, side))
        .concat(reference)) {
        const file = join(version, "index.ts");
        const using = readFileSync(file, "utf8").replace(
          /differentNames\([^)]*\)[^{]*\{/,
          "$& priceOf(1);",
        );
        writeFileSync(file, `import { priceOf } from "@bottleneck/${id}/resource";\n${using}`);
      }
      const how = ["--reference", "--json", "--no-evidence", "--no-record"];
      const { stdout } = await runCli(["grade", id, ...how], withResource);
      expect(JSON.parse(stdout)).toMatchObject([
        {
          outcome: { outcome: "passed" },
          bounds: [{ atMost: 1, decision: "kept", measurement: { metric: "counted operations" } }],
        },
      ]);
    });
  });

  it("leaves nothing behind where it can't be made", () => {
    const { root } = copyCourse();
    const exercise = { id: "some-id", metric: "cpu time", order: 10 } as const;
    mkdirSync(join(root, "solutions"), { recursive: true });
    writeFileSync(join(root, "solutions/some-id"), "in the way");
    expect(() => createExercise(exercise, root)).toThrow(SetupError);
    expect(existsSync(join(root, "packages/some-id"))).toBe(false);
    expect(readFileSync(join(root, "solutions/some-id"), "utf8")).toBe("in the way");
  });

  it("starts with the baseline in its src/, in every example", async () => {
    const { exercises } = await loadCourse(templateCourse);
    expect(exercises.length).toBeGreaterThan(5);
    for (const { folder } of exercises) {
      const [baseline, source] = ["baseline", "src"].map((side) =>
        readFileSync(join(folder, side, "index.ts"), "utf8"),
      );
      expect(source).toBe(baseline);
    }
  });
});

describe("text of the template", () => {
  it("is found by file and line in every kind of file that an author replaces", () => {
    const { root } = courseToAddTo();
    createExercise({ id: "some-id", metric: "cpu time", order: 10 }, root);
    const folders = ["packages", "solutions"].map((parent) => join(root, parent, "some-id"));
    const files = templateTextIn(folders).map(({ file }) =>
      file.slice(root.length + 1).replaceAll("\\", "/"),
    );
    for (const expected of [
      ...["README.md", "exercise.ts", "exercise.test.ts", "baseline/index.ts", "src/index.ts"].map(
        (file) => `packages/some-id/${file}`,
      ),
      "solutions/some-id/WALKTHROUGH.md",
      "solutions/some-id/src/index.ts",
    ]) {
      expect(files).toContain(expected);
    }
    expect(files.some((file) => file.includes("/partial/"))).toBe(true);
    expect(files.some((file) => file.includes("/wrong/"))).toBe(true);
  });

  it("is a marked line, and no word that merely holds the mark", () => {
    const { root } = copyCourse();
    const folder = join(root, "packages/pair-sums");
    writeFileSync(join(folder, "README.md"), "TODOS\n\n- TODO: a story\nmastodon\nTODO\n");
    expect(templateTextIn([folder, join(root, "nowhere")])).toEqual([
      { file: join(folder, "README.md"), lines: [3, 5] },
    ]);
  });
});

describe("npm run new", () => {
  it("makes the exercise, says what is still to be done, and needs no installation", async () => {
    const { root } = courseToAddTo();
    const tools = quietly();
    const typed = { id: "slow-lists", topic: "repeated", metric: "wall" };
    expect(await newCommand(typed, root, tools)).toBe(exitCodes.passed);
    const written = tools.written.join("");
    expect(written).toContain("Made packages/slow-lists/ and solutions/slow-lists/");
    expect(written).toMatch(/packages\/slow-lists\/README\.md:1, \d/);
    expect(written).toContain("npm run check -- slow-lists");
    expect(written).toContain("without installing anything");
    const { exercises } = await loadCourse(root);
    expect(exercises.at(-1)).toMatchObject({
      id: "slow-lists",
      definition: { pathology: "repeated work", goal: { metric: "wall time" }, order: 110 },
    });
  });

  it("asks for what is missing, again where an answer makes no sense", async () => {
    const { root } = courseToAddTo();
    const { person, told } = personWhoSays("Slow Lists", "slow-lists", "cpu tmie", "", "leak");
    expect(await newCommand({}, root, quietly(person))).toBe(exitCodes.passed);
    expect(told.join("\n")).toContain("did you mean slow-lists?");
    expect(told.join("\n")).toContain('did you mean "cpu time"?');
    const { exercises } = await loadCourse(root);
    expect(exercises.at(-1)).toMatchObject({
      id: "slow-lists",
      definition: { pathology: "memory leak", goal: { metric: "cpu time" } },
    });
  });

  it("makes nothing when the person leaves", async () => {
    const { root } = copyCourse();
    const tools = quietly(personWhoSays("slow-lists").person);
    expect(await newCommand({}, root, tools)).toBe(exitCodes.interrupted);
    expect(tools.written.join("")).toContain("Nothing was made");
    expect(existsSync(join(root, "packages/slow-lists"))).toBe(false);
  });

  it.each<[string, string[], string, string]>([
    ["without an id", [], "missing: the id", "npm run new -- "],
    ["for an id that is taken", ["pair-sums"], "pair-sums is taken", "try pair-sums-2"],
    ["for a bad id", ["PairSums2"], '"PairSums2" is no id', "did you mean pair-sums2?"],
    ["for an unknown topic", ["x", "--topic", "quadartic"], "quadartic", "quadratic algorithm"],
    ["for an unknown metric", ["x", "--metric", "cpu tmie"], "cpu tmie", '"cpu time"?'],
    ["for a doubtful metric", ["x", "--metric", "latency"], "may mean latency p50", "type more"],
  ])(
    "ends with 2 without a terminal, and says what to type: %s",
    async (_, args, problem, next) => {
      const run = await runCli(["new", ...args], copyCourse());
      expect(run).toMatchObject({ status: 2, stdout: "" });
      expect(run.stderr).toContain(problem);
      expect(run.stderr).toContain(next);
      expect(run.stderr).not.toMatch(/^\s+at /m);
    },
  );

  it("makes an exercise that can be graded at once", async () => {
    const course = courseToAddTo();
    expect(await runCli(["new", "slow-lists"], course)).toMatchObject({ status: 0, stderr: "" });
    const starter = await runCli(["grade", "slow-lists", "--no-record"], course);
    expect(starter.stdout).toMatch(/✗ too slow/);
    const reference = await runCli(["grade", "slow-lists", "--reference", "--no-record"], course);
    expect(reference.stdout).toMatch(/✓ passed/);
  });
});
