/** The names without repetitions, in the order in which they come first. */
export function differentNames(names: readonly string[]): string[] {
  // TODO: your reference, about as fast as an expert gets.
  return [...new Set(names)];
}
