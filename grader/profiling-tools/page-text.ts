/** Puts something into a page in one place; a page without that place is another version's. */
export function replaceOnce(page: string, pattern: RegExp, replacement: string): string {
  if (!pattern.test(page)) throw new Error(`the page has no ${pattern}: run npm ci`);
  return page.replace(pattern, () => replacement);
}

/** Text for the inside of an element. */
export function escapedHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
