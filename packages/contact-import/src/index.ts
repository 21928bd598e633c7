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
  for (const row of rows) {
    const known = findDraft(drafts, row.email);
    if (known === undefined) drafts.push(startDraft(row));
    else addRow(known, row);
  }
  return drafts;
}

function findDraft(drafts: readonly Draft[], email: string): Draft | undefined {
  if (email.trim() === "") return undefined;
  return drafts.find((draft) => draft.email.trim().toLowerCase() === email.trim().toLowerCase());
}
