import type { Random } from "@bottleneck/grader/contract";
import { defineExercise } from "@bottleneck/grader/contract";
import type { ParsedElement } from "./baseline/element.ts";
import type { lintTemplate } from "./baseline/index.ts";
import type { Standard } from "./baseline/rules.ts";

type Attributes = ParsedElement["attributes"];

const tags = ["div", "div", "span", "a", "img", "button", "li", "section"];
const others = [
  "class",
  "id",
  "style",
  "lang",
  "dir",
  "name",
  "type",
  "data-test",
  "data-id",
  "key",
];
const labels = ["", "Menu", "Search the catalogue", "Zur Kasse", "Add to the list of wishes"];

export default defineExercise<typeof lintTemplate>({
  title: "The template linter",
  pathology: "megamorphic access",
  lesson: "L05",
  order: 620,
  difficulty: 3,
  origin: {
    url: "https://github.com/microsoft/TypeScript/pull/51682",
    summary:
      "TypeScript's compiler added properties to the nodes of its syntax tree only where they " +
      "were needed. So nodes came in many shapes, and V8 had to look their properties up the " +
      "slow way. The change gives nodes fewer and more stable shapes.",
  },
  entry: "lintTemplate",
  input: {
    make: makeTemplate,
    sizes: { check: [2, 15, 120], time: 600 },
    edgeCases: {
      "an empty template": () => [[], [standard()]],
      "no standards": () => [[element("div")], []],
      "one bare element": () => [[element("div")], [standard()]],
      "attributes with an empty value": () =>
        each("img", "", ["alt", "hidden", "href", "label", "role", "tabindex", "title"]),
      "images with and without a text": () => [
        [
          element("img"),
          element("img", ["alt", ""]),
          element("img", ["hidden", ""]),
          element("div"),
          element("IMG"),
        ],
        [standard()],
      ],
      "links with and without a name": () => [
        [
          element("a", ["href", "/"]),
          element("a", ["href", ""]),
          element("a", ["href", "/"], ["title", ""]),
          element("a", ["label", "x"], ["href", "/"]),
          element("a"),
        ],
        [standard()],
      ],
      "the first of two attributes with one name": () => [
        [
          element("a", ["label", "a label that is much too long"], ["href", "/"], ["label", "x"]),
          element("div", ["tabindex", "9"], ["tabindex", "-1"], ["hidden", ""]),
          element("div", ["role", "button"], ["role", "list"]),
        ],
        [standard()],
      ],
      "tabindexes of every kind": () => [
        ["0", "-1", " -1", "-1.0", "3", "4", "", " 7 ", "1e3", "x", "Infinity"].flatMap((value) => [
          element("div", ["tabindex", value]),
          element("div", ["hidden", "hidden"], ["tabindex", value]),
        ]),
        [
          standard(),
          { ...standard(), highestTabindex: -2 },
          { ...standard(), highestTabindex: 4.5 },
        ],
      ],
      "labels of the longest length": () => [
        ["", "12345", "123456", "🦊🦊", "🦊🦊🦊"].map((value) => element("div", ["label", value])),
        [standard(), { ...standard(), longestLabel: 0 }, { ...standard(), longestLabel: -1 }],
      ],
      "controls within controls": () => [
        [
          element("a", ["href", "/"]),
          { tag: "div", parent: 0, attributes: [] },
          { tag: "div", parent: 1, attributes: [["role", "button"]] },
          { tag: "a", parent: 2, attributes: [["href", ""]] },
          { tag: "a", parent: -1, attributes: [["href", ""]] },
          { tag: "div", parent: 4, attributes: [["role", "Button"]] },
          { tag: "div", parent: 5, attributes: [["role", "button"]] },
        ],
        [standard(), standard()],
      ],
      "attributes named like the tree's own": () => [
        [
          element("div", ["parent", "x"], ["tag", "img"]),
          { tag: "img", parent: 0, attributes: [["tag", "div"]] },
        ],
        [standard()],
      ],
      "attributes named like members of every object": () => [
        ["__proto__", "constructor", "toString", "hasOwnProperty"].map((name) =>
          element("img", [name, "href"], ["href", "/"]),
        ),
        [standard()],
      ],
      "names in other cases": () => [
        [element("img", ["ALT", "x"], ["Hidden", ""]), element("a", ["Href", "/"], ["HREF", "/"])],
        [standard()],
      ],
      "attributes in every order": () => [
        [0, 1, 2, 3, 4, 5].map((first) => {
          const all = [
            ["href", "/"],
            ["label", "too long a label"],
            ["role", "button"],
            ["tabindex", "9"],
            ["hidden", ""],
            ["alt", ""],
          ] as const;
          return element("img", ...all.slice(first), ...all.slice(0, first));
        }),
        [standard()],
      ],
    },
    isValid: (parsed) => parsed.every(({ parent }, position) => parent >= -1 && parent < position),
  },
  answer: { compare: { kind: "exact" } },
  goal: { metric: "cpu time", target: 10, stretch: 25 },
  diagnosis: { function: "lintElement", file: "rules.ts", lines: [35, 55] },
  hints: [
    "Profile it. The hottest lines read properties and compare them. Divide the time of a " +
      "call by the number of elements and standards. Should a handful of comparisons cost that " +
      "much?",
    "Change nothing in the rules. Give `treeOf` a template whose elements all have the same " +
      "attributes in the same order, and measure again. What does V8 have to know about an " +
      "object to read one of its properties?",
    "V8 describes an object by the names of its properties, in the order in which they were " +
      "added. A line of code remembers four such descriptions. How many are there among 600 " +
      "elements whose authors write attributes as they like?",
    "Make all elements with one constructor. Let it set every property that the rules read, " +
      "always in the same order, to undefined where an attribute is missing. Add no property " +
      "later. For the stretch, ask what the rules find out again for every standard although it " +
      "does not depend on the standard.",
  ],
});

function makeTemplate(random: Random, size: number): [ParsedElement[], Standard[]] {
  const parsed = Array.from({ length: size }, (_, position) => ({
    tag: random.pick(tags),
    parent: random.chance(0.02) ? -1 : position - random.int(1, Math.min(position + 1, 8)),
    attributes: makeAttributes(random),
  }));
  const standards = Array.from({ length: 16 }, (_, position) => ({
    name: `customer ${position}`,
    longestLabel: random.int(5, 25),
    highestTabindex: random.int(0, 5),
  }));
  return [parsed, standards];
}

/** Two to eight attributes in any order. */
function makeAttributes(random: Random): Attributes {
  const read = ["alt", "hidden", "href", "label", "role", "tabindex", "title"];
  const names = random.shuffle([
    ...read.filter(() => random.chance(0.3)),
    ...others.filter(() => random.chance(0.25)),
  ]);
  if (random.chance(0.03)) names.push(...names.slice(0, 1));
  return names.map((name) => [name, makeValue(random, name)]);
}

function makeValue(random: Random, name: string): string {
  if (name === "tabindex") return String(random.int(-1, 6));
  if (name === "role") return random.pick(["button", "list", "presentation"]);
  return name === "label" ? random.pick(labels) : random.pick(["", "main", "/home"]);
}

function element(tag: string, ...attributes: Attributes): ParsedElement {
  return { tag, parent: -1, attributes };
}

/** One element for each attribute. */
function each(tag: string, value: string, names: readonly string[]): [ParsedElement[], Standard[]] {
  return [names.map((name) => element(tag, [name, value])), [standard()]];
}

function standard(): Standard {
  return { name: "ours", longestLabel: 5, highestTabindex: 3 };
}
