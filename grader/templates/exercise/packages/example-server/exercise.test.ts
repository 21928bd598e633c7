import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { startServer } from "#subject";

// TODO: the visible cases of your exercise, one for each rule that an answer must keep.
describe("the server", () => {
  it.each([
    ["ada bo ada", "2"],
    ["ada Ada ADA", "3"],
    ["ada", "1"],
  ])("counts the different words of %s: %s", async (body, count) => {
    const server = await startServer();
    const { port } = server.address() as AddressInfo;
    const answer = await fetch(`http://127.0.0.1:${port}/words`, { method: "POST", body });
    expect(await answer.text()).toBe(count);
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  });
});
