import { renameSync } from "node:fs";
import { join } from "node:path";

/**
 * A file of an input: in the folder that both sides may read only while a process has the input.
 * Whoever found it there before could work on it ahead of the clock.
 */
export class LentFile {
  /** As the entry gets it; the same for both sides. */
  readonly path: string;
  readonly #shown: string;
  readonly #kept: string;
  #borrowers = 0;
  #isShown = false;

  /**
   * @param folders where files are kept and where they are shown, on one disk
   * @param inside the folder of this file, which was made where files are kept
   */
  constructor(
    folders: { readonly kept: string; readonly shown: string },
    inside: string,
    name: string,
  ) {
    this.#kept = join(folders.kept, inside);
    this.#shown = join(folders.shown, inside);
    this.path = join(this.#shown, name);
  }

  lend(): void {
    this.#borrowers++;
    if (!this.#isShown) renameSync(this.#kept, this.#shown);
    this.#isShown = true;
  }

  giveBack(): void {
    if (--this.#borrowers > 0) return;
    try {
      renameSync(this.#shown, this.#kept);
      this.#isShown = false;
    } catch {
      // Windows moves nothing that somebody has left open.
    }
  }
}
