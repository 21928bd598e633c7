/** A rectangle cut out of a photograph. */
export interface Crop {
  /** In pixels. */
  readonly width: number;
  readonly height: number;
  /** Bytes for each pixel: 1 from the infrared camera, 3 (red, green, blue) from the others. */
  readonly channels: number;
  /**
   * From the top row to the bottom one, each from left to right, the channels of a pixel side by
   * side: `width * height * channels` bytes.
   */
  readonly samples: Uint8Array;
}
