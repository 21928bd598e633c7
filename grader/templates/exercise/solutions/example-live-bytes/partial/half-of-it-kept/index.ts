// TODO: an honest half-fix of your exercise. This one keeps no label, but every name.
const known = new Set<string>();

/** The label of each name. */
export function labels(names: readonly string[]): string[] {
  for (const name of names) known.add(name);
  return names.map((name) => name.split(" ").reverse().join(", "));
}
