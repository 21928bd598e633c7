import type { Random } from "@bottleneck/grader/contract";
import { defineExercise } from "@bottleneck/grader/contract";
import type { forecastBuilds } from "./baseline/index.ts";
import type { Package } from "./baseline/workspace.ts";

/** The most layers of packages in a workspace. */
const mostLayers = 11;

const teams = ["ui", "auth", "billing", "search", "media", "ops"];
const memberNames = ["__proto__", "constructor", "hasOwnProperty", "toString", "valueOf"];
const registry = ["react", "zod", "lodash", "@types/node"];

export default defineExercise<typeof forecastBuilds>({
  title: "The build forecast",
  pathology: "repeated work",
  lesson: "L04",
  order: 370,
  difficulty: 2,
  origin: {
    url: "https://github.com/rust-lang/cargo/pull/4521",
    summary:
      "Cargo hashed a package's fingerprint together with those of its dependencies, and hashed " +
      "each of these again with its own dependencies. So a package that many others share was " +
      "hashed once for every path that leads to it: exponential in the worst case. The fix uses " +
      "the hash that each fingerprint already kept.",
  },
  entry: "forecastBuilds",
  input: {
    make: makeWorkspace,
    sizes: { check: [3, 20, 90], time: 440 },
    edgeCases: {
      "nothing at all": () => [[], []],
      "no products": () => [[pack("app", 3)], []],
      "a product that is not there": () => [[pack("app", 3)], ["site", "app", ""]],
      "one package without a build step": () => [[pack("app", 0)], ["app"]],
      "a dependency from the registry": () => [
        [pack("app", 3, "react", "ui"), pack("ui", 2)],
        ["app"],
      ],
      "the same product twice, and one that another needs": () => [
        [pack("app", 3, "ui"), pack("ui", 2, "core"), pack("core", 4)],
        ["app", "ui", "app", "core"],
      ],
      "a short way and a long way to the same package": () => [
        [
          pack("app", 1, "core", "ui"),
          pack("core", 5, "base"),
          pack("ui", 9, "core"),
          pack("base", 2),
        ],
        ["app", "core"],
      ],
      "listed from the bottom up": () => [
        [
          pack("base", 2),
          pack("core", 5, "base"),
          pack("ui", 9, "core"),
          pack("app", 1, "ui", "core"),
        ],
        ["app"],
      ],
      "equally long chains": () => [
        [
          pack("app", 1, "left", "right"),
          pack("left", 4, "base"),
          pack("right", 4, "base", "other"),
          pack("base", 2),
          pack("other", 2),
        ],
        ["app", "right"],
      ],
      "equally long chains, the longer list of packages first": () => [
        [
          pack("app", 1, "left", "right"),
          pack("left", 2, "base"),
          pack("right", 4),
          pack("base", 2),
        ],
        ["app"],
      ],
      "packages without a build step below the chain": () => [
        [pack("app", 1, "types"), pack("types", 0, "schema"), pack("schema", 0)],
        ["app", "types"],
      ],
      "packages without a build step within the chain": () => [
        [
          pack("app", 1, "types", "ui"),
          pack("types", 0, "schema"),
          pack("schema", 7),
          pack("ui", 7),
        ],
        ["app", "types"],
      ],
      "a dependency that is listed twice": () => [
        [pack("app", 1, "ui", "core", "ui"), pack("ui", 2), pack("core", 2)],
        ["app"],
      ],
      "two manifests with one name": () => [
        [pack("app", 1, "ui"), pack("ui", 20, "gone"), pack("ui", 2, "core"), pack("core", 3)],
        ["app"],
      ],
      "names that every object inherits": () => [
        memberNames.map((name, position) =>
          pack(name, position + 1, ...memberNames.slice(position + 1)),
        ),
        [...memberNames, "isPrototypeOf"],
      ],
      "dependencies named like members of every object that are not there": () => [
        [pack("app", 2, ...memberNames)],
        ["app", ...memberNames],
      ],
      "the same names with other times": () => [
        [pack("app", 30, "ui"), pack("ui", 20, "core"), pack("core", 40)],
        ["app", "ui", "core"],
      ],
      "the same names the other way round": () => [
        [pack("core", 3, "ui"), pack("ui", 2, "app"), pack("app", 4)],
        ["app", "ui", "core"],
      ],
      "names that look alike": () => {
        const names = ["é", "e\u0301", "É", "", " ", "家", "🏠"];
        return [
          names.map((name, position) => pack(name, 1 + position, ...names.slice(position + 1))),
          names,
        ];
      },
      "thirty thousand generated packages, each below another": () => [
        Array.from({ length: 30_000 }, (_, position) =>
          pack(`step-${position}`, (position % 7) + 1, `step-${position + 1}`),
        ),
        ["step-0", "step-29990"],
      ],
    },
    isValid: (packages) => packages.every(({ seconds }) => seconds >= 0) && hasNoCycle(packages),
  },
  answer: { compare: { kind: "exact" } },
  goal: {
    metric: "cpu time",
    target: 25,
    stretch: 60,
    growth: { below: 1.5, size: 300 },
  },
  diagnosis: { function: "longestChain", file: "chain.ts", lines: [22, 31] },
  hints: [
    "Grade once. How often does the hottest loop run for one call with 440 packages, and how " +
      "many packages are there? Count with a variable if you like.",
    "Draw a product that needs two packages. Both need the same third package, which again needs " +
      "two that share one. Follow the loop with a finger. How often does it come to the lowest " +
      "package, and how often would it with ten such layers?",
    "What lies below a package is the same, whichever path leads to it. What would you have to " +
      "know about each dependency of a package to tell the longest chain that starts there? And " +
      "how long is that knowledge valid: for one chain, for one product, for one call?",
    "For each package, keep two things in a Map: the seconds of its longest chain, and the " +
      "dependency where that chain continues. Share the Map between all products of a call. The " +
      "shortest way to write it is a recursive function that looks there first, but the stack " +
      "holds only a few thousand calls. So keep a list of open packages: look at the last one, " +
      "and remove it when all its dependencies have an entry.",
  ],
});

function pack(name: string, seconds: number, ...dependsOn: string[]): Package {
  return { name, seconds, dependsOn };
}

/** Layers of packages that need two or three from the layer below. The products are on top. */
function makeWorkspace(random: Random, size: number): [Package[], string[]] {
  const layers = Math.min(mostLayers, Math.ceil(size / 3));
  const names = Array.from({ length: size }, (_, position) => makeName(random, position));
  const layerOf = (position: number) => Math.floor((position * layers) / size);
  const firstOf = (layer: number) => Math.ceil((layer * size) / layers);
  const packages = names.map((name, position) => {
    const layer = layerOf(position);
    if (layer === 0) return pack(name, random.int(1, 60));
    const below = names.slice(firstOf(layer - 1), firstOf(layer));
    const dependsOn = Array.from({ length: random.int(2, 3) }, () => random.pick(below));
    if (random.chance(0.2)) dependsOn.push(random.pick(names.slice(0, firstOf(layer))));
    if (random.chance(0.3)) dependsOn.unshift(random.pick(registry));
    return pack(name, random.chance(0.08) ? 0 : random.int(1, 60), ...dependsOn);
  });
  const products = names.slice(firstOf(layers - 1));
  return [random.shuffle(packages), random.shuffle(products)];
}

function makeName(random: Random, position: number): string {
  if (position < memberNames.length && random.chance(0.1)) return memberNames[position] ?? "";
  return `@shop/${random.pick(teams)}-${position}`;
}

/** Removes packages whose dependencies are all gone, each once. Packages of a cycle never go. */
function hasNoCycle(packages: readonly Package[]): boolean {
  const listed = new Map(packages.map(({ name, dependsOn }) => [name, dependsOn]));
  const usersOf = new Map([...listed.keys()].map((name): [string, string[]] => [name, []]));
  const needs = new Map<string, number>();
  for (const [name, dependsOn] of listed) {
    const present = dependsOn.filter((other) => listed.has(other));
    needs.set(name, present.length);
    for (const other of present) usersOf.get(other)?.push(name);
  }
  const gone = [...listed.keys()].filter((name) => needs.get(name) === 0);
  for (const name of gone) {
    for (const user of usersOf.get(name) ?? []) {
      const left = (needs.get(user) ?? 0) - 1;
      needs.set(user, left);
      if (left === 0) gone.push(user);
    }
  }
  return gone.length === listed.size;
}
