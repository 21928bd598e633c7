// TODO: an honest half-fix of your exercise. This one searches in half of the words.
import { createServer, type IncomingMessage, type Server } from "node:http";

/**
 * Starts a server that answers how many different words it was sent.
 */
export function startServer(): Promise<Server> {
  const server = createServer(async (request, response) => {
    const words = (await textOf(request)).split(" ");
    response.end(String(countDifferent(words)));
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

function countDifferent(words: readonly string[]): number {
  const halves: [string[], string[]] = [[], []];
  for (const word of words) {
    const half = halves[word.length === 0 ? 0 : ((word.charCodeAt(word.length - 1) & 1) as 0 | 1)];
    if (!isListed(word, half)) half.push(word);
  }
  return halves[0].length + halves[1].length;
}

function isListed(wanted: string, words: readonly string[]): boolean {
  for (const word of words) {
    if (word === wanted) return true;
  }
  return false;
}
