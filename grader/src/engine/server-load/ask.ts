import { Agent, request as httpRequest } from "node:http";
import type { ServerRequest } from "../../contract/index.ts";
import type { ServerAddress } from "../sandbox/sandbox.ts";
import type { Answered } from "./drive.ts";

/** An answer that is not timed takes no longer than this. */
const timeoutMs = 10_000;

/** Sends one request to a server, over a connection that nothing else is asked on. */
export function ask(
  address: ServerAddress,
  { method, path, body }: ServerRequest,
): Promise<Answered> {
  const { promise, resolve, reject } = Promise.withResolvers<Answered>();
  const agent = new Agent({ keepAlive: false });
  const options = { host: "127.0.0.1", ...address, agent, method, path, timeout: timeoutMs };
  const sent = httpRequest(options, (response) => {
    const chunks: Buffer[] = [];
    response.on("data", (chunk: Buffer) => chunks.push(chunk));
    response.on("error", reject);
    response.on("end", () => resolve({ status: response.statusCode ?? 0, body: chunks }));
  });
  sent.on("timeout", () => sent.destroy(new Error("no answer in time")));
  sent.on("error", reject);
  sent.end(body);
  return promise;
}
