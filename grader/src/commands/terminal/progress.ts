import { createLogUpdate } from "log-update";
import type { Progress } from "../../grading/progress.ts";
import { paint, styleOf } from "../../reports/style.ts";

/** Shows the current stage of a grading. */
export interface ProgressView {
  show(exercise: string, progress: Progress): void;
  /** Removes the live line, so that something else can be printed. */
  clear(): void;
}

/**
 * In a terminal one line that is updated; elsewhere one line for each stage, and more for one that
 * takes long.
 *
 * @param now a clock in ms
 */
export function progressView(
  stream: NodeJS.WriteStream,
  now: () => number = () => performance.now(),
): ProgressView {
  const timer = new Timer(now);
  return stream.isTTY ? liveView(stream, timer) : plainView(stream, timer);
}

/** How long something is being done, by its name. */
class Timer {
  readonly #started = new Map<string, number>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Since the first time that it was asked about. */
  secondsOf(name: string): number {
    const since = this.#started.get(name) ?? this.#now();
    this.#started.set(name, since);
    return Math.round((this.#now() - since) / 1000);
  }
}

function liveView(stream: NodeJS.WriteStream, timer: Timer): ProgressView {
  const update = createLogUpdate(stream);
  const style = styleOf(stream);
  return {
    show(exercise, progress) {
      const seconds = timer.secondsOf(exercise);
      const line = `${barOf(progress)} ${exercise}: ${describe(progress)} (${seconds} s)`;
      update(paint(style, "cyan", line.slice(0, style.width - 1)));
    },
    clear: () => update.clear(),
  };
}

const stages: readonly Progress["stage"][] = ["checking answers", "measuring", "profiling"];

/** One block for each stage of a grading, filled up to the current one. */
function barOf({ stage }: Progress): string {
  const at = stages.indexOf(stage);
  if (at === -1) return "▣";
  return stages.map((_, index) => (index < at ? "■" : index === at ? "▣" : "□")).join("");
}

function describe({ stage, done, total }: Progress): string {
  if (stage === "checking answers")
    return total > 1 ? `${stage}: case ${done + 1} of ${total}` : stage;
  if (stage === "measuring") return `${stage}: fork ${done + 1} of at most ${total}`;
  if (stage === "running tests") return stage;
  return `${stage}: run ${Math.min(done + 1, total)} of ${total}`;
}

/** How long nothing may be said of a stage that goes on, in seconds. */
const silence = 10;

function plainView(stream: NodeJS.WriteStream, timer: Timer): ProgressView {
  let last = { line: "", seconds: 0 };
  return {
    show(exercise, progress) {
      const seconds = timer.secondsOf(exercise);
      const line = `${exercise}: ${progress.stage}`;
      if (line !== last.line) {
        stream.write(`${line}\n`);
      } else if (seconds >= last.seconds + silence) {
        stream.write(`${exercise}: ${describe(progress)} (${seconds} s)\n`);
      } else return;
      last = { line, seconds };
    },
    clear: () => {},
  };
}
