/**
 * The carrier's tracking service: an HTTP server of its own on a free port of this machine. What it
 * says of a parcel depends on the parcel's number alone.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";

/** How many requests the carrier works on at a time; it turns away any further one. */
const mostAtOnce = 24;

let received = 0;
let active = 0;

const server = createServer((request, response) => {
  received++;
  void serve(request, response);
});
// No idle connection is closed, however long nobody asks.
server.keepAliveTimeout = 0;
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", 1024, resolve));
server.unref();

/** Where the service is, such as `http://127.0.0.1:40123`. */
export const carrierUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

/** How many requests there were so far. */
export function operations(): number {
  return received;
}

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (active >= mostAtOnce) {
    answer(response, 429, { error: "too many requests at a time" });
    return;
  }
  active++;
  const number = numberIn(request.url ?? "/");
  const hash = hashOf(number);
  await delay(8 + (hash % 3));
  active--;
  answer(response, ...trackingOf(number, hash));
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}

function numberIn(url: string): string {
  try {
    return decodeURIComponent(/^\/parcels\/(.+)$/.exec(url)?.[1] ?? "");
  } catch {
    return "";
  }
}

const depots = ["Bremen", "Graz", "Lyon", "Poznań", "Utrecht"];
const stages = ["announced", "in transit", "in transit", "out for delivery", "delivered"];

function trackingOf(number: string, hash: number): [status: number, body: object] {
  if (number === "" || (hash >>> 8) % 11 === 0) return [404, { error: "no such parcel" }];
  if ((hash >>> 8) % 17 === 0) return [410, { error: "tracking has ended" }];
  const stage = stages[(hash >>> 12) % stages.length];
  const depot = depots[(hash >>> 16) % depots.length];
  const grams = 100 + ((hash >>> 4) % 30_000);
  return [200, { number, stage, depot, grams, late: (hash >>> 20) % 6 === 0 }];
}

/** FNV-1a over UTF-16 code units, its bits mixed once more. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
  return (hash ^ (hash >>> 15)) >>> 0;
}
