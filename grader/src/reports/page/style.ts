import { readFileSync } from "node:fs";
import { Markup } from "./html.ts";

/** In the order of the cascade: the rules for printing come last. */
const sheets = ["frame", "verdict", "plots", "tables", "flame", "source", "print"];

const textOf = (sheet: string) =>
  readFileSync(new URL(`styles/${sheet}.css`, import.meta.url), "utf8");

/** All style of the page. */
export const style = new Markup(sheets.map(textOf).join(""));
