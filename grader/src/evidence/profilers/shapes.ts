import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { shapesLog } from "../../engine/sandbox/sandbox.ts";
import { BrokenRecording, type Profiler } from "./profiler.ts";

/** A place in a source that runs, as V8's log names it. Lines and columns count from 1. */
interface LogPlace {
  readonly url: string;
  readonly line: number;
  readonly column: number;
}

/** A property access at which V8 gave up on telling shapes apart. */
export interface MegamorphicAccess extends LogPlace {
  readonly function: string;
  readonly access: "load" | "store";
  readonly property: string;
  readonly shapes: number;
}

/** Optimized code thrown away at a place, for a reason in V8's words. */
export interface ThrownAway extends LogPlace {
  readonly reason: string;
  readonly times: number;
}

export interface ShapesLog {
  readonly megamorphic: readonly MegamorphicAccess[];
  readonly deoptimizations: readonly ThrownAway[];
}

/** V8's log of inline caches and deoptimizations. */
export const shapes: Profiler<ShapesLog> = {
  name: "the log of shapes",
  recording: (folder) => ({ kind: "shapes", folder }),
  cpuMs: 250,
  read({ scratch }) {
    const log = join(scratch, shapesLog);
    if (!existsSync(log)) throw new BrokenRecording("V8 wrote no log");
    return readShapesLog(readFileSync(log, "latin1"));
  },
};

/** What happens all the time in sound code, and says nothing. */
const idleReasons = [/on-stack replacement|OSR/i, /Insufficient type feedback/, /prepare for/];

/** Reads V8's log, line by line: comma-separated, the kind of event first. */
export function readShapesLog(log: string): ShapesLog {
  const code = new CodeMap();
  const accesses = new Map<string, MegamorphicAccess & { maps: Set<string>; gaveUp: boolean }>();
  const thrownAway = new Map<string, ThrownAway>();
  // The process is ended while it writes: the last line may be half of one.
  for (const line of log.split("\n").slice(0, -1)) {
    const fields = line.split(",");
    const [event = ""] = fields;
    if (event === "code-creation") code.add(fields);
    else if (event === "code-move") code.move(fields);
    else if (/^Keyed(Load|Store)IC$|^(Load|Store)IC$/.test(event)) {
      noteAccess(fields, code, accesses);
    } else if (event === "code-deopt") noteDeoptimization(line, thrownAway);
  }
  return {
    megamorphic: [...accesses.values()]
      .filter(({ gaveUp, maps }) => gaveUp && maps.size > mostRemembered)
      .map(({ maps, gaveUp: _, ...access }) => ({ ...access, shapes: maps.size })),
    deoptimizations: [...thrownAway.values()].filter(
      ({ reason }) => !idleReasons.some((idle) => idle.test(reason)),
    ),
  };
}

/**
 * Shapes that V8 remembers at one place. An access by key gives up for many keys too: with few
 * shapes, as in a dictionary, that is nothing to fix.
 */
const mostRemembered = 4;

/** The state of an inline cache that V8 calls megamorphic. */
const megamorphic = "N";

function noteAccess(
  [event = "", pc = "", , line = "", column = "", , state = "", map = "", ...rest]: string[],
  code: CodeMap,
  accesses: Map<string, MegamorphicAccess & { maps: Set<string>; gaveUp: boolean }>,
): void {
  const at = code.find(pc);
  if (at === undefined) return;
  const access = event.includes("Load") ? "load" : "store";
  const key = `${access} ${at.url}:${line}:${column}`;
  const known = accesses.get(key);
  const maps = (known?.maps ?? new Set()).add(map);
  // The modifier and the slow reason come after the name.
  const property = unescaped(rest.slice(0, -2).join(","));
  accesses.set(key, {
    ...{ url: at.url, function: at.name, line: Number(line), column: Number(column) },
    ...{ access, property, shapes: 0, maps },
    gaveUp: known?.gaveUp === true || state === megamorphic,
  });
}

/** V8 writes commas, and what is not ASCII, as `\x2C` or `\u20AC`. */
function unescaped(text: string): string {
  return text.replaceAll(/\\x([\da-f]{2})|\\u([\da-f]{4})/gi, (_, byte, unit) =>
    String.fromCharCode(Number.parseInt(byte ?? unit, 16)),
  );
}

/** `code-deopt,<time>,<size>,<address>,<inlining>,<offset>,<kind>,<file:line:column>,<reason>`. */
function noteDeoptimization(text: string, thrownAway: Map<string, ThrownAway>): void {
  const match = /,<(.*?):(\d+):(\d+)>.*?,([^,]*)$/.exec(text);
  if (match === null) return;
  const [, url = "", line, column, reason = ""] = match;
  const key = `${url}:${line}:${column} ${reason}`;
  const times = (thrownAway.get(key)?.times ?? 0) + 1;
  thrownAway.set(key, { url, line: Number(line), column: Number(column), reason, times });
}

const isAddress = /^0x[\da-f]+$/;

interface Code {
  readonly from: bigint;
  readonly to: bigint;
  readonly name: string;
  readonly url: string;
}

/** Which function's code lies at an address. */
class CodeMap {
  readonly #code: Code[] = [];

  /** `code-creation,<type>,<kind>,<time>,<address>,<size>,<name url:line:column>,...`. */
  add([, , , , address = "", size = "", ...rest]: readonly string[]): void {
    if (!isAddress.test(address)) return;
    const from = BigInt(address);
    const to = from + BigInt(Number.parseInt(size, 10) || 0);
    const [, name = "", url = ""] = /^(?:(\S*) )?(file:.*?):\d+:\d+/.exec(rest.join(",")) ?? [];
    this.#code.push({ from, to, name, url });
  }

  /** `code-move,<from>,<to>`: the garbage collector moves code, too. */
  move([, from = "", to = ""]: readonly string[]): void {
    const moved = this.find(from);
    if (moved === undefined || !isAddress.test(to)) return;
    const start = BigInt(to);
    this.#code.push({ ...moved, from: start, to: start + moved.to - moved.from });
  }

  /** The latest code at an address, because memory is used again; undefined unless it has a file. */
  find(address: string): Code | undefined {
    if (!isAddress.test(address)) return undefined;
    const pc = BigInt(address);
    const code = this.#code.findLast(({ from, to }) => from <= pc && pc < to);
    return code?.url === "" ? undefined : code;
  }
}
