/** How a map looks. Customers make styles of their own. */
export interface Style {
  readonly name: string;
  /** The grey of the ground, 0 to 255. */
  readonly ground: number;
  readonly layers: readonly Layer[];
}

/** A pattern that is drawn over the ground. */
export interface Layer {
  readonly kind: string;
  /** How far apart its lines are, in pixels: 1 or more. */
  readonly spacing: number;
  /** Added to the grey of a pixel on a line; the sum wraps around at 256. */
  readonly shade: number;
  readonly minZoom: number;
}

/**
 * A square of the map: the world is one tile at zoom 0, four at zoom 1, and so on. An address may lie
 * outside of the world; it is drawn like any other.
 */
export interface TileAddress {
  readonly zoom: number;
  readonly column: number;
  readonly row: number;
}
