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
  const rowsByEmail = new Map<string, ImportRow[]>();
  const withoutAddress: ImportRow[][] = [];
  for (const row of rows) {
    const email = row.email.trim().toLowerCase();
    const known = rowsByEmail.get(email);
    if (email === "") withoutAddress.push([row]);
    else if (known === undefined) rowsByEmail.set(email, [row]);
    else known.push(row);
  }
  return [...rowsByEmail.values(), ...withoutAddress].map(draftOf);
}

function draftOf(rows: readonly ImportRow[]): Draft {
  const [first, ...others] = rows as [ImportRow, ...ImportRow[]];
  const draft = startDraft(first);
  for (const row of others) addRow(draft, row);
  return draft;
}
