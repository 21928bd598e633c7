import type { Package, Workspace } from "./workspace.ts";

/** A package that must be built, with everything that waits for it. */
export interface Link {
  readonly package: Package;
  /** Of this package and all that follow it, up to the product. */
  readonly seconds: number;
  /** What waits for this package; undefined for the product itself. */
  readonly neededBy: Link | undefined;
}

/**
 * Finds the chain of dependencies that takes longest to build, and gives its first link. Of equally
 * long chains it is the one whose dependencies come first in the manifests.
 *
 * Keeps its own list of open links: generated packages hang one below the other by the ten thousand,
 * which is more than the call stack holds.
 */
export function longestChain(workspace: Workspace, product: Package): Link {
  let longest: Link = { package: product, seconds: product.seconds, neededBy: undefined };
  const open = [longest];
  const reached = new Map<Package, number>();
  for (let link = open.pop(); link !== undefined; link = open.pop()) {
    if (link.seconds <= (reached.get(link.package) ?? -1)) continue;
    reached.set(link.package, link.seconds);
    if (link.seconds > longest.seconds) longest = link;
    // Last in, first out: the first dependency goes on top.
    for (const name of link.package.dependsOn.toReversed()) {
      const dependency = workspace.get(name);
      // What comes from the registry is there already.
      if (dependency === undefined) continue;
      const seconds = link.seconds + dependency.seconds;
      open.push({ package: dependency, seconds, neededBy: link });
    }
  }
  return longest;
}
