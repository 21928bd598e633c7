import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { Markup } from "./html.ts";

const source = new URL("client/flame-zoom.ts", import.meta.url);

/** The page's script, and a policy that allows only it. */
export function scriptAndPolicy(): { readonly script: Markup; readonly policy: string } {
  const text = `\n${stripTypeScriptTypes(readFileSync(source, "utf8"))}`;
  const digest = createHash("sha256").update(text).digest("base64");
  return {
    script: new Markup(`<script>${text}</script>`),
    policy: [
      "default-src 'none'",
      "style-src 'unsafe-inline'",
      `script-src 'sha256-${digest}'`,
      "base-uri 'none'",
      "form-action 'none'",
    ].join("; "),
  };
}

/** In the order of the cascade: the rules for printing come last. */
const sheets = ["frame", "verdict", "plots", "tables", "flame", "source", "print"];

const textOf = (sheet: string) =>
  readFileSync(new URL(`styles/${sheet}.css`, import.meta.url), "utf8");

/** All style of the page. */
export const style = new Markup(sheets.map(textOf).join(""));
