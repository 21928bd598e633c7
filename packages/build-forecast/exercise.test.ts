import { describe, expect, it } from "vitest";
import { forecastBuilds } from "#subject";
import type { Package } from "./baseline/workspace.ts";

describe("forecastBuilds", () => {
  it("adds up the longest chain of builds that wait for each other", () => {
    const workspace = [
      pack("app", 1, "ui", "core"),
      pack("ui", 9, "core"),
      pack("core", 5, "base"),
      pack("base", 2),
    ];
    expect(forecastBuilds(workspace, ["app", "core"])).toEqual([
      { product: "app", seconds: 17, chain: ["base", "core", "ui", "app"] },
      { product: "core", seconds: 7, chain: ["base", "core"] },
    ]);
  });

  it("takes packages in any order and answers in the order of the products", () => {
    const workspace = [pack("base", 2), pack("app", 1, "base"), pack("site", 4, "base")];
    const expected = ["site", "app", "site"].map((product) =>
      expect.objectContaining({ product, seconds: product === "app" ? 3 : 6 }),
    );
    expect(forecastBuilds(workspace, ["site", "app", "site"])).toEqual(expected);
    expect(forecastBuilds(workspace.toReversed(), ["site", "app", "site"])).toEqual(expected);
  });

  it("follows the longer way to a package that can be reached by two", () => {
    const workspace = [
      pack("app", 1, "core", "ui"),
      pack("ui", 9, "core"),
      pack("core", 5, "base"),
      pack("base", 2),
    ];
    expect(chainOf(workspace, "app")).toEqual(["base", "core", "ui", "app"]);
  });

  it("goes by the first dependency in the manifest when chains are equally long", () => {
    const workspace = [
      pack("app", 1, "left", "right"),
      pack("left", 4, "one", "two"),
      pack("right", 6),
      pack("one", 2),
      pack("two", 2),
    ];
    expect(chainOf(workspace, "app")).toEqual(["one", "left", "app"]);
  });

  it("does not go on to packages that add no second", () => {
    const workspace = [pack("app", 1, "types"), pack("types", 0, "schema"), pack("schema", 0)];
    expect(chainOf(workspace, "app")).toEqual(["app"]);
    const withGenerator = [
      ...workspace.slice(0, 2),
      pack("schema", 0, "generator"),
      pack("generator", 3),
    ];
    expect(chainOf(withGenerator, "app")).toEqual(["generator", "schema", "types", "app"]);
  });

  it("does not wait for what is not in the workspace", () => {
    expect(forecastBuilds([pack("app", 3, "react", "toString")], ["app", "react"])).toEqual([
      { product: "app", seconds: 3, chain: ["app"] },
      { product: "react", seconds: 0, chain: [] },
    ]);
  });

  it("goes by the last of two manifests with the same name", () => {
    const workspace = [pack("app", 1, "ui"), pack("ui", 20), pack("ui", 2)];
    expect(forecastBuilds(workspace, ["app"])[0]?.seconds).toBe(3);
  });

  it.each(["constructor", "__proto__", "", "🏠"])("takes %j for a name like any other", (name) => {
    expect(forecastBuilds([pack("app", 1, name), pack(name, 2)], ["app"])).toEqual([
      { product: "app", seconds: 3, chain: [name, "app"] },
    ]);
  });

  it("forecasts thirty thousand packages that hang one below the other", () => {
    const steps = Array.from({ length: 30_000 }, (_, position) =>
      pack(`step-${position}`, 1, `step-${position + 1}`),
    );
    const [forecast] = forecastBuilds(steps, ["step-0"]);
    expect(forecast?.seconds).toBe(30_000);
    expect(forecast?.chain.at(0)).toBe("step-29999");
  });

  it("remembers nothing of earlier calls", () => {
    forecastBuilds([pack("app", 1, "ui"), pack("ui", 20)], ["app", "ui"]);
    expect(forecastBuilds([pack("app", 1, "ui"), pack("ui", 2)], ["app"])[0]?.seconds).toBe(3);
  });
});

function pack(name: string, seconds: number, ...dependsOn: string[]): Package {
  return { name, seconds, dependsOn };
}

function chainOf(workspace: readonly Package[], product: string) {
  return forecastBuilds(workspace, [product])[0]?.chain;
}
