/** Records from each `resume` to the next `pause`. */
export interface Recorder {
  resume(): void;
  pause(): void;
  /** What was recorded, as JSON. */
  finish(): unknown;
}
