/**
 * The frames of a stack that are in the submission; the others are the grader's. Of an error, or as
 * Node writes them when a process aborts.
 */
export function submissionFrames(stack: string): string[] {
  return stack
    .split("\n")
    .map((line) =>
      /^\s*(?:at|\d+:) (?:async )?(?:(.+) \()?file:\S+\/candidate\/(\S+?:\d+):\d+\)?\s*$/.exec(
        line,
      ),
    )
    .filter((match) => match !== null)
    .map((match) => `${match[1] ?? "top level"} (src/${match[2]})`);
}
