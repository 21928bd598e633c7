import { join } from "node:path";
import { SetupError } from "../../contract/errors.ts";
import type { Isolation } from "../../engine/sandbox/isolation.ts";
import { openStore, type Store } from "../../grading/store/store.ts";
import type { Reported } from "../../reports/reported.ts";
import type { ProgressView } from "../terminal/progress.ts";
import { shownProgress, tell } from "../terminal/terminal.ts";

/** What lasts from the first exercise that is graded to the last. */
export interface Session {
  readonly root: string;
  readonly isolation: Isolation;
  readonly store: Store | undefined;
  readonly view: ProgressView;
  /** Called as soon as a verdict is known, for whoever waits for it. */
  readonly onVerdict: (verdict: Reported) => void;
  readonly reported: Reported[];
  /** Set-up problems that did not stop the grading. */
  readonly problems: SetupError[];
}

/** @param record whether the record of gradings is read and written */
export function openSession(
  root: string,
  isolation: Isolation,
  record: boolean,
  onVerdict: Session["onVerdict"],
): Session {
  const problems: SetupError[] = [];
  const open = () => openStore(join(root, ".bottleneck"));
  const store = record ? orWarn({ problems }, open) : undefined;
  const view = shownProgress();
  return { root, isolation, store, view, onVerdict, reported: [], problems };
}

/** Without a working record or a page the verdicts still count: the problem is said, and shown by the exit code. */
export function orWarn<Result>(
  session: Pick<Session, "problems">,
  work: () => Result,
): Result | undefined {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    warn(error, session);
    return undefined;
  }
}

/** Says what is wrong, once: a damaged record would be told of at every look into it. */
export function warn(problem: SetupError, { problems }: Pick<Session, "problems">): void {
  if (problems.some(({ message }) => message === problem.message)) return;
  problems.push(problem);
  tell(`warning: ${problem.message}\n  next: ${problem.next}\n`);
}
