/** Everything that can be measured, and asked for in a goal or a bound. Less is always better. */
export const metricNames = [
  /** User and system time of the process, in all its threads. */
  "cpu time",
  /** Time on the clock, for code that waits, overlaps I/O or uses several threads. */
  "wall time",
  /** Bytes allocated by a call, on V8's heap and in array buffers. */
  "allocated bytes",
  /** Bytes that a call leaves behind: growth of the heap over many calls, after a collection. */
  "live bytes",
  /** How far a call drives up the memory of a fresh process. */
  "peak memory",
  /** From the start of a process until its module is loaded. */
  "start-up time",
  /** What the exercise's own resource counts, such as SQL statements. */
  "counted operations",
  /** Time on the clock of requests to a server under load. */
  "latency p50",
  "latency p95",
  "latency p99",
  /** Time on the clock for each request that a server under load completes. */
  "time per request",
  /** How late the event loop's timers are while calls run, at worst; one of a hundred calls may be worse. */
  "event-loop delay",
] as const;

/** The name of a metric. */
export type MetricName = (typeof metricNames)[number];
