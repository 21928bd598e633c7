/** What a finding is about, so that a report can group and mark it. */
export type FindingTopic =
  | "hot spot"
  | "what changed"
  | "next bottleneck"
  | "memory"
  | "shapes"
  | "event loop";

/** One thing that the evidence shows, as a sentence or two with numbers. */
export interface Finding {
  readonly topic: FindingTopic;
  readonly text: string;
}
