import { type Style, styleOf } from "../../reports/style.ts";
import { type ProgressView, progressView } from "./progress.ts";

// Everything that commands show goes through here: results to stdout, all else to stderr.

/** Shows a result, or a part of one. */
export function print(text: string): void {
  process.stdout.write(text);
}

/** Tells whoever watches; a program that reads the result does not see it. */
export function tell(text: string): void {
  process.stderr.write(text);
}

/** How results may look. */
export const printedStyle = (): Style => styleOf(process.stdout);

/** Shows what is being done. */
export const shownProgress = (): ProgressView => progressView(process.stderr);
