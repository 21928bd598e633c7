import { readFileSync } from "node:fs";

const NEWLINE = 0x0a;

/** The two spellings of the field; every line whose level is `error` holds one of them. */
const BARE = Buffer.from("level=error");
const QUOTED = Buffer.from('level="error"');

export function forEachCandidate(path: string, visit: (line: string) => void): void {
  visitCandidates(readFileSync(path), visit);
}

/** Whole lines only: a newline is never part of a longer UTF-8 character, so cutting there is safe. */
function visitCandidates(lines: Buffer, visit: (line: string) => void): void {
  let bare = lines.indexOf(BARE);
  let quoted = lines.indexOf(QUOTED);
  while (bare !== -1 || quoted !== -1) {
    const hit = bare === -1 || (quoted !== -1 && quoted < bare) ? quoted : bare;
    const start = lines.lastIndexOf(NEWLINE, hit) + 1;
    const newline = lines.indexOf(NEWLINE, hit);
    const end = newline === -1 ? lines.length : newline;
    visit(lines.toString("utf8", start, end));
    // Both searches go on behind this line: a line that holds both spellings still counts once.
    if (bare !== -1 && bare < end) bare = lines.indexOf(BARE, end);
    if (quoted !== -1 && quoted < end) quoted = lines.indexOf(QUOTED, end);
  }
}
