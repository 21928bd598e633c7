import { describe, expect, it } from "vitest";
import { mergeContacts } from "#subject";
import type { ImportRow } from "./baseline/contact.ts";

function row(email: string, name = "Ada", phone = ""): ImportRow {
  return { name, email, phone };
}

describe("mergeContacts", () => {
  it("gives no contacts for no rows", () => {
    expect(mergeContacts([])).toEqual([]);
  });

  it("makes a contact of a row", () => {
    expect(mergeContacts([row("ada@example.org", "Ada Okafor", "030 1")])).toEqual([
      { name: "Ada Okafor", email: "ada@example.org", phones: ["030 1"], rows: 1 },
    ]);
  });

  it("merges rows with the same address and keeps others apart", () => {
    const contacts = mergeContacts([row("ada@x.org"), row("bo@x.org"), row("ada@x.org")]);
    expect(contacts.map(({ email, rows }) => [email, rows])).toEqual([
      ["ada@x.org", 2],
      ["bo@x.org", 1],
    ]);
  });

  it.each(["ADA@X.org", " ada@x.org", "ada@x.org\t", "\u00a0Ada@x.org\n"])(
    "takes %j for the same address as ada@x.org",
    (email) => {
      expect(mergeContacts([row("ada@x.org"), row(email)])).toHaveLength(1);
    },
  );

  it.each(["ada @x.org", "ada@x.org.", "adä@x.org"])(
    "takes %j for another address than ada@x.org",
    (email) => {
      expect(mergeContacts([row("ada@x.org"), row(email)])).toHaveLength(2);
    },
  );

  it("shows an address as its first row spells it, without the blanks around it", () => {
    const [contact] = mergeContacts([row(" Ada@X.org "), row("ada@x.org")]);
    expect(contact?.email).toBe("Ada@X.org");
  });

  it("makes a contact of each row without an address, at its place", () => {
    const contacts = mergeContacts([row(""), row("ada@x.org"), row("  "), row("ada@x.org")]);
    expect(contacts.map(({ email, rows }) => [email, rows])).toEqual([
      ["", 1],
      ["ada@x.org", 2],
      ["", 1],
    ]);
  });

  it("takes the first name that is not blank, and each phone number once", () => {
    const rows = [
      row("ada@x.org", " ", " 030 1"),
      row("ada@x.org", "Ada ", "030 2"),
      row("ada@x.org", "Ada Okafor", "030 1 "),
      row("ada@x.org", "", " "),
    ];
    expect(mergeContacts(rows)).toEqual([
      { name: "Ada", email: "ada@x.org", phones: ["030 1", "030 2"], rows: 4 },
    ]);
  });

  it.each(["constructor", "toString", "__proto__"])(
    "takes %j for an address like any other",
    (name) => {
      const contacts = mergeContacts([row(name), row("ada@x.org"), row(name)]);
      expect(contacts.map(({ email, rows }) => [email, rows])).toEqual([
        [name, 2],
        ["ada@x.org", 1],
      ]);
    },
  );

  it("remembers nothing of earlier imports", () => {
    mergeContacts([row("ada@x.org", "Ada", "030 1")]);
    expect(mergeContacts([row("ada@x.org", "Bo")])).toEqual([
      { name: "Bo", email: "ada@x.org", phones: [], rows: 1 },
    ]);
  });

  it("leaves the rows as they were", () => {
    const rows = [row(" Ada@x.org"), row("ada@x.org", "", " 030 1")];
    const copy = structuredClone(rows);
    mergeContacts(rows);
    expect(rows).toEqual(copy);
  });
});
