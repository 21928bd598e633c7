// TODO: your reference, about as fast as an expert gets.
import { createServer, type IncomingMessage, type Server } from "node:http";

/**
 * Starts a server that answers how many different words it was sent.
 */
export function startServer(): Promise<Server> {
  const server = createServer(async (request, response) => {
    const words = (await textOf(request)).split(" ");
    response.end(String(new Set(words).size));
  });
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve(server));
  });
}

async function textOf(request: IncomingMessage): Promise<string> {
  request.setEncoding("utf8");
  let text = "";
  for await (const piece of request) text += piece;
  return text;
}
