/** The frames of a stack that are in the submission; the others are the grader's. */
export function submissionFrames(stack: string): string[] {
  return stack
    .split("\n")
    .map((line) => /at (?:(\S+) \()?file:\S+\/candidate\/(\S+?:\d+):\d+\)?/.exec(line))
    .filter((match) => match !== null)
    .map((match) => `${match[1] ?? "top level"} (src/${match[2]})`);
}
