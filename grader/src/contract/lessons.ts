/** The lessons of the course by name: what each is about, by the number that a manifest gives. */
export const lessons: Readonly<Record<string, string>> = {
  L01: "strategy and Amdahl's bound",
  L02: "profiles by function",
  L03: "profiles by line, memory and leaks",
  L04: "caching",
  L05: "memory layout and objects",
  L06: "vectorization",
  L07: "native code and boundaries",
  L08: "algorithms and data structures",
  L09: "strings, regular expressions and formatting",
  L10: "input, output and batching",
  L11: "asynchronous code and the event loop",
  L12: "workers and shared memory",
  L13: "start-up",
};
