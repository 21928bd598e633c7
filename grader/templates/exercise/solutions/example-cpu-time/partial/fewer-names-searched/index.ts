// TODO: an honest half-fix of your exercise. This one searches only names with the same ending.
/** The names without repetitions, in the order in which they come first. */
export function differentNames(names: readonly string[]): string[] {
  const different: string[] = [];
  const byEnding: Record<string, string[]> = {};
  for (const name of names) {
    const listed = listOf(name, byEnding);
    if (listed.includes(name)) continue;
    listed.push(name);
    different.push(name);
  }
  return different;
}

function listOf(name: string, byEnding: Record<string, string[]>): string[] {
  const ending = `ends in ${name.at(-1)}`;
  byEnding[ending] ??= [];
  return byEnding[ending];
}
