/** A version under test that is a server: started once, then asked over HTTP. */
import { isUtf8 } from "node:buffer";
import type { AddressInfo } from "node:net";
import type { ServerAnswer, ServerRequest } from "../../../contract/index.ts";

interface ListeningServer {
  listening: boolean;
  address(): AddressInfo | string | null;
}

/**
 * Starts the server that `start` returns, or a promise of which it returns.
 *
 * @returns its port, and a function that sends it one request
 * @throws TypeError when it is no server that listens on a port
 */
export async function startServer(start: () => unknown) {
  const server = (await start()) as Partial<ListeningServer> | undefined;
  const address = server?.listening === true ? server.address?.() : undefined;
  if (typeof address !== "object" || address === null) {
    throw new TypeError("the entry must return an HTTP server that already listens on a port");
  }
  // Loaded only where it is needed: it would make every process start later.
  const { Agent, request } = await import("node:http");
  const agent = new Agent({ keepAlive: true });
  const ask = ({ method, path, body }: ServerRequest): Promise<ServerAnswer> => {
    const { promise, resolve, reject } = Promise.withResolvers<ServerAnswer>();
    const options = { host: "127.0.0.1", port: address.port, agent, method, path };
    const sent = request(options, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        resolve({ status: response.statusCode ?? 0, body: contentOf(Buffer.concat(chunks)) });
      });
    });
    sent.on("error", reject);
    sent.end(body);
    return promise;
  };
  return { port: address.port, ask };
}

/** Read as text, bytes that are none would be equal to others. */
function contentOf(bytes: Buffer): ServerAnswer["body"] {
  return isUtf8(bytes) ? bytes.toString() : new Uint8Array(bytes);
}
