import type { ImportRow } from "./contact.ts";

/** A contact while rows are still being added to it. */
export interface Draft {
  name: string;
  readonly email: string;
  readonly phones: string[];
  rows: number;
}

export function startDraft(row: ImportRow): Draft {
  const draft = { name: "", email: row.email.trim(), phones: [], rows: 0 };
  addRow(draft, row);
  return draft;
}

export function addRow(draft: Draft, row: ImportRow): void {
  const phone = row.phone.trim();
  if (draft.name === "") draft.name = row.name.trim();
  if (phone !== "" && !draft.phones.includes(phone)) draft.phones.push(phone);
  draft.rows++;
}
