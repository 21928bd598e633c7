import type { EventEmitter } from "node:events";
import type { ToolJob } from "../../src/evidence/tools/driven-run.ts";
import { loadLibrary, replaceLibrary } from "../load-library.ts";
import { shownPath } from "../source-path.ts";
import { type ClinicClass, loadClinic } from "./library.ts";

/** Bubbleprof, made to read the traces of today's Node and to show short names of ES modules. */
export function bubbleprofOfSource({ source }: ToolJob): ClinicClass {
  shortenFileNames(source);
  replaceLibrary("@clinic/bubbleprof/format/trace-event-decoder.js", readingAllCallbacks);
  return loadClinic("bubbleprof");
}

interface StackFrame {
  fileName: string;
}

interface StackFramePrototype {
  anonymise(this: StackFrame, systemInfo: object): void;
}

type StackFrames = new (frames: object[]) => { first(): StackFrame };

/** It takes the URLs of ES modules for paths, and shows them relative to the current folder. */
function shortenFileNames(source: string): void {
  const Frames = loadLibrary<StackFrames>("@clinic/bubbleprof/analysis/stack-trace/frames.js");
  // The class of a single frame is not exported.
  const prototype: StackFramePrototype = Object.getPrototypeOf(new Frames([{}]).first());
  const { anonymise } = prototype;
  prototype.anonymise = function (systemInfo) {
    if (this.fileName.startsWith("file:")) this.fileName = `./${shownPath(this.fileName, source)}`;
    else anonymise.call(this, systemInfo);
  };
}

/** An event of V8's trace format; `ph` says whether something begins or ends. */
interface TraceEvent {
  readonly name: string;
  ph: string;
}

type TraceDecoder = new () => { readonly parser: EventEmitter<{ data: [TraceEvent] }> };

/**
 * Node writes the callbacks of timers and promises as `B` and `E`, where Bubbleprof knows only the
 * `b` and `e` of before: all of them would have taken no time, and its page might stay blank.
 */
function readingAllCallbacks(Original: TraceDecoder): TraceDecoder {
  return class extends Original {
    constructor() {
      super();
      this.parser.prependListener("data", (event) => {
        if (event.name.endsWith("_CALLBACK")) event.ph = event.ph.toLowerCase();
      });
    }
  };
}
