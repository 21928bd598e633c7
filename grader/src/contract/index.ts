export {
  type AnyEntry,
  type Argument,
  type Arguments,
  type Bound,
  type Comparison,
  type Diagnosis,
  defineExercise,
  type EntryKind,
  type Exercise,
  type Goal,
  type Growth,
  type InputFile,
  inputFile,
  type OutputFile,
  outputFile,
  type Resource,
  type Work,
} from "./exercise.ts";
export { type MetricName, metricNames } from "./metric-names.ts";
export { createRandom, type Random } from "./random.ts";
export type { Load, ServerAnswer, ServerEntry, ServerRequest } from "./server-load.ts";
