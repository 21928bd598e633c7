import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Option } from "@commander-js/extra-typings";
import { SetupError } from "../../contract/errors.ts";
import type { TakenSubmission } from "../../course/staging/submission.ts";
import { checkTypes, type TypeMistake } from "../../course/types/check-types.ts";

/** What follows from a mistake in a submission's types: it runs all the same. */
export const typePolicies = ["tell", "refuse", "ignore"] as const;
export type TypePolicy = (typeof typePolicies)[number];

export const typesOption = () =>
  new Option(
    "--types <policy>",
    'type errors: tell of them, refuse the submission, or ignore them (default: "bottleneck.types" in the course\'s package.json, or tell)',
  ).choices(typePolicies);

/**
 * What the course does about mistakes in types: `bottleneck.types` in its package.json.
 *
 * @throws SetupError for what is no policy
 */
export function typePolicyOf(root: string): TypePolicy {
  const path = join(root, "package.json");
  if (!existsSync(path)) return "tell";
  const asked = askedIn(path);
  const policy = typePolicies.find((one) => one === asked);
  if (policy !== undefined) return policy;
  throw new SetupError(
    `${path}: bottleneck.types is ${JSON.stringify(asked)}`,
    `write one of: ${typePolicies.join(", ")}`,
  );
}

function askedIn(path: string): unknown {
  try {
    const manifest = JSON.parse(readFileSync(path, "utf8")) as { bottleneck?: { types?: unknown } };
    return manifest.bottleneck?.types ?? "tell";
  } catch (error) {
    throw new SetupError(`${path} can't be read: ${(error as Error).message}`, "fix it");
  }
}

/** What was taken of a folder, unless there are mistakes in its types. */
export async function refusingMistakes(
  taken: TakenSubmission,
  folder: string,
): Promise<TakenSubmission> {
  if (taken.state === "refused") return taken;
  const types = await checkTypes(folder, taken.submission);
  if (types.state === "unknown" || types.count === 0) return taken;
  const more = types.count - types.first.length;
  const reasons = types.first.map(describeMistake);
  return {
    state: "refused",
    reasons: more > 0 ? [...reasons, `and ${more} more type errors`] : reasons,
  };
}

const describeMistake = ({ file, line, message }: TypeMistake) =>
  `src/${file}:${line}: type error: ${message}`;
