/** One sensor's column of readings over the reporting period, oldest first. */
export interface Channel {
  readonly name: string;
  readonly unit: string;
  /** In `unit`, as the recorder stored them; NaN where the sensor gave no reading. */
  readonly readings: Float32Array;
}

/** What the turbine page shows for one channel. Values are in the channel's unit. */
export interface ChannelSummary {
  readonly name: string;
  readonly unit: string;
  readonly status: Status;
  /** How many readings are present, and how many are missing. */
  readonly present: number;
  readonly missing: number;
  /** Null when no reading is present. */
  readonly mean: number | null;
  readonly min: number | null;
  readonly max: number | null;
  /** The sample standard deviation (divisor n - 1); null with fewer than two readings. */
  readonly deviation: number | null;
  /** How many readings are further from the mean than the threshold allows. */
  readonly outliers: number;
}

/** `frozen`: two or more readings, all equal. `gappy`: more than a tenth is missing. */
export type Status = "offline" | "frozen" | "gappy" | "ok";
