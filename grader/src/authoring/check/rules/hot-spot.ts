import { join } from "node:path";
import { formatShare } from "../../../contract/format.ts";
import type { MetricName } from "../../../contract/metric-names.ts";
import type { LoadedExercise } from "../../../course/exercises/load.ts";
import { linesCallingImported } from "../../../course/source/imported-calls.ts";
import { parseTypeScript } from "../../../course/source/parse.ts";
import { resourceSpecifier } from "../../../course/staging/resource-package.ts";
import { readSources } from "../../../course/staging/stage.ts";
import { type CostKind, costKindsOf, costliestPlace } from "../../../evidence/costly-place.ts";
import { isAsPlanted } from "../../../validation/repeated-evidence.ts";
import type { ProfiledBaseline, RuleContext, RuleResult } from "../rule.ts";

/** A diagnosis is judged by one profile, so a single other one is too many. */
const profiles = 5;

/**
 * That most of what the baseline is graded by comes from where the manifest says that it was planted:
 * time, bytes, or operations.
 */
export async function* hotSpotIsAsPlanted(context: RuleContext): AsyncGenerator<RuleResult> {
  const asked = context.exercise.definition.goal.metric === "counted operations";
  const lines = asked ? linesWithOperations(context.exercise) : [];
  if (lines.length > 0) yield operationsAreAsPlanted(context.exercise, lines);
  else yield* profilesAreAsPlanted(context);
}

/** What counts an operation may take no time, so the calls themselves are looked at. */
function operationsAreAsPlanted(
  { definition }: LoadedExercise,
  calls: readonly { readonly file: string; readonly line: number }[],
): RuleResult {
  const { function: name, file, lines } = definition.diagnosis;
  const isPlanted = (call: (typeof calls)[number]) =>
    call.file === file && lines[0] <= call.line && call.line <= lines[1];
  const others = calls.filter((call) => !isPlanted(call));
  const places = (of: typeof calls) => of.map(({ file, line }) => `${file}:${line}`).join(", ");
  return {
    rule: `all operations are asked for by ${name} in ${file}, lines ${lines.join("-")}`,
    holds: others.length === 0,
    figure: `the resource is called at ${places(others.length > 0 ? others : calls)}`,
    fix: "let diagnosis in exercise.ts name the place that asks the resource, or ask it only there",
  };
}

/** Where the baseline calls what it imports from its resource. */
function linesWithOperations({ id, folder }: LoadedExercise) {
  return [...readSources(join(folder, "baseline"))].flatMap(([file, text]) => {
    const parsed = parseTypeScript(text);
    if (parsed.state !== "parsed") return [];
    const lines = linesCallingImported(parsed.program, resourceSpecifier(id));
    return lines.map((line) => ({ file, line }));
  });
}

async function* profilesAreAsPlanted(context: RuleContext): AsyncGenerator<RuleResult> {
  const { exercise, profileBaseline } = context;
  const { function: name, file, lines } = exercise.definition.diagnosis;
  const describe = (one: ProfiledBaseline) => describePlace(one, exercise.definition.goal.metric);
  const profiled = await profileBaseline(profiles);
  const planted = profiled.filter((one) => isAsPlanted(exercise, one));
  const others = profiled.filter((one) => !planted.includes(one)).map(describe);
  const shown = others.length > 0 ? new Set(others) : planted.slice(0, 1).map(describe);
  yield {
    rule: `the hot spot is ${name} in ${file}, lines ${lines.join("-")}`,
    holds: profiled.length === profiles && others.length === 0,
    figure: [`in ${planted.length} of ${profiled.length} profiles`, ...shown].join("; "),
    fix: `let diagnosis in exercise.ts name the place that the profiles show (npm run profile -- ${exercise.id} --baseline prints it), or give the planted place more of the work`,
  };
}

function describePlace(profiled: ProfiledBaseline, metric: MetricName): string {
  return costKindsOf(metric)
    .map((kind) => describeCostliest(profiled, kind))
    .join(", and ");
}

function describeCostliest(profiled: ProfiledBaseline, kind: CostKind): string {
  const seen = kind === "time" ? profiled.cpu : profiled.allocations;
  if (seen.state === "missing") return seen.why;
  const place = costliestPlace(profiled, kind);
  if (place === undefined) return "no profile shows one";
  const { function: name, file, share, lines } = place;
  return `${name} in ${file}, line ${lines[0]?.line ?? "unknown"}, ${formatShare(share)} of the ${kind}`;
}
