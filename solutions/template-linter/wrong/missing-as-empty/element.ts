/** An element of a template, as the parser gives it. */
export interface ParsedElement {
  readonly tag: string;
  /** The position of the element around it, which is lower than its own; -1 at the top. */
  readonly parent: number;
  /** Names and values in the order in which the author wrote them. Of two with one name the last counts. */
  readonly attributes: readonly (readonly [name: string, value: string])[];
}

/** An element of the tree that is linted. All of them have the same properties in the same order. */
export class Element {
  readonly tag: string;
  readonly parent: Element | undefined;
  readonly alt: string;
  readonly hidden: string;
  readonly href: string;
  readonly label: string;
  readonly role: string;
  readonly tabindex: string;
  readonly title: string;

  constructor({ tag, attributes }: ParsedElement, parent: Element | undefined) {
    let alt = "";
    let hidden = "";
    let href = "";
    let label = "";
    let role = "";
    let tabindex = "";
    let title = "";
    for (const [name, value] of attributes) {
      switch (name) {
        case "alt":
          alt = value;
          break;
        case "hidden":
          hidden = value;
          break;
        case "href":
          href = value;
          break;
        case "label":
          label = value;
          break;
        case "role":
          role = value;
          break;
        case "tabindex":
          tabindex = value;
          break;
        case "title":
          title = value;
          break;
      }
    }
    this.tag = tag;
    this.parent = parent;
    this.alt = alt;
    this.hidden = hidden;
    this.href = href;
    this.label = label;
    this.role = role;
    this.tabindex = tabindex;
    this.title = title;
  }
}

/** Makes a tree of what the parser gives. */
export function treeOf(parsed: readonly ParsedElement[]): Element[] {
  const elements: Element[] = [];
  for (const element of parsed) elements.push(new Element(element, elements[element.parent]));
  return elements;
}
