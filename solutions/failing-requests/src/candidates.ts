import { closeSync, openSync, readSync } from "node:fs";

const CHUNK_BYTES = 64 * 1024;
const NEWLINE = 0x0a;

/** The two spellings of the field; every line whose level is `error` holds one of them. */
const BARE = Buffer.from("level=error");
const QUOTED = Buffer.from('level="error"');

/**
 * Calls `visit` with every line of the file that may be an error line: all that are, and a few that
 * only quote one. The file is read in chunks, so memory stays at one chunk or the longest line.
 */
export function forEachCandidate(path: string, visit: (line: string) => void): void {
  const file = openSync(path, "r");
  try {
    let chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    let kept = 0;
    while (true) {
      const read = readSync(file, chunk, kept, chunk.length - kept, null);
      const filled = kept + read;
      if (read === 0) {
        visitCandidates(chunk.subarray(0, filled), visit);
        return;
      }
      const complete = chunk.subarray(0, filled).lastIndexOf(NEWLINE) + 1;
      visitCandidates(chunk.subarray(0, complete), visit);
      kept = filled - complete;
      if (kept === chunk.length) chunk = Buffer.concat([chunk], 2 * chunk.length);
      else chunk.copyWithin(0, complete, filled);
    }
  } finally {
    closeSync(file);
  }
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
