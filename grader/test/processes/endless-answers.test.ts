import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it } from "vitest";
import { type DriveOptions, drive } from "../../src/engine/server-load/drive.ts";

/** Drives a server for a short window: how many requests it was sent, and how many failed. */
async function driven(answer: (response: ServerResponse) => void, options: DriveOptions = {}) {
  const server = createServer((_, response) => answer(response)).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const probe = { request: { method: "GET", path: "/" }, everyMs: 30 } as const;
  try {
    return await drive({ port }, { windowMs: 50, probe }, options);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const chunk = Buffer.alloc(4e6);

function pour(response: ServerResponse): void {
  if (response.destroyed) return;
  if (response.write(chunk)) setImmediate(pour, response);
  else response.once("drain", () => pour(response));
}

it("a server that never ends its answers is hung up on, before they fill the memory", async () => {
  let answered = 0;
  const onAnswer = () => {
    answered++;
  };
  const { failed, probes } = await driven(pour, { onAnswer, patienceMs: 60_000 });
  expect({ failed, answered }).toEqual({ failed: probes, answered: 0 });
});

it("a server that goes on answering byte by byte is hung up on some time after the window", async () => {
  const trickle = (response: ServerResponse) => {
    const interval = setInterval(() => response.write("."), 5);
    response.on("close", () => clearInterval(interval));
  };
  const { failed, probes } = await driven(trickle, { patienceMs: 200 });
  expect(failed).toBe(probes);
});
