import { once } from "node:events";
import { request as httpRequest } from "node:http";
import { createServer } from "node:net";
import { text } from "node:stream/consumers";
import { setImmediate as nextTurn } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { type Isolation, strongestIsolation } from "../../src/engine/sandbox/isolation.ts";
import { processSandboxWith } from "../../src/engine/sandbox/process-sandbox.ts";
import type { ServerAddress, Side, Worker } from "../../src/engine/sandbox/sandbox.ts";
import { whileHeld } from "../../src/engine/sandbox/while-held.ts";
import { encode } from "../../src/engine/sandbox/wire.ts";
import { programInMemory } from "../support/program-in-memory.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const levels: Isolation[] =
  strongestIsolation() === "bubblewrap" ? ["permissions", "bubblewrap"] : ["permissions"];

const server = (answer: string) => `import { createServer } from "node:http";
import { connect } from "node:net";
let served = 0;
export function run() {
  const server = createServer((request, response) => { served++; ${answer} });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}
function reach(port) {
  return new Promise((resolve) => {
    let got = "";
    const socket = connect(port, "127.0.0.1", () => socket.write("GET / HTTP/1.0\\r\\n\\r\\n"));
    socket.on("data", (data) => (got += data));
    socket.on("error", (error) => resolve(error.code));
    socket.on("close", () => resolve(got === "" ? "nothing" : "an answer"));
  });
}
`;

const started: Worker[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((worker) => worker.stop()));
});

async function startServer(level: Isolation, side: Side, answer: string): Promise<Worker> {
  const setting = { kind: "server", modules: ["node:http", "node:net"] } as const;
  const program = programInMemory(temporaryFolder(), side, server(answer), setting);
  const worker = await processSandboxWith(level).start(program);
  started.push(worker);
  return worker;
}

async function get(worker: Worker, path = "/"): Promise<string> {
  const sent = httpRequest({ ...(worker.address as ServerAddress), path });
  const [response] = await once(sent.end(), "response");
  return text(response);
}

/** Enough for an answer, from a server that runs. */
async function manyTurns(): Promise<void> {
  for (let turn = 0; turn < 2000; turn++) await nextTurn();
}

async function ask(worker: Worker, path = "/"): Promise<unknown> {
  await worker.deliver([encode([{ method: "GET", path }])]);
  await worker.run();
  return (await worker.collect([0])).answers[0];
}

describe.each(levels)("a server at level %s", (level) => {
  it("answers the grader, by a socket and by what it is asked in its process", async () => {
    const worker = await startServer(level, "candidate", "response.end(served + request.url);");
    expect(await get(worker, "/a")).toBe("1/a");
    expect(await ask(worker, "/b")).toMatchObject({ value: { status: 200, body: "2/b" } });
    expect(await get(worker, "/c")).toBe("3/c");
  });

  it("answers nobody else, who finds its port", async () => {
    const own = "reach(server.address().port).then((got) => response.end(served + got));";
    const worker = await startServer(level, "baseline", own);
    expect(await get(worker)).toBe("1nothing");
  });

  it("finds no other server of the machine in bubblewrap", async () => {
    const other = createServer((socket) => socket.end("here")).listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as { port: number };
    const worker = await startServer(
      level,
      "candidate",
      "reach(request.url.slice(1)).then((got) => response.end(got));",
    );
    const found = await get(worker, `/${port}`);
    other.close();
    expect(found).toBe(level === "bubblewrap" ? "ECONNREFUSED" : "an answer");
  });

  it.each(["baseline", "candidate"] as const)(
    "does nothing while it is held, as the %s",
    async (side) => {
      const worker = await startServer(level, side, "response.end(String(served));");
      const sent = await whileHeld(worker, async () => {
        let answered = false;
        const answer = get(worker).finally(() => {
          answered = true;
        });
        await manyTurns();
        const { cpuMs } = worker.usage();
        await manyTurns();
        expect(answered).toBe(false);
        // A signal takes a moment to reach all threads.
        expect(worker.usage().cpuMs).toBeLessThan(cpuMs * 1.01);
        return { answer };
      });
      expect(await sent.answer).toBe("1");
    },
  );
});
