import { randomInt } from "node:crypto";
import { Agent, request as httpRequest } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import type { Load, ServerRequest } from "../../contract/index.ts";
import { quantile } from "../../contract/statistics/quantile.ts";
import { startDeadline } from "../sandbox/deadline.ts";
import type { Queued, ServerAddress } from "../sandbox/sandbox.ts";

/** How quick a server was, in ms. */
export interface LoadTimes {
  /** Percentiles over the probes, from sending a request to the end of its answer. */
  readonly latencyMs: Readonly<Record<"p50" | "p95" | "p99", number>>;
  /** Wall time for each background request that was completed; infinite without any. */
  readonly msPerBackgroundRequest: number;
}

/** What a server did while it was driven. */
export interface LoadReport {
  /** In ms, with each time as `msOf` reads it. */
  timesBy(msOf: (took: Took) => number): LoadTimes;
  readonly probes: number;
  /** Background requests that were completed. */
  readonly completed: number;
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
  /** How long its thread, and this one, have waited for a CPU so far. */
  queued?(): Queued;
  /**
   * Requests count as failed that nobody answers for so long, in ms, and all that have not been
   * answered so long after the window: an answer may come byte by byte for ever.
   */
  readonly patienceMs?: number;
}

/** Of answers that have not ended yet, in bytes: a server that never ends one can't fill our memory. */
const mostOpenBytes = 256e6;

/**
 * Drives the server at an address for one window. Probes are sent at a fixed rate and do
 * not wait for one another: a server that is stuck for a second makes all probes of that second
 * late, where a client that waits would have sent and counted only one.
 */
export async function drive(
  address: ServerAddress,
  load: Load,
  {
    numberOf = () => randomInt(2 ** 31),
    onAnswer,
    queued = noneQueued,
    patienceMs = 10_000,
  }: DriveOptions = {},
): Promise<LoadReport> {
  const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY });
  const window: Window = { agent, address, patienceMs, open: { bytes: 0 }, queued };
  const sendAs =
    (kind: Exchange["kind"]): Send =>
    (request, index) => {
      const onEnd = (answered: Answered) => onAnswer?.({ kind, index, request, ...answered });
      return timeRequest(window, request, onAnswer && onEnd);
    };
  const late = startDeadline(load.windowMs + patienceMs);
  void late.passed.then(() => agent.destroy());
  try {
    const opened = await openConnections(window, load);
    if (opened.includes(undefined)) return reportOf(opened, notBusy);
    const end = performance.now() + load.windowMs;
    const [probes, background] = await Promise.all([
      sendProbes(load.probe, end, sendAs("probe")),
      keepBusy(load.background, end, sendAs("background"), { numberOf, queued }),
    ]);
    return reportOf(probes, background);
  } finally {
    late.cancel();
    agent.destroy();
  }
}

const noneQueued = (): Queued => ({ version: 0, grader: 0 });

/** More probes than these may be under way, over connections that are opened then. */
const mostConnections = 256;

/**
 * Opens a connection for each request that may be under way, by a probe each. Node's server accepts
 * one connection a turn of its loop: with a new one for each probe, those that come in a long stretch
 * would wait for as many turns, and more and more of them.
 */
async function openConnections(window: Window, load: Load): Promise<Latency[]> {
  const { probe, background, windowMs } = load;
  const wanted = Math.ceil(windowMs / probe.everyMs) + (background?.connections ?? 0);
  return Promise.all(
    Array.from({ length: Math.min(wanted, mostConnections) }, () =>
      // Held until it ends, as every answer of a window is.
      timeRequest(window, probe.request, () => {}),
    ),
  );
}

/** How long something took, and what waiting for a CPU there and here added to it, in ms. */
export interface Took {
  readonly ms: number;
  readonly delay: Queued;
}

/** Begins to measure; the function that it returns ends it. */
function stopwatch(queued: () => Queued): () => Took {
  const before = queued();
  const started = performance.now();
  return () => {
    const ms = performance.now() - started;
    const after = queued();
    const delay = {
      version: after.version - before.version,
      grader: after.grader - before.grader,
    };
    return { ms, delay };
  };
}

/** Undefined for a request that failed. */
type Latency = Took | undefined;
type Send = (request: ServerRequest, index: number) => Promise<Latency>;

async function sendProbes(probe: Load["probe"], end: number, send: Send): Promise<Latency[]> {
  const sent: Promise<Latency>[] = [];
  for (let due = performance.now(); due < end; due += probe.everyMs) {
    await delay(Math.max(0, due - performance.now()));
    sent.push(send(probe.request, sent.length));
  }
  return Promise.all(sent);
}

/** What came of the background requests. */
interface Busy {
  readonly latencies: readonly Latency[];
  /** Until the last of them was answered, which may be after the window. */
  readonly elapsed: Took;
}

const notBusy: Busy = { latencies: [], elapsed: { ms: 0, delay: noneQueued() } };

async function keepBusy(
  background: Load["background"],
  end: number,
  send: Send,
  { numberOf, queued }: Required<Pick<DriveOptions, "numberOf" | "queued">>,
): Promise<Busy> {
  const stop = stopwatch(queued);
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
  return { latencies, elapsed: stop() };
}

function requestOf(
  request: NonNullable<Load["background"]>["request"],
  number: number,
): ServerRequest {
  return typeof request === "function" ? request(number) : request;
}

/** What the requests of a window share. */
interface Window {
  readonly agent: Agent;
  readonly address: ServerAddress;
  readonly patienceMs: number;
  /** What is held of answers that have not ended. */
  readonly open: { bytes: number };
  queued(): Queued;
}

/** @param onEnd given the answer, once it has been timed */
function timeRequest(
  { agent, address, patienceMs, open, queued }: Window,
  request: ServerRequest,
  onEnd?: (answered: Answered) => void,
): Promise<Latency> {
  const { promise, resolve } = Promise.withResolvers<Latency>();
  const { method, path, body } = request;
  const stop = stopwatch(queued);
  const to = { host: "127.0.0.1", ...address };
  const options = { ...to, agent, method, path, timeout: patienceMs };
  const sent = httpRequest(options, (response) => {
    const status = response.statusCode ?? 500;
    const body: Buffer[] = [];
    let held = 0;
    response.on("error", () => resolve(undefined));
    response.on("close", () => {
      open.bytes -= held;
    });
    response.on("end", () => {
      resolve(status >= 400 ? undefined : stop());
      onEnd?.({ status, body });
    });
    if (onEnd === undefined) response.resume();
    else response.on("data", keep);
    function keep(chunk: Buffer): void {
      body.push(chunk);
      held += chunk.length;
      open.bytes += chunk.length;
      if (open.bytes > mostOpenBytes) sent.destroy();
    }
  });
  sent.on("timeout", () => sent.destroy());
  sent.on("error", () => resolve(undefined));
  sent.end(body);
  return promise;
}

function reportOf(probes: readonly Latency[], { latencies, elapsed }: Busy): LoadReport {
  const answered = probes.filter((latency) => latency !== undefined);
  const completed = latencies.filter((latency) => latency !== undefined).length;
  const timesBy = (msOf: (took: Took) => number): LoadTimes => {
    const all = answered.map(msOf);
    const percentile = (probability: number) =>
      all.length === 0 ? Number.NaN : quantile(all, probability);
    return {
      latencyMs: { p50: percentile(0.5), p95: percentile(0.95), p99: percentile(0.99) },
      msPerBackgroundRequest: msOf(elapsed) / completed,
    };
  };
  return {
    timesBy,
    probes: probes.length,
    completed,
    failed: probes.length - answered.length + latencies.length - completed,
  };
}
