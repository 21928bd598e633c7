import { measureInBatches } from "./batches.ts";
import { type ForkPlace, type ForkRequest, isMeasured, type NotMeasured } from "./fork.ts";
import { measureInFreshProcesses } from "./fresh-processes.ts";
import { type Fork, type Measurement, summarize } from "./measurement.ts";
import { clearMargin, type Schedule } from "./schedule.ts";
import { measureUnderLoad } from "./under-load.ts";

/** What measuring needs from the rest of the grader. */
export interface MeasureRequest extends ForkRequest {
  readonly schedule: Schedule;
  /** The CPUs to pin forks to, in turn; empty where that is impossible. */
  readonly cpus: readonly number[];
  /** True as soon as the forks so far decide the verdict, `margin` half-widths from the target. */
  isDecided(measurement: Measurement, margin: number): boolean;
  onFork?(done: number, most: number): void;
}

/**
 * Measures the speedup, fork after fork, until it is decided, or the most forks are done, or the
 * time is up. Rejects with WorkerFailed when a side fails.
 */
export async function measure(request: MeasureRequest): Promise<Measurement | NotMeasured> {
  const start = request.now();
  const forks: Fork[] = [];
  for (let longestMs = 0, spentMs = 0; ; ) {
    request.onFork?.(forks.length, request.schedule.mostForks);
    const fork = await measureFork(request, forks.length);
    if (!isMeasured(fork)) return fork;
    forks.push(fork);
    longestMs = Math.max(longestMs, request.now() - start - spentMs);
    spentMs = request.now() - start;
    const measurement = summarize(request.metric, forks, spentMs / 1000);
    if (isEnough(request, measurement, spentMs + longestMs)) return measurement;
  }
}

/** @param nextEndsMs when another fork would be over that takes as long as the longest so far */
function isEnough(request: MeasureRequest, measurement: Measurement, nextEndsMs: number): boolean {
  const { fewestForks, fewestClearForks, mostForks, leastForks, budgetMs } = request.schedule;
  const done = measurement.forks.length;
  if (nextEndsMs > budgetMs && done >= leastForks) return true;
  if (done < fewestClearForks) return false;
  if (done < fewestForks) return request.isDecided(measurement, clearMargin);
  return done >= mostForks || request.isDecided(measurement, 1);
}

async function measureFork(asked: MeasureRequest, number: number): Promise<Fork | NotMeasured> {
  const { method, onOneCpu, clock } = asked.metric;
  const besideOthers = clock === "wall";
  const request: MeasureRequest = {
    ...asked,
    start: (side, cpu, options) => asked.start(side, cpu, { ...options, besideOthers }),
  };
  const cpu = onOneCpu ? request.cpus[number % Math.max(request.cpus.length, 1)] : undefined;
  const place: ForkPlace = { number, cpu };
  switch (method.kind) {
    case "batches":
      return measureInBatches(request, method, place);
    case "fresh processes":
      return measureInFreshProcesses(request, method, place);
    case "load":
      return measureUnderLoad(request, method, place);
  }
}
