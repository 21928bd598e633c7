/** What the child records while it runs calls: for evidence, never while anything is timed. */
import type { LoadRequest, RecordingKind } from "../protocol.ts";
import { meterAllocations } from "./meters.ts";
import { startProbes } from "./probes.ts";
import type { Recorder } from "./recorder.ts";

/** Gets ready to record, before the version under test is loaded. */
export async function startRecorder(
  kind: RecordingKind,
  entryKind: LoadRequest["entryKind"],
): Promise<Recorder> {
  switch (kind) {
    case "cpu profile": {
      const waits = entryKind === "function" ? "computing" : "waiting";
      return recordCpu(await inspect(), cpuSampleMs[waits]);
    }
    case "heap profile":
      return recordAllocations(await inspect());
    case "line allocations":
      return startProbes();
    case "whereabouts":
    case "throws": {
      const { watchWhereabouts } = await import("./whereabouts.ts");
      return watchWhereabouts(kind);
    }
    case "vitals":
      return recordVitals(await import("node:perf_hooks"), await import("node:v8"));
  }
}

/** Sends a command to V8's inspector and returns its result, which is there at once. */
type Inspect = (method: string, parameters?: object) => unknown;

/** Loaded only where it is needed: it would make every process start later. */
async function inspect(): Promise<Inspect> {
  const { Session } = await import("node:inspector");
  const session = new Session();
  session.connect();
  return (method, parameters = {}) => {
    let answer: unknown;
    session.post(method, parameters, (error, result) => {
      if (error !== null) throw new Error(`${method}: ${error.message}`);
      answer = result;
    });
    return answer;
  };
}

/** Code that waits is seldom seen working: of that, four times as many samples are taken. */
const cpuSampleMs = { computing: 1, waiting: 0.25 };

/**
 * V8 must see functions being compiled to know their lines, so that its profile begins before the
 * version is loaded. What is to be looked at of it is told as windows of time, in microseconds
 * since its start.
 */
function recordCpu(inspect: Inspect, intervalMs: number): Recorder {
  const { hrtime, threadCpuUsage } = process;
  const windows: { from: number; to: number; cpuMs: number }[] = [];
  inspect("Profiler.enable");
  inspect("Profiler.setSamplingInterval", { interval: 1000 * intervalMs });
  const started = hrtime.bigint();
  const now = () => Number(hrtime.bigint() - started) / 1000;
  inspect("Profiler.start");
  let finishWindow = () => {};
  return {
    resume() {
      const [from, before] = [now(), threadCpuUsage()];
      finishWindow = () => {
        const { user, system } = threadCpuUsage(before);
        windows.push({ from, to: now(), cpuMs: (user + system) / 1000 });
      };
    },
    pause: () => finishWindow(),
    finish: () => ({ ...(inspect("Profiler.stop") as object), windows, intervalMs }),
  };
}

/** Between two samples on average, in bytes: 8 times as many miss the truth by up to 25 %. */
const heapSampleBytes = 65_536;

/** V8's sampler can't pause: what was allocated in between is told apart by its stack. */
function recordAllocations(inspect: Inspect): Recorder {
  let isSampling = false;
  return {
    resume() {
      if (isSampling) return;
      inspect("HeapProfiler.startSampling", {
        samplingInterval: heapSampleBytes,
        includeObjectsCollectedByMajorGC: true,
        includeObjectsCollectedByMinorGC: true,
      });
      isSampling = true;
    },
    pause() {},
    finish: () => (isSampling ? inspect("HeapProfiler.stopSampling") : {}),
  };
}

/** How often the event loop's delay is looked at, in ms. */
const loopResolutionMs = 2;

/** How busy the event loop and the garbage collector were, and what was allocated. */
function recordVitals(
  { performance, monitorEventLoopDelay }: typeof import("node:perf_hooks"),
  { GCProfiler }: typeof import("node:v8"),
): Recorder {
  const utilization = performance.eventLoopUtilization.bind(performance);
  const now = performance.now.bind(performance);
  const delays = monitorEventLoopDelay({ resolution: loopResolutionMs });
  const total = { wallMs: 0, activeMs: 0, idleMs: 0, collectMs: 0, collections: 0, bytes: 0 };
  let finishWindow = () => {};
  return {
    resume() {
      const collections = new GCProfiler();
      const allocations = meterAllocations();
      const [started, loop] = [now(), utilization()];
      collections.start();
      delays.enable();
      finishWindow = () => {
        delays.disable();
        const { active, idle } = utilization(loop);
        const { statistics } = collections.stop();
        total.wallMs += now() - started;
        total.activeMs += active;
        total.idleMs += idle;
        total.collectMs += statistics.reduce((sum, { cost }) => sum + cost / 1000, 0);
        total.collections += statistics.length;
        total.bytes += allocations.stop();
      };
    },
    pause: () => finishWindow(),
    finish: () => ({
      ...total,
      delayMs: { p99: delays.percentile(99) / 1e6, longest: delays.max / 1e6 },
      resolutionMs: loopResolutionMs,
    }),
  };
}
