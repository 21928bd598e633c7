// TODO: a fast answer that is wrong. This one keeps one label for all names of a length.
const known = new Map<number, string>();

/** The label of each name. */
export function labels(names: readonly string[]): string[] {
  return names.map((name) => {
    const label = known.get(name.length) ?? name.split(" ").reverse().join(", ");
    known.set(name.length, label);
    return label;
  });
}
