import { type Answer, type Tracking, trackParcels } from "./tracking.ts";

/** A line of the board, for one parcel number of the list. */
export interface BoardRow {
  readonly number: string;
  /** The carrier's stage, or why there is none. */
  readonly stage:
    | Tracking["stage"]
    | "unknown number"
    | "archived"
    | `refused with status ${number}`;
  readonly depot: string | null;
  readonly late: boolean;
}

/** What lies at one depot. */
export interface DepotLoad {
  readonly depot: string;
  /** Rows whose parcel is not delivered yet. */
  readonly open: number;
  /** Of these, the rows whose parcel is late. */
  readonly late: number;
  /** Weight of the open rows' parcels. */
  readonly grams: number;
}

export interface ParcelBoard {
  /** One row for each number of the list, in the list's order. */
  readonly rows: readonly BoardRow[];
  /** The depots of all known parcels, in the order in which the rows first mention them. */
  readonly depots: readonly DepotLoad[];
}

/**
 * Builds the support desk's board for a list of parcel numbers, with what the carrier says of each
 * at the time of the call.
 *
 * A number may be any text, and one that is listed twice has two rows. Numbers that the carrier
 * does not know (status 404) or knows no longer (410) keep their place in the list.
 */
export async function parcelBoard(numbers: readonly string[]): Promise<ParcelBoard> {
  const answers = await trackParcels(numbers);
  const rows = answers.map((answer, position) => rowOf(numbers[position] ?? "", answer));
  return { rows, depots: depotLoads(answers) };
}

function rowOf(number: string, answer: Answer): BoardRow {
  if (answer.kind === "refused") {
    return { number, stage: stageOfRefusal(answer.status), depot: null, late: false };
  }
  const { stage, depot, late } = answer.tracking;
  return { number, stage, depot, late: late && stage !== "delivered" };
}

function stageOfRefusal(status: number): BoardRow["stage"] {
  if (status === 404) return "unknown number";
  return status === 410 ? "archived" : `refused with status ${status}`;
}

function depotLoads(answers: readonly Answer[]): DepotLoad[] {
  const loads = new Map<string, { depot: string; open: number; late: number; grams: number }>();
  for (const answer of answers) {
    if (answer.kind === "refused") continue;
    const { depot, stage, late, grams } = answer.tracking;
    const load = loads.get(depot) ?? { depot, open: 0, late: 0, grams: 0 };
    loads.set(depot, load);
    if (stage === "delivered") continue;
    load.open++;
    load.grams += grams;
    if (late) load.late++;
  }
  return [...loads.values()];
}
