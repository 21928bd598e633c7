import { mkdirSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { SetupError } from "../../src/contract/errors.ts";
import {
  courseRoot,
  discoverExercises,
  exerciseAt,
  findSolutions,
} from "../../src/course/exercises/course.ts";
import { type Course, loadCourse } from "../../src/course/exercises/load.ts";
import { selectExercises } from "../../src/course/exercises/select.ts";
import { problemsOf } from "../../src/course/exercises/validate.ts";
import {
  addExercise,
  copyCourse,
  courseFixture,
  folderInRepository,
  rewriteManifest,
} from "../support/course-copy.ts";
import { sumExercise } from "../support/example-exercise.ts";

/** A course of empty files. */
function courseOf(...paths: readonly string[]): string {
  const root = folderInRepository();
  for (const path of paths) {
    mkdirSync(join(root, dirname(path)), { recursive: true });
    writeFileSync(join(root, path), "");
  }
  return root;
}

describe("an exercise is discovered", () => {
  const ids = (root: string) => discoverExercises(root).map(({ id }) => id);

  it.each([
    ["in packages/", ["packages/a/exercise.ts"], ["a"]],
    ["in projects/", ["projects/a/exercise.ts"], ["a"]],
    ["in order of id", ["packages/b/exercise.ts", "projects/a/exercise.ts"], ["a", "b"]],
    ["by its exercise.ts and by nothing else", ["packages/a/exercise.test.ts"], []],
    ["nowhere deeper", ["packages/a/b/exercise.ts"], []],
    ["nowhere else", ["solutions/a/exercise.ts", "exercise.ts", "grader/a/exercise.ts"], []],
    ["not in node_modules", ["packages/node_modules/exercise.ts"], []],
    ["not as a file", ["packages/exercise.ts"], []],
    ["nowhere in an empty course", [], []],
  ])("%s", (_, paths, expected) => {
    expect(ids(courseOf(...paths))).toEqual(expected);
  });

  it("nowhere in a course that is not there", () => {
    expect(ids(join(courseOf(), "nowhere"))).toEqual([]);
  });

  it("with its folder and its manifest", () => {
    const folder = join(courseFixture, "packages/pair-sums");
    expect(discoverExercises(courseFixture)).toEqual([
      { id: "pair-sums", folder, manifest: join(folder, "exercise.ts") },
    ]);
  });

  it("once for each exercise of this course, which holds exercises", () => {
    const found = ids(courseRoot);
    expect(found.length).toBeGreaterThan(0);
    expect(new Set(found).size).toBe(found.length);
  });
});

describe("the exercise of a place", () => {
  const root = courseOf("packages/sums/exercise.ts", "projects/shop/exercise.ts", "packages/a.ts");

  it.each([
    ["packages/sums", "sums"],
    ["packages/sums/src/deep", "sums"],
    ["projects/shop", "shop"],
    ["packages/sums-and-more", undefined],
    ["packages", undefined],
    ["", undefined],
    ["../elsewhere/packages/sums", undefined],
  ])("%j is %s", (place, id) => {
    expect(exerciseAt(join(root, place), root)?.id).toBe(id);
  });
});

describe("a course is loaded", () => {
  it("with the definition that the manifest exports", async () => {
    const { exercises, broken, root } = await loadCourse(courseFixture);
    expect({ broken, root }).toEqual({ broken: [], root: courseFixture });
    expect(exercises).toMatchObject([
      { id: "pair-sums", definition: { entry: "pairSums", goal: { target: 3, stretch: 10 } } },
    ]);
  });

  it("in the order of the manifests, then of the ids", async () => {
    const course = copyCourse();
    for (const [id, order] of [
      ["z", 50],
      ["b", 100],
      ["a", 200],
    ] as const) {
      const folder = addExercise(course, id);
      if (order !== 100) rewriteManifest(folder, withOrder(order));
    }
    const { exercises } = await loadCourse(course.root);
    expect(exercises.map(({ id }) => id)).toEqual(["z", "b", "pair-sums", "a"]);
  });

  const withOrder = (order: number) => (text: string) =>
    text.replace("order: 100", `order: ${order}`);

  it("with the broken exercises beside the sound ones, each with all that is wrong", async () => {
    const course = copyCourse();
    const empty = join(course.root, "packages/empty");
    mkdirSync(empty);
    writeFileSync(join(empty, "exercise.ts"), "export const nothing = 0;\n");
    const { exercises, broken } = await loadCourse(course.root);
    expect(exercises.map(({ id }) => id)).toEqual(["pair-sums"]);
    expect(broken).toMatchObject([{ id: "empty", manifest: join(empty, "exercise.ts") }]);
    expect(broken[0]?.problems).toEqual([
      "baseline/index.ts is missing",
      expect.stringContaining("no default export"),
    ]);
  });

  it("with a broken one for a manifest that can't be opened, and nothing that is missing", async () => {
    const course = copyCourse();
    const folder = join(course.root, "packages/locked");
    mkdirSync(folder);
    symlinkSync("exercise.ts", join(folder, "exercise.ts"));
    symlinkSync("baseline", join(folder, "baseline"));
    const { broken } = await loadCourse(course.root);
    expect(broken).toMatchObject([
      { id: "locked", problems: [expect.stringMatching(/^it can't be loaded: /)] },
    ]);
  });

  it("with a broken one for a manifest that throws, in its own words", async () => {
    const course = copyCourse();
    rewriteManifest(
      addExercise(course, "throws"),
      (text) => `${text}\nthrow new Error("no luck");`,
    );
    const { broken } = await loadCourse(course.root);
    expect(broken.map(({ id, problems }) => [id, problems])).toEqual([
      ["throws", ["it can't be loaded: exercise.ts:35: Error: no luck"]],
    ]);
  });

  it.each([
    ["text", (text: string) => text.replace('"Pairs that add up"', "7"), /^title: /],
    [
      "a function",
      (text: string) => text.replace(/make: [\s\S]*?\],\n {4}sizes/, "make: 7,\nsizes"),
      /^input\.make: must be a function/,
    ],
    [
      "a target",
      (text: string) => text.replace("target: 3", "target: 0.5"),
      /^goal\.target: must be/,
    ],
    [
      "a stretch",
      (text: string) => text.replace("stretch: 10", "stretch: 2"),
      /^goal: stretch must not/,
    ],
    [
      "lines",
      (text: string) => text.replace("[10, 12]", "[12, 10]"),
      /^diagnosis\.lines|^diagnosis: lines/,
    ],
    [
      "a known field",
      (text: string) => text.replace("lesson:", "lessn:"),
      /^lesson: it is missing$|^lessn: there is no such field; did you mean lesson\?$/,
    ],
    [
      "a known field of a field",
      (text: string) => text.replace("stretch: 10", "stretch: 10, secnds: 5"),
      /^goal\.secnds: there is no such field; did you mean seconds\?$/,
    ],
    [
      "a field at all",
      (text: string) => text.replace("lesson:", "quiteAnother:"),
      /^lesson: it is missing$|^quiteAnother: there is no such field$/,
    ],
    [
      "the entry's name",
      (text: string) => text.replace('entry: "pairSums"', 'entry: "pairSum"'),
      /^entry: baseline\/index\.ts does not export "pairSum"; did you mean pairSums\?$/,
    ],
    [
      "the entry's name, by far",
      (text: string) => text.replace('entry: "pairSums"', 'entry: "multiply"'),
      /^entry: baseline\/index\.ts does not export "multiply"$/,
    ],
    [
      "a lesson",
      (text: string) => text.replace('"L08"', '"L99"'),
      /^lesson: there is no lesson "L99"; the lessons are L01 to L13$/,
    ],
    [
      "a metric",
      (text: string) => text.replace('metric: "cpu time"', 'metric: "cpu-time"'),
      /^goal\.metric: there is no "cpu-time"; did you mean "cpu time"\?$/,
    ],
    [
      "a pathology, by far",
      (text: string) => text.replace(/pathology: ".*"/, 'pathology: "bad luck"'),
      /^pathology: there is no "bad luck"; it can be quadratic algorithm, .*, slow start-up$/,
    ],
    [
      "a way to compare",
      (text: string) => text.replace('kind: "exact"', 'kind: "exakt"'),
      /^answer\.compare\.kind: there is no "exakt"; did you mean "exact"\?$/,
    ],
    [
      "a name that is defined",
      (text: string) => text.replace("order: 100", "order: hundred"),
      /^it can't be loaded: exercise\.ts:8: ReferenceError: hundred is not defined$/,
    ],
  ])(
    "with a broken one for a manifest that has another thing for %s",
    async (_, change, problem) => {
      const course = copyCourse();
      rewriteManifest(join(course.root, "packages/pair-sums"), change);
      const { exercises, broken } = await loadCourse(course.root);
      expect(exercises).toEqual([]);
      for (const found of broken[0]?.problems ?? []) expect(found).toMatch(problem);
      expect(broken).toHaveLength(1);
    },
  );

  it.each(["index.js", "index.mts", "index.jsx", "Index.ts"])(
    "with a broken one for a baseline in %s",
    async (name) => {
      const course = copyCourse();
      const baseline = join(course.root, "packages/pair-sums/baseline");
      renameSync(join(baseline, "index.ts"), join(baseline, name));
      const { broken } = await loadCourse(course.root);
      expect(broken[0]?.problems[0]).toBe(
        `baseline/index.ts is missing; name baseline/${name} so: JavaScript is TypeScript, too`,
      );
    },
  );
});

describe("a manifest", () => {
  const withGoal = (goal: object, more: object = {}) => ({
    ...sumExercise,
    ...more,
    goal: { ...sumExercise.goal, ...goal },
  });
  const request = { method: "GET", path: "/" };
  const background = { request, connections: 2 };
  const load = { probe: { request, everyMs: 5 }, background, windowMs: 500 };
  const server = { entryKind: "server", load };
  const resource = { operation: "SQL statement" };
  const growth = { below: 1.5, size: 1000 };
  const bounds = (...names: readonly string[]) =>
    names.map((name) => ({ metric: name, atMost: 1 }));

  it.each<[string, unknown]>([
    ["nothing but what it needs", sumExercise],
    ["an entry that is awaited", { ...sumExercise, entryKind: "async function" }],
    [
      "a resource for counted operations",
      withGoal(
        { metric: "counted operations" },
        { resource: { ...resource, modules: ["node:sqlite"] } },
      ),
    ],
    [
      "a server under load",
      withGoal(
        { metric: "latency p99", bounds: bounds("time per request", "event-loop delay") },
        {
          ...server,
          load: {
            ...load,
            background: { request: { ...request, method: "POST", body: "{}" }, connections: 4 },
          },
        },
      ),
    ],
    [
      "background requests that differ",
      {
        ...sumExercise,
        ...server,
        load: { ...load, background: { request: () => request, connections: 1 } },
      },
    ],
    ["event-loop delay for a server", withGoal({ metric: "event-loop delay" }, server)],
    [
      "event-loop delay for an entry that is awaited",
      withGoal({ metric: "event-loop delay" }, { entryKind: "async function" }),
    ],
    [
      "bounds, growth and seconds",
      withGoal({ bounds: bounds("live bytes"), growth, seconds: 0.5 }),
    ],
    [
      "a bound below what the baseline costs",
      withGoal({ bounds: [{ metric: "wall time", atMost: 0.5 }] }),
    ],
    ["the work of a call", { ...sumExercise, work: () => ({ bytes: 8, operations: 1 }) }],
  ])("may declare %s", (_what, value) => {
    expect(problemsOf(value)).toEqual([]);
  });

  const withModules = (...modules: readonly string[]) => ({ ...sumExercise, allows: { modules } });

  it.each([
    ["a package", "valibot", /: valibot is no module of Node, and the sandbox has no packages$/],
    [
      "a package like a module",
      "sqlit",
      /the sandbox has no packages; did you mean "node:sqlite"\?$/,
    ],
    ["a module without node:", "zlib", /: zlib is to be written "node:zlib"$/],
    [
      "a module with a typo",
      "node:zlip",
      /: there is no module node:zlip in Node; did you mean "node:zlib"\?$/,
    ],
    [
      "a module of no name like it",
      "node:nothing-such",
      /: there is no module node:nothing-such in Node$/,
    ],
    ["threads", "node:worker_threads", /: node:worker_threads can't be allowed: .* no threads/],
    ["threads without node:", "worker_threads", /: worker_threads can't be allowed: .* no threads/],
    ["processes", "node:child_process", /can't be allowed: .* no processes/],
    ["a cluster", "node:cluster", /can't be allowed: .* no processes/],
    ["an inspector", "node:inspector", /can't be allowed: .* no inspector/],
    [
      "a server in a function that answers at once",
      "node:http",
      /need an async function or a server/,
    ],
    ["the network in such a function", "node:net", /need an async function or a server/],
    ["no name", " ", /must not be empty/],
  ])("must not allow %s", (_what, module, problem) => {
    expect(problemsOf(withModules("node:zlib", module))).toEqual([expect.stringMatching(problem)]);
  });

  it.each(["node:zlib", "node:fs", "node:fs/promises", "node:sqlite", "node:crypto"])(
    "may allow %s",
    (module) => expect(problemsOf(withModules(module))).toEqual([]),
  );

  it("must not give its resource a package either", () => {
    const resourceOf = (module: string) => ({ operation: "look-up", modules: [module] });
    expect(problemsOf({ ...sumExercise, resource: resourceOf("pg") })).toEqual([
      "resource.modules.0: pg is no module of Node, and the sandbox has no packages",
    ]);
  });

  it.each<[string, unknown, RegExp]>([
    ["another kind of entry", { ...sumExercise, entryKind: "generator" }, /^entryKind: /],
    ["an unknown metric", withGoal({ metric: "speed" }), /^goal\.metric: /],
    [
      "a bound on an unknown metric",
      withGoal({ bounds: bounds("speed") }),
      /^goal\.bounds\.0\.metric: /,
    ],
    [
      "a bound of nothing",
      withGoal({ bounds: [{ metric: "wall time", atMost: 0 }] }),
      /^goal\.bounds\.0\.atMost: /,
    ],
    [
      "a bound without end",
      withGoal({ bounds: [{ metric: "wall time", atMost: Number.POSITIVE_INFINITY }] }),
      /^goal\.bounds\.0\.atMost: /,
    ],
    [
      "a bound on the goal's own metric",
      withGoal({ bounds: bounds("cpu time") }),
      /^goal: a bound must use another metric/,
    ],
    [
      "growth that is limited to less than linear",
      withGoal({ growth: { ...growth, below: 1 } }),
      /^goal\.growth\.below: /,
    ],
    [
      "growth from half elements on",
      withGoal({ growth: { ...growth, size: 1.5 } }),
      /^goal\.growth\.size: /,
    ],
    ["no seconds to measure in", withGoal({ seconds: 0 }), /^goal\.seconds: /],
    [
      "a resource of no operation",
      { ...sumExercise, resource: { operation: " " } },
      /^resource\.operation: /,
    ],
    [
      "a load with an unknown method",
      {
        ...sumExercise,
        ...server,
        load: { ...load, probe: { request: { ...request, method: "BREW" }, everyMs: 5 } },
      },
      /^load\.probe\.request\.method: /,
    ],
    [
      "probes without a pause",
      { ...sumExercise, ...server, load: { ...load, probe: { request, everyMs: 0 } } },
      /^load\.probe\.everyMs: /,
    ],
    [
      "a load without connections",
      { ...sumExercise, ...server, load: { ...load, background: { request, connections: 0 } } },
      /^load\.background\.connections: /,
    ],
    [
      "a load without a window",
      { ...sumExercise, ...server, load: { probe: load.probe } },
      /^load\.windowMs: /,
    ],
    [
      "counted operations that nothing counts",
      withGoal({ metric: "counted operations" }),
      /^counted operations need `resource`/,
    ],
    [
      "a bound on operations that nothing counts",
      withGoal({ bounds: bounds("counted operations") }),
      /^counted operations need `resource`/,
    ],
    [
      "a fewest number of operations where none are measured",
      { ...sumExercise, resource: { operation: "question", atLeast: 2 } },
      /^`resource\.atLeast` needs counted operations/,
    ],
    [
      "files that are written when nothing is timed any more",
      { ...sumExercise, entryKind: "async function", allows: { outputFiles: true } },
      /^output files need a synchronous function/,
    ],
    [
      "the delay of an event loop that never turns",
      withGoal({ metric: "event-loop delay" }),
      /^event-loop delay needs an async function or a server/,
    ],
    [
      "work that is no function",
      { ...sumExercise, work: { bytes: 8 } },
      /^work: must be a function/,
    ],
    [
      "the work of a call to a server",
      { ...sumExercise, ...server, work: () => ({ bytes: 8 }) },
      /^a server can't have `work`/,
    ],
  ])("must not declare %s", (_what, value, problem) => {
    expect(problemsOf(value)).toEqual([expect.stringMatching(problem)]);
  });

  it.each(["latency p50", "latency p95", "latency p99", "time per request"])(
    "must not declare %s for what is no server, or a server under no load",
    (metric) => {
      const needed = [expect.stringMatching(/need a server, and `load`/)];
      expect(problemsOf(withGoal({ metric }))).toEqual(needed);
      expect(problemsOf(withGoal({ metric }, { load }))).toEqual(needed);
      expect(problemsOf(withGoal({ metric }, { entryKind: "async function", load }))).toEqual(
        needed,
      );
      expect(problemsOf(withGoal({ metric }, { entryKind: "server" }))).toEqual(needed);
      expect(problemsOf(withGoal({ bounds: bounds(metric) }))).toEqual(needed);
      expect(problemsOf(withGoal({ metric }, server))).toEqual([]);
    },
  );

  it("must not ask for the time of background requests where there are none", () => {
    const alone = { probe: load.probe, windowMs: load.windowMs };
    const goal = { metric: "time per request" };
    expect(problemsOf(withGoal(goal, { entryKind: "server", load: alone }))).toEqual([
      expect.stringMatching(/needs `load.background`/),
    ]);
    expect(problemsOf(withGoal({ metric: "latency p99" }, { ...server, load: alone }))).toEqual([]);
  });

  it("that announces a resource needs its module", async () => {
    const course = copyCourse();
    const folder = join(course.root, "packages/pair-sums");
    rewriteManifest(folder, (text) =>
      text.replace("  input: {", '  resource: { operation: "look-up" },\n  input: {'),
    );
    const missing = await loadCourse(course.root);
    expect(missing.broken.map(({ problems }) => problems)).toEqual([
      [expect.stringMatching(/^resource\/index\.ts is missing/)],
    ]);
    mkdirSync(join(folder, "resource"));
    writeFileSync(join(folder, "resource/index.ts"), "export const operations = () => 0;\n");
    expect((await loadCourse(course.root)).broken).toEqual([]);
  });
});

describe("the version of an exercise", () => {
  /** The version of the fixture's exercise after a change to a copy of its folder. */
  async function versionAfter(change: (folder: string) => void): Promise<string | undefined> {
    const course = copyCourse();
    change(join(course.root, "packages/pair-sums"));
    return (await loadCourse(course.root)).exercises[0]?.version;
  }
  const unchanged = () => versionAfter(() => {});
  const write = (path: string) => (folder: string) => writeFileSync(join(folder, path), "// new\n");

  it("is the same for the same files, wherever they are", async () => {
    expect(await unchanged()).toMatch(/^[0-9a-f]{16}$/);
    expect(await unchanged()).toBe(await unchanged());
  });

  it.each([
    ["the manifest", (folder: string) => rewriteManifest(folder, (text) => `${text}\n`)],
    ["the baseline", write("baseline/index.ts")],
    ["a file that the baseline gains", write("baseline/more.ts")],
    [
      "the resource",
      (folder: string) => {
        mkdirSync(join(folder, "resource"));
        write("resource/index.ts")(folder);
      },
    ],
  ])("changes with %s", async (_, change) => {
    expect(await versionAfter(change)).not.toBe(await unchanged());
  });

  it.each([
    ["the student's files", write("src/index.ts")],
    ["the story", write("README.md")],
  ])("does not change with %s", async (_, change) => {
    expect(await versionAfter(change)).toBe(await unchanged());
  });
});

describe("choosing exercises", () => {
  /** As much of a course as choosing looks at. */
  const course = {
    root: "/course",
    exercises: [{ id: "spread-index" }, { id: "order-join" }, { id: "column-stats" }],
    broken: [
      {
        id: "half-done",
        manifest: "/course/packages/half-done/exercise.ts",
        problems: ["no title", "no hints"],
      },
    ],
  } as unknown as Course;
  const chosen = (...ids: string[]) => selectExercises(course, ids).map(({ id }) => id);

  it.each([
    ["all when no id is given", [], ["spread-index", "order-join", "column-stats"]],
    ["the one that is named", ["order-join"], ["order-join"]],
    [
      "several in the course's order",
      ["column-stats", "spread-index"],
      ["spread-index", "column-stats"],
    ],
    ["one once, however often it is named", ["order-join", "order-join"], ["order-join"]],
  ])("gives %s", (_, ids, expected) => {
    expect(chosen(...ids)).toEqual(expected);
  });

  it.each([
    ["order-joins", 'there is no exercise "order-joins"', "did you mean order-join?"],
    [
      "packages/order-join/src/index.ts",
      'there is no exercise "packages/order-join/src/index.ts"',
      "did you mean order-join?",
    ],
    ["orderjoin", 'there is no exercise "orderjoin"', "did you mean order-join?"],
    ["colum-stat", 'there is no exercise "colum-stat"', "did you mean column-stats?"],
    ["ord", 'there is no exercise "ord"', "did you mean order-join?"],
    ["stats", 'there is no exercise "stats"', "did you mean column-stats?"],
    ["pread", 'there is no exercise "pread"', "did you mean spread-index?"],
    ["idnex", 'there is no exercise "idnex"', "did you mean spread-index?"],
    ["Order_Join", 'there is no exercise "Order_Join"', "did you mean order-join?"],
    ["o", 'there is no exercise "o"', "did you mean order-join?"],
    ["in", 'there is no exercise "in"', "did you mean spread-index?"],
    ["e", 'there is no exercise "e"', "did you mean spread-index, or order-join?"],
    [
      "packages/column-stats/",
      'there is no exercise "packages/column-stats/"',
      "did you mean column-stats?",
    ],
    [
      "@bottleneck/order-join",
      'there is no exercise "@bottleneck/order-join"',
      "did you mean order-join?",
    ],
    [
      "zzzzzzzz",
      'there is no exercise "zzzzzzzz"',
      "the exercises are: spread-index, order-join, column-stats",
    ],
    [
      "half-done",
      "the exercise half-done is broken: no title; no hints",
      "fix /course/packages/half-done/exercise.ts",
    ],
  ])("refuses %s and says what to do", (id, message, next) => {
    const problem = problemOf(() => chosen("order-join", id));
    expect({ message: problem.message, next: problem.next }).toEqual({ message, next });
  });

  function problemOf(work: () => unknown): SetupError {
    try {
      work();
    } catch (error) {
      if (error instanceof SetupError) return error;
      throw error;
    }
    throw new Error("nothing was refused");
  }
});

describe("solutions are found", () => {
  const folder = join(courseFixture, "solutions/pair-sums");

  it("by the exercise's id", () => {
    expect(findSolutions(courseFixture, "pair-sums")).toEqual({
      reference: join(folder, "src"),
      partial: new Map([
        ["still-compares-all-pairs", join(folder, "partial/still-compares-all-pairs")],
      ]),
      wrong: new Map([
        ["pairs-a-value-with-itself", join(folder, "wrong/pairs-a-value-with-itself")],
      ]),
      walkthrough: undefined,
    });
  });

  it("not in a students' edition, which has none", () => {
    expect(findSolutions(courseOf(), "pair-sums")).toEqual({
      reference: undefined,
      partial: new Map(),
      wrong: new Map(),
      walkthrough: undefined,
    });
  });

  it("with their walkthrough, and without the files beside the folders", () => {
    const root = courseOf("solutions/a/WALKTHROUGH.md", "solutions/a/wrong/README.md");
    expect(findSolutions(root, "a")).toMatchObject({
      walkthrough: join(root, "solutions/a/WALKTHROUGH.md"),
      wrong: new Map(),
    });
  });
});
