import type { ServerRequest } from "../../contract/index.ts";
import type { Mistake } from "../correctness/check.ts";
import { contentOf } from "../sandbox/child/server.ts";
import type { Answer } from "../sandbox/sandbox.ts";
import type { Answered, DriveOptions, Exchange } from "../server-load/drive.ts";
import { KeptAnswers } from "../server-load/kept-answers.ts";
import type { Both, ForkRequest } from "./fork.ts";

/** How many answers of each kind are compared for each window. */
const compared = 4;

/** How long the baseline may take for answers that it has not given under load, beyond the first. */
const askingMs = 100;

const kinds = ["probe", "background"] as const;

/** What one side answered in a window. */
export class AnswersUnderLoad {
  readonly #kept = {
    probe: new KeptAnswers("probe"),
    background: new KeptAnswers("background"),
  };

  readonly onAnswer: NonNullable<DriveOptions["onAnswer"]> = (exchange) =>
    this.#kept[exchange.kind].add(exchange);

  of(kind: Exchange["kind"]): KeptAnswers {
    return this.#kept[kind];
  }
}

/** A wrong answer to a request, in words. */
export interface WrongUnderLoad {
  readonly on: string;
  readonly mistake: Mistake;
}

/**
 * What is wrong with some of the candidate's answers to a window's requests, which both sides got
 * alike. Those that the baseline has not answered under load it answers now.
 */
export async function mistakeUnderLoad(
  request: Pick<ForkRequest, "checkAnswers" | "now">,
  answers: Both<AnswersUnderLoad>,
  askBaseline: (request: ServerRequest) => Promise<Answered>,
): Promise<WrongUnderLoad | undefined> {
  for (const kind of kinds) {
    const started = request.now();
    const known = answers.baseline.of(kind);
    const drawn = answers.candidate.of(kind).drawn();
    const beside = drawn.filter(({ index }) => known.at(index) !== undefined);
    const alone = drawn.filter(({ index }) => known.at(index) === undefined);
    for (const exchange of beside.slice(0, compared)) {
      const mistake = compare(request, known.at(exchange.index) as Exchange, exchange);
      if (mistake !== undefined) return wrong(exchange, mistake);
    }
    for (const [asked, exchange] of alone.slice(0, compared).entries()) {
      if (asked > 0 && request.now() - started > askingMs) break;
      const mistake = compare(request, await askBaseline(exchange.request), exchange);
      if (mistake !== undefined) return wrong(exchange, mistake);
    }
  }
  return undefined;
}

function wrong({ request: { method, path } }: Exchange, mistake: Mistake): WrongUnderLoad {
  return { on: `${method} ${path}, under load`, mistake };
}

function compare(
  { checkAnswers }: Pick<ForkRequest, "checkAnswers">,
  expected: Answered,
  actual: Answered,
): Mistake | undefined {
  return checkAnswers([answerOf(expected)], [answerOf(actual)]);
}

function answerOf({ status, body }: Answered): Answer {
  return { kind: "data", value: { status, body: contentOf(Buffer.concat(body)) } };
}
