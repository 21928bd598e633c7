import type { MeasuredBaseline } from "../../src/evidence/diagnosis/baseline.ts";
import type { SideEvidence } from "../../src/evidence/evidence.ts";

/** Two files with five functions; `totals` calls the others. */
export const exampleSources = {
  "index.ts": `import { parseRow } from "./parse.ts";

export function totals(text: string): string {
  const rows = text.split("\\n").map(parseRow);
  return formatTotal(sumColumn(rows));
}

function sumColumn(rows: number[][]): number {
  let sum = 0;
  for (const row of rows) sum += row[0] ?? 0;
  return sum;
}

function formatTotal(total: number): string {
  return total.toFixed(2);
}
`,
  "parse.ts": `export function parseRow(line: string): number[] {
  const fields = splitFields(line);
  return fields.map((field) => Number(field));
}

function splitFields(line: string): string[] {
  return line.split(/ *, */);
}
`,
};

/** Where the functions of the example are: their file, first line and the line that does the work. */
export const exampleFunctions = {
  totals: { file: "index.ts", first: 3, hot: 4 },
  sumColumn: { file: "index.ts", first: 8, hot: 10 },
  formatTotal: { file: "index.ts", first: 14, hot: 15 },
  parseRow: { file: "parse.ts", first: 1, hot: 3 },
  splitFields: { file: "parse.ts", first: 6, hot: 7 },
} as const;

export type ExampleFunction = keyof typeof exampleFunctions;

/** The example, profiled: each function takes this share of the time, nearly all in one line. */
export function baselineWith(shares: { readonly [Name in ExampleFunction]?: number }) {
  const measured = Object.entries(shares)
    .map(([name, share]) => ({ name, share, ...exampleFunctions[name as ExampleFunction] }))
    .toSorted((a, b) => b.share - a.share);
  return {
    sources: exampleSources,
    cpu: {
      msPerCall: 10,
      calls: 70,
      samples: 700,
      functions: measured.map(({ name, file, first, share }) => {
        return { name, file, line: first, share, msPerCall: 10 * share };
      }),
      lines: measured.flatMap(({ name, file, first, hot, share }) =>
        [
          { line: hot, share: 0.9 * share },
          { line: first, share: 0.1 * share },
        ].map((own) => ({ function: name, file, msPerCall: 10 * own.share, ...own })),
      ),
      elsewhere: [],
      garbageCollection: 0,
      flame: [],
    },
  } satisfies MeasuredBaseline;
}

/** A profiled side of which nothing but its CPU profile is known. */
export function evidenceOf({ cpu, sources }: MeasuredBaseline): SideEvidence {
  const missing = { state: "missing", why: "not looked for" } as const;
  return {
    cpu: { state: "seen", ...cpu },
    allocations: missing,
    lineAllocations: missing,
    vitals: missing,
    shapes: missing,
    flamegraph: missing,
    sources,
  };
}
