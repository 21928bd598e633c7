import { createInterface } from "node:readline/promises";
import { type Interviewee, Left } from "../../evidence/diagnosis/interview.ts";
import { styleOf, wrap } from "../../reports/style.ts";

/** The person at the terminal; undefined when input or output is no terminal. */
export function whoeverIsAtTheTerminal(): Interviewee | undefined {
  const { stdin, stdout } = process;
  if (!stdin.isTTY || !stdout.isTTY) return undefined;
  return {
    tell: (text) => {
      const lines = text.split("\n").flatMap((line) => hang(line, styleOf(stdout).width));
      stdout.write(`${lines.join("\n")}\n`);
    },
    answer: () => readAnswer(stdin, stdout),
  };
}

/** Wraps a line; what follows the number of a list's entry stays right of it. */
function hang(line: string, width: number): string[] {
  const [number = ""] = /^ *\d+ {2}/.exec(line) ?? [];
  const [first = "", ...rest] = wrap(line.slice(number.length), width - number.length);
  return [number + first, ...rest.map((more) => " ".repeat(number.length) + more)];
}

/** One line. Ctrl-C and Ctrl-D close the interface, and so does a terminal that goes away. */
async function readAnswer(
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
): Promise<string> {
  const lines = createInterface({ input, output });
  const closed = new Promise<never>((_, reject) => lines.once("close", () => reject(new Left())));
  try {
    return await Promise.race([lines.question("> "), closed]);
  } catch (error) {
    throw error instanceof Error && error.name === "AbortError" ? new Left() : error;
  } finally {
    closed.catch(() => undefined);
    lines.close();
  }
}
