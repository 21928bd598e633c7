import { styleText } from "node:util";

/** How a text report may look. */
export interface Style {
  readonly color: boolean;
  /** Columns. */
  readonly width: number;
}

const narrowest = 40;
const widest = 100;

/** The style of a stream: the terminal's width, and colour if the terminal supports it. */
export function styleOf(stream: NodeJS.WriteStream): Style {
  const columns = stream.isTTY ? stream.columns : widest;
  return {
    color: stream.isTTY && stream.hasColors() && process.env.NO_COLOR === undefined,
    width: Math.max(narrowest, Math.min(columns, widest)),
  };
}

type Format = Parameters<typeof styleText>[0];

export function paint(style: Style, format: Format, text: string): string {
  return style.color ? styleText(format, text, { validateStream: false }) : text;
}

/**
 * Breaks lines at spaces so that none is longer than `width`; a longer word stays whole. The rest of
 * a broken line keeps the line's indentation.
 */
export function wrap(text: string, width: number): string[] {
  const lines = text.split("\n").flatMap((line) => wrapLine(line, width));
  return lines.map((line) => line.replaceAll(noBreak, " "));
}

const noBreak = "\u00a0";

/** Text that `wrap` keeps on one line, such as a command to copy. */
export function unbroken(text: string): string {
  return text.replaceAll(" ", noBreak);
}

function wrapLine(line: string, width: number): string[] {
  const indentation = /^ */.exec(line)?.[0] ?? "";
  const lines: string[] = [];
  let current = "";
  for (const word of line.slice(indentation.length).split(" ")) {
    const longer = current === "" ? indentation + word : `${current} ${word}`;
    if (longer.length > width && current !== "") {
      lines.push(current);
      current = indentation + word;
    } else current = longer;
  }
  return [...lines, current];
}

/**
 * Makes text from a submission safe to print: control characters could overwrite the grader's
 * output, so they become visible marks.
 */
export function printable(text: string): string {
  return text.replaceAll(/(?!\n)[\p{Cc}\u2028-\u202e\u2066-\u2069]/gu, "�");
}
