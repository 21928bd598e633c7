import { SetupError } from "../../contract/errors.ts";
import { type GradingRequest, resultOf } from "../../grading/pipeline.ts";
import type { GradingResult } from "../../grading/result.ts";
import type { Store } from "../../grading/store/store.ts";

/**
 * The result for an exercise that nobody has rightly diagnosed, which is then not graded;
 * undefined for one that was.
 *
 * @throws SetupError without a store: it holds the diagnoses
 */
export function undiagnosedResult(
  request: GradingRequest,
  store: Pick<Store, "diagnosesOf"> | undefined,
): GradingResult | undefined {
  if (store === undefined) {
    throw new SetupError(
      "--require-diagnosis looks into the record, which is not open",
      "grade without --no-record, or without --require-diagnosis",
    );
  }
  const { id, version } = request.exercise;
  const stated = store.diagnosesOf(id, version);
  if (stated.some(({ right }) => right)) return undefined;
  return resultOf(request, { outcome: { outcome: "undiagnosed", diagnoses: stated.length } }, 0);
}
