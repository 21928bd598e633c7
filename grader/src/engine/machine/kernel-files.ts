import { readdirSync, readFileSync } from "node:fs";

/** The text of a file below /proc or /sys without blanks around it; undefined where there is none. */
export function readKernelFile(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8").trim();
  } catch {
    return undefined;
  }
}

/** The names in a folder below /sys; empty where there is no such folder. */
export function listKernelFolder(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}
