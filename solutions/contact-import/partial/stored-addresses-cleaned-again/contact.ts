/** One row of an imported spreadsheet, as somebody typed it. */
export interface ImportRow {
  readonly name: string;
  /** Any text, often with blanks around it and in mixed case; blank when nobody noted it. */
  readonly email: string;
  /** Blank when nobody noted it. */
  readonly phone: string;
}

/** An entry of the address book, made from one or more rows. */
export interface Contact {
  /** The first name among its rows that is not blank, or empty. */
  readonly name: string;
  /** As its first row spells it, without the blanks around it. */
  readonly email: string;
  /** Each number once, in the order of the rows. */
  readonly phones: readonly string[];
  /** How many rows it was made from. */
  readonly rows: number;
}
