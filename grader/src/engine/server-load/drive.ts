import { randomInt } from "node:crypto";
import { Agent, request as httpRequest } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import type { Load, ServerRequest } from "../../contract/index.ts";
import { quantile } from "../../contract/statistics/quantile.ts";
import type { ServerAddress } from "../sandbox/sandbox.ts";

/** What a server did while it was driven. */
export interface LoadReport {
  /** Percentiles over the probes, in ms, from sending a request to the end of its answer. */
  readonly latencyMs: Readonly<Record<"p50" | "p95" | "p99", number>>;
  readonly probes: number;
  /** Background requests that were completed. */
  readonly completed: number;
  /** Wall time for each background request that was completed, in ms; infinite without any. */
  readonly msPerBackgroundRequest: number;
  /** Requests that had no answer, or one with a status of 400 or more. */
  readonly failed: number;
}

/** What a server sent back. */
export interface Answered {
  readonly status: number;
  readonly body: readonly Buffer[];
}

/** A request that was answered, while a server was driven. */
export interface Exchange extends Answered {
  readonly kind: "probe" | "background";
  /** Its place among the requests of its kind, in the order in which they were sent. */
  readonly index: number;
  readonly request: ServerRequest;
}

/** What a window is driven with. */
export interface DriveOptions {
  /** The number that a background request is made from, by its index. */
  numberOf?(index: number): number;
  /** Given every answer. */
  onAnswer?(exchange: Exchange): void;
}

/** Requests that nobody answers for so long count as failed. */
const requestTimeoutMs = 10_000;

/**
 * Drives the server at an address for one window. Probes are sent at a fixed rate and do
 * not wait for one another: a server that is stuck for a second makes all probes of that second
 * late, where a client that waits would have sent and counted only one.
 */
export async function drive(
  address: ServerAddress,
  load: Load,
  { numberOf = () => randomInt(2 ** 31), onAnswer }: DriveOptions = {},
): Promise<LoadReport> {
  const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY });
  const sendAs =
    (kind: Exchange["kind"]): Send =>
    (request, index) => {
      const onEnd = (answered: Answered) => onAnswer?.({ kind, index, request, ...answered });
      return timeRequest(agent, address, request, onAnswer && onEnd);
    };
  const end = performance.now() + load.windowMs;
  try {
    const [probes, background] = await Promise.all([
      sendProbes(load.probe, end, sendAs("probe")),
      keepBusy(load.background, end, sendAs("background"), numberOf),
    ]);
    return reportOf(probes, background.latencies, background.elapsedMs);
  } finally {
    agent.destroy();
  }
}

/** The latency of a request in ms; undefined when it failed. */
type Latency = number | undefined;
type Send = (request: ServerRequest, index: number) => Promise<Latency>;

async function sendProbes(probe: Load["probe"], end: number, send: Send): Promise<Latency[]> {
  const sent: Promise<Latency>[] = [];
  for (let due = performance.now(); due < end; due += probe.everyMs) {
    await delay(Math.max(0, due - performance.now()));
    sent.push(send(probe.request, sent.length));
  }
  return Promise.all(sent);
}

/** The last requests may end after the window: `elapsedMs` is until then. */
async function keepBusy(
  background: Load["background"],
  end: number,
  send: Send,
  numberOf: (index: number) => number,
) {
  const started = performance.now();
  const latencies: Latency[] = [];
  let sent = 0;
  const connection = async ({ request }: NonNullable<Load["background"]>) => {
    while (performance.now() < end) {
      const index = sent++;
      latencies.push(await send(requestOf(request, numberOf(index)), index));
    }
  };
  const connections = background?.connections ?? 0;
  await Promise.all(
    Array.from({ length: connections }, () => background && connection(background)),
  );
  return { latencies, elapsedMs: performance.now() - started };
}

function requestOf(
  request: NonNullable<Load["background"]>["request"],
  number: number,
): ServerRequest {
  return typeof request === "function" ? request(number) : request;
}

/** @param onEnd given the answer, once it has been timed */
function timeRequest(
  agent: Agent,
  address: ServerAddress,
  request: ServerRequest,
  onEnd?: (answered: Answered) => void,
): Promise<Latency> {
  const { promise, resolve } = Promise.withResolvers<Latency>();
  const { method, path, body } = request;
  const started = performance.now();
  const to = { host: "127.0.0.1", ...address };
  const options = { ...to, agent, method, path, timeout: requestTimeoutMs };
  const sent = httpRequest(options, (response) => {
    const status = response.statusCode ?? 500;
    const body: Buffer[] = [];
    response.on("error", () => resolve(undefined));
    response.on("end", () => {
      resolve(status >= 400 ? undefined : performance.now() - started);
      onEnd?.({ status, body });
    });
    if (onEnd === undefined) response.resume();
    else response.on("data", (chunk: Buffer) => body.push(chunk));
  });
  sent.on("timeout", () => sent.destroy());
  sent.on("error", () => resolve(undefined));
  sent.end(body);
  return promise;
}

function reportOf(
  probes: readonly Latency[],
  background: readonly Latency[],
  backgroundMs: number,
): LoadReport {
  const answered = probes.filter((latency) => latency !== undefined);
  const completed = background.filter((latency) => latency !== undefined).length;
  const percentile = (probability: number) =>
    answered.length === 0 ? Number.NaN : quantile(answered, probability);
  return {
    latencyMs: { p50: percentile(0.5), p95: percentile(0.95), p99: percentile(0.99) },
    probes: probes.length,
    completed,
    msPerBackgroundRequest: backgroundMs / completed,
    failed: probes.length - answered.length + background.length - completed,
  };
}
