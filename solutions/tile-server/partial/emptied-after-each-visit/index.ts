import type { Style, TileAddress } from "./style.ts";
import { forgetTiles, tileOf } from "./tiles.ts";

export interface TileRequest {
  /** Position in the list of styles. */
  readonly style: number;
  readonly address: TileAddress;
}

/**
 * Answers the requests of one visit with the pixels of the tiles, in the order of the requests. For a
 * style that is not in the list there is a tile without pixels. Never throws.
 */
export function serveTiles(
  styles: readonly Style[],
  requests: readonly TileRequest[],
): Uint8Array[] {
  const tiles = requests.map(({ style: position, address }) => {
    const style = styles[position];
    return style === undefined ? new Uint8Array() : tileOf(style, address);
  });
  forgetTiles();
  return tiles;
}
