import { carrierUrl } from "@bottleneck/parcel-board/resource";

/** What the carrier says of a parcel. */
export interface Tracking {
  readonly number: string;
  readonly stage: "announced" | "in transit" | "out for delivery" | "delivered";
  /** The depot that has it, or had it last. */
  readonly depot: string;
  readonly grams: number;
  /** Whether the promised day has passed. */
  readonly late: boolean;
}

/** The carrier's answer to one question: what it knows, or the HTTP status of its refusal. */
export type Answer =
  | { readonly kind: "known"; readonly tracking: Tracking }
  | { readonly kind: "refused"; readonly status: number };

/**
 * Asks the carrier for parcels by their numbers, and gives one answer for each, in their order.
 * The carrier knows one parcel per request and works on 24 requests of a customer at a time; any
 * further one it refuses at once, with status 429.
 */
export async function trackParcels(numbers: readonly string[]): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (const number of numbers) {
    const response = await fetch(`${carrierUrl}/parcels/${encodeURIComponent(number)}`);
    const body: unknown = await response.json();
    answers.push(
      response.ok
        ? { kind: "known", tracking: body as Tracking }
        : { kind: "refused", status: response.status },
    );
  }
  return answers;
}
