import { describe, expect, it } from "vitest";
import { serveTiles } from "#subject";
import type { Layer, Style } from "./baseline/style.ts";

describe("serveTiles", () => {
  it("draws the ground where no layer has a line", () => {
    const [tile] = serveTiles([styleOf({ ground: 77 })], [request(0, 3, 1, 2)]);
    expect(tile).toEqual(new Uint8Array(400).fill(77));
  });

  it("adds a layer's shade where it has lines, and wraps around at 256", () => {
    const layer = { kind: "road", spacing: 1, shade: 10, minZoom: 0 };
    const [tile] = serveTiles([styleOf({ ground: 250, layers: [layer] })], [request(0, 3, 1, 2)]);
    expect(tile).toEqual(new Uint8Array(400).fill(4));
  });

  it("leaves out layers below their zoom", () => {
    const style = styleOf({ layers: [{ kind: "road", spacing: 1, shade: 10, minZoom: 5 }] });
    const tiles = serveTiles([style], [request(0, 4, 0, 0), request(0, 5, 0, 0)]);
    expect(tiles.map(([grey]) => grey)).toEqual([0, 10]);
  });

  it("answers in the order of the requests, also when tiles are asked for again", () => {
    const styles = [1, 2, 3].map((ground) => styleOf({ ground }));
    const order = [2, 0, 1, 2, 2, 0];
    const tiles = serveTiles(
      styles,
      order.map((style) => request(style, 1, 0, 1)),
    );
    expect(tiles.map(([grey]) => grey)).toEqual([3, 1, 2, 3, 3, 1]);
  });

  it.each<[string, Partial<Style>]>([
    ["ground", { ground: 5 }],
    ["shade", { layers: [layerOf({ shade: 9 })] }],
    ["spacing", { layers: [layerOf({ spacing: 1 })] }],
    ["least zoom", { layers: [layerOf({ minZoom: 9 })] }],
    ["number of layers", { layers: [layerOf({}), layerOf({})] }],
  ])("tells styles of one name apart by their %s", (_, changes) => {
    const styles = [
      styleOf({ layers: [layerOf({})] }),
      styleOf({ layers: [layerOf({})], ...changes }),
    ];
    const [one, other] = serveTiles(styles, [request(0, 2, 1, 1), request(1, 2, 1, 1)]);
    expect(one).not.toEqual(other);
    expect(serveTiles(styles.toReversed(), [request(0, 2, 1, 1)])).toEqual([other]);
  });

  it("tells addresses apart that read alike", () => {
    const style = styleOf({ layers: [layerOf({ spacing: 7 })] });
    const addresses = [
      [7, 1, 11],
      [7, 11, 1],
      [7, 111, 0],
      [71, 1, 1],
      [7, 1, 1],
    ] as const;
    const alone = addresses.map(([zoom, column, row]) => {
      // Under a name of its own the style draws the same, and nothing else was asked for with it.
      return serveTiles(
        [styleOf({ ...style, name: `${zoom} ${column} ${row}` })],
        [request(0, zoom, column, row)],
      )[0];
    });
    const together = serveTiles(
      [style],
      addresses.map(([zoom, column, row]) => request(0, zoom, column, row)),
    );
    expect(together).toEqual(alone);
  });

  it("never changes a tile that was given to somebody", () => {
    const style = styleOf({ layers: [layerOf({ spacing: 13 })] });
    const [first] = serveTiles([style], [request(0, 9, 0, 0)]);
    const copy = first?.slice();
    const many = Array.from({ length: 1500 }, (_, column) => request(0, 10, column, 3));
    const tiles = serveTiles([style], many);
    expect(first).toEqual(copy);
    expect(serveTiles([style], [request(0, 10, 0, 3)])).toEqual(tiles.slice(0, 1));
  });

  it("gives a tile without pixels for a style that is not there", () => {
    expect(serveTiles([], [request(0, 0, 0, 0)])).toEqual([new Uint8Array()]);
    expect(serveTiles([styleOf({})], [])).toEqual([]);
  });
});

function styleOf(changes: Partial<Style>): Style {
  return { name: "plain", ground: 0, layers: [], ...changes };
}

function layerOf(changes: Partial<Layer>): Layer {
  return { kind: "road", spacing: 3, shade: 10, minZoom: 0, ...changes };
}

function request(style: number, zoom: number, column: number, row: number) {
  return { style, address: { zoom, column, row } };
}
