import { type AccountedFork, explainedShare, type Use } from "../validation/accounted.ts";
import { type Promised, table } from "./validation.ts";

/** The forks of a reference that were measured as they are. */
export interface AccountedReference {
  readonly id: string;
  readonly forks: readonly AccountedFork[];
}

/** A fork whose process has owed some work. */
export interface OwingFork {
  /** How many times the work of its timed calls it did when the clock had stopped. */
  readonly owed: number;
  readonly fork: AccountedFork;
}

/** What is noticed of a reference's process that owes work. */
export interface OwingReference {
  readonly id: string;
  /** One that owes nothing. */
  readonly plain: AccountedFork;
  /** Those that owe ever more, up to the first that is noticed. */
  readonly forks: readonly OwingFork[];
  /** One that owes what a baseline lacks to the target. */
  readonly atTarget: OwingFork;
}

const columns: readonly Use[] = [
  "start-up",
  "warm-up",
  "empty batches",
  "timed",
  "inputs",
  "answers",
  "other requests",
  "under load",
  "no request",
];

/** Of all that is used, this must have an explanation. */
const leastExplained = 0.95;

/** What the references' processes use CPU time for, as a Markdown table. */
export function reportUses(references: readonly AccountedReference[]): string {
  return table(
    [
      "reference",
      "ms of CPU a fork",
      ...columns.map((use) => `${use}, %`),
      "over what is due, %",
      "explained, %",
      "least",
    ],
    references.map(({ id, forks }) => {
      const total = sum(forks, totalOf);
      return [
        id,
        (total / forks.length).toFixed(0),
        ...columns.map((use) => percent(sum(forks, ({ uses }) => uses.get(use) ?? 0) / total)),
        percent(sum(forks, ({ overDueMs }) => overDueMs) / total),
        percent(shareOf(forks)),
        percent(leastOf(forks)),
      ];
    }),
  );
}

/** From which amount on work is noticed that a process owes, as a Markdown table. */
export function reportOwed(references: readonly OwingReference[]): string {
  return table(
    [
      "reference",
      "calls a batch",
      "ms timed",
      "ms used around them",
      "ms due",
      "ms that may be chance",
      "noticed from, times its timed work",
      "ms used then",
      "noticed of a baseline that owes what it lacks to the target, in times",
    ],
    references.map(({ id, plain, forks, atTarget }) => {
      if (plain.balance === undefined) return [id, ...Array<string>(8).fill("-")];
      const { timed, used, due, most } = plain.balance;
      const noticed = noticedFrom(forks);
      return [
        id,
        String(plain.calls),
        ...[timed, used, due, most].map((ms) => ms.toFixed(1)),
        noticed === undefined ? `not at ${forks.at(-1)?.owed}` : String(noticed.owed),
        noticed?.fork.balance?.used.toFixed(1) ?? "-",
        `${atTarget.owed}: ${atTarget.fork.why === undefined ? "no" : "yes"}`,
      ];
    }),
  );
}

/** Which amounts of owed work are noticed of a program with small inputs, as a Markdown table. */
export function reportSynthetic(forks: readonly OwingFork[]): string {
  return table(
    ["calls of", "owed for each", "ms timed a batch", "ms used around them", "ms due", "noticed"],
    forks.flatMap((owing) => {
      const { balance, calls, why } = owing.fork;
      if (balance === undefined) return [];
      const { timed, used, due } = balance;
      return [
        [
          `${significant(timed / calls)} ms`,
          `${significant(owedMs(owing))} ms`,
          ...[timed, used, due].map((ms) => ms.toFixed(1)),
          why === undefined ? "no" : "yes",
        ],
      ];
    }),
  );
}

/** What the accounting promises, and whether it holds. */
export function accountingPromises(
  references: readonly AccountedReference[],
  owing: readonly OwingReference[],
): Promised[] {
  const unexplained = references.filter(({ forks }) => shareOf(forks) < leastExplained);
  const refused = references.filter(({ forks }) => forks.some(({ why }) => why !== undefined));
  const unnoticed = owing.filter(({ atTarget }) => atTarget.fork.why === undefined);
  const promise = (what: string, broken: readonly { readonly id: string }[], all: number) => ({
    promise: what,
    kept: broken.length === 0,
    figure: `${all - broken.length} of ${all}${broken.length === 0 ? "" : `; not ${broken.map(({ id }) => id).join(", ")}`}`,
  });
  return [
    promise("95 % of a reference's CPU time is explained", unexplained, references.length),
    promise("no reference is refused", refused, references.length),
    promise("a baseline that owes what it lacks to the target is noticed", unnoticed, owing.length),
  ];
}

const noticedFrom = (forks: readonly OwingFork[]) =>
  forks.find(({ fork }) => fork.why !== undefined);

const owedMs = ({ owed, fork: { balance, calls } }: OwingFork) =>
  (owed * (balance?.timed ?? Number.NaN)) / calls;

const sum = (forks: readonly AccountedFork[], of: (fork: AccountedFork) => number) =>
  forks.reduce((total, fork) => total + of(fork), 0);

const totalOf = ({ uses }: AccountedFork) =>
  [...uses.values()].reduce((total, ms) => total + ms, 0);

const leastOf = (forks: readonly AccountedFork[]) => Math.min(...forks.map(explainedShare));

function shareOf(forks: readonly AccountedFork[]): number {
  return sum(forks, (fork) => totalOf(fork) * explainedShare(fork)) / sum(forks, totalOf);
}

const percent = (share: number) => (100 * share).toFixed(1);

const significant = (value: number) => String(Number(value.toPrecision(2)));
