const known = new Map<string, string>();

/**
 * The label of each name.
 *
 * TODO: put your slow code here and into src/, which starts as a copy of baseline/.
 */
export function labels(names: readonly string[]): string[] {
  return names.map(labelOf);
}

function labelOf(name: string): string {
  const kept = known.get(name);
  if (kept !== undefined) return kept;
  const label = [...name.split(" ")].reverse().join(", ");
  known.set(name, label);
  return label;
}
