/** The label of each name. */
export function labels(names: readonly string[]): string[] {
  // TODO: your reference, about as little as an expert leaves behind.
  return names.map((name) => name.split(" ").reverse().join(", "));
}
