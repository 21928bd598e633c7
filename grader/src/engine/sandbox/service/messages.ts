/** What a resource's service, the grader and the child that uses the service say to each other. */

/** From the grader to the service. */
export type ServiceOrder =
  /** The editions of the next calls, in their order, over and over; the first begins at once. */
  { readonly kind: "begin"; readonly editions: readonly number[] } | { readonly kind: "count" };

/** From the service to the grader: first whether it is ready, then one for each order. */
export type ServiceNews =
  /** Its functions by name, and whether they are asynchronous. */
  | { readonly kind: "ready"; readonly functions: Readonly<Record<string, boolean>> }
  | { readonly kind: "failed"; readonly message: string }
  | { readonly kind: "begun" }
  /** Operations so far, and how long `change` has run so far. */
  | { readonly kind: "counted"; readonly operations: number; readonly changingMs: number };

/** The service's end of the channel to the child. */
export const channelDescriptor = 3;

/** From the child: call a function, or begin the next edition where the name is this one. */
export const nextEdition = "";
export type ServiceCall = readonly [id: number, name: string, args: readonly unknown[]];

/** To the child: the function's result, or the message of what it threw. */
export type ServiceResult =
  | readonly [id: number, state: "returned", value: unknown]
  | readonly [id: number, state: "threw", message: string];
