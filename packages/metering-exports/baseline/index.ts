import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type ExportRequest, exportDay } from "./export.ts";

/** The most meters that one export may hold. */
const mostMeters = 100_000;

/**
 * Starts the metering service on a free port of 127.0.0.1.
 *
 * - `GET /ping` answers `{"status":"ok"}`; the load balancer asks it all the time.
 * - `GET /exports?day=117&meters=100000` answers a day's consumption as a compressed CSV file, or
 *   status 400 with a text when a parameter is not a whole number within its limits.
 * - Anything else has status 404.
 *
 * @returns the server, once it listens
 */
export async function startMetering(): Promise<Server> {
  const server = createServer(handle);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

function handle(request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? "/", "http://metering");
  if (request.method !== "GET") answer(response, 404, "text/plain", "not found");
  else if (url.pathname === "/ping") answer(response, 200, "application/json", '{"status":"ok"}');
  else if (url.pathname === "/exports") sendExport(response, url.searchParams);
  else answer(response, 404, "text/plain", "not found");
}

function sendExport(response: ServerResponse, parameters: URLSearchParams): void {
  const request = readRequest(parameters);
  if (request === undefined) answer(response, 400, "text/plain", "give a day and meters");
  else answer(response, 200, "application/gzip", exportDay(request));
}

function readRequest(parameters: URLSearchParams): ExportRequest | undefined {
  const day = wholeNumber(parameters.get("day"));
  const meters = wholeNumber(parameters.get("meters"));
  if (day === undefined || meters === undefined || meters > mostMeters) return undefined;
  return { day, meters };
}

function wholeNumber(text: string | null): number | undefined {
  return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

function answer(
  response: ServerResponse,
  status: number,
  type: string,
  body: string | Buffer,
): void {
  response.writeHead(status, { "content-type": type, "content-length": Buffer.byteLength(body) });
  response.end(body);
}
