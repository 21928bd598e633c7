import { type ParsedElement, treeOf } from "./element.ts";
import { type Findings, lintElement, noFindings, type Standard } from "./rules.ts";

export interface Report extends Findings {
  readonly standard: string;
}

/**
 * Lints a template by the standards of several customers, one report each, in the order given.
 *
 * An attribute that is there counts as there, also when its value is an empty text. Never throws.
 */
export function lintTemplate(
  parsed: readonly ParsedElement[],
  standards: readonly Standard[],
): Report[] {
  const elements = treeOf(parsed);
  return standards.map((standard) => {
    const findings = noFindings();
    for (const element of elements) lintElement(element, standard, findings);
    return { standard: standard.name, ...findings };
  });
}
