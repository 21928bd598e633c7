import type { DiagnosisRecord, Judgement } from "../evidence/diagnosis/diagnosis.ts";
import { paint, printable, type Style, unbroken, wrap } from "./style.ts";

/** A diagnosis as text for a terminal: each answer with a reason, then what to do next. */
export function reportDiagnosis(record: DiagnosisRecord, title: string, style: Style): string {
  const rows: Row[] = [
    ["", "stated", statedWhen[record.codeWas]],
    ["", "next", nextStep(record)],
  ];
  return [
    paint(style, "bold", `${record.exercise}  your diagnosis`),
    ...wrap(title, style.width),
    "",
    ...record.verdict.flatMap((judged) => layOut(judgedRow(judged), colorOf(judged), style)),
    "",
    ...rows.flatMap((row) => layOut(row, "dim", style)),
    "",
  ].join("\n");
}

/** When a diagnosis was stated. */
export const statedWhen: Readonly<Record<DiagnosisRecord["codeWas"], string>> = {
  "the starter": "before the code was changed",
  changed: "after the code was changed",
};

function nextStep({ right, exercise }: DiagnosisRecord): string {
  if (right) {
    return `Fix it in the exercise's src/, then grade it: ${unbroken(`npm run grade -- ${exercise}`)}`;
  }
  return (
    `See where the baseline's time goes: ${unbroken(`npm run profile -- ${exercise} --baseline`)}. ` +
    `Then try again: ${unbroken(`npm run diagnose -- ${exercise}`)}`
  );
}

/** A marked and labelled paragraph. */
type Row = readonly [mark: string, label: string, text: string];

function judgedRow({ question, said, right, why }: Judgement): Row {
  return [right ? "✓" : "✗", question, `${said}. ${why}`];
}

const colorOf = ({ right }: Judgement) => (right ? "green" : "red");

const margin = "  ";
const labelWidth = 11;

function layOut([mark, label, text]: Row, color: "green" | "red" | "dim", style: Style): string[] {
  const indentation = " ".repeat(margin.length + 2 + labelWidth);
  const [first = "", ...rest] = wrap(printable(text), style.width - indentation.length);
  const head = paint(style, color, `${mark.padEnd(2)}${label.padEnd(labelWidth)}`);
  return [margin + head + first, ...rest.map((line) => indentation + line)];
}
