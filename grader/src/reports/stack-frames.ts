const unnamed = "<anonymous>";

/**
 * The frames of a stack that are in the submission; the others are the grader's. Of an error, or as
 * Node writes them when a process aborts.
 *
 * @param during what the program did: a module's own code runs only while it is loaded
 */
export function submissionFrames(stack: string, during: "loading" | "a call" = "a call"): string[] {
  const frames = stack
    .split("\n")
    .map((line) =>
      /^\s*(?:at|\d+:) (?:async )?(?:(.+) \()?file:\S+\/candidate\/(\S+?:\d+):\d+\)?\s*$/.exec(
        line,
      ),
    )
    .filter((match) => match !== null);
  return frames.map(([, name = unnamed, place], at) => {
    const isTopLevel = during === "loading" && at === frames.length - 1;
    const instead = isTopLevel ? "top level" : "unnamed function";
    return `${name === unnamed ? instead : name} (src/${place})`;
  });
}
