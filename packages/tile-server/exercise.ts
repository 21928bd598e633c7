import type { Random } from "@bottleneck/grader/contract";
import { defineExercise } from "@bottleneck/grader/contract";
import type { serveTiles, TileRequest } from "./baseline/index.ts";
import type { Layer, Style, TileAddress } from "./baseline/style.ts";

const kinds = ["water", "forest", "road", "rail", "border", "contour", "path", "label"];

/** The two styles that nearly all customers use. They are the same in every visit. */
const ordinary = [ordinaryStyle("day", 240, 7), ordinaryStyle("night", 20, 11)];
/** Every visit begins with tiles up to this zoom. */
const overviewZoom = 3;

export default defineExercise<typeof serveTiles>({
  title: "The tile server",
  pathology: "memory leak",
  lesson: "L04",
  order: 560,
  difficulty: 3,
  prerequisites: ["profile-gateway"],
  origin: {
    url: "https://github.com/unjs/ocache/issues/35",
    summary:
      "The default storage of the caching library ocache is a Map in memory that removes entries " +
      "only when they expire. With many different keys, or without a lifetime, it grows until " +
      "the process ends. The issue asks for a maximum size, with the least recently used entries " +
      "removed first.",
  },
  entry: "serveTiles",
  input: {
    make: makeVisit,
    sizes: { check: [2, 15, 120], time: 400 },
    edgeCases: {
      "no requests": () => [ordinary, []],
      "no styles": () => [[], [request(0, 0, 0, 0)]],
      "one tile": () => [ordinary, [request(0, 0, 0, 0)]],
      "the same tile again and again": () => [
        ordinary,
        Array.from({ length: 40 }, () => request(1, 2, 3, 1)),
      ],
      "a style without layers": () => [
        [{ name: "", ground: 7, layers: [] }],
        [request(0, 1, 0, 1)],
      ],
      "styles that differ in one number": () => {
        const [day] = ordinary;
        const other = (changes: Partial<Layer>) => ({
          ...ordinaryStyle("day", 240, 7),
          layers: (day?.layers ?? []).map((layer, at) =>
            at === 3 ? { ...layer, ...changes } : layer,
          ),
        });
        const styles = [
          ...ordinary,
          other({ shade: 99 }),
          other({ spacing: 2 }),
          other({ minZoom: 0 }),
          { ...ordinaryStyle("day", 241, 7) },
        ];
        return [styles, styles.map((_, style) => request(style, 2, 1, 1))];
      },
      "another style of the same name": () => [
        [ordinaryStyle("day", 10, 3), ordinaryStyle("night", 10, 5)],
        [request(0, 0, 0, 0), request(1, 2, 3, 1), request(0, 2, 1, 1)],
      ],
      "styles in another order": () => [
        [...ordinary].reverse(),
        [request(0, 0, 0, 0), request(1, 2, 3, 1)],
      ],
      "addresses that read alike": () => [
        ordinary,
        [
          request(0, 7, 1, 11),
          request(0, 7, 11, 1),
          request(0, 7, 111, 0),
          request(0, 71, 1, 1),
          request(0, 7, 1, 1),
          request(0, 1, 71, 1),
        ],
      ],
      "tiles that were asked for before": () => [
        ordinary,
        [request(0, 7, 11, 1), request(0, 0, 0, 0), request(1, 2, 3, 1)],
      ],
      "nine hundred different tiles, and the first ones again": () => [
        ordinary,
        [
          ...Array.from({ length: 900 }, (_, at) => request(0, 10, at, at % 7)),
          request(0, 10, 0, 0),
          request(0, 10, 1, 1),
        ],
      ],
      "styles that are not in the list": () => [
        ordinary,
        [request(2, 0, 0, 0), request(-1, 0, 0, 0), request(0, 0, 0, 0)],
      ],
    },
    isValid: (styles) => styles.every(({ layers }) => layers.every(({ spacing }) => spacing >= 1)),
  },
  answer: { compare: { kind: "exact" } },
  goal: {
    metric: "live bytes",
    target: 12,
    stretch: 30,
    bounds: [{ metric: "cpu time", atMost: 1.8 }],
  },
  diagnosis: { function: "tileOf", file: "tiles.ts", lines: [11, 13] },
  hints: [
    "What does a visit need that an earlier visit needed as well, and what will nobody ask for " +
      "again? After the visit, both are in the same place. For how long?",
    "Work out how large one entry is: its key, its pixels. Then work out how many entries there " +
      "are after one visit, after a thousand visits, after a week.",
    "A shorter key makes entries smaller, but there are just as many. If you remove everything " +
      "now and then, there are few, but the overview is drawn again each time. Which entries " +
      "could you remove that nobody would miss?",
    "Keep 400 tiles at most and remove the least recently used one. A Map keeps its keys in the " +
      "order in which they were set. So delete and set an entry when it is read: then the first " +
      "key is the least recently used one.",
  ],
});

/** A visit: the overview first and again and again, and a walk in the visitor's own style. */
function makeVisit(random: Random, size: number): [Style[], TileRequest[]] {
  const own = makeStyle(random);
  const zoom = random.int(8, 14);
  let column = random.int(0, 2 ** zoom - 1);
  let row = random.int(0, 2 ** zoom - 1);
  const requests = Array.from({ length: size }, () => {
    if (random.chance(0.6)) {
      const overview = random.int(0, overviewZoom);
      const last = 2 ** overview - 1;
      return request(random.int(0, 1), overview, random.int(0, last), random.int(0, last));
    }
    if (random.chance(0.12)) column += random.int(-1, 1);
    if (random.chance(0.12)) row += random.int(-1, 1);
    return request(2, zoom, column + random.int(0, 3), row + random.int(0, 2));
  });
  return [[...ordinary, own], requests];
}

function makeStyle(random: Random): Style {
  const layers = Array.from({ length: random.int(6, 8) }, () => ({
    kind: random.pick(kinds),
    spacing: random.int(1, 40),
    shade: random.int(-90, 90),
    minZoom: random.int(0, 12),
  }));
  return { name: `style ${random.int(0, 999_999_999)}`, ground: random.int(0, 255), layers };
}

function ordinaryStyle(name: string, ground: number, spacing: number): Style {
  const layers = kinds.map((kind, at) => ({
    kind,
    spacing: spacing + at,
    shade: 12 - 3 * at,
    minZoom: at % 4,
  }));
  return { name, ground, layers };
}

function request(
  style: number,
  zoom: TileAddress["zoom"],
  column: number,
  row: number,
): TileRequest {
  return { style, address: { zoom, column, row } };
}
