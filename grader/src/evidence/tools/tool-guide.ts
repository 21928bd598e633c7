import type { ToolName } from "./driven-run.ts";

/** What to look for in a tool's page, for somebody who sees it for the first time. */
export const toolGuide: Readonly<Record<ToolName, string>> = {
  doctor:
    "Graphs over time. CPU usage: near 100 % the program computes, far below it waits. Memory usage: a steep saw is garbage, a rise that never falls may be a leak. Event loop delay: spikes are functions that ran for long without giving way. Active handles: what is open at once. Read the graphs first, and the recommendation below them as a guess.",
  flame:
    "Each bar is a function and lies on its caller; its width is its share of the time, and its colour says how much of that is its own code. Look for wide bars with a bright colour, and ask who calls them and how often. Clinic's page folds V8's built-ins into whoever called them; npm run flame names them.",
  bubbleprof:
    "Each bubble is a group of waits that began at the same place; its size and the lines between bubbles are time spent waiting, not computing. Look for the longest line, click into the bubble at its end until you see a function of src/ (driveExercise and what comes right below it only start the calls), and ask whether that wait is needed, or could go on at the same time as others.",
  "heap-profiler":
    "Each bar is a function; its width is the memory that it allocated and that is still in use at the end: module-level tables, caches, and the last answer. Garbage, however much there was, is not in it. Look for memory that should be gone by then. The figures are estimates: V8 notes one allocation every 32 KiB on average.",
  "0x": "Each bar is a function and lies on its caller; its width is its share of the time, and the redder it is, the more of that is its own code. Bars marked (built-in) are V8's own functions: StringEqual is a comparison of strings, GrowFastSmiOrObjectElements an array that grows. * marks optimized code, ~ code that is not.",
};

/** What 0x's recording gets wrong: it does not see such frames at all, or not who called them. */
export const hiddenFrames =
  "Time in a built-in that sets up no frame of its own, such as StringEqual, is shown below the caller of the function that used it: beside that function instead of on top of it. A small function that V8 has put into its caller, to save the call, has no bar: its time is its caller's. The flamegraph of npm run grade has its bar.";

/** What the driver's own way of calling does to Doctor's picture. */
export const doctorOfFunction =
  "This exercise's function answers at once, and it is called again and again: CPU usage near 100 % and a busy event loop come from that alone. The delay tells how long a call takes.";
