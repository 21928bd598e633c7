/** TypeScript that is more than types, by what Node says of it; and what to write instead. */
const notErasable: readonly (readonly [RegExp, string])[] = [
  [/TypeScript enum /, "enums don't run: Node only removes types; write an object, as const"],
  [
    /namespace declaration|`module` keyword/,
    "namespaces don't run: Node only removes types; export from a file instead",
  ],
  [
    /parameter property/,
    "a parameter property doesn't run: Node only removes types; declare the field, and assign it in the constructor",
  ],
  [/import equals/, 'import x = ... does not run; write import x from "./x.ts"'],
  [/export assignment/, "export = does not run; write export before each declaration"],
  [/angle-bracket/, "<Type>value does not run; write value as Type"],
  [/Unexpected character '@'/, "decorators don't run in Node; call the function yourself"],
];

/** A closing tag, one without content, or a fragment. */
const markup = /<\/[A-Za-z>]|<[A-Za-z][^<>]*\/>|<>/;

/** Characters that nobody sees, or that look like those of the language. */
const misleading = /[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\u2018\u2019\u201c\u201d]/;

/**
 * What is wrong with a source, and what to do, in a reader's words.
 *
 * @param said the parser's words
 * @param code the line of the source
 */
export function wordsOfSyntaxError(said: string, code: string): string {
  const known = notErasable.find(([words]) => words.test(said))?.[1];
  if (known !== undefined) return known;
  const twin = wordsOfTwin(said);
  if (twin !== undefined) return `syntax error: ${twin}`;
  const odd = misleading.exec(code);
  if (odd !== null) return `syntax error: ${describeOdd(odd[0])} in column ${odd.index + 1}`;
  const error = `syntax error: ${said.replace(/ \(\d+:\d+\)$/, "")}`;
  return markup.test(code) ? `${error}; is this JSX? Only plain TypeScript runs here` : error;
}

/** What looks like a character of the language, in the order of those. */
const twins = "\u037e\uff1b\uff0c\uff1d\uff08\uff09\uff5b\uff5d\u2013\u2014\u2212\u00d7";
const meant = ";;,=(){}---*";

/** What is wrong where a parser stops at such a character; undefined at others. */
function wordsOfTwin(said: string): string | undefined {
  const found = /^Unexpected character '(.)'/u.exec(said)?.[1] ?? "";
  const at = found === "" ? -1 : twins.indexOf(found);
  return at < 0 ? undefined : `write ${meant[at]} instead of ${found} (${codeOf(found)})`;
}

const codeOf = (character: string) =>
  `U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`;

/** Where the parser sees another error on the line, this is its cause all the same. */
function describeOdd(character: string): string {
  if (/[\u2018\u2019\u201c\u201d]/.test(character)) {
    return `write " or ' instead of the curly quote ${character}`;
  }
  return `delete the invisible character ${codeOf(character)}`;
}
