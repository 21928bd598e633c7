import type { Layer, Style, TileAddress } from "./style.ts";

/** Pixels on each side of a tile. */
const SIDE = 20;

/** Tiles that were drawn, by everything that they depend on. */
const drawn = new Map<string, Uint8Array>();

/** The pixels of a tile, row by row, one byte of grey for each. Callers only read them. */
export function tileOf(style: Style, address: TileAddress): Uint8Array {
  const { zoom, column, row } = address;
  const key = `${numberOf(style)}/${zoom}/${column}/${row}`;
  const known = drawn.get(key);
  if (known !== undefined) return known;
  const layers = style.layers.filter(({ minZoom }) => minZoom <= zoom);
  const tile = new Uint8Array(SIDE * SIDE);
  for (let pixel = 0; pixel < tile.length; pixel++) {
    const x = column * SIDE + (pixel % SIDE);
    const y = row * SIDE + Math.floor(pixel / SIDE);
    let grey = style.ground;
    for (const layer of layers) grey += isOnLine(layer, x, y) ? layer.shade : 0;
    tile[pixel] = grey;
  }
  drawn.set(key, tile);
  return tile;
}

function isOnLine({ spacing }: Layer, x: number, y: number): boolean {
  return (x * 3 + y * 5) % spacing === 0 || (x * x + y) % (spacing + 2) === 1;
}

/** Styles by what they say, numbered in the order in which they were first seen. */
const numbers = new Map<string, number>();

function numberOf(style: Style): number {
  const text = JSON.stringify(style);
  const known = numbers.get(text) ?? numbers.size;
  numbers.set(text, known);
  return known;
}
