/** An element of a template, as the parser gives it. */
export interface ParsedElement {
  readonly tag: string;
  /** The position of the element around it, which is lower than its own; -1 at the top. */
  readonly parent: number;
  /** Names and values in the order in which the author wrote them. Of two with one name the last counts. */
  readonly attributes: readonly (readonly [name: string, value: string])[];
}

/** An element of the tree that is linted. */
export interface Element {
  readonly tag: string;
  readonly parent: Element | undefined;
  readonly alt?: string;
  readonly hidden?: string;
  readonly href?: string;
  readonly label?: string;
  readonly role?: string;
  readonly tabindex?: string;
  readonly title?: string;
}

/** Makes a tree of what the parser gives. Attributes that no rule asks for are kept as well. */
export function treeOf(parsed: readonly ParsedElement[]): Element[] {
  const elements: Element[] = [];
  for (const { tag, parent, attributes } of parsed) {
    const element: Element & Record<string, unknown> = { tag, parent: elements[parent] };
    for (const [name, value] of attributes) {
      if (name !== "tag" && name !== "parent") element[name] = value;
    }
    elements.push(element);
  }
  return elements;
}
