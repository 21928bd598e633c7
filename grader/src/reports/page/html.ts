import { printable } from "../style.ts";

/** Markup that is safe to put into a page unchanged. */
export class Markup {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

/** What a template of `html` may hold: text is escaped, markup is not, undefined is nothing. */
export type Content = Markup | string | number | undefined | readonly Content[];

/** Makes markup from a template. Contents are escaped, unless they are markup themselves. */
export function html(parts: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  const texts = contents.map(textOf);
  return new Markup(parts.map((part, index) => part + (texts[index] ?? "")).join(""));
}

function textOf(content: Content): string {
  if (content === undefined) return "";
  if (content instanceof Markup) return content.toString();
  if (typeof content === "object") return content.map(textOf).join("");
  return escapeText(String(content));
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** For text and quoted attributes; characters that change the text direction become visible marks. */
function escapeText(text: string): string {
  return printable(text).replaceAll(/[&<>"']/g, (character) => entities[character] ?? "");
}
