import { median } from "../../contract/statistics/summary.ts";
import { cpuMsOf } from "../sandbox/counters.ts";

/** How fine a clock is and what it costs to look at it. */
export interface Clock {
  /** The smallest step that was seen, in ms; Infinity when it stood still for `longestWatchMs`. */
  readonly stepMs: number;
  /** One reading, in µs: the median. */
  readonly costUs: number;
}

/** The clocks that timings come from. */
export interface Clocks {
  /** `performance.now()`. */
  readonly wall: Clock;
  /** `process.cpuUsage()`: the CPU time that a process reports of itself. */
  readonly cpuUsage: Clock;
  /** The CPU time of a process read from outside; undefined where the platform has no such counter. */
  readonly outside: Clock | undefined;
}

/** Watches each clock for a moment; takes less than half a second. */
export function measureClocks(): Clocks {
  const outside = () => cpuMsOf(process.pid) ?? Number.NaN;
  return {
    wall: measureClock(() => performance.now()),
    cpuUsage: measureClock(ownCpuMs),
    outside: Number.isNaN(outside()) ? undefined : measureClock(outside, pause),
  };
}

function ownCpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

const pauseMs = 0.01;
const neverNotified = new Int32Array(new SharedArrayBuffer(4));

/**
 * Takes this thread off its CPU for a moment. The kernel brings a thread's counter up to date when
 * the thread stops or a timer ticks (1 to 10 ms); the grader reads it while the child waits.
 */
function pause(): void {
  Atomics.wait(neverNotified, 0, 0, pauseMs);
}

function measureClock(read: () => number, between = () => {}): Clock {
  return { stepMs: smallestStep(read, between), costUs: costOf(read) };
}

const stepsToSee = 50;
const longestWatchMs = 100;

/** A sum over threads falls when one of them ends; that is no step of the clock. */
function smallestStep(read: () => number, between: () => void): number {
  const steps: number[] = [];
  const end = performance.now() + longestWatchMs;
  let last = read();
  while (steps.length < stepsToSee && performance.now() < end) {
    between();
    const now = read();
    if (now > last) steps.push(now - last);
    last = now;
  }
  return Math.min(...steps);
}

const readings = 20;
const batches = 25;

/** In batches, because one reading can be shorter than a step of the clock that times it. */
function costOf(read: () => number): number {
  const perReading = Array.from({ length: batches }, () => {
    const start = performance.now();
    for (let reading = 0; reading < readings; reading++) read();
    return ((performance.now() - start) * 1000) / readings;
  });
  return median(perReading);
}
