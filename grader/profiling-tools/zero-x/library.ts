/** Where a recording goes, below the working folder, which it may not be itself. */
export const recordingFolder = "0x";

/** What is used of 0x: drawing a profile that already exists, recording, drawing a recording. */
export type ZeroX = (options: ZeroXOptions) => Promise<string>;

interface ZeroXOptions {
  argv: string[];
  workingDir: string;
  name?: string;
  title?: string;
  /** A V8 CPU profile to draw. */
  visualizeCpuProfile?: string;
  /** Where a recording goes. */
  outputDir?: string;
  pathToNodeBinary?: string;
  collectOnly?: boolean;
  /** A recording to draw: its folder, relative to the working one. */
  visualizeOnly?: string;
}
