/** The printed code, and the rules of what must not touch in it. */
export class Output {
  #code = "";
  /** The last character of the code so far; empty while there is none. */
  #last = "";

  get code(): string {
    return this.#code;
  }

  /** Adds a token; after a blank where it would run together with the character before it. */
  token(text: string): void {
    if (text === "") return;
    if (this.#wouldRunTogether(text)) this.#code += " ";
    this.#code += text;
    this.#last = text.charAt(text.length - 1);
  }

  /** Adds text as it is. */
  verbatim(text: string): void {
    this.#code += text;
  }

  #wouldRunTogether(text: string): boolean {
    const last = this.#last;
    const next = text.charAt(0);
    if (last === "") return false;
    if (isWordPart(last)) return isWordPart(next);
    return last === next && (next === "+" || next === "-" || next === "&" || next === "|");
  }
}

/** Letters and digits of any script, also where a character takes two places. */
function isWordPart(character: string): boolean {
  const code = character.charCodeAt(0);
  return (
    (code >= 0x61 && code <= 0x7a) ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x30 && code <= 0x39) ||
    code === 0x24 ||
    code === 0x5f ||
    code > 0x7f
  );
}
