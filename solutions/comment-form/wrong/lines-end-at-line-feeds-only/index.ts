import { limitBlankLines, trimLines, unifyLineEnds } from "./lines.ts";

/** A comment as it is stored and shown. */
export interface CleanComment {
  readonly text: string;
  /** How many lines it has, by its line feeds; 0 for a comment without text. */
  readonly lines: number;
  /** How many characters of the original are gone. */
  readonly removed: number;
}

/**
 * Cleans comments as they come out of a form or an e-mail.
 *
 * Line ends of Windows and of old Macs become line feeds. Spaces and tabs at the end of a line go;
 * for this, a line ends before a line feed, before U+2028 or U+2029, and with the text. Then empty
 * lines go at the start and at the end, and any after the first one in a row; for these only line
 * feeds count. Nothing else changes: blanks at the start of a line or inside it stay, and so does
 * every other kind of blank character wherever it stands. Never throws.
 */
export function cleanComments(comments: readonly string[]): CleanComment[] {
  return comments.map(cleanComment);
}

function cleanComment(comment: string): CleanComment {
  const text = limitBlankLines(trimLines(unifyLineEnds(comment)));
  const lines = text === "" ? 0 : text.split("\n").length;
  return { text, lines, removed: comment.length - text.length };
}
