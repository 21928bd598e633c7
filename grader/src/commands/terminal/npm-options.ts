import type { CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { SetupError } from "../../contract/errors.ts";
import { nearestOf } from "../../contract/nearest.ts";

/** As much of the environment as npm's scripts get. */
type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The options that npm kept to itself because they were typed without `--` before them, as they
 * should have been typed. npm keeps `--name` as npm_config_name: "true", "" for `--no-name`, or the
 * text after `=`. A value after a blank is left among the arguments: which one it is can't be known.
 *
 * @throws SetupError where a value was typed that way
 */
export function optionsKeptByNpm(command: CommandUnknownOpts, environment: Environment): string[] {
  if (!isTypedScript(command, environment)) return [];
  return command.options.flatMap((option) => {
    const kept = environment[variableOf(option)];
    return kept === undefined ? [] : typedAs(option, kept, command);
  });
}

/** A script that another one starts inherits what was typed for that one. */
function isTypedScript(command: CommandUnknownOpts, environment: Environment): boolean {
  return environment.npm_lifecycle_event === command.name();
}

/** What npm calls an option of ours: `--no-evidence` is the same one as `--evidence`. */
function nameOf({ long = "" }: Option): string {
  return long.replace(/^--(no-)?/, "");
}

const variableOf = (option: Option) => `npm_config_${nameOf(option).replaceAll("-", "_")}`;

function typedAs(option: Option, kept: string, command: CommandUnknownOpts): string[] {
  const flag = option.long ?? "";
  const isSwitch = !option.required && !option.optional;
  if (isSwitch) return (kept === "true") === option.negate ? [] : [flag];
  if (kept !== "true" && kept !== "") return [`${flag}=${kept}`];
  throw new SetupError(
    `npm kept ${flag} to itself, and what belongs to it can't be told from the other arguments`,
    `put -- before the options: npm run ${command.name()} -- ${option.flags}`,
  );
}

/**
 * What to say about options that npm kept, that are none of ours, and that are like one of ours.
 * It may be a setting of npm's own from a .npmrc: a note, and not an error.
 */
export function notesOnKeptOptions(
  command: CommandUnknownOpts,
  environment: Environment,
): string[] {
  if (!isTypedScript(command, environment)) return [];
  const known = command.options.map(nameOf);
  return Object.entries(environment)
    .filter(([key, kept]) => key.startsWith("npm_config_") && (kept === "true" || kept === ""))
    .map(([key]) => key.slice("npm_config_".length).replaceAll("_", "-"))
    .filter((name) => !known.includes(name) && !settingsOfNpm.includes(name))
    .flatMap((name) => {
      const meant = nearestOf(name, known, { mostEdits: (text) => (text.length > 4 ? 2 : 1) });
      return meant === undefined ? [] : [noteOn(name, meant, command.name())];
    });
}

/** Of the names that are like an option of ours. */
const settingsOfNpm = ["link", "long"];

const noteOn = (name: string, meant: string, command: string) =>
  `note: npm kept --${name} to itself. Did you mean --${meant}? npm run ${command} -- --${meant}`;

/**
 * npm takes `--format json` for an option of its own, of which only the value is left.
 *
 * @throws SetupError for such a value among the arguments
 */
export function refuseStrayValues(
  command: CommandUnknownOpts,
  typed: readonly string[],
  environment: Environment,
): void {
  if (!isTypedScript(command, environment)) return;
  for (const [at, argument] of typed.entries()) {
    const option = command.options.find(({ argChoices }) => argChoices?.includes(argument));
    if (option === undefined || typed[at - 1] === option.long) continue;
    const right = `npm run ${command.name()} -- ${option.long} ${argument}`;
    throw new SetupError(
      `"${argument}" belongs to ${option.long}, which npm kept to itself`,
      `put -- before the options: ${right}`,
    );
  }
}
