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

export function noFindings(): Findings {
  return {
    imagesWithoutText: 0,
    linksWithoutName: 0,
    labelsTooLong: 0,
    tabindexesTooHigh: 0,
    hiddenButReachable: 0,
    nestedControls: 0,
  };
}

/** Adds to the findings which rules an element breaks. */
export function lintElement(element: Element, standard: Standard, findings: Findings): void {
  const isHidden = element.hidden !== undefined;
  if (element.tag === "img" && element.alt === undefined && !isHidden) findings.imagesWithoutText++;
  if (element.href !== undefined && element.label === undefined && element.title === undefined) {
    findings.linksWithoutName++;
  }
  if (element.label !== undefined && element.label.length > standard.longestLabel) {
    findings.labelsTooLong++;
  }
  if (element.tabindex !== undefined) {
    if (Number(element.tabindex) > standard.highestTabindex) findings.tabindexesTooHigh++;
    if (isHidden && element.tabindex !== "-1") findings.hiddenButReachable++;
  }
  if (element.href === undefined && element.role !== "button") return;
  for (let around = element.parent; around !== undefined; around = around.parent) {
    if (around.href !== undefined || around.role === "button") {
      findings.nestedControls++;
      return;
    }
  }
}
