import { SetupError } from "../contract/errors.ts";
import { adviceOnLimits } from "./process-limits.ts";

/** Of what a process wrote. */
const mostLines = 3;
const longestLine = 200;

/** What Node writes beside the reason when it aborts. */
const isOfStack = /^(?:\d+: 0x|-----|#$)/;

const withoutAdvice =
  "see whether this machine has memory and disk space left; if it has, install the course's Node again: npm ci";

/**
 * The machine or the installation failed, and no version: a process could not be started, ended
 * before it ran any of their code, or ran into a limit of the system.
 *
 * @param what a sentence about it @param wrote to its standard error
 */
export function machineFailure(what: string, wrote = ""): SetupError {
  const lines = wrote
    .split("\n")
    .map((line) => line.replaceAll(/\p{Cc}/gu, " ").trim())
    .filter((line) => line !== "" && !isOfStack.test(line))
    .slice(0, mostLines)
    .map((line) => line.slice(0, longestLine));
  const said = lines.length === 0 ? "" : `; it wrote: ${lines.join(" / ")}`;
  return new SetupError(`${what}${said}`, adviceOnLimits() ?? withoutAdvice);
}
