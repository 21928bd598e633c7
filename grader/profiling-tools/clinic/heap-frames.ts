import type { ToolJob } from "../../src/evidence/tools/driven-run.ts";
import { loadLibrary } from "../load-library.ts";
import { isOwnFile, shownPath } from "../source-path.ts";
import { type ClinicClass, loadClinic } from "./library.ts";

/** A frame as the heap profiler gives it to its page. */
interface HeapFrame {
  name: string;
  type: string;
  category: string;
  fileName: string;
  readonly functionName: string;
  readonly lineNumber: number;
  readonly isRoot: boolean;
  readonly children: readonly HeapFrame[];
}

interface HeapData {
  appName: string;
  readonly data: HeapFrame;
}

type Done = (error: Error | null, data?: HeapData) => void;

interface Analysis {
  analyse(file: string, done: Done): void;
}

/** Clinic's heap profiler, with TypeScript frames as application code: it takes only `.js` for that. */
export function heapProfilerOfTypeScript({ id, source }: ToolJob): ClinicClass {
  // Replaced before the profiler is loaded, which takes the function out of its module then.
  const analysis = loadLibrary<Analysis>("@clinic/heap-profiler/src/analysis/index.js");
  const { analyse } = analysis;
  analysis.analyse = (file, done) =>
    analyse(file, (error, result) => {
      if (error !== null || result === undefined) return done(error);
      showSource(result.data, id, source);
      done(null, { ...result, appName: id });
    });
  return loadClinic("heap-profiler");
}

function showSource(frame: HeapFrame, id: string, source: string): void {
  if (frame.isRoot) frame.type = id;
  else if (isOwnFile(frame.fileName)) {
    frame.fileName = shownPath(frame.fileName, source);
    frame.name = `${frame.functionName} ${frame.fileName}:${frame.lineNumber}`;
    frame.category = "app";
    frame.type = id;
  }
  for (const child of frame.children) showSource(child, id, source);
}
