import { createLogUpdate } from "log-update";
import type { Progress } from "../../grading/progress.ts";
import { paint, styleOf } from "../../reports/style.ts";

/** Shows the current stage of a grading. */
export interface ProgressView {
  show(exercise: string, progress: Progress): void;
  /** Removes the live line, so that something else can be printed. */
  clear(): void;
}

/** In a terminal one line that is updated; elsewhere one line for each stage. */
export function progressView(stream: NodeJS.WriteStream): ProgressView {
  return stream.isTTY ? liveView(stream) : plainView(stream);
}

function liveView(stream: NodeJS.WriteStream): ProgressView {
  const update = createLogUpdate(stream);
  const style = styleOf(stream);
  const started = new Map<string, number>();
  return {
    show(exercise, progress) {
      const since = started.get(exercise) ?? Date.now();
      started.set(exercise, since);
      const seconds = Math.round((Date.now() - since) / 1000);
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

function plainView(stream: NodeJS.WriteStream): ProgressView {
  let last = "";
  return {
    show(exercise, { stage }) {
      const line = `${exercise}: ${stage}`;
      if (line !== last) stream.write(`${line}\n`);
      last = line;
    },
    clear: () => {},
  };
}
