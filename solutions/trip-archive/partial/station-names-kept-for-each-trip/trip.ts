/** A trip, as the operator's feed tells it. */
export interface TripRow {
  /** Two stations of the network, such as `Hauptbahnhof` or `Nordpark`. */
  readonly from: string;
  readonly to: string;
  /** `2026-03-31T07:45:10Z`: UTC, whole seconds. */
  readonly startedAt: string;
  readonly endedAt: string;
  /** In metres: a whole number from 0 to 1,000,000. */
  readonly metres: number;
  readonly vehicle: "bike" | "e-bike" | "cargo" | "scooter";
  /** In cents: a whole number from 0 to 1,000,000; null for trips that a pass covers. */
  readonly cents: number | null;
  /** What was rented with it: each at most once, in the order of the alphabet. */
  readonly extras: readonly Extra[];
}

export type Extra = "basket" | "child seat" | "helmet" | "lock";

export type Vehicle = TripRow["vehicle"];
