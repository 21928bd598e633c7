import type { Contact, ImportRow } from "./contact.ts";
import { addRow, type Draft, startDraft } from "./draft.ts";

/**
 * Merges the rows of an import into contacts.
 *
 * Rows belong to the same contact when their e-mail addresses are equal but for blanks around them
 * and upper or lower case (`trim`, `toLowerCase`). A row without an address is a contact of its
 * own. Contacts come in the order of their first rows. Never throws.
 */
export function mergeContacts(rows: readonly ImportRow[]): Contact[] {
  const drafts: Draft[] = [];
  const positions: Record<string, number> = {};
  for (const row of rows) {
    const email = row.email.trim().toLowerCase();
    const known = email === "" ? undefined : drafts[positions[email] ?? -1];
    if (known !== undefined) {
      addRow(known, row);
      continue;
    }
    positions[email] = drafts.length;
    drafts.push(startDraft(row));
  }
  return drafts;
}
