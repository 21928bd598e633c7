/** The topic of a finding, so that a report can group and mark it. */
export type FindingTopic =
  | "hot spot"
  | "what changed"
  | "next bottleneck"
  | "memory"
  | "shapes"
  | "event loop";

/** One thing that the evidence shows, in one or two sentences with numbers. */
export interface Finding {
  readonly topic: FindingTopic;
  readonly text: string;
}
