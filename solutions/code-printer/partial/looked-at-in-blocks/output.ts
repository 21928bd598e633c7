/** The printed code, and the rules of what must not touch in it. */
export class Output {
  /** Finished code, and the block that is being added to. */
  #done = "";
  #block = "";

  get code(): string {
    return this.#done + this.#block;
  }

  /** Adds a token; after a blank where it would run together with the character before it. */
  token(text: string): void {
    if (text === "") return;
    if (this.#wouldRunTogether(text)) this.#block += " ";
    this.verbatim(text);
  }

  /** Adds text as it is. */
  verbatim(text: string): void {
    this.#block += text;
    if (this.#block.length > BLOCK_LENGTH) {
      this.#done += this.#block.slice(0, -1);
      this.#block = this.#block.slice(-1);
    }
  }

  #wouldRunTogether(text: string): boolean {
    const last = this.#block.at(-1);
    const next = text.charAt(0);
    if (last === undefined) return false;
    if (isWordPart(last)) return isWordPart(next);
    return last === next && (next === "+" || next === "-" || next === "&" || next === "|");
  }
}

const BLOCK_LENGTH = 4000;

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
