/** The carrier's tracking service: an HTTP server of its own on a free port of this machine. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { answerTo } from "./service.ts";

export { operations } from "./service.ts";

const server = createServer((request, response) => {
  void serve(request, response);
});
// No idle connection is closed, however long nobody asks.
server.keepAliveTimeout = 0;
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", 1024, resolve));
server.unref();

/** Where the service is, such as `http://127.0.0.1:40123`. */
export const carrierUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [status, body] = await answerTo(request.url ?? "/");
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}
