import type { ToolJob } from "../../src/evidence/tools/driven-run.ts";
import { loadLibrary } from "../load-library.ts";
import { isOwnFile, shownPath } from "../source-path.ts";
import { type ClinicClass, loadClinic } from "./library.ts";

/** A frame as Clinic Flame gives it to its page. */
interface FlameFrame {
  name: string;
  type: string;
  category: string;
  target?: string;
  fileName: string | null;
  fullFileName: string | null;
  functionName: string | null;
  lineNumber: number;
  walk(visit: (frame: FlameFrame) => void): void;
}

/** All that the page shows. */
interface FlameData {
  appName: string;
  merged: FlameFrame;
  unmerged: FlameFrame;
}

interface Flame {
  writeHtml(data: FlameData, page: string, done: (error: Error | null) => void): void;
}

/** What page and analysis share: which frames are hidden at first, and whose own time that becomes. */
interface Shared {
  readonly defaultExclude: ReadonlySet<string>;
  setStackTop(tree: FlameFrame, exclude: ReadonlySet<string>): void;
}

/**
 * Clinic Flame, with TypeScript frames shown. It takes only `.js` and `.mjs` for application code:
 * all else counts as V8's own, hidden at first, with its time given to whoever called it.
 */
export function flameOfTypeScript({ id, source }: ToolJob): ClinicClass {
  const Original = loadClinic("flame") as unknown as new (settings: object) => Flame;
  const { setStackTop, defaultExclude } = loadLibrary<Shared>("@clinic/flame/shared.js");
  class FlameOfTypeScript extends Original {
    override writeHtml(data: FlameData, page: string, done: (error: Error | null) => void): void {
      for (const tree of [data.merged, data.unmerged]) {
        tree.walk((frame) => showSource(frame, id, source));
        setStackTop(tree, defaultExclude);
      }
      super.writeHtml({ ...data, appName: id }, page, done);
    }
  }
  return FlameOfTypeScript as unknown as ClinicClass;
}

function showSource(frame: FlameFrame, id: string, source: string): void {
  const file = frame.fullFileName;
  if (file === null || !isOwnFile(file)) return;
  frame.fileName = shownPath(file, source);
  frame.name = `${frame.functionName} ${frame.fileName}:${frame.lineNumber}`;
  frame.target = frame.fileName;
  frame.category = "app";
  frame.type = id;
}
