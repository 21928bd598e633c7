import { formatRatio, formatShare, shownShare } from "../../contract/format.ts";
import type { Exercise } from "../../contract/index.ts";
import { linesOf } from "../../contract/lines.ts";
import { pathologyOf } from "../../contract/pathologies.ts";
import { amdahlBound, shownBound } from "../evidence.ts";
import {
  findFunctions,
  hottestLineOf,
  type MeasuredBaseline,
  type NamedFunctions,
  nearlyNamed,
  shareOfLine,
} from "./baseline.ts";
import type { DiagnosisVerdict, Judgement, Question, StatedDiagnosis } from "./diagnosis.ts";

/** The planted bottleneck: its place and its kind. */
export type Planted = Pick<Exercise, "diagnosis" | "pathology">;

/**
 * Checks a diagnosis against the baseline's profile. Reasons mention only what the student named, so
 * that a wrong guess does not give the answer away.
 */
export function judgeDiagnosis(
  stated: StatedDiagnosis,
  planted: Planted,
  baseline: MeasuredBaseline,
): DiagnosisVerdict {
  const named = findFunctions(stated.function, stated.file, baseline);
  return [
    judgement("function", nameOf(stated), judgeFunction(stated, named, planted, baseline)),
    judgement("line", String(stated.line), judgeLine(stated, named, planted, baseline)),
    judgement("kind", stated.kind, judgeKind(stated, planted)),
    judgement("speedup", describeSpeedup(stated.speedup), judgeSpeedup(stated, named)),
  ];
}

type Reasoned = Pick<Judgement, "right" | "why">;

const judgement = (question: Question, said: string, reasoned: Reasoned): Judgement => ({
  question,
  said,
  ...reasoned,
});

const right = (why: string): Reasoned => ({ right: true, why });
const wrong = (why: string): Reasoned => ({ right: false, why });

function nameOf({ function: name, file }: StatedDiagnosis): string {
  return file === undefined ? name : `${name} (${file})`;
}

/** Hot spots closer than this factor may change order from one profile to the next. */
const tieWithin = 1.5;

function judgeFunction(
  stated: StatedDiagnosis,
  named: NamedFunctions | undefined,
  { diagnosis }: Planted,
  baseline: MeasuredBaseline,
): Reasoned {
  if (named === undefined) return wrong(describeUnknown(stated, baseline));
  const hottest = Math.max(0, ...baseline.cpu.functions.map(({ share }) => share));
  if (named.share > 0 && named.share * tieWithin >= hottest) {
    return right("No other function has much more self time.");
  }
  if (named.name === diagnosis.function && named.file === diagnosis.file) {
    return right("This is the function that the exercise is about.");
  }
  const time = named.share === 0 ? "was not seen running" : `takes ${shareInWords(named.share)}`;
  const bound = formatRatio(shownBound(named.share));
  return wrong(
    `Its own code ${time}. Making it free could give at most ${bound}. ` +
      "Most of the time is spent elsewhere.",
  );
}

function describeUnknown(stated: StatedDiagnosis, baseline: MeasuredBaseline): string {
  const { function: name, file } = stated;
  if (file !== undefined && baseline.sources[file] === undefined) {
    return `There is no file ${file} in baseline/.`;
  }
  if (file?.endsWith(".wat")) {
    return `Time in ${file} counts for the TypeScript function that calls it. Name that function.`;
  }
  const where = file === undefined ? "baseline/" : `baseline/${file}`;
  const near = nearlyNamed(name, baseline);
  const suggestion = near === undefined ? "" : ` Did you mean ${near}?`;
  return `There is no function ${name} in ${where}.${suggestion}`;
}

function judgeLine(
  { line, file: statedFile }: StatedDiagnosis,
  named: NamedFunctions | undefined,
  { diagnosis }: Planted,
  baseline: MeasuredBaseline,
): Reasoned {
  const file = named?.file ?? statedFile ?? onlyFileOf(baseline);
  const text = file === undefined ? undefined : baseline.sources[file];
  if (file === undefined || text === undefined) {
    return wrong("The line belongs to the function's file, but there is no such function.");
  }
  if (named !== undefined && hottestLineOf(named, baseline)?.line === line) {
    return right(`No line of ${named.name} takes more time.`);
  }
  const [first, last] = diagnosis.lines;
  if (file === diagnosis.file && first <= line && line <= last) {
    return right("It is among the lines where the time goes.");
  }
  return wrong(describeColdLine(line, file, text, named, baseline));
}

function onlyFileOf({ sources }: MeasuredBaseline): string | undefined {
  const files = Object.keys(sources);
  return files.length === 1 ? files[0] : undefined;
}

function describeColdLine(
  line: number,
  file: string,
  text: string,
  named: NamedFunctions | undefined,
  baseline: MeasuredBaseline,
): string {
  if (line > linesOf(text).length) return `${file} has no line ${line}.`;
  if (named !== undefined && !named.holdsLine(line)) {
    return `Line ${line} of ${file} is not in ${named.name}.`;
  }
  const share = shareOfLine(file, line, baseline);
  const time = share === 0 ? "was not seen running" : `takes ${shareInWords(share)}`;
  return `Line ${line} of ${file} ${time}; another line takes more.`;
}

function judgeKind({ kind }: StatedDiagnosis, { pathology }: Planted): Reasoned {
  const { meaning, sign } = pathologyOf(kind);
  if (kind === pathology) return right(`That is: ${meaning}.`);
  return wrong(`${sign} Check again whether the hot lines do that.`);
}

/** How much the shares of two profiles of the same code may differ. */
const profileError = 0.06;
/** A speedup this close to the bound is right, even if the profile's error allows less. */
const enoughPrecision = 0.1;

function judgeSpeedup(
  { function: name, speedup }: StatedDiagnosis,
  named: NamedFunctions | undefined,
): Reasoned {
  if (named === undefined) {
    return wrong("It depends on the function's share of the time, but there is no such function.");
  }
  if (!isBoundOf(named.share, speedup === "unbounded" ? Infinity : speedup)) {
    return wrong(
      "A part that takes the share f of the time can give a speedup of at most 1/(1-f), " +
        `even if it becomes free. Look up f for ${name}.`,
    );
  }
  const bound = shownBound(named.share);
  return bound < 100
    ? right(
        `Its own code takes ${shareInWords(named.share)}: ` +
          `1/(1-${shownShare(named.share).toFixed(2)}) is about ${formatRatio(bound)}.`,
      )
    : right("Its own code takes nearly all of the time: almost nothing would be left.");
}

/** Whether a speedup is Amdahl's bound of a share, within the profile's error. */
function isBoundOf(share: number, speedup: number): boolean {
  const bound = amdahlBound(share);
  if (Number.isFinite(bound) && Math.abs(speedup - bound) <= enoughPrecision * bound) return true;
  const low = amdahlBound(Math.max(0, share - profileError));
  const high = amdahlBound(share + profileError);
  return low <= speedup && speedup <= high;
}

const describeSpeedup = (speedup: StatedDiagnosis["speedup"]) =>
  speedup === "unbounded" ? speedup : formatRatio(speedup);

const shareInWords = (share: number) =>
  share < 0.01 ? "less than 1 % of the time" : `${formatShare(share)} of the time`;
