export {
  type AnyEntry,
  type Argument,
  type Arguments,
  type Comparison,
  type Diagnosis,
  defineExercise,
  type Exercise,
  type Goal,
  type InputFile,
  inputFile,
} from "./exercise.ts";
export { createRandom, type Random } from "./random.ts";
