import { reportJson } from "./json.ts";
import type { Reported } from "./reported.ts";

/** A way to print all gradings of a run at its end, for other programs. */
export interface ReportFormat {
  /** For the help of the command line. */
  readonly description: string;
  render(reported: readonly Reported[]): string;
}

/** Every format, by the name that a person types after `--format`. */
export const formats = {
  json: { description: "the records as JSON", render: reportJson },
} as const satisfies Readonly<Record<string, ReportFormat>>;

export type FormatName = keyof typeof formats;

export const formatNames = Object.keys(formats) as FormatName[];
