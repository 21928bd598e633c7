import { randomInt } from "node:crypto";
import type { Growth } from "../../contract/index.ts";
import { logLogSlope } from "../../contract/statistics/slope.ts";
import { median } from "../../contract/statistics/summary.ts";
import type { Answer, EncodedArguments, Worker } from "../sandbox/sandbox.ts";
import { rampUp } from "./warm-up.ts";

/** How a candidate's CPU time grows with the size of its input. */
export interface GrowthMeasurement {
  /** t grows like n to this. */
  readonly exponent: number;
  readonly below: number;
  readonly grows: "within the limit" | "too fast";
  readonly points: readonly GrowthPoint[];
}

/** The median CPU time of one call at a size. */
export interface GrowthPoint {
  readonly size: number;
  readonly cpuMs: number;
}

/** What measuring growth needs from the rest of the grader. */
export interface GrowthRequest {
  readonly growth: Growth;
  /** Starts the candidate in a fresh process. */
  start(): Promise<Worker>;
  /** Fresh inputs of a size. */
  take(size: number, count: number): EncodedArguments[];
  readonly mayChangeInput: boolean;
  /** Given one answer of each sample, of a call that nobody can foresee. */
  keep?(kept: GrowthAnswer): void;
  /** How often each size is sampled; even. Few are enough to show a slow program's growth. */
  readonly rounds?: number;
}

/** What a call answered whose time counts. */
export interface GrowthAnswer {
  readonly size: number;
  readonly input: EncodedArguments;
  readonly answer: Answer;
}

const multiples = [1, 2, 4, 8];

/** An exponent nearer to the limit than this could as well be on its other side. */
export const unclearGrowth = 0.1;

/** The largest size that is measured. */
export function largestSize({ size }: Growth): number {
  return size * Math.max(...multiples);
}

/** The numbers of this check; docs/how-grading-works.md says where they come from. */
const growthSchedule = {
  warmUpMs: 40,
  mostWarmUpMs: 300,
  mostWarmUpWallMs: 1000,
  sampleMs: 3,
  mostCalls: 64,
  /** Even: then the median of a size is between one sample on the way up and one on the way down. */
  rounds: 6,
  /** Processes that are asked beside the first where it is unclear; the median counts. */
  moreForks: 2,
};

/**
 * Measures CPU time at n, 2n, 4n and 8n and fits t = c·n^e to it. Tells linear from quadratic, not
 * n from n log n.
 */
export async function measureGrowth(request: GrowthRequest): Promise<GrowthMeasurement> {
  const { below } = request.growth;
  const forks = [await measurePoints(request)];
  if (Math.abs(exponentOf(forks[0] as GrowthPoint[]) - below) < unclearGrowth) {
    for (let more = 0; more < growthSchedule.moreForks; more++) {
      forks.push(await measurePoints(request));
    }
  }
  const sorted = forks.toSorted((a, b) => exponentOf(a) - exponentOf(b));
  const points = sorted[sorted.length >> 1] as GrowthPoint[];
  const exponent = exponentOf(points);
  return { exponent, below, grows: exponent < below ? "within the limit" : "too fast", points };
}

function exponentOf(points: readonly GrowthPoint[]): number {
  return logLogSlope(
    points.map(({ size }) => size),
    points.map(({ cpuMs }) => cpuMs),
  );
}

/** One process, its sizes in turn, up and down: a drift does not look like growth. */
async function measurePoints(request: GrowthRequest): Promise<GrowthPoint[]> {
  const worker = await request.start();
  try {
    const sizes = multiples.map((multiple) => multiple * request.growth.size);
    const samples = new Map<number, number[]>(sizes.map((size) => [size, []]));
    const calls = new Map<number, number>();
    for (const size of sizes) calls.set(size, await warmUp(request, worker, size));
    for (let round = 0; round < (request.rounds ?? growthSchedule.rounds); round++) {
      for (const size of round % 2 === 0 ? sizes : sizes.toReversed()) {
        samples.get(size)?.push(await sampleAt(request, worker, size, calls.get(size) ?? 1));
      }
    }
    return [...samples].map(([size, of]) => ({ size, cpuMs: median(of) }));
  } finally {
    await worker.stop();
  }
}

/** How many calls at a size make a sample long enough. */
async function warmUp(request: GrowthRequest, worker: Worker, size: number): Promise<number> {
  const { perCall } = await rampUp(worker, {
    inputs: request.take(size, 2),
    cpuMs: growthSchedule.warmUpMs,
    calls: 1,
    mostCpuMs: growthSchedule.mostWarmUpMs,
    mostWallMs: growthSchedule.mostWarmUpWallMs,
    mayChangeInput: request.mayChangeInput,
  });
  const calls = Math.ceil(growthSchedule.sampleMs / Math.max(perCall.cpuMs, 0.001));
  return Math.min(calls, growthSchedule.mostCalls);
}

async function sampleAt(
  request: GrowthRequest,
  worker: Worker,
  size: number,
  calls: number,
): Promise<number> {
  const inputs = request.take(size, calls);
  await worker.deliver(inputs);
  const { cpuMs } = await worker.run();
  if (request.keep !== undefined) request.keep(await drawAnswer(worker, size, inputs));
  return Math.max(cpuMs, 0.001) / calls;
}

async function drawAnswer(
  worker: Worker,
  size: number,
  inputs: readonly EncodedArguments[],
): Promise<GrowthAnswer> {
  const position = randomInt(inputs.length);
  const { answers } = await worker.collect([position]);
  return { size, input: inputs[position] as EncodedArguments, answer: answers[0] as Answer };
}
