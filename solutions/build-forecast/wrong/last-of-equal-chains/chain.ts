import type { Package, Workspace } from "./workspace.ts";

/** The longest chain of builds that ends with a package. */
export interface Chain {
  readonly package: Package;
  readonly seconds: number;
  /** The chain of the dependency that the package waits for longest, where it has to wait. */
  readonly after: Chain | undefined;
}

/** The longest chains of a workspace, each worked out when it is first asked for. */
export class LongestChains {
  readonly #workspace: Workspace;
  readonly #known = new Map<Package, Chain>();

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  /**
   * The longest chain of a package. Of equally long ones it is that of the dependency which the
   * manifest lists first.
   *
   * Keeps its own list of open packages: generated ones hang one below the other by the ten
   * thousand, which is more than the call stack holds.
   */
  of(product: Package): Chain {
    const open = [product];
    for (let last = open.at(-1); last !== undefined; last = open.at(-1)) {
      const before = open.length;
      const chain = this.#chainOf(last, open);
      if (open.length > before) continue;
      this.#known.set(last, chain);
      open.pop();
    }
    return this.#known.get(product) as Chain;
  }

  /** From the chains of the dependencies; those that aren't known yet are added to `open`. */
  #chainOf(waiting: Package, open: Package[]): Chain {
    let after: Chain | undefined;
    for (const name of waiting.dependsOn) {
      const dependency = this.#workspace.get(name);
      // What comes from the registry is there already.
      if (dependency === undefined) continue;
      const chain = this.#known.get(dependency);
      if (chain === undefined) open.push(dependency);
      else if (chain.seconds >= (after?.seconds ?? 1)) after = chain;
    }
    return { package: waiting, seconds: waiting.seconds + (after?.seconds ?? 0), after };
  }
}
