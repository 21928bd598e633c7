import { describe, expect, it } from "vitest";
import { lintTemplate } from "#subject";
import type { ParsedElement } from "./baseline/element.ts";

const nothing = {
  imagesWithoutText: 0,
  linksWithoutName: 0,
  labelsTooLong: 0,
  tabindexesTooHigh: 0,
  hiddenButReachable: 0,
  nestedControls: 0,
};

describe("lintTemplate", () => {
  it("gives a report for each standard, in their order", () => {
    const template = [element("div", { label: "12345678", tabindex: "4" })];
    const standards = [
      { name: "strict", longestLabel: 7, highestTabindex: 3 },
      { name: "lax", longestLabel: 8, highestTabindex: 4 },
    ];
    expect(lintTemplate(template, standards)).toEqual([
      { standard: "strict", ...nothing, labelsTooLong: 1, tabindexesTooHigh: 1 },
      { standard: "lax", ...nothing },
    ]);
  });

  it.each<[string, ParsedElement["attributes"], object]>([
    ["img", [], { imagesWithoutText: 1 }],
    ["img", [["alt", ""]], {}],
    ["img", [["hidden", ""]], {}],
    ["div", [], {}],
    ["a", [["href", "/"]], { linksWithoutName: 1 }],
    ["a", [["href", ""]], { linksWithoutName: 1 }],
    [
      "a",
      [
        ["title", ""],
        ["href", "/"],
      ],
      {},
    ],
    [
      "a",
      [
        ["href", "/"],
        ["label", ""],
      ],
      {},
    ],
    ["a", [["Href", "/"]], {}],
    ["p", [["label", "123456"]], { labelsTooLong: 1 }],
    ["p", [["label", "12345"]], {}],
    ["p", [["tabindex", "4"]], { tabindexesTooHigh: 1 }],
    ["p", [["tabindex", "3"]], {}],
    ["p", [["tabindex", "first"]], {}],
    [
      "p",
      [
        ["hidden", ""],
        ["tabindex", "0"],
      ],
      { hiddenButReachable: 1 },
    ],
    [
      "p",
      [
        ["hidden", ""],
        ["tabindex", " -1"],
      ],
      { hiddenButReachable: 1 },
    ],
    [
      "p",
      [
        ["tabindex", "-1"],
        ["hidden", ""],
      ],
      {},
    ],
    [
      "p",
      [
        ["label", "123456"],
        ["label", "1"],
      ],
      {},
    ],
    [
      "p",
      [
        ["label", "1"],
        ["label", "123456"],
      ],
      { labelsTooLong: 1 },
    ],
    [
      "p",
      [
        ["__proto__", "x"],
        ["constructor", "x"],
        ["data-x", "x"],
      ],
      {},
    ],
    [
      "div",
      [
        ["tag", "img"],
        ["parent", "x"],
      ],
      {},
    ],
  ])("finds in <%s> with %j what breaks a rule", (tag, attributes, findings) => {
    expect(lint({ tag, parent: -1, attributes })).toEqual({ ...nothing, ...findings });
  });

  it("finds links and buttons inside of others, however deep", () => {
    const template = [
      element("a", { href: "/", label: "x" }),
      element("div", {}, 0),
      element("div", { role: "button" }, 1),
      element("span", {}, 2),
      element("a", { href: "/", title: "" }, 3),
      element("div", { role: "button" }),
    ];
    expect(lint(...template)).toEqual({ ...nothing, nestedControls: 2 });
  });

  it("gives the same whatever the order of the attributes", () => {
    const attributes = Object.entries({
      href: "",
      label: "123456",
      tabindex: "9",
      hidden: "",
      id: "",
    });
    const reports = attributes.map((_, first) =>
      lint({
        tag: "img",
        parent: -1,
        attributes: [...attributes.slice(first), ...attributes.slice(0, first)],
      }),
    );
    expect(new Set(reports.map((report) => JSON.stringify(report))).size).toBe(1);
    expect(reports[0]).toMatchObject({ labelsTooLong: 1, tabindexesTooHigh: 1 });
  });

  it("finds nothing in an empty template", () => {
    expect(lint()).toEqual(nothing);
  });
});

function lint(...template: ParsedElement[]) {
  const [report] = lintTemplate(template, [{ name: "", longestLabel: 5, highestTabindex: 3 }]);
  const { standard: _, ...findings } = report ?? { standard: "" };
  return findings;
}

function element(tag: string, attributes: Record<string, string>, parent = -1): ParsedElement {
  return { tag, parent, attributes: Object.entries(attributes) };
}
