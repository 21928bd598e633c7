/** A picture as the renderer leaves it: rows from top to bottom, pixels from left to right. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /**
   * Red, green, blue and alpha of each pixel, a byte each. Colours are premultiplied: none is
   * larger than the pixel's alpha.
   */
  readonly pixels: Uint8Array;
}

/**
 * How bright a label makes each colour, in 256ths: whole numbers from 0 to 255 that are 256
 * together. Every model of label has its own.
 */
export interface Display {
  readonly red: number;
  readonly green: number;
  readonly blue: number;
}

/** A picture for a label of electronic paper. */
export interface GreyPicture {
  readonly width: number;
  readonly height: number;
  /** A byte for each pixel, from 0 for black to 255 for the bare paper. */
  readonly tones: Uint8Array;
}
