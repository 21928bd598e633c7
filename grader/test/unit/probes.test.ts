import { describe, expect, it } from "vitest";
import { createRandom, type Random } from "../../src/contract/index.ts";
import { parseTypeScript } from "../../src/course/source/parse.ts";
import { placeProbes } from "../../src/course/source/probes.ts";

/** Says where the probes think that the program is; counts lines from 1. */
type Mark = (line: number) => number;

interface Loaded {
  run(mark: Mark): unknown;
}

const dataUrl = (javaScript: string) => `data:text/javascript,${encodeURIComponent(javaScript)}`;

/** The probes without their counters: they only know where the program is. */
const stub = `let current = -1;
export const where = () => current;
export const at = (site) => { current = site; };
export const enter = (site) => { const caller = current; current = site; return caller; };
export const leave = (caller, value) => { current = caller; return value; };
`;

let loaded = 0;

/** Loads a module of its own, however often the same text was loaded before. */
async function load<Module>(javaScript: string): Promise<{ url: string; module: Module }> {
  const url = dataUrl(`${javaScript}\n// ${loaded++}`);
  return { url, module: (await import(/* @vite-ignore */ url)) as Module };
}

function javaScriptOf(source: string): string {
  const parsed = parseTypeScript(source);
  if (parsed.state !== "parsed") throw new Error(`${parsed.message} in:\n${source}`);
  return parsed.javaScript;
}

/** What a program gives: a value or an error, and the lines it said to be on. */
async function outcomeOf(program: Loaded, locate: Mark) {
  const places: number[][] = [];
  const mark = (line: number) => {
    places.push([line, locate(line)]);
    return line;
  };
  try {
    return { value: await program.run(mark), places };
  } catch (error) {
    return { threw: String(error), places };
  }
}

/** Runs a program as it is and with probes. */
async function runBoth(source: string) {
  const probes = await load<{ where(): number }>(stub);
  const request = { source: javaScriptOf(source), module: probes.url, first: 0 };
  const { source: probed, lines } = placeProbes(request);
  const bare = await load<Loaded>(javaScriptOf(source));
  const expected = await outcomeOf(bare.module, (line) => line);
  const parsed = parseTypeScript(probed);
  if (parsed.state !== "parsed") throw new Error(`${parsed.message} in:\n${probed}`);
  const { module } = await load<Loaded>(probed);
  const actual = await outcomeOf(module, () => lines[probes.module.where()] ?? 0);
  return { expected, actual, probed };
}

const lineCount = (text: string) => text.split("\n").length;

/** In a program, `mark()` stands for the number of its line, and `mark(-2)` for two above. */
const numbered = (source: string) =>
  source
    .split("\n")
    .map((line, index) =>
      line.replaceAll(/\bmark\((-?\d*)\)/g, (_, offset) => `mark(${index + 1 + Number(offset)})`),
    )
    .join("\n");

/** A program around statements. */
const body = (statements: string) => `type Mark = (line: number) => number;
export function run(mark: Mark): unknown {
  const out: unknown[] = [];
${statements}
}
`;

const programs: readonly (readonly [name: string, source: string])[] = [
  [
    "if without braces",
    body(`  if (out.length === 0) out.push([mark()]);
  if (out.push(1) > 9) return [1];
  else out.push({ line: mark() });
  return out;`),
  ],
  [
    "chains of else if",
    body(`  for (let i = 0; i < 4; i++)
    if (i === 0) out.push([mark()]);
    else if (i === 1) out.push([mark()]);
    else if ([i].length > 1) return;
    else if (i === 3) return [mark()];
    else out.push({ i, line: mark() });
  return out;`),
  ],
  [
    "loops with labels",
    body(`  outer: for (const a of [1, 2, 3])
    inner: for (const b of [1, 2, 3]) {
      if (a === b) continue outer;
      if (b === 3) break inner;
      out.push([a, b, mark()]);
    }
  block: {
    out.push([mark()]);
    if (out.length > 0) break block;
    out.push("never");
  }
  return out;`),
  ],
  [
    "returns below labels",
    body(`  const find = (wanted: number) => {
    if (wanted > 2) far: return [wanted];
    if (wanted > 1) near: return;
    out.push([mark()]);
    return { wanted };
  };
  return [find(1), find(2), find(3), out];`),
  ],
  [
    "switch",
    body(`  for (const value of ["a", "b", "c", "d"])
    switch (value) {
      case "a":
        out.push([mark()]);
      case "b": {
        out.push({ line: mark() });
        break;
      }
      case "c": out.push([mark()]); break;
      default:
        return [...out, mark()];
    }`),
  ],
  [
    "try and finally",
    body(`  const attempt = (fails: boolean) => {
    try {
      if (fails) throw new Error(\`failed \${mark()}\`);
      return [mark()];
    } catch (error) {
      out.push([String(error), mark()]);
      return { line: mark() };
    } finally {
      out.push([mark()]);
    }
  };
  return [attempt(true), attempt(false), out];`),
  ],
  [
    "an error that nobody catches",
    body(`  const fail = () => {
    throw new TypeError([mark()].join());
  };
  return fail();`),
  ],
  [
    "arrows that answer object literals, arrays and sequences",
    body(`  const point = (x: number) => ({ x, line: mark() });
  const lines = [1, 2].map((x) =>
    ({ x, line: mark() }));
  const last = (x: number) => (
    out.push([x, mark()]),
    [x]
  );
  return [point(1).x, lines, last(3), out, (() => {})()];`),
  ],
  [
    "generators",
    body(`  function* count(to: number): Generator<number[], string, number> {
    let got = 0;
    for (let i = 0; i < to; i++) {
      got += (yield [i, mark()]) ?? 0;
      out.push([got, mark()]);
    }
    return \`\${yield* []}\${got}\`;
  }
  for (const value of count(3)) {
    out.push([value, mark()]);
  }
  const all = count(2);
  out.push(all.next(1), all.next(5), all.next(7), all.next());
  return out;`),
  ],
  [
    "async functions",
    `export async function run(mark: (line: number) => number) {
  const out: unknown[] = [];
  const wait = async <Value>(value: Value) => {
    await Promise.resolve();
    out.push([value, mark()]);
    return [value];
  };
  const later = async (value: number) =>
    [await value, value];
  const first = await wait(1);
  out.push([first, mark()]);
  for await (const value of [wait(2), later(3)]) {
    out.push([value, mark()]);
  }
  await Promise.all([wait(4), later(5)]);
  try {
    await wait(6).then(() => { throw new Error("no"); });
  } catch (error) {
    out.push([String(error), mark()]);
  }
  return out;
}
`,
  ],
  [
    "classes",
    `class Shape {
  static made: number[] = [];
  static {
    Shape.made = [...[0]];
  }
  readonly sides: number[];
  #secret = [1, 2];
  label = () => [this.sides.length];
  constructor(sides: number[] = [1]) {
    this.sides = [...sides];
    Shape.made.push(sides.length);
  }
  get total(): number {
    return [...this.sides].reduce((sum, side) => sum + side, 0);
  }
  set total(value: number) {
    this.sides.push(...[value]);
  }
  static of(...sides: number[]) { return new this(sides); }
  secret() { return [...this.#secret]; }
}
class Square extends Shape {
  constructor(side: number, mark: (line: number) => number) {
    const sides = [side, side];
    super([...sides, side, side]);
    sides.push([mark()].length);
    if (side < 0) return Object.create(null);
  }
}
export function run(mark: (line: number) => number) {
  const square = new Square(2, mark);
  square.total = 1;
  const names = [Square.name, square.label.name, Shape.of(1, 2).total, mark()];
  return [names, square.total, square.secret(), square.label(), Shape.made, new Square(-1, mark)];
}
`,
  ],
  [
    // Values for parameters are made before the function begins: they are the caller's.
    "default parameters and destructuring",
    body(`  const collect = (
    first = [mark(7)],
    { a = () => { return [mark()]; }, ...rest }: any = {},
    ...others: number[]
  ) => {
    out.push([first, a(), rest, others, mark()]);
    return first;
  };
  collect();
  collect([1], { a: () => 2, b: 3 }, 4, 5);
  return out;`),
  ],
  [
    "callbacks, after which their caller goes on",
    body(`  out.push(
    [1, 2].map((x) => {
      return [x, mark()];
    }),
    [mark(-4)],
    [3].map((x) =>
      [x, mark()]).concat([mark(-6)]),
  );
  return out;`),
  ],
  [
    "functions in functions",
    body(`  function outer(value: number) {
    return inner([value]);
    function inner(values: number[]): unknown {
      const deepest = function () {
        return values.map((one) => [one, mark()]);
      };
      return { deepest: deepest(), name: deepest.name, line: mark() };
    }
  }
  const found = outer(1);
  out.push([found, mark()]);
  return out;`),
  ],
  [
    "texts, templates and tags",
    body(`  const tag = (parts: TemplateStringsArray, ...values: unknown[]) => [...parts.raw, ...values];
  let text = "a // no comment";
  text += \`\${[1, 2].map((x) => \`\${x}
;\`).join("}")}\`;
  out.push(tag\`one \${text} { return \${mark()} }\`, /[/}]"/.test(text));
  return out;`),
  ],
  [
    "loops that make things in their heads",
    body(`  for (let list = [1]; list.push(1) < 4; list = [...list]) out.push([mark()]);
  for (const key in { a: 1, b: 2 }) out.push(key + mark());
  let left = 3;
  while ([left].some((one) => one > 0)) {
    left -= [1].length;
    out.push([left, mark()]);
  }
  do out.push([mark()]); while ([left++].includes(0)) out.push([mark()]);
  for (;;) { if (out.push(1) > 20) break }
  for (const [key, value] of new Map([["a", [1]]])) {
    out.push({ key, value, line: mark() });
  }
  for (const _ of [1, 2]);
  return out;`),
  ],
  [
    "no semicolons",
    body(`  let counter = 0
  const make = (value: number) =>
    [value, mark()]
  for (const value of [1, 2, 3]) if (make(value).length > 2) return make(value)
  if (counter > 0) if (make(1)) return () =>
    [1]
  counter
  ++counter
  const other = counter
  ;[1, 2].forEach((value) => out.push([value + other]))
  const later = () => { if (make(1)) return make(2) }
  const nested = () => {return () =>
    [2]}
  for (const value of [1, 2]) {if (make(value)) out.push(make(value))}
  for (const value of [1, 2]) {return [later(), nested()(), value, out]}`),
  ],
  [
    "returns without a value",
    body(`  const maybe = (value: number) => {
    if (value > 1) return
    out.push([value])
    return
  }
  const other = (value: number) => { if (value) return; else { out.push([value]); return; } };
  return [maybe(1), maybe(2), other(0), other(1), out];`),
  ],
  [
    "comments in odd places",
    `${body(`  if (out.push([1])) /* { */ return /* } */ out.concat([mark()]) // ;
  else return [2] // }`)}// the end {`,
  ],
  ["a first line that names the interpreter", `#!/usr/bin/env node\n${body("  return [mark()];")}`],
  [
    "an instruction at the beginning",
    `"use strict";\n${body(`  "use strict";\n  return [mark()];`)}`,
  ],
];

describe("a program with probes", () => {
  it.each(programs)("behaves as without: %s", async (_, source) => {
    const program = numbered(source);
    const { expected, actual, probed } = await runBoth(program);
    expect(lineCount(probed)).toBe(lineCount(program));
    expect(actual).toEqual(expected);
  });

  it("behaves as without, however statements are nested and laid out", async () => {
    for (let seed = 1; seed <= 150; seed++) {
      const source = new RandomProgram(createRandom(seed)).source();
      const { expected, actual, probed } = await runBoth(source);
      expect(lineCount(probed), source).toBe(lineCount(source));
      expect(actual, source).toEqual(expected);
    }
  });
});

/** Writes statements at random: nested in each other, with and without braces and semicolons. */
class RandomProgram {
  readonly #random: Random;
  #names = 0;
  #numbers = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  source(): string {
    return `export function run() {
  const out = [];
  let fuel = 60;
  const test = (...values) => { fuel--; return (values.length * 7 + fuel) % 3 > 0 && fuel > 0; };
  ${this.#statements(3)}
  return out;
}
`;
  }

  #statements(depth: number): string {
    const list = Array.from({ length: this.#random.int(1, 4) }, () =>
      depth > 0 && this.#random.chance(0.2) ? this.#function(depth - 1) : this.#statement(depth),
    );
    return list.join(this.#random.pick(["\n", " // a comment }\n", "\n\n  "]));
  }

  /** Without a semicolon it must be followed by a new line or a brace. */
  #statement(depth: number): string {
    const kinds = depth === 0 ? this.#leaves() : [...this.#leaves(), ...this.#nested(depth)];
    return this.#random.pick(kinds)();
  }

  #body(depth: number): string {
    return this.#random.chance(0.5) ? this.#statement(depth) : this.#block(depth);
  }

  #block(depth: number): string {
    const [open, close] = this.#random.pick([
      ["{", "}"],
      ["{ ", " }"],
      ["{\n", "\n}"],
    ] as const);
    return `${open}${this.#statements(depth)}${close}`;
  }

  #end = () => this.#random.pick([";", "", " "]);
  #test = () => this.#random.pick(["test()", "test(1, [2])", "fuel-- > 20", "out.length < 9"]);
  #name = () => `name${this.#names++}`;
  #value = () =>
    this.#random.pick(["[1]", "[{ a: 2 }]", `\`a\${[fuel]}\``, "fuel", `${this.#numbers++}`]);

  #leaves = () => [
    () => `out.push(${this.#value()})${this.#end()}`,
    () => `fuel -= ${this.#random.int(1, 3)}${this.#end()}`,
    () => ";",
    () =>
      `if (${this.#test()}) return${this.#random.pick(["", ` ${this.#value()}`])}${this.#end()}`,
  ];

  #nested = (depth: number) => [
    () => `if (${this.#test()}) ${this.#body(depth - 1)}`,
    () => `if (${this.#test()}) ${this.#block(depth - 1)} else ${this.#body(depth - 1)}`,
    () => `for (const one of [1, ${this.#value()}]) ${this.#body(depth - 1)}`,
    () => `for (let i = 0; test([i]) && i < 3; i++) ${this.#body(depth - 1)}`,
    () => `while (fuel-- > 30 && ${this.#test()}) ${this.#body(depth - 1)}`,
    () => `do ${this.#block(depth - 1)} while (fuel-- > 40)${this.#end()}`,
    () => this.#labelled(depth - 1),
    () => `switch (fuel % 3) { case 0: ${this.#statements(depth - 1)}\ndefault: ${this.#statements(0)}
break; case 1: ${this.#block(depth - 1)}}`,
    () => `try ${this.#block(depth - 1)} catch (error) ${this.#block(0)} finally ${this.#block(0)}`,
    () => `try { throw [fuel] } catch { ${this.#statements(depth - 1)}\n}`,
    () => `Array.of(1, 2).forEach((one) => ${this.#block(depth - 1)})${this.#end()}`,
    () => `out.push(Array.of(1, 2).map((one) =>\n${this.#value()}))${this.#end()}`,
    () => this.#block(depth - 1),
  ];

  #labelled(depth: number): string {
    const label = this.#name();
    const jump = this.#random.pick(["continue", "break"]);
    return `${label}: for (const a of [1, 2, 3]) { ${this.#statements(depth)}
if (${this.#test()}) ${jump} ${label}${this.#end()}
${this.#statements(0)}}`;
  }

  #function(depth: number): string {
    const name = this.#name();
    const call = `out.push(${name}(fuel))`;
    return this.#random.pick([
      () => `const ${name} = (a) => ${this.#block(depth)}\n${call}`,
      () => `const ${name} = (a) =>\n({ a })\n${call}`,
      () => `function ${name}(a, b = () => ${this.#block(depth)}) { if (a) return b()}\n${call}`,
      () => `function* ${name}(a) { ${this.#statements(depth)}
yield [a]}\nfor (const one of ${name}(1)) out.push(one)`,
      () => `const ${name} = (a) => () =>\n[a]\n${call.replace("(fuel)", "(fuel)()")}`,
    ])();
  }
}
