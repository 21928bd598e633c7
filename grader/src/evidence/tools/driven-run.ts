import type { EntryKind } from "../../contract/index.ts";

/**
 * What profiling-tools/drive-exercise.ts is to run under a tool. The grader writes it to a file,
 * because between the two stands the tool's own way of starting a program.
 */
export interface DriveJob {
  /** The folder of the version; its module is index.ts. */
  readonly source: string;
  readonly entry: string;
  readonly kind: EntryKind;
  /** Files with the arguments of one call each, in the encoding of wire.ts. */
  readonly inputs: readonly string[];
  /** A call may change its input: each gets a fresh one. */
  readonly mayChangeInput: boolean;
  readonly warmUpMs: number;
  readonly runMs: number;
  /** Enough before `runMs` are over: a tool may write much for each call. */
  readonly mostCalls: number;
  /**
   * Start each call of an entry that is awaited from a timer: Bubbleprof takes each call for caused
   * by the one before otherwise, and can't draw so long a chain.
   */
  readonly fromTimer: boolean;
  /** The file that says how far the run is: a `DriveStatus` as JSON. */
  readonly status: string;
  /** A server ends when this file appears. */
  readonly stop: string;
}

/** How far a run is, in the driver's own words. */
export type DriveStatus =
  | { readonly state: "loading" }
  | { readonly state: "running" }
  /** A server waits for requests on this port of 127.0.0.1. */
  | { readonly state: "listening"; readonly port: number }
  | { readonly state: "finished" }
  | {
      readonly state: "threw";
      readonly during: "loading" | "a call";
      readonly message: string;
      /** File and line in the version, such as `index.ts:31`; empty when it was none of its own. */
      readonly where: string;
    }
  | { readonly state: "exited"; readonly during: "loading" | "a call"; readonly code: number };

/** What the programs in profiling-tools/ are told; they find the library by the tool's name. */
export interface ToolJob {
  readonly tool: ToolName;
  /** The file with the `DriveJob`. */
  readonly drive: string;
  /** An existing folder for all that the tool writes. */
  readonly data: string;
  /** The page to draw. */
  readonly page: string;
  /** Where Doctor's diagnosis goes. */
  readonly diagnosis: string;
  readonly title: string;
  /** The exercise's id: Clinic's pages show it as the application. */
  readonly id: string;
  readonly kind: EntryKind;
  /** The folder of the version; pages show paths below it. */
  readonly source: string;
}

/** Clinic's tools, as they are named on the command line. */
export const clinicTools = ["doctor", "flame", "bubbleprof", "heap-profiler"] as const;
export type ClinicTool = (typeof clinicTools)[number];

/** Every tool that runs a version in a process of its own. */
export type ToolName = ClinicTool | "0x";
