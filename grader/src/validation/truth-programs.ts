/** What is known of a program: shares of its time, or bytes of a call, by function or by line. */
export type Truth = ReadonlyMap<string, number>;

/**
 * A program whose self times are known, because its parts do the same work, some of them more of it,
 * or because each works for a time of its own.
 */
export interface TimedProgram {
  readonly name: string;
  readonly source: string;
  /** Default: a function that answers at once. */
  readonly entryKind?: "async function";
  /** Modules of Node that it imports. */
  readonly modules?: readonly string[];
  /** V8 leaves its optimized code again and again. */
  readonly leavesOptimizedCode?: true;
  /** How long a call is busy. */
  readonly msPerCall?: number;
  /** The share of each function in the time. */
  readonly functions: Truth;
  /** The share of each line, by its number. */
  readonly lines: Truth;
}

/** A program whose allocations are known, because each part makes so many things of a known size. */
export interface AllocatingProgram {
  readonly name: string;
  readonly source: string;
  /** Bytes that one call allocates on the heap, by function. */
  readonly functions: Truth;
  /** The same by line. */
  readonly lines: Truth;
}

/** Arithmetic on one line, so many tenths of a few ms. */
const work = (tenths: number, state: string) =>
  `for (let i = 0; i < ${tenths * 400_000}; i++) ${state} = Math.imul(${state} ^ i, 0x5bd1e995) + 1;`;

const head = "let state = 1;\n";

const functionsProgram: TimedProgram = {
  name: "three functions",
  source: `${head}
export function run(): number {
  first();
  second();
  third();
  return state;
}
function first(): void {
  ${work(6, "state")}
}
function second(): void {
  ${work(3, "state")}
}
function third(): void {
  ${work(1, "state")}
}
`,
  functions: new Map([
    ["first", 0.6],
    ["second", 0.3],
    ["third", 0.1],
  ]),
  lines: new Map([
    ["10", 0.6],
    ["13", 0.3],
    ["16", 0.1],
  ]),
};

const linesProgram: TimedProgram = {
  name: "four lines of one function",
  source: `${head}
export function run(): number {
  let local = state;
  ${work(5, "local")}
  ${work(2.5, "local")}
  ${work(1.5, "local")}
  ${work(1, "local")}
  state = local;
  return local;
}
`,
  functions: new Map([["run", 1]]),
  lines: new Map([
    ["5", 0.5],
    ["6", 0.25],
    ["7", 0.15],
    ["8", 0.1],
  ]),
};

const search = (name: string) => `function ${name}(customer: number): number {
  const login = sought[customer % 3000];
  return logins.findIndex((one) => one === login);
}
`;

/** V8 can't see the caller of the comparison of two texts: unrepaired, a third of it is lost. */
const lostCallerProgram: TimedProgram = {
  name: "searches, of which V8 loses the caller",
  source: `${head}
const logins = Array.from({ length: 3000 }, (_, index) => "customer-with-a-long-name-" + index);
const sought = logins.map((login) => login.slice(0, 10) + login.slice(10));
export function run(): number {
  let found = 0;
  for (let part = 0; part < 400; part++) found = often(1000 + (part % 100));
  for (let part = 0; part < 100; part++) found = rarely(1000 + part);
  return found;
}
${search("often")}${search("rarely")}`,
  functions: new Map([
    ["often", 0.8],
    ["rarely", 0.2],
  ]),
  lines: new Map([
    ["13", 0.8],
    ["17", 0.2],
  ]),
};

/**
 * A function that does something again and again, for some ms. By the wall: the CPU time of a thread
 * moves in steps of 4 ms on some kernels.
 */
const busyFor = (name: string, something: string) => `function ${name}(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until) ${something}
}
`;

/** Arithmetic that takes a fraction of a ms. */
const aWhile = "for (let i = 0; i < 30_000; i++) state = Math.imul(state ^ i, 0x5bd1e995) + 1;";

/**
 * V8 leaves optimized code at the end of each inner loop of what `first` makes, because that is new
 * each time, and takes a sample there: seven times as many as its timer does.
 */
const deoptimizingProgram: TimedProgram = {
  name: "three stages, of which one leaves optimized code again and again",
  leavesOptimizedCode: true,
  source: `${head}const data = Array.from({ length: 4096 }, (_, index) => index);
let versions = 0;
export function run(): number {
  const ms = first();
  second((ms * 4) / 3);
  third(ms);
  return state;
}
function first(): number {
  const from = performance.now();
  const total = new Function("data", \`
    let sum = 0;
    const add = (value) => { sum += value; };
    for (let row = 0; row < 1000; row++) {
      for (let column = 0; column < 2000; column++) add(data[column]);
    }
    return sum; // \${versions++}\`);
  state = total(data);
  return performance.now() - from;
}
${busyFor("second", aWhile)}${busyFor("third", aWhile)}`,
  functions: new Map([
    ["first", 0.3],
    ["second", 0.4],
    ["third", 0.3],
  ]),
  lines: new Map(),
};

/** Something again and again on one line, for some ms. */
const lineBusyFor = (ms: number, something: string) =>
  `  until = performance.now() + ${ms};
  while (performance.now() < until) for (let i = 0; i < 50; i++) ${something};
  if (state > 1e9) state -= 1e9;
`;

/** The profile knows that Node's functions ran, and not on which line they were called. */
const callingNodeProgram: TimedProgram = {
  name: "lines of one function that call Node",
  modules: ["node:crypto", "node:fs"],
  source: `import { createHash } from "node:crypto";
import { fstatSync as stat } from "node:fs";
${head}let until = 0;
export function run(): number {
${lineBusyFor(6, 'console.log("row", i, state)')}${lineBusyFor(4, 'state += Buffer.from("row " + i).toString("base64").length')}${lineBusyFor(2, 'state += new URL("https://example.com/?row=" + i).searchParams.size')}${lineBusyFor(5, 'state += createHash("sha256").update("row " + i).digest("hex").length')}${lineBusyFor(3, "state += stat(1).nlink")}  return state;
}
`,
  functions: new Map([["run", 1]]),
  lines: new Map([
    ["7", 0.3],
    ["10", 0.2],
    ["13", 0.1],
    ["16", 0.25],
    ["19", 0.15],
  ]),
};

/** Busy for a small part of the time only: few samples show it, and most of them show it waiting. */
const waitingProgram: TimedProgram = {
  name: "two functions of a call that mostly waits",
  entryKind: "async function",
  source: `${head}
export async function run(): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, 40));
  often(5.5);
  await new Promise((resolve) => setTimeout(resolve, 20));
  rarely(2.5);
  return state;
}
${busyFor("often", aWhile)}${busyFor("rarely", aWhile)}`,
  functions: new Map([
    ["often", 5.5 / 8],
    ["rarely", 2.5 / 8],
  ]),
  lines: new Map(),
  msPerCall: 8,
};

export const timedPrograms = [
  functionsProgram,
  linesProgram,
  lostCallerProgram,
  callingNodeProgram,
  deoptimizingProgram,
  waitingProgram,
] as const;

/** A header of three words, and three properties. */
const pointBytes = 48;
/** The array itself, and the header and ten numbers of its elements. */
const tenNumbersBytes = 32 + 16 + 80;

/** Made by the call, by each function: enough for the sampler to see many of them. */
const points = 20_000;
const arrays = 10_000;
const few = 2_000;

/** Values are kept for a while, so that V8 can't do without making them. */
const allocatingProgram: AllocatingProgram = {
  name: "objects and arrays",
  source: `const kept: unknown[] = new Array(1024).fill(undefined);
export function run(seed: number): number {
  makePoints(seed);
  makeArrays(seed);
  makeFew(seed);
  return kept.length;
}
function makePoints(seed: number): void {
  for (let index = 0; index < ${points}; index++) {
    kept[index & 1023] = { x: index, y: seed, z: 1 };
  }
}
function makeArrays(seed: number): void {
  for (let index = 0; index < ${arrays}; index++) {
    kept[index & 1023] = [0.5, 1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5, 8.5, 9.5];
  }
}
function makeFew(seed: number): void {
  for (let index = 0; index < ${few}; index++) {
    kept[index & 1023] = { x: index, y: seed, z: 2 };
    kept[(index + 7) & 1023] = [0.5, 1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5, 8.5, 9.5];
  }
}
`,
  functions: new Map([
    ["makePoints", points * pointBytes],
    ["makeArrays", arrays * tenNumbersBytes],
    ["makeFew", few * (pointBytes + tenNumbersBytes)],
  ]),
  lines: new Map([
    ["10", points * pointBytes],
    ["15", arrays * tenNumbersBytes],
    ["20", few * pointBytes],
    ["21", few * tenNumbersBytes],
  ]),
};

export const allocatingPrograms = [allocatingProgram] as const;
