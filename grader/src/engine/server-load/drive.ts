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

/** Requests that nobody answers for so long count as failed. */
const requestTimeoutMs = 10_000;

/**
 * Drives the server at an address for one window. Probes are sent at a fixed rate and do
 * not wait for one another: a server that is stuck for a second makes all probes of that second
 * late, where a client that waits would have sent and counted only one.
 */
export async function drive(address: ServerAddress, load: Load): Promise<LoadReport> {
  const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY });
  const send = (request: ServerRequest) => timeRequest(agent, address, request);
  const end = performance.now() + load.windowMs;
  try {
    const [probes, background] = await Promise.all([
      sendProbes(load.probe, end, send),
      keepBusy(load.background, end, send),
    ]);
    return reportOf(probes, background.latencies, background.elapsedMs);
  } finally {
    agent.destroy();
  }
}

/** The latency of a request in ms; undefined when it failed. */
type Latency = number | undefined;
type Send = (request: ServerRequest) => Promise<Latency>;

async function sendProbes(probe: Load["probe"], end: number, send: Send): Promise<Latency[]> {
  const sent: Promise<Latency>[] = [];
  for (let due = performance.now(); due < end; due += probe.everyMs) {
    await delay(Math.max(0, due - performance.now()));
    sent.push(send(probe.request));
  }
  return Promise.all(sent);
}

/** The last requests may end after the window: `elapsedMs` is until then. */
async function keepBusy(background: Load["background"], end: number, send: Send) {
  const started = performance.now();
  const latencies: Latency[] = [];
  const connection = async ({ request }: NonNullable<Load["background"]>) => {
    while (performance.now() < end) latencies.push(await send(nextRequest(request)));
  };
  const connections = background?.connections ?? 0;
  await Promise.all(
    Array.from({ length: connections }, () => background && connection(background)),
  );
  return { latencies, elapsedMs: performance.now() - started };
}

function nextRequest(request: NonNullable<Load["background"]>["request"]): ServerRequest {
  return typeof request === "function" ? request(randomInt(2 ** 31)) : request;
}

function timeRequest(
  agent: Agent,
  address: ServerAddress,
  request: ServerRequest,
): Promise<Latency> {
  const { promise, resolve } = Promise.withResolvers<Latency>();
  const { method, path, body } = request;
  const started = performance.now();
  const to = { host: "127.0.0.1", ...address };
  const options = { ...to, agent, method, path, timeout: requestTimeoutMs };
  const sent = httpRequest(options, (response) => {
    const isRefused = (response.statusCode ?? 500) >= 400;
    response.on("error", () => resolve(undefined));
    response.on("end", () => resolve(isRefused ? undefined : performance.now() - started));
    response.resume();
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
