/** The answered tickets of a help desk, with the meaning of each as a point in space. */
export interface Archive {
  /** How many numbers make one embedding. */
  readonly dimensions: number;
  /** The tickets' names, oldest first. */
  readonly tickets: readonly string[];
  /** The embedding of each ticket, one after the other. All zeros where a ticket has no text. */
  readonly embeddings: Float32Array;
}

/** An answered ticket that is about the same as a question. */
export interface Match {
  readonly ticket: string;
  /** The cosine of the angle between the two embeddings: 1 for the same direction. */
  readonly score: number;
}
