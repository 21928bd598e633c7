import { relative } from "node:path";
import type { EntryKind } from "../contract/index.ts";
import {
  type DoctorDiagnosis,
  doctorTrack,
  explainDiagnosis,
  suspiciousFigures,
} from "../evidence/tools/clinic-doctor.ts";
import { toolNames } from "../evidence/tools/tool-failures.ts";
import { doctorOfFunction, hiddenFrames, toolGuide } from "../evidence/tools/tool-guide.ts";
import type { ToolPage } from "../evidence/tools/tool-pages.ts";
import { paint, type Style, unbroken, wrap } from "./style.ts";

type Row = readonly [label: string, text: string];

const labelWidth = 11;

/** Where a tool's page is, and how to read it, as text for a terminal. */
export function reportToolPage(
  page: ToolPage,
  {
    id,
    subject,
    kind,
  }: { readonly id: string; readonly subject: string; readonly kind: EntryKind },
  style: Style,
  root: string,
): string {
  const rows: Row[] = [
    ["page", relative(root, page.path).replaceAll("\\", "/")],
    ...diagnosisRows(page.diagnosis, id, kind),
    ["look for", toolGuide[page.tool]],
    ...(page.tool === "0x" ? ([["note", hiddenFrames]] as const) : []),
  ];
  const heading = `${paint(style, "bold", id)}  ${toolNames[page.tool]} (${subject})`;
  return [heading, "", ...rows.flatMap((row) => rowLines(row, style)), ""].join("\n");
}

function diagnosisRows(diagnosis: DoctorDiagnosis | undefined, id: string, kind: EntryKind): Row[] {
  if (diagnosis === undefined) return [];
  const { means, next } = explainDiagnosis(diagnosis, id);
  const figures = suspiciousFigures(diagnosis);
  const seen = figures.length === 0 ? "" : ` It flagged: ${figures.join(", ")}.`;
  const note = kind === "function" ? ` ${doctorOfFunction}` : "";
  return [
    ["diagnosis", `${diagnosis.issueCategory}. ${means}${seen} ${withWholeCommands(next)}`],
    [
      "caution",
      `This is Doctor's guess; no grade depends on it. On programs with a known problem it was right: ${doctorTrack}.${note}`,
    ],
  ];
}

function withWholeCommands(text: string): string {
  return text.replaceAll(/npm run \w+ -- [\w -]+/g, unbroken);
}

function rowLines([label, text]: Row, style: Style): string[] {
  const [first = "", ...others] = wrap(text, style.width - 4 - labelWidth);
  const indent = (line: string) => `    ${" ".repeat(labelWidth)}${line}`;
  return [`    ${paint(style, "dim", label.padEnd(labelWidth))}${first}`, ...others.map(indent)];
}
