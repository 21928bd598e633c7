/**
 * Copies of Node's own objects that do what is harmless, and say of the rest that it is gone. They
 * hold functions of ours only: what the version under test changes of them is nobody else's.
 */
import { writeSync } from "node:fs";
import { format } from "node:util";

const standardOutput = 1;

const { ownKeys, getOwnPropertyDescriptor, getPrototypeOf } = Reflect;

/** By the name of the global. Made before any global is removed. */
export function poorCopies(network: boolean): Record<string, object> {
  return {
    process: completed("process", processThatReachesNothing(), process),
    performance: completed("performance", performanceWithoutObservers(), performance),
    console: consoleThatPrints(),
    global: globalThis,
    ...(network ? {} : { crypto: cryptoWithoutKeys() }),
  };
}

const instead: Readonly<Record<string, string>> = {
  "process.exit": "return from the function, or throw an error",
  "process.abort": "return from the function, or throw an error",
  "process.stdin": "everything is in the arguments",
  "process.getBuiltinModule": "import what the exercise allows",
  "crypto.subtle": "write what you need of it yourself",
};

/** The copy with what it lacks of the original: members that fail, and say why. */
function completed(name: string, copy: object, original: object): object {
  for (const [key, descriptor] of membersOf(original)) {
    if (key in copy || key.startsWith("_")) continue;
    const whole = `${name}.${key}`;
    const advice = instead[whole];
    const fail = () => {
      throw new Error(
        `${whole} is not there: the grader takes it away${advice ? `; ${advice}` : ""}`,
      );
    };
    const isMethod = typeof descriptor.value === "function";
    const member = isMethod ? { value: fail, writable: true } : { get: fail };
    Object.defineProperty(copy, key, { ...member, configurable: true });
  }
  return copy;
}

/** Without reading any: some make something when they are read. */
function* membersOf(original: object): Generator<[string, PropertyDescriptor]> {
  let holder: object | null = original;
  for (; holder !== null && holder !== Object.prototype; holder = getPrototypeOf(holder)) {
    for (const key of ownKeys(holder)) {
      const descriptor = getOwnPropertyDescriptor(holder, key);
      if (typeof key === "string" && descriptor !== undefined) yield [key, descriptor];
    }
  }
}

function processThatReachesNothing(): object {
  const { platform, arch, version, versions, hrtime, cpuUsage, memoryUsage } = process;
  const { rss } = memoryUsage;
  const { bigint } = hrtime;
  const { uptime } = process;
  const later = queueMicrotask;
  const stdout = { write: (text: unknown) => print(text) ?? true, isTTY: false };
  return {
    ...{ env: {}, argv: [], execArgv: [], argv0: "node", execPath: "node", title: "node" },
    ...{ platform, arch, version, versions: { ...versions }, pid: 1, ppid: 0 },
    ...{ stdout, stderr: stdout, exitCode: undefined, cwd: () => "/", uptime: () => uptime() },
    hrtime: Object.assign((since?: [number, number]) => hrtime(since), { bigint: () => bigint() }),
    memoryUsage: Object.assign(() => memoryUsage(), { rss: () => rss() }),
    cpuUsage: (since?: NodeJS.CpuUsage) => cpuUsage(since),
    nextTick: (callback: (...args: unknown[]) => void, ...args: unknown[]) =>
      later(() => callback(...args)),
    ...thatDoNothing(listening, function (this: object) {
      return this;
    }),
    ...thatDoNothing(["emitWarning", "ref", "unref", "setMaxListeners"], () => undefined),
  };
}

/** Nothing of a process can be listened to. */
const listening = [
  ...["on", "once", "off", "addListener", "removeListener", "removeAllListeners"],
  ...["prependListener", "prependOnceListener"],
];

function thatDoNothing(names: readonly string[], nothing: () => unknown): object {
  return Object.fromEntries(names.map((name) => [name, nothing]));
}

/** A mark or a measure: what Node's have. */
interface Entry {
  readonly name: string;
  readonly entryType: "mark" | "measure";
  readonly startTime: number;
  readonly duration: number;
}

/** Its marks and measures are remembered until they are cleared, as Node's are. */
function performanceWithoutObservers(): object {
  const now = performance.now.bind(performance);
  const { timeOrigin } = performance;
  let entries: Entry[] = [];
  const add = (entry: Entry) => {
    entries.push(entry);
    return entry;
  };
  const timeOf = (mark: unknown, otherwise: number) =>
    typeof mark === "number"
      ? mark
      : (entries.findLast(({ name }) => name === mark)?.startTime ?? otherwise);
  const clear = (entryType: string, cleared?: string) => {
    const isCleared = (entry: Entry) =>
      entry.entryType === entryType && (cleared === undefined || entry.name === cleared);
    entries = entries.filter((entry) => !isCleared(entry));
  };
  return {
    now: () => now(),
    timeOrigin,
    mark: (name: string) => add({ name, entryType: "mark", startTime: now(), duration: 0 }),
    measure(name: string, start?: unknown, end?: unknown) {
      const startTime = timeOf(start, 0);
      const duration = timeOf(end, now()) - startTime;
      return add({ name, entryType: "measure", startTime, duration });
    },
    clearMarks: (name?: string) => clear("mark", name),
    clearMeasures: (name?: string) => clear("measure", name),
    getEntries: () => [...entries],
    getEntriesByName: (wanted: string) => entries.filter(({ name }) => name === wanted),
    getEntriesByType: (type: string) => entries.filter(({ entryType }) => entryType === type),
    timerify: (timed: unknown) => timed,
    eventLoopUtilization: () => ({ idle: 0, active: 0, utilization: 0 }),
    ...thatDoNothing(["clearResourceTimings", "setResourceTimingBufferSize"], () => undefined),
    toJSON: () => ({ timeOrigin }),
  };
}

/** Random values, and no keys: work with those is done by other threads. */
function cryptoWithoutKeys(): object {
  const original = getOwnPropertyDescriptor(globalThis, "crypto")?.get as () => Crypto;
  const { apply } = Reflect;
  const webCrypto = () => apply(original, globalThis, []);
  const copy = {
    randomUUID: () => webCrypto().randomUUID(),
    getRandomValues: (array: Uint8Array<ArrayBuffer>) => webCrypto().getRandomValues(array),
  };
  // Not looked at itself: Node would load all of it.
  return completed("crypto", copy, { subtle: undefined });
}

/**
 * What is printed is not shown, but the grader says that something was. Node's own console would
 * make a socket at the first print, in reach of whoever waits for it.
 */
function print(...values: unknown[]): void {
  writeSync(standardOutput, `${format(...values)}\n`);
}

/**
 * Methods print, or do nothing. Each that prints is a function that is written with its own name, by
 * which a profile is told on which line of the version it was called.
 */
function consoleThatPrints(): object {
  const methods = Object.keys(console).filter((name) => !name.startsWith("_"));
  return {
    ...thatDoNothing(methods, () => undefined),
    log: (...values: unknown[]) => print(...values),
    info: (...values: unknown[]) => print(...values),
    warn: (...values: unknown[]) => print(...values),
    error: (...values: unknown[]) => print(...values),
    debug: (...values: unknown[]) => print(...values),
    trace: (...values: unknown[]) => print(...values),
    table: (...values: unknown[]) => print(...values),
    dir: (...values: unknown[]) => print(...values),
    dirxml: (...values: unknown[]) => print(...values),
    group: (...values: unknown[]) => print(...values),
    groupCollapsed: (...values: unknown[]) => print(...values),
  };
}
