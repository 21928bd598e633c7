/**
 * Something outside of the grader has to be fixed before it can go on: a mistyped id, a folder
 * that can't be written, a broken exercise. `next` says what to do. Ends with exit code 2.
 */
export class SetupError extends Error {
  readonly next: string;

  constructor(message: string, next: string) {
    super(message);
    this.next = next;
  }
}

/** One exercise can't be graded; the others can. */
export class ExerciseError extends SetupError {}
