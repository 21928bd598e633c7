import { type Limits, limitsHub } from "./limits.ts";

export type Plan = "free" | "team" | "company";

/** What the access log says of an export. */
export interface ExportReport {
  readonly id: string;
  /** `failed`: it needed more parts than it may have. `aborted`: nobody was there to take the rest. */
  readonly outcome: "complete" | "failed" | "aborted";
  /** How many rows were sent in each part. */
  readonly parts: readonly number[];
  /** How often the limits changed while it ran. */
  readonly changes: number;
}

/** Share of a part's rows that a plan gets. */
const SHARE: Readonly<Record<Plan, number>> = { free: 0.25, team: 0.5, company: 1 };

/** An export that is being sent, part by part, by the limits of the moment. */
export class RunningExport {
  readonly #id: string;
  readonly #plan: Plan;
  readonly #parts: number[] = [];
  readonly #stopListening: () => void;
  #rowsLeft: number;
  #rowsPerPart = 0;
  #partsAllowed = 0;
  #changes = -1;

  constructor(id: string, plan: Plan, rows: number) {
    this.#id = id;
    this.#plan = plan;
    this.#rowsLeft = rows;
    this.adopt(limitsHub.current);
    this.#stopListening = limitsHub.listen((limits) => this.adopt(limits));
  }

  /** Sends the next part. Gives the report when it was the last one, or one too many. */
  sendPart(): ExportReport | undefined {
    if (this.#parts.length >= this.#partsAllowed) return this.#report("failed");
    const rows = Math.min(this.#rowsLeft, this.#rowsPerPart);
    this.#parts.push(rows);
    this.#rowsLeft -= rows;
    return this.#rowsLeft === 0 ? this.#report("complete") : undefined;
  }

  abort(): ExportReport {
    return this.#report("aborted");
  }

  adopt(limits: Limits): void {
    this.#rowsPerPart = Math.max(1, Math.floor(limits.rowsPerPart * SHARE[this.#plan]));
    this.#partsAllowed = limits.partsPerExport;
    this.#changes++;
  }

  /** Every way to end leads through here. */
  #report(outcome: ExportReport["outcome"]): ExportReport {
    this.#stopListening();
    return { id: this.#id, outcome, parts: this.#parts, changes: this.#changes };
  }
}
