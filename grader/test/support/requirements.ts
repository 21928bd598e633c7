import { strongestIsolation } from "../../src/engine/sandbox/isolation.ts";
import { browserPath } from "./browser.ts";

/** What some suites need, and npm does not bring. */
export type Requirement = "chromium" | "bubblewrap";

/** Names what must be there, separated by commas: continuous integration sets it. */
export const requiredBy = "BOTTLENECK_TESTS_REQUIRE";

const requirements: Readonly<
  Record<Requirement, { isThere: () => boolean; without: string; getIt: string }>
> = {
  chromium: {
    isThere: () => browserPath !== undefined,
    without: "tests of pages in a browser are skipped",
    getIt: "install it (Debian: apt install chromium), or name one by CHROMIUM_PATH",
  },
  bubblewrap: {
    isThere: () => strongestIsolation() === "bubblewrap",
    without: "tests of the strongest isolation are skipped",
    getIt: "install it (Debian: apt install bubblewrap), where namespaces are allowed",
  },
};

/**
 * Says what a suite will skip because something is not on this machine.
 *
 * @param required what must be there
 * @throws when it must be there, and is not
 */
export function demand(
  name: Requirement,
  required = process.env[requiredBy] ?? "",
  isThere = requirements[name].isThere(),
): void {
  if (isThere) return;
  const { without, getIt } = requirements[name];
  const isRequired = required.split(",").includes(name);
  if (isRequired) {
    throw new Error(`${name} was meant to be here (${requiredBy}=${required}). ${getIt}`);
  }
  console.warn(`\nSKIPS  ${name} is not here: ${without}. To run them: ${getIt}\n`);
}
