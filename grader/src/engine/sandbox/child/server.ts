/** A version under test that is a server: started once, then asked over HTTP. */
import { isUtf8 } from "node:buffer";
import { Agent, request } from "node:http";
import { createServer, type Server, type Socket } from "node:net";
import type { ServerAnswer, ServerRequest } from "../../../contract/index.ts";

type Ask = (request: ServerRequest) => Promise<ServerAnswer>;

/**
 * Starts the server that `start` returns, or a promise of which it returns, and lets the grader in
 * by a socket of its own.
 *
 * @returns a function that sends it one request
 * @throws TypeError when it is no server that listens on a port
 */
export async function startServer(start: () => unknown, socketPath: string): Promise<Ask> {
  const server = (await start()) as Partial<Server> | undefined;
  const address = server?.listening === true ? server.address?.() : undefined;
  if (typeof address !== "object" || address === null || server?.emit === undefined) {
    throw new TypeError("the entry must return an HTTP server that already listens on a port");
  }
  await letIn(server as Server, socketPath);
  return askBy(socketPath);
}

/**
 * Hands the server whoever connects to the socket, and turns away whoever comes by the port: what
 * runs beside could find that one, and keep it busy or have its own work done there.
 */
async function letIn(server: Server, socketPath: string): Promise<void> {
  const invited = new WeakSet<Socket>();
  server.prependListener("connection", (socket: Socket) => {
    if (!invited.has(socket)) socket.destroy();
  });
  const door = createServer({ allowHalfOpen: true }, (socket) => {
    invited.add(socket);
    // How an HTTP server is given a connection that it did not accept itself (Node's documentation).
    server.emit("connection", socket);
  });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  door.once("error", reject).listen(socketPath, resolve);
  await promise;
}

function askBy(socketPath: string): Ask {
  const agent = new Agent({ keepAlive: true });
  return ({ method, path, body }) => {
    const { promise, resolve, reject } = Promise.withResolvers<ServerAnswer>();
    const sent = request({ socketPath, agent, method, path }, (response) => {
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
}

/** Read as text, bytes that are none would be equal to others. */
export function contentOf(bytes: Buffer): ServerAnswer["body"] {
  return isUtf8(bytes) ? bytes.toString() : new Uint8Array(bytes);
}
