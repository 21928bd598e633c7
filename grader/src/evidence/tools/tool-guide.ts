import type { ToolName } from "./driven-run.ts";

/** What to look for in a tool's page, for first-time readers. */
export const toolGuide: Readonly<Record<ToolName, string>> = {
  doctor:
    "Graphs over time. CPU usage: near 100 % the program computes, far below it waits. Memory usage: a steep sawtooth is garbage, a rise that never falls may be a leak. Event loop delay: spikes are functions that ran for a long time without yielding. Active handles: what is open at the same time. Read the graphs first. The recommendation below them is only a guess.",
  flame:
    "Each bar is a function, on top of its caller. Its width is its share of the time; its colour shows how much of that is its own code. Look for wide bars with a bright colour, and see who calls them and how often. Clinic's page counts V8's built-ins as part of their callers; npm run flame names them.",
  bubbleprof:
    "Each bubble is a group of waits that began at the same place. Its size and the lines between bubbles are time spent waiting, not computing. Look for the longest line, and click into the bubble at its end until you see a function of src/ (driveExercise and what is right below it only start the calls). Then ask whether that wait is needed, or could run in parallel with others.",
  "heap-profiler":
    "Each bar is a function. Its width is the memory that it allocated and that is still in use at the end: module-level tables, caches, and the last answer. Garbage is not included, no matter how much. Look for memory that should be free by then. The figures are estimates: V8 samples one allocation every 32 KiB on average.",
  "0x": "Each bar is a function, on top of its caller. Its width is its share of the time; the redder it is, the more of that is its own code. Bars marked (built-in) are V8's own functions: StringEqual compares strings, GrowFastSmiOrObjectElements grows an array. * marks optimized code, ~ unoptimized code.",
};

/** What 0x's recording gets wrong: some frames are missing, or have the wrong caller. */
export const hiddenFrames =
  "Some built-ins, such as StringEqual, have no stack frame of their own. Their time is shown on top of the caller of the function that used them: beside that function instead of on top of it. A small function that V8 has inlined into its caller has no bar: its time counts for the caller. The flame graph of npm run grade has a bar for it.";

/** How the driver's calls change Doctor's picture. */
export const doctorOfFunction =
  "This exercise's function is synchronous and is called again and again. That alone causes CPU usage near 100 % and a busy event loop. The delay shows how long a call takes.";
