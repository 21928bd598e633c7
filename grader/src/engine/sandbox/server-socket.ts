import { join } from "node:path";
import { createScratch, removeScratch } from "../scratch.ts";

/**
 * The socket by which the grader reaches the server of one process. Its path is told to that process
 * alone, and it needs no network, which would lead to other servers as well.
 */
export class ServerSocket {
  readonly folder = createScratch();

  /** Short, because systems limit it to some hundred bytes. */
  get path(): string {
    const onWindows = process.platform === "win32";
    return onWindows ? join("\\\\?\\pipe", this.folder) : join(this.folder, "s");
  }

  remove(): void {
    removeScratch(this.folder);
  }
}
