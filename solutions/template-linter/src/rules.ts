import type { Element } from "./element.ts";

/** What one customer asks of templates. */
export interface Standard {
  readonly name: string;
  readonly longestLabel: number;
  readonly highestTabindex: number;
}

/** How many elements break each rule. */
export interface Findings {
  /** Images without a text, unless they are hidden. */
  imagesWithoutText: number;
  linksWithoutName: number;
  labelsTooLong: number;
  tabindexesTooHigh: number;
  /** Hidden elements that the keyboard reaches: those with a tabindex other than the text `-1`. */
  hiddenButReachable: number;
  /** Links and buttons inside of a link or a button. */
  nestedControls: number;
}

function noFindings(): Findings {
  return {
    imagesWithoutText: 0,
    linksWithoutName: 0,
    labelsTooLong: 0,
    tabindexesTooHigh: 0,
    hiddenButReachable: 0,
    nestedControls: 0,
  };
}

/** What the rules say of a template before they know the standard. */
export interface Facts {
  /** The findings that are the same by every standard. */
  readonly fixed: Findings;
  readonly labelLengths: readonly number[];
  readonly tabindexes: readonly number[];
}

export function factsOf(elements: readonly Element[]): Facts {
  const fixed = noFindings();
  const labelLengths: number[] = [];
  const tabindexes: number[] = [];
  for (const {
    tag,
    alt,
    hidden,
    href,
    label,
    tabindex,
    title,
    isControl,
    isInControl,
  } of elements) {
    const isHidden = hidden !== undefined;
    if (tag === "img" && alt === undefined && !isHidden) fixed.imagesWithoutText++;
    if (href !== undefined && label === undefined && title === undefined) fixed.linksWithoutName++;
    if (isControl && isInControl) fixed.nestedControls++;
    if (label !== undefined) labelLengths.push(label.length);
    if (tabindex === undefined) continue;
    tabindexes.push(Number(tabindex));
    if (isHidden && tabindex !== "-1") fixed.hiddenButReachable++;
  }
  return { fixed, labelLengths, tabindexes };
}

/** The findings by one standard. */
export function findingsBy(standard: Standard, facts: Facts): Findings {
  return {
    ...facts.fixed,
    labelsTooLong: countAbove(standard.longestLabel, facts.labelLengths),
    tabindexesTooHigh: countAbove(standard.highestTabindex, facts.tabindexes),
  };
}

function countAbove(limit: number, values: readonly number[]): number {
  let count = 0;
  for (let index = 0; index < values.length; index++) {
    if ((values[index] ?? limit) > limit) count++;
  }
  return count;
}
