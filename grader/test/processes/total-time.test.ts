import { describe, expect, it } from "vitest";
import { type Isolation, strongestIsolation } from "../../src/engine/sandbox/isolation.ts";
import { processSandboxWith } from "../../src/engine/sandbox/process-sandbox.ts";
import { liveProcessCount } from "../../src/engine/sandbox/process-tree.ts";
import type { Program, WorkerFailed } from "../../src/engine/sandbox/sandbox.ts";
import { TotalTime, withTotalTime } from "../../src/engine/sandbox/total-time.ts";
import { encode } from "../../src/engine/sandbox/wire.ts";
import { drive } from "../../src/engine/server-load/drive.ts";
import { programInMemory } from "../support/program-in-memory.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const levels: Isolation[] =
  strongestIsolation() === "bubblewrap" ? ["permissions", "bubblewrap"] : ["permissions"];

/** Starts a candidate, whose time is over as soon as a test lets the deadline pass. */
async function start(level: Isolation, source: string, setting: Partial<Program> = {}) {
  const { promise: passed, resolve: pass } = Promise.withResolvers<void>();
  const time = new TotalTime({
    totalMs: 600_000,
    stage: "measuring",
    now: () => performance.now(),
    startDeadline: () => ({ passed, cancel: () => {} }),
  });
  const program = { ...programInMemory(temporaryFolder(), "candidate", source), ...setting };
  return { worker: await withTotalTime(processSandboxWith(level), time).start(program), pass };
}

const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => expect.unreachable("it did not fail"),
    (error: unknown) => (error as WorkerFailed).failure,
  );

describe.each(levels)("at level %s, a submission whose total time is over", (level) => {
  it("ends in the middle of a call, and leaves no process", async () => {
    const { worker, pass } = await start(level, "export function run() { for (;;); }");
    await worker.deliver([encode([])]);
    const failure = failureOf(worker.run());
    pass();
    expect(await failure).toMatchObject({ kind: "out of time", seconds: 600 });
    expect(liveProcessCount()).toBe(0);
  });

  it("is driven no longer, though its server goes on sending an answer byte by byte", async () => {
    const source = `import { createServer } from "node:http";
export function run() {
  const server = createServer((request, response) => {
    setInterval(() => response.write("."), 10);
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}`;
    const { worker, pass } = await start(level, source, { kind: "server", modules: ["node:http"] });
    const probe = { request: { method: "GET", path: "/" }, everyMs: 20 } as const;
    const address = worker.address ?? expect.unreachable();
    const driven = drive(address, { windowMs: 50, probe }, { onAnswer: () => {} });
    setTimeout(pass, 200);
    expect((await driven).failed).toBeGreaterThan(0);
    expect(await failureOf(worker.leftovers())).toMatchObject({ kind: "out of time" });
    expect(liveProcessCount()).toBe(0);
  });
});
