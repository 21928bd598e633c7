import type { Outcome } from "../engine/verdict/outcome.ts";
import { submissionFrames } from "./stack-frames.ts";

/** A labelled text. */
export type Detail = readonly [label: string, text: string];

/** Details of a failure: the input, the values that differ, what was thrown where. */
export function failureDetails(outcome: Outcome, shellLimits: readonly string[] = []): Detail[] {
  return [...ownDetails(outcome), ...limitDetails(outcome, shellLimits)];
}

/** What is thrown where the system refuses something, or there is no room; and how processes end. */
const ofLimits = /^RangeError|\bE[A-Z]{4,}\b|memory|^exited|^ended/;

/** Where the shell gives little, a failure may be no fault of the code. */
function limitDetails(outcome: Outcome, shellLimits: readonly string[]): Detail[] {
  const mayBeOfLimits =
    (outcome.outcome === "crashed" && ofLimits.test(outcome.what)) ||
    outcome.outcome === "out of memory" ||
    outcome.outcome === "timed out";
  if (!mayBeOfLimits || shellLimits.length === 0) return [];
  return [["note", `the reason may be this shell, which allows only ${shellLimits.join(", ")}`]];
}

function ownDetails(outcome: Outcome): Detail[] {
  switch (outcome.outcome) {
    case "wrong answer":
      return [
        ...inputDetails(outcome.input),
        ...differenceDetails(outcome),
        ...stateDetails(outcome),
      ];
    case "crashed":
      return [...placeOfCrash(outcome), ...(outcome.behind ?? []).flatMap(behindDetails)];
    case "timed out":
    case "out of memory":
      return [...inputDetails(outcome.input), ...placeOfEndless(outcome)];
    default:
      return [];
  }
}

function inputDetails(input: readonly string[] = []): Detail[] {
  return input.map((text, index) => [index === 0 ? "input" : "", text]);
}

function differenceDetails({
  path,
  expected = "",
  actual = "",
}: Outcome & { outcome: "wrong answer" }): Detail[] {
  if (path === undefined) return [];
  return [
    ["at", path],
    ["expected", expected],
    ["actual", actual],
  ];
}

/** A learner would look for the mistake in the call that is shown, and not find it. */
function stateDetails({
  isRightAlone,
  keeps = [],
}: Outcome & { outcome: "wrong answer" }): Detail[] {
  if (!isRightAlone) return [];
  const why =
    "in a fresh process it gives the right answer to this input: what it answers depends on earlier calls, or on chance";
  const written = `its functions write to ${keeps.join(", ")}, which keeps its value from call to call`;
  return [["why", why], ...(keeps.length === 0 ? [] : [["", written] as const])];
}

const mostFrames = 5;

function frameDetails(stack = "", during?: "loading" | "a call"): Detail[] {
  const frames = submissionFrames(stack, during).slice(0, mostFrames);
  return frames.length === 0 ? [] : [["at", frames.join("\n")]];
}

function placeOfEndless(outcome: Outcome & { outcome: "timed out" | "out of memory" }): Detail[] {
  const { stack, waits } = outcome;
  if (waits) return [["at", onlyWaits]];
  return frameDetails(stack, outcome.outcome === "timed out" ? outcome.during : undefined);
}

const onlyWaits =
  "no line: nothing ran, it waited for what never came, such as a promise that never settles";

/** What is thrown and is no Error does not know its place. */
function placeOfCrash({ what, stack, during }: Outcome & { outcome: "crashed" }): Detail[] {
  const frames = frameDetails(stack, during);
  if (frames.length > 0 || !what.startsWith("threw ")) return frames;
  return [["at", unknownPlace]];
}

const unknownPlace =
  "an unknown place: only an Error knows where it was made, and running it again did not show it; throw new Error(...) instead";

const behindLabels = { cause: "cause", part: "error" } as const;

type Behind = NonNullable<(Outcome & { outcome: "crashed" })["behind"]>[number];

/** The first frame is enough: the others are mostly those of the error that carries it. */
function behindDetails({ is, what, stack }: Behind): Detail[] {
  const [frame] = submissionFrames(stack);
  return [[behindLabels[is], frame === undefined ? what : `${what}\nat ${frame}`]];
}
