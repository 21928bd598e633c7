import { type Chain, LongestChains } from "./chain.ts";
import { openWorkspace, type Package } from "./workspace.ts";

/** How long a product's build takes when there is a free machine for every package. */
export interface Forecast {
  readonly product: string;
  readonly seconds: number;
  /** The packages that decide it, each waiting for the one before, the product itself last. */
  readonly chain: readonly string[];
}

/**
 * Forecasts the build of each product, in the order given.
 *
 * A package's build starts as soon as those of all its dependencies have ended. The chain of a
 * forecast is the longest in seconds. Where chains are equally long, the dependency that the
 * manifest lists first decides, and a chain doesn't go on to packages that add no second to it. For
 * a product that is not in the workspace there are 0 seconds and no chain. Never throws.
 *
 * @param packages in any order; no package depends on itself, also not by way of others
 */
export function forecastBuilds(
  packages: readonly Package[],
  products: readonly string[],
): Forecast[] {
  const workspace = openWorkspace(packages);
  const chains = new LongestChains(workspace);
  return products.map((product) => {
    const built = workspace.get(product);
    if (built === undefined) return { product, seconds: 0, chain: [] };
    const last = chains.of(built);
    return { product, seconds: last.seconds, chain: namesUpTo(last) };
  });
}

function namesUpTo(last: Chain): string[] {
  const names: string[] = [];
  for (let chain: Chain | undefined = last; chain !== undefined; chain = chain.after) {
    names.push(chain.package.name);
  }
  return names.reverse();
}
